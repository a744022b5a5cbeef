"""A cart becomes an order, once, for every front door (DESIGN 5.2).

(a) one transaction closes the cart, prices it, writes order and payment intent, reserves stock;
(b) the gateway is asked, outside any transaction; (c) one transaction settles or compensates.
What a crash leaves between them, `flows.recover_payment` finishes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.core import clock, idempotency
from app.core.db import require_no_unit, unit_of_work
from app.core.errors import Invalid
from app.core.faults import fault
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.idempotency import KeptAnswer, Ticket
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.carts import service as carts
from app.domains.carts.errors import EmptyCart
from app.domains.catalog import service as catalog
from app.domains.customers import service as customers
from app.domains.giftcards import service as giftcards
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import OutOfStock
from app.domains.inventory.types import Demand
from app.domains.orders import service as orders
from app.domains.orders.types import Contact, Order
from app.domains.payments import service as payments
from app.domains.payments.ports import GatewayTimeout, Outcome
from app.domains.payments.service import Intent
from app.domains.pricing.engine import Quote
from app.flows import find_offers, pay_with_cards, route_order, settle_payment
from app.flows.find_offers import Buyer, offers_for
from app.flows.order_lines import order_lines
from app.flows.pay_with_cards import Share
from app.flows.quote_cart import (
    BasketLine,
    Delivery,
    all_digital,
    delivery_for,
    download,
    quote_cart,
    tax_rate_of,
)
from app.flows.route_order import Routes
from app.queries import basket as baskets
from app.queries import sites
from app.queries.sellables import Sellable
from app.queries.selling_terms import Terms


@dataclass(frozen=True, slots=True)
class Checkout:
    """What a buyer decides. `delivery`: a method's code, or `pickup` with a location's code.

    `cards` are codes of gift cards, `credit` spends the signed-in customer's own; `method` pays what these do not.
    """

    contact: Contact
    delivery: str
    location: str | None
    method: str
    token: str
    cards: tuple[str, ...] = ()
    credit: bool = False

    @property
    def credit_of(self) -> UUID | None:
        """Whose store credit pays."""
        return current_principal().customer_id if self.credit else None


@dataclass(frozen=True, slots=True)
class Placed:
    """An order as it stands after its payment was asked for. `link` opens it for a guest."""

    order: Order
    outcome: str
    next_action: dict[str, Any] | None
    link: str


Answer = Callable[[Placed], tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class _Opened:
    order: Order
    intent: Intent
    link: str
    shares: tuple[Share, ...]


def place_order(
    cart_id: UUID, checkout: Checkout, *, ticket: Ticket | None = None, answer: Answer | None = None
) -> Placed | KeptAnswer:
    """Place the cart's order; with a ticket, its `answer` is kept under the key and a repeat gets it back.

    Raises OutOfStock, Invalid, UnknownCart, AlreadyOrdered; a declined payment is an outcome, not an exception.
    """
    require_no_unit("placing an order")
    opened = idempotency.patiently(lambda: _begin(cart_id, checkout, ticket))
    if isinstance(opened, KeptAnswer):
        return opened
    fault("place_order.opened")
    outcome = ask(opened.intent)
    fault("place_order.charged")
    with unit_of_work():
        placed = _settle(opened, outcome)
        if ticket is not None and answer is not None:
            idempotency.finish(ticket, *answer(placed))
        settle_payment.take_stock(opened.order.id, placed.outcome)
        fault("place_order.settling")
    fault("place_order.settled")
    return placed


def ask(intent: Intent) -> Outcome | None:
    """The gateway's word; None when it stayed silent. Never inside a transaction."""
    require_no_unit("a gateway's call")
    try:
        return intent.gateway.charge(intent.charge)
    except GatewayTimeout:
        return None


def _begin(cart_id: UUID, checkout: Checkout, ticket: Ticket | None) -> _Opened | KeptAnswer:
    with unit_of_work():
        if ticket is not None and (kept := idempotency.begin(ticket)) is not None:
            return kept
        return _open(cart_id, checkout, ticket)


def _open(cart_id: UUID, checkout: Checkout, ticket: Ticket | None) -> _Opened:
    """Phase (a). The statement that takes stock comes last, so that its locks are held shortest."""
    if checkout.method:
        payments.check_method(checkout.method)
    order_id = new_id()
    cart = carts.close(cart_id, order_id=order_id)
    if not cart.lines:
        raise EmptyCart(_("This cart is empty"))
    terms, items = _facts(cart, checkout)
    basket = [_basket_line(place, line, items[line.variant_id]) for place, line in enumerate(cart.lines)]
    buyer = Buyer(
        current_principal().customer_id or cart.customer_id, cart.coupons, checkout.method, cart.points
    )
    offers = offers_for(list(items), terms, buyer)
    delivery = _delivery(checkout, basket, terms)
    quote = quote_cart(basket, terms, delivery=delivery, offers=offers)
    shares = pay_with_cards.shares(
        checkout.cards, quote.totals.total, quote.currency, credit_of=checkout.credit_of
    )
    check_payment(checkout.method, terms, pay_with_cards.rest(shares, quote.totals.total))
    routes = _route(basket, terms, delivery)
    order = _order(order_id, cart, basket, quote, terms, delivery, routes)
    person = customers.find_or_create(
        email=checkout.contact.email, name=checkout.contact.name, locale=order.locale
    ).id
    link = orders.guest_link(order_id)
    extras = orders.Extras(terms.channel_id, person_id=person, link=link)
    order = replace(order, customer_id=current_principal().customer_id or cart.customer_id or person)
    order = replace(order, number=orders.open_order(order, checkout.contact, extras))
    intent, takings = pay_with_cards.intend(
        order, shares, method=checkout.method, token=checkout.token,
        details={"ticket": [ticket.caller, ticket.route, ticket.key]} if ticket else {},
    )  # fmt: skip
    find_offers.redeem(order_id, quote, offers, order.customer_id)
    giftcards.take(order_id, takings)
    wanted = [(line.item, line.quantity) for line in basket]
    demands = route_order.demands(wanted, routes)
    if cart.held is not None:
        inventory.let_go(cart.id, demands)
    _reserve(order_id, demands, wanted)
    return _Opened(order, intent, link, shares)


def _facts(cart: carts.Cart, checkout: Checkout) -> tuple[Terms, dict[UUID, Sellable]]:
    """Terms of where the goods go, and the goods."""
    to = checkout.contact
    country = sites.market(cart.channel).country if checkout.delivery == "pickup" else to.country
    return baskets.of_variants(
        [line.variant_id for line in cart.lines], channel=cart.channel, currency=cart.currency, country=country,
        region=to.region, pickup=checkout.location, held=cart.held, customer=cart.customer_id,
    )  # fmt: skip


def _basket_line(place: int, line: carts.CartLine, item: Sellable) -> BasketLine:
    """Raises InputsMissing where the buyer did not say what the product asks for by now."""
    said = catalog.personal.checked(item.inputs, line.inputs, prefix=f"lines.{place}.inputs.")
    return BasketLine(str(line.id), item, line.quantity, said)


def _delivery(checkout: Checkout, basket: list[BasketLine], terms: Terms) -> Delivery:
    """Downloads need none, whatever was chosen. Raises Invalid at what is not offered."""
    if all_digital(basket):
        return download()
    return delivery_for(checkout.delivery, terms, _subtotal(basket, terms))


def _subtotal(basket: list[BasketLine], terms: Terms) -> int:
    return (
        quote_cart(basket, terms).totals.subtotal
        if any(m.free_from is not None for m in terms.methods)
        else 0
    )


def _route(basket: list[BasketLine], terms: Terms, delivery: Delivery) -> Routes:
    wanted = [(line.item, line.quantity) for line in basket]
    if delivery.kind == "pickup" and terms.store is not None:
        return route_order.hand_out_at(wanted, terms.store.id)
    return route_order.ship_from(wanted, terms.ships_from, terms.take_from)


def _reserve(order_id: UUID, demands: list[Demand], wanted: list[tuple[Sellable, Decimal]]) -> None:
    """Take the stock; a refusal names the line that is short."""
    if missing := [(d.stock_item_id, d.location_id) for d in demands if d.unlimited]:
        inventory.open_levels(missing)
    try:
        inventory.reserve(order_id, demands)
    except OutOfStock as short:
        lacking = route_order.left_of(demands, short.facts.get("shortages", []))
        refusal = route_order.short_line(wanted, lacking)
        raise refusal or OutOfStock(_("There is not enough left")) from None


def _order(  # noqa: PLR0917 - everything that was found out, copied into one record
    order_id: UUID,
    cart: carts.Cart,
    basket: list[BasketLine],
    quote: Quote,
    terms: Terms,
    delivery: Delivery,
    routes: Routes,
) -> Order:
    shipping = quote.shipping
    return Order(
        id=order_id, number="", channel=terms.channel, currency=quote.currency,
        prices_include_tax=quote.prices_include_tax, status="pending", payment_status="pending",
        fulfillment_status="open", subtotal=quote.totals.subtotal, discount=quote.totals.discount,
        shipping=quote.totals.shipping, shipping_tax=shipping.tax if shipping else 0,
        shipping_tax_rate=tax_rate_of(shipping.taxes) if shipping else 0, tax=quote.totals.tax,
        total=quote.totals.total, placed_at=clock.now(), lines=order_lines(basket, quote, routes),
        delivery_kind=delivery.kind, delivery_method=delivery.method, delivery_name=delivery.name,
        location_id=terms.store.id if terms.store and delivery.kind == "pickup" else None, cart_id=cart.id,
        locale=current_locale(), tax_summary=tax_summary(quote), trace=[list(entry) for entry in quote.trace],
        listed=False,
    )  # fmt: skip


def tax_summary(quote: Quote) -> list[dict[str, Any]]:
    """Each tax over the whole order, as printed on documents."""
    return [
        {"name": tax.name, "rate": tax.rate_micro, "net": tax.base, "tax": tax.amount} for tax in quote.taxes
    ]


def _settle(opened: _Opened, outcome: Outcome | None) -> Placed:
    """Phase (c) but for the stock, which the caller takes last."""
    state = settle_payment.record(opened.intent, opened.order, outcome)
    order = replace(
        opened.order, status=state.status, payment_status=state.payment_status, listed=state.listed,
        tenders=pay_with_cards.tenders(opened.shares, opened.intent, state.outcome),
    )  # fmt: skip
    return Placed(order, state.outcome, outcome.next_action if outcome else None, opened.link)


def check_payment(method: str, terms: Terms, rest: int | None) -> None:
    """Raises Invalid for a method that the site of this sale does not take; `rest` None: nothing is left to pay."""
    if rest is not None and not method:
        words = _("The gift cards do not cover all of it")
        raise Invalid(words, fields={"payment.method": _("Choose how to pay the rest")})
    if rest is not None and not terms.takes(method):
        words = _("This site does not take this payment method")
        raise Invalid(words, fields={"payment.method": _("Choose another method")})


def check_contact(contact: Contact, *, ships: bool) -> None:
    """Raises Invalid naming the fields that are missing."""
    needed = {"email": contact.email, "shipping_address.name": contact.name}
    if ships:
        needed |= {
            "shipping_address.line1": contact.line1, "shipping_address.city": contact.city,
            "shipping_address.postal_code": contact.postal_code, "shipping_address.country": contact.country,
        }  # fmt: skip
    if missing := {name: _("Fill this in") for name, value in needed.items() if not value}:
        raise Invalid(_("Some fields need another look"), fields=missing)
