"""Values that a model accepts, made from its own schema: a refusal then has another reason than the words."""

import re
from typing import Any, get_type_hints
from uuid import UUID

from pydantic import BaseModel

from app.web.forms import Form

WORDS = (
    "x1", "DE", "EUR", "0000", "a" * 64, "#112233", "en", "19", "12.50", "2030-01-01", "10:00", "A-1", "",
    "example.com", "standard", "https://example.com/x",
)  # fmt: skip
NAMED = {
    "channel": "web",
    "country": "DE",
    "currency": "EUR",
    "method": "standard",
    "token": "tok_decline",
    "email": "a@example.com",
}
FORMATS = {
    "uuid": "00000000-0000-7000-8000-000000000001", "email": "a@example.com", "date": "2030-01-01",
    "date-time": "2030-01-01T00:00:00Z", "time": "10:00", "uri": "https://example.com/x",
    "binary": "", "json-string": "{}",
}  # fmt: skip


def body_for(model: type[BaseModel], words: dict[str, str] | None = None) -> Any:
    """A JSON body of `model`, every field given; `words` are taken where a field's name is a key of it.

    Raises ValidationError when the model does not accept what its schema promises.
    """
    schema = model.model_json_schema()
    made = _make(schema, schema.get("$defs", {}), "", NAMED | (words or {}))
    try:
        model.model_validate(made)
    except ValueError:
        made = _make(schema, schema.get("$defs", {}), "", NAMED | (words or {}), every=False)
        model.model_validate(made)
    return made


def _make(
    schema: dict[str, Any], defs: dict[str, Any], name: str, words: dict[str, str], *, every: bool = True
) -> Any:
    if "$ref" in schema:
        return _make(defs[schema["$ref"].rpartition("/")[2]], defs, name, words, every=every)
    if choices := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        wanted = [choice for choice in choices if choice.get("type") != "null"]
        return _make(wanted[0], defs, name, words, every=every)
    if schema.get("type") == "object":
        wanted = schema.get("properties", {})
        keep = wanted if every else schema.get("required", [])
        return {key: _make(wanted[key], defs, key, words, every=every) for key in keep}
    if schema.get("type") == "array":
        size = max(1, schema.get("minItems", 0))
        return [_make(schema.get("items", {}), defs, name, words, every=every) for _each in range(size)]
    return _plain(schema, name, words)


def _plain(schema: dict[str, Any], name: str, words: dict[str, str]) -> Any:
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    plain: dict[str, Any] = {"boolean": True, "null": None}
    kind = schema.get("type", "null")
    if kind in ("integer", "number"):
        return max(1, schema.get("minimum", 1))
    return plain[kind] if kind in plain else _text(schema, name, words)


def _text(schema: dict[str, Any], name: str, words: dict[str, str]) -> str:
    if name in words and _fits(schema, words[name]):
        return words[name]
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    named = re.findall(r"[\w-]+", schema.get("pattern", ""))
    return next((word for word in (*WORDS, *named) if _fits(schema, word)), "x" * schema.get("minLength", 1))


def _fits(schema: dict[str, Any], word: str) -> bool:
    sized = schema.get("minLength", 0) <= len(word) <= schema.get("maxLength", 10**9)
    if schema.get("format") == "uuid":
        return _is_uuid(word)
    return sized and re.search(schema.get("pattern", ""), word) is not None


def _is_uuid(word: str) -> bool:
    try:
        return bool(UUID(word))
    except ValueError:
        return False


def body_model(view: Any) -> type[BaseModel] | None:
    """The pydantic model of an API view's JSON body."""
    found = get_type_hints(getattr(view, "__wrapped__", view)).get("body")
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def file_fields(view: Any) -> tuple[str, ...]:
    """Names of the files in an API view's form."""
    form = get_type_hints(getattr(view, "__wrapped__", view)).get("form")
    fields = form.model_fields.items() if isinstance(form, type) and issubclass(form, BaseModel) else ()
    return tuple(name for name, field in fields if "FileStorage" in str(field.annotation))


def form_models(view: Any) -> list[type[Form]]:
    """Forms that a page's view names in its code."""
    named = (view.__globals__.get(name) for name in getattr(view, "__code__", view).co_names)
    return [each for each in named if isinstance(each, type) and issubclass(each, Form) and each is not Form]


def fields_for(view: Any, words: dict[str, str] | None = None) -> dict[str, Any]:
    """Form fields that the view's own forms accept, as a browser sends them."""
    sent: dict[str, Any] = {}
    for model in form_models(view):
        for name, value in body_for(model, words).items():
            blank = value is None or isinstance(value, dict)
            sent[name] = "on" if value is True else "" if blank else value
    return sent
