"""A year of orders, made by the same flows as today's under a set clock, so that every book agrees.

Callers pass plain plans; nothing here is random. Orders are placed in the order of their time; what happened to
them afterwards (parcels, pickups, cancellations, refunds) follows at its own time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy import select

from app.core import clock, relay
from app.core.db import db, unit_of_work
from app.core.i18n import locale_scope
from app.core.principal import Principal, acting_as, system
from app.core.tenancy import Tenant, tenant_scope
from app.domains.fulfillment import service as fulfillment
from app.domains.fulfillment.models import Pickup, Shipment
from app.domains.inventory.errors import OutOfStock
from app.domains.orders.types import Contact
from app.flows import cancel_order, fill_cart, hand_over_pickup, place_order, refund_order, ship_order
from app.flows.place_order import Checkout, Placed

Fate = Literal["done", "waiting", "cancelled", "refunded", "declined"]
SHOPPER = Principal("anonymous")
MAILS = ("outbound.notifications.",)


@dataclass(frozen=True, slots=True)
class PastOrder:
    """One order of the past: when, who, what, how it was delivered, and what became of it.

    `store` is a location's code for a pickup, None for a parcel; lines are (SKU, quantity).
    """

    at: datetime
    contact: Contact
    lines: tuple[tuple[str, int], ...]
    locale: str
    fate: Fate = "done"
    store: str | None = None
    channel: str = "web"
    reason: str = ""


def replay(tenant: Tenant, past: Iterable[PastOrder], staff: Principal | None = None) -> int:
    """Make the orders of `past` in the tenant's scope; returns how many stand. What is sold out is skipped."""
    made = 0
    with tenant_scope(tenant):
        for plan in sorted(past, key=lambda each: each.at):
            with clock.frozen(plan.at), acting_as(SHOPPER), locale_scope(plan.locale):
                placed = _place(plan)
            if placed is None:
                continue
            made += 1
            _react(plan.at)
            with acting_as(staff or system("samples")):
                _go_on(plan, placed)
            _react(plan.at + timedelta(days=1))
    return made


def _place(plan: PastOrder) -> Placed | None:
    try:
        with unit_of_work():
            cart = fill_cart.open_cart(
                plan.channel, [(sku, Decimal(count)) for sku, count in plan.lines]
            ).cart
        token = "tok_decline" if plan.fate == "declined" else "tok_approve"
        checkout = Checkout(plan.contact, "pickup" if plan.store else "standard", plan.store, "test", token)
        placed = place_order.place_order(cart.id, checkout)
    except OutOfStock:
        return None
    return placed if isinstance(placed, Placed) and placed.outcome == "paid" else None


def _react(at: datetime) -> None:
    """What workers would have done by then, but for mails: nobody wants last year's."""
    with clock.frozen(at), acting_as(system("relay")):
        while relay.relay_batch(leave_out=MAILS):
            pass


def _go_on(plan: PastOrder, placed: Placed) -> None:
    order_id = placed.order.id
    if plan.fate == "cancelled":
        with clock.frozen(plan.at + timedelta(hours=3)):
            cancel_order.cancel_order(order_id, reason=plan.reason or "Changed my mind")
        return
    if plan.fate == "waiting":
        return
    if plan.store:
        _collect(plan, order_id)
    else:
        _send(plan, order_id)
    if plan.fate == "refunded":
        line = placed.order.lines[0]
        with clock.frozen(plan.at + timedelta(days=9)):
            refund_order.refund_order(
                order_id, {line.id: Decimal(1)}, shipping=False, reason=plan.reason or "Sent back",
                restock_at=line.location_id,
            )  # fmt: skip


def _send(plan: PastOrder, order_id: UUID) -> None:
    with clock.frozen(plan.at + timedelta(hours=20)):
        with unit_of_work():
            parcels = list(db.session.scalars(select(Shipment.id).where(Shipment.order_id == order_id)))
        for parcel in parcels:
            with unit_of_work():
                ship_order.ship(parcel, carrier="DHL", tracking_number=f"JJD{parcel.hex[-12:].upper()}")


def _collect(plan: PastOrder, order_id: UUID) -> None:
    with clock.frozen(plan.at + timedelta(hours=4)), unit_of_work():
        pickup = db.session.scalars(select(Pickup).where(Pickup.order_id == order_id)).one()
        hand_over_pickup.make_ready(pickup.id)
    with clock.frozen(plan.at + timedelta(hours=26)), unit_of_work():
        pickup = db.session.get_one(Pickup, pickup.id)
        hand_over_pickup.hand_over(pickup.id, code=fulfillment.pickup_code(pickup))
