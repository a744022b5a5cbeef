"""Refusals to answers, once: problem+json (RFC 9457) for programs, a page or a toast with the true status for people."""

import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, render_template, request
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from app.core.errors import AppError, Conflict, Invalid, TooMany, Unauthorized, Unavailable
from app.core.i18n import gettext as _
from app.web.htmx import go, is_htmx

log = logging.getLogger(__name__)
UNIQUE_VIOLATION = "23505"


def wants_json() -> bool:
    return request.path.startswith(("/api/", "/oauth/"))


def problem(error: AppError) -> dict[str, Any]:
    """The RFC 9457 body of a refusal; its own members are never facts of ours."""
    body: dict[str, Any] = {
        **error.facts,
        "type": f"urn:galleria:{error.code}",
        "title": error.message,
        "status": error.status,
        "code": error.code,
    }
    if isinstance(error, Invalid) and error.fields:
        body["errors"] = [{"field": name, "message": text} for name, text in error.fields.items()]
    return body


_own_pages: list[Callable[[AppError], str | None]] = []


def tell_by(make: Callable[[AppError], str | None]) -> None:
    """Let a surface tell its refusals in its own frame; None leaves it to the plain page."""
    if make not in _own_pages:
        _own_pages.append(make)


def answer(error: AppError) -> Response:
    """A refusal as a response in the caller's form."""
    response = _for_programs(error) if wants_json() else _for_people(error)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    if error.status == 503:
        response.headers.setdefault("Retry-After", "5")
    response.headers["Cache-Control"] = "no-store"
    return response


def _for_programs(error: AppError) -> Response:
    response = Response(
        json.dumps(problem(error), default=str), error.status, mimetype="application/problem+json"
    )
    if error.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _for_people(error: AppError) -> Response:
    if isinstance(error, Unauthorized) and (door := _sign_in()):
        response = go(f"{door}?next={request.path}" if request.method == "GET" else door)
        return response if isinstance(response, Response) else Response(status=401)
    if is_htmx():
        response = Response(render_template("errors/fragment.html", error=error), error.status)
        response.headers["HX-Trigger"] = json.dumps(
            {"toast": [{"message": error.message, "tone": "refused"}]}
        )
        response.headers["HX-Reswap"] = "none"
        return response
    for make in _own_pages:
        if (own := make(error)) is not None:
            return Response(own, error.status)
    fields = getattr(error, "fields", {})
    home = "/admin/" if request.path.startswith("/admin/") else "/"
    page = render_template(
        "errors/page.html", error=error, fields=fields, again=_page_before(home), home_url=home
    )
    return Response(page, error.status)


def _page_before(home: str) -> str:
    """Where to look again: this page, or the one whose form was sent, for a form's own address shows nothing."""
    if request.method == "GET":
        return ""
    sent_from = urlsplit(request.referrer or "")
    same_shop = sent_from.netloc == request.host and sent_from.path != request.path
    return urlunsplit(("", "", sent_from.path, sent_from.query, "")) if same_shop else home


def _sign_in() -> str | None:
    """Where people of this surface sign in."""
    for prefix, door in (
        ("/admin", "/admin/sign-in"),
        ("/console", "/console/sign-in"),
        ("/account", "/account/sign-in"),
    ):
        if request.path.startswith(prefix) and request.path != door:
            return door
    return None


def install(app: Flask) -> None:  # noqa: C901 - one small handler after the other
    """Register the handlers."""

    def refused(error: AppError) -> Response:
        if error.status >= 500:
            log.error("refused with %s", error.code, exc_info=error)
        return answer(error)

    def http(error: HTTPException) -> Response:
        if error.response is not None:
            return error.response if isinstance(error.response, Response) else Response(status=error.code)
        status = error.code or 500
        code, message = HTTP_WORDS.get(status, ("error", error.name))
        refusal = AppError(_(message), code=code)
        refusal.status = status
        response = answer(refusal)
        for name, value in error.get_headers():
            if name in ("Allow", "Retry-After", "Location"):
                response.headers[name] = value
        return response

    def database_away(error: Exception) -> Response:
        log.error("database away", exc_info=error)
        return answer(
            Unavailable(
                _("The shop is catching its breath. Try again in a moment."), code="database.unavailable"
            )
        )

    def out_of_range(error: DataError) -> Response:
        log.warning("a value does not fit its column", exc_info=error)
        return answer(Invalid(_("A value is outside of what can be kept"), code="request.out_of_range"))

    def collision(error: IntegrityError) -> Response:
        if getattr(error.orig, "sqlstate", "") != UNIQUE_VIOLATION:
            return database_refused(error)
        log.warning("two wrote the same at once", exc_info=error)
        return answer(Conflict(_("Somebody else saved the same at this moment; load it again")))

    def database_refused(error: DBAPIError) -> Response:
        log.error("database refused", exc_info=error)
        if error.connection_invalidated:
            return database_away(error)
        return unexpected(error)

    def unexpected(error: Exception) -> Response:
        log.error("unexpected", exc_info=error)
        refusal = AppError(_("Something went wrong on our side. It was noted; try again."), code="internal")
        refusal.status = 500
        return answer(refusal)

    app.register_error_handler(AppError, refused)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(OperationalError, database_away)
    app.register_error_handler(PoolTimeout, database_away)
    app.register_error_handler(DataError, out_of_range)
    app.register_error_handler(IntegrityError, collision)
    app.register_error_handler(DBAPIError, database_refused)
    app.register_error_handler(Exception, unexpected)


HTTP_WORDS = {
    400: ("request.bad", "This request could not be read"),
    404: ("not_found", "There is nothing at this address"),
    405: ("request.method", "This address does not take that method"),
    413: ("request.too_large", "This is larger than we can take"),
    415: ("request.media_type", "This content type is not supported"),
    429: ("rate.limited", "Too many requests; wait a moment"),
}
