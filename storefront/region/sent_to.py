"""The country a visitor wants things sent to: chosen once, kept in a cookie of this site."""

from flask import request
from werkzeug.wrappers import Response

from app.config import settings
from app.core.market import current_market
from app.core.postal import countries

COOKIE, YEAR_SECONDS = "galleria_country", 365 * 24 * 3600


def chosen() -> str | None:
    """The country in the cookie, if it is one."""
    code = request.cookies.get(COOKIE, "")
    return code if code in known() else None


def known() -> dict[str, str]:
    """Every country by its code, in the reader's language."""
    return dict(countries())


def country() -> str:
    """Where things go: the choice, else where this site sells."""
    return chosen() or current_market().country


def remember(response: Response, code: str) -> Response:
    """Keep the choice for a year."""
    response.set_cookie(
        COOKIE, code, max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=settings().https
    )
    return response


def forget(response: Response) -> Response:
    """Things go where this site sells again."""
    response.delete_cookie(COOKIE)
    return response
