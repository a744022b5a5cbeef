"""From the checkout's form to an order: one order a cart, whatever is sent twice; a refusal loses nothing."""

from collections.abc import Mapping
from uuid import UUID

from flask import make_response, url_for
from werkzeug.wrappers import Response

from app.core.db import unit_of_work
from app.core.errors import AppError, Conflict, Invalid, TooMany, Unauthorized
from app.core.i18n import gettext as _
from app.core.idempotency import KeptAnswer
from app.core.principal import current_principal
from app.domains.carts.errors import AlreadyOrdered, EmptyCart, UnknownCart
from app.domains.customers import service as customers
from app.domains.orders import service as orders
from app.domains.promotions.errors import Spent
from app.flows.place_order import Placed
from app.flows.price_checkout import Checkout, TotalChanged, check_gifts, check_total
from app.web import paying, visits
from app.web.design_system import format_money
from app.web.htmx import go, is_htmx, render
from storefront.cart import basket
from storefront.checkout import changes, desk
from storefront.checkout import typed as typing
from storefront.checkout.forms import CheckoutForm
from storefront.frame import shop

FIELDS = {
    "delivery.method": "delivery", "delivery.location": "location", "payment.method": "token",
    "payment.gift_cards": "gift_card",
    **{f"shipping_address.{name}": name for name in ("name", "line1", "city", "postal_code", "country")},
}  # fmt: skip
SHOWN = frozenset({402, 409, 422, 429})


class RestChanged(Conflict):
    """Gift cards pay another part of the total than the page showed."""

    code = "checkout.rest_changed"


def declined_words() -> str:
    """What a shopper reads whose bank said no."""
    return _("The payment was declined and nothing was charged. Choose another way to pay, or try again.")


def order_url(order_id: UUID, *, placed: bool = False) -> str:
    """The order's own page, for whoever just placed it."""
    return url_for("shop_orders.show", token=orders.guest_link(order_id), placed=1 if placed else None)


def place(typed: Mapping[str, str]) -> Response:
    """Place this browser's cart. A second submit lands on the order of the first."""
    cart_id = basket.cart_id()
    if cart_id is None:
        return go(url_for("shop_cart.show_cart"))
    try:
        with unit_of_work():
            checkout = _agreed(cart_id, typed)
        placed = paying.place_order(cart_id, checkout)
    except AlreadyOrdered as done:
        return go(order_url(UUID(done.facts["order"]), placed=True))
    except (UnknownCart, EmptyCart):
        return go(url_for("shop_cart.show_cart"))
    except AppError as refusal:
        if refusal.status not in SHOWN:
            raise
        return _again(cart_id, typed, refusal)
    if isinstance(placed, KeptAnswer):  # only where a key was sent, which browsers do not
        return go(url_for("shop_cart.show_cart"))
    return _after(cart_id, typed, placed)


def _agreed(cart_id: UUID, typed: Mapping[str, str]) -> Checkout:
    """What the shopper decided. Raises Invalid, TotalChanged, GiftGone, Unauthorized where guests cannot buy."""
    form = CheckoutForm.parse(typed)  # type: ignore[arg-type]  # a MultiDict, read as a mapping elsewhere
    if not shop().facts.guests and current_principal().customer_id is None:
        raise Unauthorized(_("Sign in to continue"))
    found = desk.context(cart_id, typed)
    paid = found["paid"]
    if paid.problem:
        raise Invalid(_("Some fields need another look"), fields={"gift_card": paid.problem})
    form.check(phone=found["phone"], pays_more=paid.rest is not None)
    quote = found["preview"].quote
    check_total(quote, form.agreed if form.agreed is not None else -1)
    check_gifts([item.variant_id for item, _line in found["basket"].gifts], form.gifts)
    if paid.shares and form.seen_rest != str(paid.due):
        left = format_money(paid.due, quote.currency)
        raise RestChanged(_("%(amount)s is left to pay now. Look it over, then order.", amount=left))
    return form.checkout("test" if paid.rest is not None else "", paid.codes)


def _keep_address(typed: Mapping[str, str]) -> None:
    """The account's first address, if its owner wants it kept."""
    customer_id = current_principal().customer_id
    address = CheckoutForm.parse(typed).address()  # type: ignore[arg-type]  # as above
    if customer_id is not None and address is not None:
        with unit_of_work():
            if desk.asks_to_keep():
                customers.save_address(customer_id=customer_id, address=address)


def _again(cart_id: UUID, typed: Mapping[str, str], refusal: AppError) -> Response:
    """The page as it was, with what to mend and the refusal's true status."""
    fields = {FIELDS.get(name, name): words for name, words in getattr(refusal, "fields", {}).items()}
    with unit_of_work():
        try:
            shown = desk.context(cart_id, typed, problem=refusal.message, errors=fields)
            if isinstance(refusal, TotalChanged | Spent):
                shown["problem"] = changes.words(typed, shown["preview"].quote)
            page = render("shop/checkout.html", block="checkout", **shown)
        except (UnknownCart, AlreadyOrdered):
            return go(url_for("shop_cart.show_cart"))
    response = make_response(page, refusal.status)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _after(cart_id: UUID, typed: Mapping[str, str], placed: Placed) -> Response:
    if placed.outcome == "declined":
        if not is_htmx():  # a page of its own, so that going back and loading again send nothing twice
            return typing.keep(go(url_for("shop_checkout.show", declined=1)), typed)
        refusal = AppError(declined_words(), code="payment.declined")
        refusal.status = 402
        return typing.keep(_again(cart_id, typed, refusal), typed)
    _keep_address(typed)
    visits.note_step("purchase", reference=str(placed.order.id), amount=placed.order.total)
    if placed.next_action:
        return typing.keep(go(str(placed.next_action["url"])), typed)
    response = typing.forget(go(order_url(placed.order.id, placed=True)))
    return basket.forget(response) if placed.outcome == "paid" else response
