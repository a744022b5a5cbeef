"""Codes in the cart and in the checkout: used, refused with the reason at the field, taken out again."""

from uuid import UUID

from flask import Blueprint, make_response, request, url_for
from werkzeug.wrappers import Response

from app.core.errors import AppError, TooMany
from app.core.principal import current_principal
from app.domains.carts.errors import AlreadyOrdered, UnknownCart
from app.domains.promotions.errors import CouponRefused
from app.flows import fill_cart
from app.web import ratelimit
from app.web.htmx import go, is_htmx, render
from app.web.permissions import public
from storefront.cart import basket
from storefront.cart.views import cart_again
from storefront.checkout import desk
from storefront.checkout import typed as typing

bp = Blueprint("shop_codes", __name__)


@bp.post("/cart/codes")
@public
def enter() -> Response:
    """Use a code for this browser's cart."""
    return _after(_enter())


@bp.post("/cart/codes/remove")
@public
def drop() -> Response:
    """Use it no more."""
    known = basket.cart_id()
    try:
        if known is not None:
            fill_cart.drop_code(known, request.form.get("drop", ""))
    except (UnknownCart, AlreadyOrdered):
        pass
    return _after(None)


def _enter() -> AppError | None:
    """The refusal of the code; None: it counts, or there is no cart to use it for."""
    known, caller = basket.cart_id(), current_principal()
    try:
        if known is not None:
            ratelimit.check_codes(caller)
            fill_cart.enter_code(known, request.form.get("code", ""))
    except CouponRefused as refusal:
        if refusal.facts.get("reason") == "unknown code":
            ratelimit.count_wrong_code(caller)
        return refusal
    except TooMany as refusal:
        return refusal
    except (UnknownCart, AlreadyOrdered):
        pass
    return None


def _after(refusal: AppError | None) -> Response:
    """The page it was sent from, as it is now; plain forms are led back to it."""
    refused, status = (refusal.message, refusal.status) if refusal else ("", 200)
    said = {"code_refused": refused, "code": request.form.get("code", "") if refused else ""}
    at_checkout, known = request.form.get("at") == "checkout", basket.cart_id()
    if not refused and not is_htmx():
        return go(url_for("shop_checkout.show" if at_checkout else "shop_cart.show_cart"))
    if at_checkout and known is not None:
        return _checkout(known, said, status)
    return cart_again(status, **said)


def _checkout(cart_id: UUID, said: dict[str, str], status: int) -> Response:
    typed = request.form if "delivery" in request.form else typing.kept()
    try:
        shown = desk.context(cart_id, typed, **said)
    except (UnknownCart, AlreadyOrdered):
        return go(url_for("shop_cart.show_cart"))
    page = render("shop/checkout.html", block="checkout", **shown)
    return make_response(page, status)
