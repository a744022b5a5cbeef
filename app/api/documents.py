"""The API's own document, and a page to read it that needs nothing from elsewhere."""

import json
from functools import lru_cache
from typing import Any, cast

import orjson
from flask import Blueprint, Response, current_app, render_template
from flask_openapi3 import OpenAPI

from app.api import contract, reading
from app.web.permissions import public

bp = Blueprint("api_documents", __name__)


@bp.get("/api/v1/openapi.json")
@public
def openapi() -> Response:
    """OpenAPI 3.1, built from the routes that run."""
    return Response(_written(), mimetype="application/json")


@bp.get("/api/docs")
@public
def readable() -> str:
    """The same, for people."""
    told = reading.chapters(document())
    return render_template(
        "api/docs.html", chapters=told, codes=contract.REFUSALS, pretty=_pretty, marked=reading.marked
    )


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The document as a dictionary; not to be changed."""
    app = cast("OpenAPI", current_app)
    views = {
        (method, contract.path_of(rule.rule)): (rule.endpoint, app.view_functions[rule.endpoint])
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }
    return contract.complete(app.api_doc, views)


@lru_cache(maxsize=1)
def _written() -> bytes:
    return orjson.dumps(document())


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
