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
from app.domains.carts import service as carts
from app.domains.carts.errors import EmptyCart
from app.domains.customers import service as customers
from app.domains.experiments import service as experiments
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
from app.flows import explain_quote, find_offers, import_words, pay_with_cards, route_order, settle_payment
from app.flows.order_lines import order_lines, plain
from app.flows.pay_with_cards import Share
from app.flows.price_checkout import Checkout, Priced, price_checkout
from app.flows.quote_cart import tax_rate_of
from app.queries.sellables import Sellable


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
    person = customers.find_or_create(
        email=checkout.contact.email, name=checkout.contact.name, locale=current_locale()
    ).id
    priced = price_checkout(cart, checkout, person)
    order = _order(order_id, priced, priced.buyer.customer_id or person)
    link = orders.guest_link(order_id)
    extras = orders.Extras(priced.terms.channel_id, person_id=person, link=link)
    order = replace(order, number=orders.open_order(order, checkout.contact, extras))
    intent, takings = pay_with_cards.intend(
        order, priced.shares, method=checkout.method, token=checkout.token,
        details={"ticket": [ticket.caller, ticket.route, ticket.key]} if ticket else {},
    )  # fmt: skip
    find_offers.redeem(
        order_id, priced.quote, priced.offers, order.customer_id, agreed=checkout.total is not None
    )
    experiments.count_order(
        order_id, priced.terms.tests, priced.cart.visitor, amount=order.total, currency=order.currency
    )
    giftcards.take(order_id, takings)
    wanted = [(line.item, line.quantity) for line in priced.basket]
    demands = route_order.demands(wanted, priced.routes)
    if cart.held is not None:
        inventory.let_go(cart.id, demands)
    _reserve(order_id, demands, wanted)
    return _Opened(order, intent, link, priced.shares)


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


def _order(order_id: UUID, priced: Priced, customer_id: UUID) -> Order:
    quote, terms, delivery = priced.quote, priced.terms, priced.delivery
    shipping = quote.shipping
    return Order(
        id=order_id, number="", channel=terms.channel, currency=quote.currency,
        prices_include_tax=quote.prices_include_tax, status="pending", payment_status="pending",
        fulfillment_status="open", subtotal=quote.totals.subtotal, discount=quote.totals.discount,
        shipping=quote.totals.shipping, shipping_tax=shipping.tax if shipping else 0,
        shipping_tax_rate=tax_rate_of(shipping.taxes) if shipping else 0, tax=quote.totals.tax,
        total=quote.totals.total, placed_at=clock.now(), lines=order_lines(priced.basket, quote, priced.routes),
        delivery_kind=delivery.kind, delivery_method=delivery.method, delivery_name=delivery.name,
        location_id=terms.store.id if terms.store and delivery.kind == "pickup" else None, cart_id=priced.cart.id,
        locale=current_locale(), tax_summary=tax_summary(quote), trace=explain_quote.kept(quote),
        shipping_discounts=plain(shipping.discounts) if shipping else [],
        listed=False, customer_id=customer_id, duties=quote.totals.duties, import_costs=import_words.owed(quote),
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
