"""The language of a visitor: chosen by a link, or taken over from the address that a search engine knew."""

from urllib.parse import parse_qs, urlsplit

from flask import request
from werkzeug.wrappers import Response

from app.config import settings
from app.core.i18n import LOCALES
from app.web.pagecache import LOCALE_COOKIE
from storefront.heads import LANGUAGE

YEAR_SECONDS = 365 * 24 * 3600


def speak(response: Response, code: str) -> Response:
    """Speak a language from now on."""
    response.set_cookie(
        LOCALE_COOKIE, code, max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=settings().https
    )
    return response


def remember_language(response: Response) -> Response:
    """Pages are the same for everybody and set no cookie; a fragment of theirs does, unless one was chosen."""
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    named = parse_qs(page.query).get(LANGUAGE, [""])[0]
    if named in LOCALES and LOCALE_COOKIE not in request.cookies:
        return speak(response, named)
    return response
