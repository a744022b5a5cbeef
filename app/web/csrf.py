"""Forged requests are refused: unsafe methods must come from our own pages (DESIGN 7).

Browsers send `Sec-Fetch-Site` or `Origin`; a request with neither carries no cookie of a browser we support.
Staff forms carry their session's token besides.
"""

import hmac
from urllib.parse import urlsplit

from flask import Request

from app.core.errors import Forbidden
from app.core.i18n import gettext as _

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class ForgedRequest(Forbidden):
    code = "auth.forged_request"


def check(request: Request) -> None:
    """Raises ForgedRequest when an unsafe request did not come from this host's pages."""
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site != "same-origin":
            raise ForgedRequest(_("This form was sent from another site"))
        return
    origin = request.headers.get("Origin")
    if origin is None or urlsplit(origin).netloc != request.host:
        raise ForgedRequest(_("This form was sent from another site"))


def check_token(request: Request, expected: str) -> None:
    """Raises ForgedRequest unless the form or the htmx header carries the session's token."""
    if request.method in SAFE:
        return
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise ForgedRequest(_("This page was open too long; load it again"))
