"""Checkout: one page with the running total, and the test gateway's own page."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app.core.db import unit_of_work
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.carts.errors import AlreadyOrdered, UnknownCart
from app.domains.payments import service as payments
from app.domains.payments.errors import UnknownPayment
from app.domains.payments.strategies.test_mode import TestGateway
from app.flows import hold_cart, recover_payment
from app.web import paying
from app.web.htmx import go, render
from app.web.permissions import public
from app.web.phased import phased
from storefront.cart import basket
from storefront.checkout import desk, placing
from storefront.checkout import typed as typing

bp = Blueprint("shop_checkout", __name__)


@bp.get("/checkout")
@public
def show() -> str | Response:
    """Everything there is to decide, on one page."""
    found = basket.basket()
    if found is None:
        return _elsewhere()
    if not found.can_be_ordered:
        return go(url_for("shop_cart.show_cart"))
    said = {"problem": placing.declined_words()} if request.args.get("declined") else {}
    return render("shop/checkout.html", **desk.context(found.cart.id, typing.kept(), **said))


@bp.post("/checkout/review")
@public
def review() -> str | Response:
    """The page with its amounts for what is chosen now; nothing is checked yet."""
    cart_id = basket.cart_id()
    try:
        if cart_id is not None:
            return render("shop/checkout.html", block="checkout", **desk.context(cart_id, request.form))
    except (UnknownCart, AlreadyOrdered):
        pass
    return _elsewhere()


@bp.post("/checkout/hold")
@public
def hold() -> str:
    """Keep the goods, with `gifts` the free ones too, for a while; the page asks by itself, each time it shows."""
    cart_id = basket.cart_id()
    try:
        held = hold_cart.hold_cart(cart_id, gifts="gifts" in request.args) if cart_id is not None else None
    except (UnknownCart, AlreadyOrdered):
        held = None
    return render("shop/checkout_held.html", held=held)


@bp.post("/checkout")
@public
@phased
def place() -> Response:
    """Order and pay."""
    return placing.place(request.form)


def _elsewhere() -> Response:
    """There is no open cart: its order, or the empty cart."""
    known = basket.cart_id()
    order_id = basket.order_of(known) if known else None
    return go(placing.order_url(order_id) if order_id else url_for("shop_cart.show_cart"))


@bp.get("/pay/<key>")
@public
def show_payment(key: str) -> str | Response:
    """The test gateway's page, where a payer confirms."""
    payment = payments.by_gateway_key(key)
    if payment.method != "test":
        raise UnknownPayment(_("There is no such payment"))
    if payment.status != "requires_action":
        return go(placing.order_url(payment.order_id))
    return render("shop/pay.html", payment=payment, key=key, tenant=current_tenant())


@bp.post("/pay/<key>")
@public
@phased
def confirm_payment(key: str) -> Response:
    """The payer's word; the shop then asks the gateway, as it would after any confirmation."""
    with unit_of_work():
        payment = payments.by_gateway_key(key)
    if payment.method == "test" and payment.status == "requires_action":
        approve = request.form.get("answer") == "approve"
        TestGateway().complete(key, approve=approve)
        recover_payment.recover(payment.id)
        if not approve:
            paying.note_failure()
            return go(url_for(".show", declined=1))
    return typing.forget(go(placing.order_url(payment.order_id, placed=True)))
