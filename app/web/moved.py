"""Where an old address leads now: asked only when nothing else answers, so living pages pay nothing for it."""

from flask import request
from werkzeug.exceptions import NotFound as NothingThere
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.core.db import unit_of_work
from app.core.errors import AppError, NotFound
from app.core.i18n import gettext as _
from app.domains.content import service as content

NOT_THE_SHOP = (
    "/admin",
    "/api/",
    "/oauth/",
    "/files/",
    "/static/",
    "/pos/",
    "/console",
    "/cart",
    "/checkout",
)
PERMANENT_SECONDS = 24 * 3600


class Gone(AppError):
    code = "content.gone"
    status = 410


def instead(error: Exception) -> Response | None:
    """The redirect for a page of the shop that is not there; None where none is known. Raises Gone."""
    missing = isinstance(error, NotFound | NothingThere)
    if not missing or request.method not in ("GET", "HEAD") or request.path.startswith(NOT_THE_SHOP):
        return None
    query = request.query_string.decode("utf-8", "replace")
    with unit_of_work():
        target = content.redirect_for(request.path, query)
    if target is None:
        return None
    if not target:
        raise Gone(_("This page is gone for good"))
    response = redirect(target, 301)
    response.headers["Cache-Control"] = f"public, max-age={PERMANENT_SECONDS}"
    return response
