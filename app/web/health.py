"""Health for machines: `/healthz` (this process lives), `/readyz` (it can serve), `/metrics` (Prometheus)."""

import hmac

from flask import Blueprint, Response, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from app.config import settings
from app.core.engines import engine_of
from app.core.errors import NotFound
from app.web import observe
from app.web.permissions import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz() -> dict[str, str]:
    return {"status": "ok"}


@bp.get("/readyz")
@public
def readyz() -> tuple[dict[str, str], int]:
    """200 when the database answers and its schema is there."""
    try:
        with engine_of("default").connect() as connection:
            connection.execute(text("select 1 from shared.tenant limit 1"))
    except Exception:  # noqa: BLE001 - whatever it is, this process cannot serve
        return {"status": "unavailable", "database": "away"}, 503
    return {"status": "ready", "database": "ok"}, 200


@bp.get("/metrics")
@public
def metrics() -> Response:
    """Prometheus figures, for holders of METRICS_TOKEN."""
    token = settings().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token is None or not hmac.compare_digest(given, token.get_secret_value()):
        raise NotFound("There is nothing at this address")
    observe.note_backlog()
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
