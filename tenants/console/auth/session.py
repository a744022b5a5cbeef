"""The console's own session cookie, and the proof that sensitive acts ask for."""

from datetime import datetime, timedelta

from flask import Request
from werkzeug.wrappers import Response

from app.config import settings
from app.core import clock
from app.core.db import unit_of_work
from app.core.i18n import gettext as _
from app.core.principal import Principal, current_principal
from app.web.auth import ProofNeeded
from tenants import operators

COOKIE, STEP_COOKIE = "galleria_console", "galleria_console_step"
LASTS, STEP_LASTS = timedelta(hours=12), timedelta(minutes=5)


class OperatorProofNeeded(ProofNeeded):
    """An operator must give the password again."""


def caller(request: Request) -> Principal | None:
    """The operator behind a request, looked up in a unit of its own."""
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    with unit_of_work():
        return operators.resolve(token, request.remote_addr or "")


def remember(response: Response, token: str) -> None:
    """Hand the browser its session."""
    _set(response, COOKIE, token, LASTS)
    response.delete_cookie(STEP_COOKIE, path="/console/sign-in")


def remember_step(response: Response, token: str) -> None:
    """Hand the browser a session that still waits for its code."""
    _set(response, STEP_COOKIE, token, STEP_LASTS, path="/console/sign-in")


def forget(response: Response) -> None:
    response.delete_cookie(COOKIE)


def require_proof() -> None:
    """Raises OperatorProofNeeded unless the password was given in the last quarter of an hour."""
    proved = current_principal().facts.get("proved_at")
    if proved is None or clock.now() - datetime.fromisoformat(proved) >= operators.PROOF:
        raise OperatorProofNeeded(_("Give your password again to do this"))


def _set(response: Response, name: str, token: str, lasts: timedelta, path: str = "/") -> None:
    secure = settings().https
    response.set_cookie(name, token, max_age=lasts, path=path, httponly=True, samesite="Lax", secure=secure)
