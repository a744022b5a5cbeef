"""A guest's wishlist: ids in a cookie of this browser, newest first. Asked for by its owner, so without consent."""

from collections.abc import Sequence
from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from app.config import settings
from app.core.ids import parse_id

COOKIE, MOST, LASTS_SECONDS = "galleria_wishes", 40, 180 * 24 * 3600


def wishes() -> list[UUID]:
    """What this browser keeps; what cannot be read is left out."""
    found = (parse_id(each) for each in request.cookies.get(COOKIE, "")[:4000].split("~"))
    return list(dict.fromkeys(each for each in found if each is not None))[:MOST]


def keep(response: Response, ids: Sequence[UUID]) -> Response:
    """Keep these in place of what was kept."""
    if not ids:
        response.delete_cookie(COOKIE)
        return response
    value = "~".join(each.hex for each in ids[:MOST])
    response.set_cookie(
        COOKIE, value, max_age=LASTS_SECONDS, httponly=True, samesite="Lax", secure=settings().https
    )
    return response
