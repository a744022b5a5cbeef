"""Answers held against the OpenAPI document by schemathesis, stricter than readers need: nothing untold."""

from copy import deepcopy
from typing import Any

import schemathesis
from schemathesis import checks

from app.web import ratelimit

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
TOLD_ELSEWHERE = {"SetupReply"}  # docs/till.md


def closed(document: dict[str, Any]) -> dict[str, Any]:
    """The document as the tests read it: a field that it does not name is a fault."""
    strict = deepcopy(document)
    for name, schema in strict["components"]["schemas"].items():
        if "properties" in schema and name not in TOLD_ELSEWHERE:
            schema.setdefault("additionalProperties", False)
    return strict


def schema_of(app: Any, tenant: Any, document: dict[str, Any]) -> Any:
    """The document's operations, to be called on the tenant's host, always with the same values."""
    config = schemathesis.Config.from_dict(
        {"generation": {"deterministic": True}, "analysis": {"constants": {"enabled": False}}}
    )
    found = schemathesis.openapi.from_dict(document, config=config)
    found.app, found.location = app, f"http://{tenant.host}/api/v1/openapi.json"
    found.config.update(base_url=f"http://{tenant.host}")
    found.config.generation.codec = (
        None  # every character but halves of one, without trying a million of them
    )
    return found


def hold(case: Any, tenant: Any, tokens: dict[str, str], **headers: str) -> tuple[Any, dict[str, str]]:
    """Send it, as the caller whom the operation is for: the answer, and what is wrong with it by kind."""
    ratelimit.forget()
    of_tills = case.operation.definition.raw.get("security") == [{"device": []}]
    token = tokens["device" if of_tills else "key"]
    response = case.call(headers={"Authorization": f"Bearer {token}", "Host": tenant.host, **headers})
    try:
        case.validate_response(response, checks=CHECKS)
    except schemathesis.errors.FailureGroup as group:
        label = case.operation.label
        return response, {f"{label}: {type(each).__name__}": str(each)[:900] for each in group.exceptions}
    return response, {}
