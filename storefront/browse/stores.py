"""The shopper's own store: chosen once, remembered in this browser, named first on every product page."""

from collections.abc import Mapping, Sequence

from flask import request
from werkzeug.wrappers import Response

from app.config import settings
from app.queries.shop_stores import PickupStore

COOKIE, LASTS_SECONDS = "galleria_store", 180 * 24 * 3600


def remembered() -> str | None:
    """The code of the store chosen in this browser."""
    return request.cookies.get(COOKIE) or None


def remember(response: Response, code: str) -> Response:
    """Keep the choice for half a year: it was asked for, so it needs no consent."""
    response.set_cookie(
        COOKIE, code, max_age=LASTS_SECONDS, httponly=True, samesite="Lax", secure=settings().https
    )
    return response


def chosen(stores: Sequence[PickupStore], given: Mapping[str, str]) -> PickupStore | None:
    """The store that the address names; shared pages know of no other."""
    return named(stores, given.get("store"))


def named(stores: Sequence[PickupStore], code: str | None) -> PickupStore | None:
    """The store of this code."""
    return next((store for store in stores if store.code == code), None)
