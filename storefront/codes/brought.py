"""A code that a link brought along: used for the cart there is, else once something is in one."""

from datetime import timedelta
from uuid import UUID

from flask import redirect, request
from werkzeug.wrappers import Response

from app.config import settings
from app.core.errors import AppError
from app.core.principal import current_principal
from app.domains.promotions.errors import CouponRefused
from app.flows import fill_cart
from app.web import ratelimit
from storefront.cart import basket

COOKIE, LASTS, LONGEST = "galleria_code", timedelta(days=30), 40


def take_along(code: str) -> Response:
    """Who came by a link with a code is led on; where it cannot be used yet, the browser keeps it."""
    response, cart, code = redirect("/", 303), basket.cart_id(), code.strip()[:LONGEST]
    if code.isascii() and code.isprintable() and code and (cart is None or not _enter(cart, code)):
        response.set_cookie(
            COOKIE, code, max_age=LASTS, httponly=True, samesite="Lax", secure=settings().https
        )
    return response


def use_for(cart: UUID, response: Response) -> Response:
    """Use the code that was brought along, now that something is in the cart; one that does not fit yet is kept."""
    code = request.cookies.get(COOKIE, "")[:LONGEST]
    if code and _enter(cart, code):
        response.delete_cookie(COOKIE)
    return response


def _enter(cart: UUID, code: str) -> bool:
    """Whether the matter is settled: it counts, or nobody knows it. Guesses by link are counted like typed ones."""
    caller = current_principal()
    try:
        ratelimit.check_codes(caller)
        fill_cart.enter_code(cart, code)
    except CouponRefused as refusal:
        unknown = refusal.facts.get("reason") == "unknown code"
        if unknown:
            ratelimit.count_wrong_code(caller)
        return unknown
    except AppError:
        return False
    return True
