"""Completes the document that flask-openapi3 draws from the routes, with what holds for all of them.

Security comes from the permission that the route declares, refusals from what the edge does to any request: so
neither can be forgotten or drift.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from app.api import pos_device
from app.api.examples import GIVEN, example
from app.api.schemas import FieldError, Problem
from app.core.permissions import Scope
from app.web.permissions import Access, access_of

Document = dict[str, Any]
Operation = dict[str, Any]
Views = Mapping[tuple[str, str], tuple[str, Callable[..., Any]]]
PREFIX = "/api/v1"
REFUSALS = {
    "400": ("BadRequest", "The request could not be read"),
    "401": ("Unauthorized", "No credentials, or none that are good here"),
    "402": ("PaymentDeclined", "The payment was declined; the cart stays open"),
    "403": ("Forbidden", "The scope is missing, or the shop is closed"),
    "404": ("NotFound", "Not there, or not visible to you"),
    "409": ("Conflict", "The state of things does not allow it"),
    "413": ("TooLarge", "The body is larger than 32 MiB"),
    "415": ("UnsupportedMediaType", "The body is of another content type"),
    "422": ("Unprocessable", "Some fields need another look; `errors` names them"),
    "429": ("TooManyRequests", "Too many requests; wait as long as Retry-After says"),
    "503": ("Unavailable", "The shop is catching its breath; try again after Retry-After seconds"),
}
ALWAYS, WITH_BODY, WITH_KEY = (
    ("400", "401", "403", "404", "422", "429", "503"),
    ("413", "415"),
    ("409", "422"),
)
SECONDS = {"schema": {"type": "integer", "minimum": 1}, "description": "Seconds to wait"}
HEADERS = {
    "401": {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "`Bearer`"}},
    "429": {"Retry-After": SECONDS},
    "503": {"Retry-After": SECONDS},
}
KEY_WORDS = (
    "Makes a repeat safe: the same key and body get the first status and body again for 24 hours. "
    "Another body under the same key is refused with 422 `idempotency.mismatch`."
)
DESCRIPTION = """Everything a channel needs: what is sold, stock, carts and checkout, orders, quotes and tills.

The host names the shop. Programs send `Authorization: Bearer KEY`; products, carts and their checkout need none.
Money is in minor units. Errors are problem documents (RFC 9457) with a stable `code`. Lists are walked with `cursor`.
Fields are added over time and never changed: ignore those that you do not know."""


def complete(raw: Document, views: Views) -> Document:
    """The finished document; `views` maps (method, path) of an operation to its endpoint and view."""
    document = deepcopy(raw)
    document["info"] |= {"title": "Galleria API", "version": "1", "description": DESCRIPTION}
    document["servers"] = [{"url": "/", "description": "The shop's own host"}]
    components = document["components"]
    components["schemas"].pop("ValidationErrorModel", None)
    components["schemas"] |= _problem_schemas()
    components["responses"] = {name: _refusal(status, words) for status, (name, words) in REFUSALS.items()}
    components["securitySchemes"] = _schemes()
    for path, method, operation in operations(document):
        endpoint, view = views[method, path]
        operation["operationId"] = endpoint.rpartition(".")[2]
        _split_words(operation)
        operation["security"] = _security(access_of(view))
        _add_idempotency(method, operation)
        _add_refusals(method, operation)
        _add_example(operation, components["schemas"])
    return document


def operations(document: Document) -> Iterator[tuple[str, str, Operation]]:
    """(path, METHOD, operation) of every operation."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method.upper(), operation


def path_of(rule: str) -> str:
    """A Flask rule as the document writes it."""
    return re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule)


def _split_words(operation: Operation) -> None:
    """The first sentence is the summary, the rest goes to the description."""
    summary, _, rest = operation["summary"].partition(". ")
    operation["summary"] = summary.rstrip(".")
    if words := " ".join(filter(None, (rest, operation.get("description")))):
        operation["description"] = words


def _problem_schemas() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    return {"Problem": schema, "FieldError": FieldError.model_json_schema()}


def _refusal(status: str, words: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    made: dict[str, Any] = {"description": words, "content": content}
    return made | ({"headers": HEADERS[status]} if status in HEADERS else {})


def _schemes() -> dict[str, Any]:
    scopes = {scope.value: scope.value.replace(":", ", ") for scope in Scope}
    flow = {"tokenUrl": "/oauth/token", "scopes": scopes | {"all": "everything"}}
    return {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key, made in the console under Programs",
        },
        "oauth": {"type": "oauth2", "flows": {"clientCredentials": flow}},
        "device": {"type": "http", "scheme": "bearer", "description": "The token of a paired till"},
    }


def _security(access: Access | None) -> list[dict[str, list[str]]]:
    if access is None or access.kind == "public":
        return []
    if access.kind == "device":
        return [{"device": []}]
    scopes = [name for name in access.permissions if name in set(Scope)]
    found: list[dict[str, list[str]]] = [{scheme: [scope]} for scope in scopes for scheme in ("key", "oauth")]
    if pos_device.MAY & set(access.permissions):
        found.append({"device": []})
    return found


def _add_idempotency(method: str, operation: Operation) -> None:
    if method != "POST":
        return
    schema = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"}
    header = {"name": "Idempotency-Key", "in": "header", "description": KEY_WORDS, "schema": schema}
    header["required"] = operation.pop("x-idempotency", None) == "required"
    operation.setdefault("parameters", []).append(header)


def _add_refusals(method: str, operation: Operation) -> None:
    found = operation["responses"]
    wanted = {
        *ALWAYS,
        *(WITH_BODY if "requestBody" in operation else ()),
        *(WITH_KEY if method == "POST" else ()),
    }
    for status in {*wanted, *(set(found) & set(REFUSALS))}:
        found[status] = {"$ref": f"#/components/responses/{REFUSALS[status][0]}"}
    operation["responses"] = dict(sorted(found.items()))


def _add_example(operation: Operation, schemas: dict[str, Any]) -> None:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is not None:
        content["example"] = GIVEN.get(operation["operationId"]) or example(content["schema"], schemas)
