"""Whoever is in the checkout has the goods for a while: nobody else can buy the last one meanwhile."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from app.core import clock
from app.core.tenancy import current_tenant
from app.domains.carts import service as carts
from app.domains.carts.service import Cart
from app.domains.channels import service as channels
from app.domains.channels.types import Checkout, StockRules
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import OutOfStock
from app.domains.inventory.types import Demand
from app.flows import route_order
from app.flows.find_offers import Buyer, offers_for
from app.flows.quote_cart import BasketLine, gift_lines, quote_cart
from app.queries import basket as baskets
from app.queries.sellables import Sellable
from app.queries.selling_terms import Terms


@dataclass(frozen=True, slots=True)
class Held:
    """Until when the goods are kept; `lost`: they were, and meanwhile others bought some of them."""

    until: datetime | None = None
    lost: bool = False


def hold_cart(cart_id: UUID, *, pickup: str | None = None, gifts: bool = False) -> Held:
    """Hold what the cart wants, or hold it on. Nothing where the shop does not hold, or not all is there.

    With `gifts` the free gifts that come with it too, as far as they are there and do not wait for a delivery or a
    payment to be chosen. What is short is told by the checkout itself, at the line. Raises UnknownCart, AlreadyOrdered.
    """
    cart = carts.lock(cart_id)
    minutes = _minutes(cart)
    if not minutes or not cart.lines:
        return Held()
    lasting = timedelta(minutes=minutes)
    holds = cart.held_until is not None and cart.held_until > clock.now()
    if holds and not (gifts and _new_gifts(cart, pickup)):
        until = inventory.keep_holding(cart.id, lasting=lasting)
    else:
        until = _hold(cart, lasting, pickup, gifts=gifts)
    carts.note_hold(cart.id, until)
    return Held(until, lost=until is None and cart.held_until is not None)


def _new_gifts(cart: Cart, pickup: str | None) -> bool:
    """Whether it came by gifts that it does not hold yet."""
    terms, items = _goods(cart, pickup)
    held = {each.stock_item_id for each in inventory.held_by(cart.id)}
    given = _gifts(cart, terms, items)
    return any(draw.stock_item_id not in held for item, _number in given for draw in item.limited)


def _minutes(cart: Cart) -> int:
    rules = channels.setting(Checkout)
    return rules.hold_account if cart.customer_id is not None else rules.hold_guest


def _hold(cart: Cart, lasting: timedelta, pickup: str | None, *, gifts: bool) -> datetime | None:
    terms, items = _goods(cart, pickup)
    wanted = [(items[line.variant_id], line.quantity) for line in cart.lines]
    given = _gifts(cart, terms, items) if gifts else []
    until = _hold_all(cart, [*wanted, *given], terms, lasting, pickup)
    if until is None and given:
        until = _hold_all(cart, wanted, terms, lasting, pickup)
    return until


def _goods(cart: Cart, pickup: str | None) -> tuple[Terms, dict[UUID, Sellable]]:
    return baskets.of_variants(
        [line.variant_id for line in cart.lines], channel=cart.channel, currency=cart.currency,
        country=cart.country or current_tenant().country, pickup=pickup, held=cart.held,
    )  # fmt: skip


def _gifts(cart: Cart, terms: Terms, items: dict[UUID, Sellable]) -> list[tuple[Sellable, Decimal]]:
    """The free gifts of the cart as it is, as far as they are there."""
    buyer = Buyer(cart.customer_id, cart.coupons, points=cart.points, visitor=cart.visitor, held=cart.held)
    offers = offers_for(list(items), terms, buyer)
    lines = [BasketLine(str(line.id), items[line.variant_id], line.quantity) for line in cart.lines]
    quote = quote_cart([line for line in lines if line.item.price is not None], terms, offers=offers)
    return [(line.item, line.quantity) for line in gift_lines(quote, offers)]


def _hold_all(
    cart: Cart, wanted: list[tuple[Sellable, Decimal]], terms: Terms, lasting: timedelta, pickup: str | None
) -> datetime | None:
    try:
        store = terms.store.id if pickup and terms.store is not None else None
        routes = (
            route_order.hand_out_at(wanted, store)
            if store
            else route_order.ship_from(wanted, terms.ships_from, terms.take_from)
        )
        demands = _held(route_order.demands(wanted, routes))
        return inventory.hold(cart.id, demands, lasting=lasting) if demands else None
    except OutOfStock:
        inventory.let_go(cart.id)
        return None


def _held(demands: list[Demand]) -> list[Demand]:
    """Without what is sold past zero without limit, where the shop keeps no count of that before it is ordered."""
    if not any(demand.unlimited for demand in demands) or channels.setting(StockRules).hold_past_zero:
        return demands
    return [demand for demand in demands if not demand.unlimited]
