"""The API's own document, and a page to read it that needs nothing from elsewhere."""

from functools import lru_cache
from typing import Any, cast

import orjson
from flask import Blueprint, Response, current_app, render_template
from flask_openapi3 import OpenAPI

from app.web.permissions import public

bp = Blueprint("api_documents", __name__)


@bp.get("/api/v1/openapi.json")
@public
def openapi() -> Response:
    """OpenAPI 3.1, built from the routes that run."""
    return Response(orjson.dumps(document()), mimetype="application/json")


@bp.get("/api/docs")
@public
def readable() -> str:
    """The same, for people."""
    return render_template("api/docs.html", document=document())


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The document as a dictionary."""
    app = cast(OpenAPI, current_app)
    return dict(app.api_doc)
