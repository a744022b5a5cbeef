"""The document as chapters for readers: operations by noun, their fields flat, types in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from app.api.contract import operations

Schema = dict[str, Any]
DEEPEST = 4


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A parameter or field: dotted name, type in words, and what it means."""

    name: str
    kind: str
    required: bool
    words: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    words: str
    fields: list[FieldRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    words: str
    needs: str
    parameters: list[FieldRow]
    body: list[FieldRow]
    body_kind: str
    example: Any
    answers: list[Answer]
    refusals: list[str]


@dataclass(frozen=True, slots=True)
class Chapter:
    name: str
    entries: list[Entry]


def marked(words: str) -> Markup:
    """Text with `names` in backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(words))))  # noqa: S704 - escaped just before


def chapters(document: Schema) -> list[Chapter]:
    """Every operation, by tag in the document's order."""
    found: dict[str, list[Entry]] = {}
    for path, method, operation in operations(document):
        found.setdefault(operation["tags"][0], []).append(
            _entry(path, method, operation, document["components"])
        )
    return [Chapter(name, entries) for name, entries in sorted(found.items())]


def _entry(path: str, method: str, operation: Schema, components: Schema) -> Entry:
    schemas = components["schemas"]
    kind, content = _body(operation)
    return Entry(
        id=operation["operationId"].replace("_", "-"),
        method=method,
        path=path,
        summary=operation["summary"],
        words=operation.get("description", ""),
        needs=_needs(operation["security"]),
        parameters=[
            FieldRow(p["name"], _kind(p["schema"], schemas), p.get("required", False), _words(p), p["in"])
            for p in operation.get("parameters", [])
        ],
        body=list(_rows(content.get("schema", {}), schemas)),
        body_kind=kind,
        example=content.get("example"),
        answers=[
            Answer(status, answer["description"], list(_rows(_schema_of(answer), schemas)))
            for status, answer in operation["responses"].items()
            if "$ref" not in answer
        ],
        refusals=[status for status, answer in operation["responses"].items() if "$ref" in answer],
    )


def _body(operation: Schema) -> tuple[str, Schema]:
    contents: Schema = operation.get("requestBody", {}).get("content", {})
    return next(iter(contents.items()), ("", {}))


def _needs(security: list[dict[str, list[str]]]) -> str:
    scopes = sorted({scope for each in security for names in each.values() for scope in names})
    words = [" or ".join(scopes)] if scopes else []
    if any("device" in each for each in security):
        words.append("a till's token")
    return " or ".join(words)


def _schema_of(answer: Schema) -> Schema:
    content: Schema = next(iter(answer.get("content", {}).values()), {})
    found: Schema = content.get("schema", {})
    return found


def _words(schema: Schema) -> str:
    nested = [schema.get("description"), *(each.get("description") for each in schema.get("anyOf", []))]
    return next((str(words) for words in nested if words), "")


def _resolved(schema: Schema, schemas: Schema) -> Schema:
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    return schema


def _rows(schema: Schema, schemas: Schema, prefix: str = "", depth: int = 0) -> Iterator[FieldRow]:
    """Fields with those inside of them: `lines[].sku`."""
    schema = _resolved(schema, schemas)
    for name, inner in schema.get("properties", {}).items():
        yield FieldRow(
            f"{prefix}{name}", _kind(inner, schemas), name in schema.get("required", []), _words(inner)
        )
        below, mark = _inside(inner, schemas)
        if below is not None and depth < DEEPEST and not _is_money(below):
            yield from _rows(below, schemas, f"{prefix}{name}{mark}.", depth + 1)


def _inside(schema: Schema, schemas: Schema) -> tuple[Schema | None, str]:
    """The object inside a field, and how its place is written."""
    for each in schema.get("anyOf", [schema]):
        found = _resolved(each, schemas)
        if found.get("type") == "array":
            below, _mark = _inside(found.get("items", {}), schemas)
            return below, "[]"
        if found.get("type") == "object" and found.get("properties"):
            return found, ""
    return None, ""


def _is_money(schema: Schema) -> bool:
    return set(schema.get("properties", {})) == {"amount", "currency"}


def _kind(schema: Schema, schemas: Schema) -> str:
    """A type in words: `text`, `whole number`, `list of text`, `money, or null`."""
    if "anyOf" in schema:
        kinds = list(dict.fromkeys(_kind(each, schemas) for each in schema["anyOf"]))
        return _joined([kind for kind in kinds if kind != "null"]) + (", or null" if "null" in kinds else "")
    schema = _resolved(schema, schemas)
    if "enum" in schema or "const" in schema:
        return " · ".join(str(word) for word in schema.get("enum", [schema.get("const")]))
    kind = str(schema.get("type", "anything"))
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}), schemas)}"
    if kind == "object":
        return "money" if _is_money(schema) else "object"
    named = {"uuid": "id", "date-time": "time", "email": "e-mail address", "binary": "file"}
    plain = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    return named.get(schema.get("format", ""), plain.get(kind, kind))


def _joined(kinds: list[str]) -> str:
    return "number" if set(kinds) == {"number", "text"} else " or ".join(kinds)
