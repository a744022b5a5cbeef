"""Whoever is in the checkout has the goods for a while: nobody else can buy the last one meanwhile."""

from dataclasses import dataclass
from datetime import datetime, timedelta
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
from app.queries import basket as baskets


@dataclass(frozen=True, slots=True)
class Held:
    """Until when the goods are kept; `lost`: they were, and meanwhile others bought some of them."""

    until: datetime | None = None
    lost: bool = False


def hold_cart(cart_id: UUID, *, pickup: str | None = None) -> Held:
    """Hold what the cart wants, or hold it on. Nothing where the shop does not hold, or not all is there.

    What is short is told by the checkout itself, at the line. Raises UnknownCart, AlreadyOrdered.
    """
    cart = carts.lock(cart_id)
    minutes = _minutes(cart)
    if not minutes or not cart.lines:
        return Held()
    lasting = timedelta(minutes=minutes)
    if cart.held_until is not None and cart.held_until > clock.now():
        until = inventory.keep_holding(cart.id, lasting=lasting)
    else:
        until = _hold(cart, lasting, pickup)
    carts.note_hold(cart.id, until)
    return Held(until, lost=until is None and cart.held_until is not None)


def _minutes(cart: Cart) -> int:
    rules = channels.setting(Checkout)
    return rules.hold_account if cart.customer_id is not None else rules.hold_guest


def _hold(cart: Cart, lasting: timedelta, pickup: str | None) -> datetime | None:
    terms, items = baskets.of_variants(
        [line.variant_id for line in cart.lines], channel=cart.channel, currency=cart.currency,
        country=cart.country or current_tenant().country, pickup=pickup, held=cart.held,
    )  # fmt: skip
    wanted = [(items[line.variant_id], line.quantity) for line in cart.lines]
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
