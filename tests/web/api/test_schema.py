"""The OpenAPI document and what runs are the same: drawn up, complete, and held to it by thousands of requests."""

import os
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, Phase
from pydantic import BaseModel
from schemathesis import GenerationMode
from schemathesis.specs.openapi import definitions

from app.api.contract import operations, path_of
from app.core.permissions import Scope
from app.web.permissions import access_of
from tests.support.conforming import closed, hold, schema_of
from tests.support.sweeping import PICTURE

KEY = {"Idempotency-Key": "an example"}
NAMES = {
    "location", "device", "cashier", "approver", "shift", "code", "media_id", "destination", "supplier", "gift_card",
}  # fmt: skip
INSTEAD = {
    "read_order": {"reference": "number"}, "read_downloads": {"reference": "number"},
    "read_keys": {"reference": "number"}, "preview_order_refund": {"reference": "number"},
    "check_out": {"cart_id": "cart_to_order"},
    "delete_price_list": {"list_code": "list_to_delete"}, "delete_promotion": {"promotion_id": "offer_to_delete"},
    "move": {"product_id": "draft_id"}, "restore": {"number": "past_version"},
    "refuse_transfer": {"transfer_id": "to_refuse"}, "cancel_transfer": {"transfer_id": "to_cancel"},
    "pick_transfer": {"transfer_id": "to_pick"}, "dispatch_transfer": {"transfer_id": "to_dispatch"},
    "receive_transfer": {"transfer_id": "to_receive"},
    "answer_pickup": {"pickup_id": "pickup_asked"},
    "finish_count": {"count_id": "to_finish"}, "recount": {"count_id": "to_recount"},
    "post_count": {"count_id": "to_post"}, "cancel_count": {"count_id": "to_drop"},
    "receive_goods": {"purchase_id": "order_to_receive"}, "cancel_purchase": {"purchase_id": "order_to_cancel"},
    "set_parts": {"product_id": "set_id", "variant_id": "set_variant_id"}, "set_inputs": {"product_id": "draft_id"},
}  # fmt: skip
KEPT = {
    "enter_coupon": ("code",),
    "add_price_list": ("code",),
    "add_company": ("code",),
    "change_price_list": ("code",),
    "open_location": ("code",),
    "add_register": ("code",),
    "adjust": ("location",),
    "put_on_hold": ("location",),
    "report_stock_of_place": ("location",),
    "open_count": ("location",),
    "order_goods": ("location",),
    "receive_lot": ("location",),
    "set_safety": ("location",),
}
EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "8"))  # an operation; more for a thorough search


@pytest.mark.req("API-06")
def test_the_document_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    jsonschema_rs.validator_for(definitions.OPENAPI_31).validate(document)


@pytest.mark.req("API-06")
def test_every_route_is_in_the_document_and_nothing_else(app: Any, document: dict[str, Any]) -> None:
    routes = {
        (method, path_of(rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "api_documents.openapi"
    }
    assert {(method, path) for path, method, _operation in operations(document)} == routes


@pytest.mark.req("API-06")
def test_every_operation_is_told_whole(document: dict[str, Any]) -> None:
    found = list(operations(document))
    names = [operation["operationId"] for _path, _method, operation in found]
    assert len(set(names)) == len(names) > 30
    for path, method, operation in found:
        said = f"{method} {path}"
        assert operation["tags"], said
        assert operation["summary"], said
        assert {"400", "401", "403", "404", "422", "429", "503"} <= set(operation["responses"]), said
        assert any(status.startswith("2") for status in operation["responses"]), said
        if "requestBody" in operation:
            assert {"413", "415"} <= set(operation["responses"]), said
        header = next((p for p in operation.get("parameters", []) if p["name"] == "Idempotency-Key"), None)
        assert (header is not None) == (method == "POST"), said
        if header is not None:
            assert header["required"] == path.endswith("/checkout"), said


@pytest.mark.req("API-06")
def test_security_is_what_the_route_demands(app: Any, document: dict[str, Any]) -> None:
    views = {path_of(rule.rule): rule for rule in app.url_map.iter_rules()}
    open_ = {path for path, _method, operation in operations(document) if operation["security"] == []}
    assert "/api/v1/carts/{cart_id}/checkout" in open_
    assert "/api/v1/orders" not in open_
    assert views.keys() >= open_
    for rule in app.url_map.iter_rules():
        for path, method, operation in operations(document):
            if path_of(rule.rule) == path and method in (rule.methods or ()):
                access = access_of(app.view_functions[rule.endpoint])
                assert access is not None
                asked = {
                    scope for each in operation["security"] for scopes in each.values() for scope in scopes
                }
                assert asked == set(access.permissions) & set(Scope)
                assert bool(operation["security"]) == (access.kind != "public")


def test_no_two_shapes_share_a_name() -> None:
    def below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
        for each in model.__subclasses__():
            yield each
            yield from below(each)

    found: dict[str, set[str]] = {}
    for model in below(BaseModel):
        if model.__module__.startswith("app.api."):
            found.setdefault(model.__name__, set()).add(model.__module__)
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


def test_every_example_is_one(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content:
            whole = {**content["schema"], "components": document["components"]}
            jsonschema_rs.validator_for(whole).validate(content["example"])
            assert content["example"], f"{method} {path}"


# ---- What runs, held against the document ---------------------------------------------------------


def faults(schema: Any, tenant: Any, known: dict[str, str], tokens: dict[str, str]) -> list[str]:
    """What is wrong with the answers to made-up requests, one text an operation and kind."""
    wrong: dict[str, str] = {}

    def check(case: Any) -> None:
        for given in (case.path_parameters or {}, case.query or {}, _flat(case.body)):
            _mix_in(given, known)
        wrong.update(hold(case, tenant, tokens)[1])

    for result in schema.get_all_operations():
        _run(result.ok().as_strategy(generation_mode=GenerationMode.POSITIVE), check)
    return [f"{name}\n{words}" for name, words in sorted(wrong.items())]


def _run(strategy: Any, check: Callable[[Any], None]) -> None:
    @hypothesis.settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
        phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @hypothesis.given(case=strategy)
    def run(case: Any) -> None:
        check(case)

    run()


def _flat(body: Any) -> dict[str, Any]:
    """The object of a body whose fields may name things that are there: its first line, or itself."""
    if not isinstance(body, dict):
        return {}
    lines = body.get("lines")
    return lines[0] if isinstance(lines, list) and lines and isinstance(lines[0], dict) else body


def _mix_in(given: dict[str, Any], known: dict[str, str]) -> None:
    """Name something that is there in half of the requests."""
    for name, value in known.items():
        if name in given and zlib.crc32(repr(given[name]).encode()) % 2:
            given[name] = value


@pytest.mark.req("API-06")
def test_every_example_works(
    app: Any, tenant: Any, known: dict[str, str], tokens: dict[str, str], document: dict[str, Any]
) -> None:
    schema = schema_of(app, tenant, closed(document))
    found = sorted(
        operations(document), key=lambda each: (each[1] == "DELETE", each[1] == "DELETE" and -len(each[0]))
    )
    wrong = {}
    for path, method, operation in found:
        response, faults_ = hold(_as_told(schema[path][method], operation, known), tenant, tokens, **KEY)
        if faults_ or response.status_code >= 300:
            wrong[operation["operationId"]] = (response.status_code, faults_, response.text[:300])
    assert wrong == {}


def _as_told(operation: Any, told: dict[str, Any], known: dict[str, str]) -> Any:
    """The documented example, with names of what is there."""
    path = {p["name"]: known[p["name"]] for p in told.get("parameters", []) if p["in"] == "path"}
    path |= {name: known[other] for name, other in INSTEAD.get(told["operationId"], {}).items()}
    asked = {
        p["name"]: known[p["name"]]
        for p in told.get("parameters", [])
        if p["in"] == "query" and p.get("required")
    }
    content = told.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        return operation.Case(path_parameters=path, body={"file": PICTURE}, media_type="multipart/form-data")
    if not content:
        return operation.Case(path_parameters=path, query=asked)
    body = _known(content["application/json"]["example"], known, KEPT.get(told["operationId"], ()))
    return operation.Case(path_parameters=path, body=body, media_type="application/json")


def _known(value: Any, known: dict[str, str], kept: tuple[str, ...]) -> Any:
    if isinstance(value, list):
        return [_known(each, known, kept) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: known[name] if name in NAMES and name not in kept else _known(inner, known, kept)
        for name, inner in value.items()
    }


@pytest.mark.timeout(300)
@pytest.mark.req("API-06")
def test_no_answer_is_undocumented(
    app: Any,
    tenant: Any,
    known: dict[str, str],
    tokens: dict[str, str],
    document: dict[str, Any],
    kept_pages: None,
) -> None:
    found = faults(schema_of(app, tenant, closed(document)), tenant, known, tokens)
    assert not found, "\n\n".join(found)


@pytest.mark.req("API-06")
@pytest.mark.parametrize("planted", ["field", "status"])
def test_an_undocumented_field_or_status_is_found(
    app: Any,
    tenant: Any,
    known: dict[str, str],
    tokens: dict[str, str],
    document: dict[str, Any],
    planted: str,
) -> None:
    told = closed(document)
    told["paths"] = {
        path: told["paths"][path] for path in ("/api/v1/locations", "/api/v1/orders/{reference}")
    }
    if planted == "field":
        del told["components"]["schemas"]["LocationReply"]["properties"]["ships"]
        told["components"]["schemas"]["LocationReply"]["required"].remove("ships")
    else:
        del told["paths"]["/api/v1/orders/{reference}"]["get"]["responses"]["404"]
    found = faults(schema_of(app, tenant, told), tenant, known, tokens)
    words = {
        "field": "GET /api/v1/locations: JsonSchemaError",
        "status": "GET /api/v1/orders/{reference}: UndefinedStatusCode",
    }
    assert [each.split("\n")[0] for each in found if each.startswith("GET")] == [words[planted]]
