"""Buy online, pick up in store: ready, then handed over against the buyer's code (OMS-06)."""

from decimal import Decimal
from uuid import UUID

from app.core import audit, events
from app.core.i18n import gettext as _
from app.domains.fulfillment import missing
from app.domains.fulfillment import service as fulfillment
from app.domains.fulfillment.errors import WrongPickupCode
from app.domains.inventory import service as inventory
from app.domains.orders import service as orders
from app.domains.orders.events import OrderCompleted
from app.flows.cancel_order import drawn


def make_ready(pickup_id: UUID) -> None:
    """The goods lie at the counter; the buyer is told by mail. Raises UnknownPickup, WrongStep."""
    pickup = fulfillment.lock_pickup(pickup_id)
    missing.require_answered(pickup_id)
    fulfillment.make_ready(pickup)
    orders.start_fulfillment(orders.lock(pickup.order_id))
    orders.note(pickup.order_id, "pickup_ready")


def code_fits(pickup_id: UUID, code: str) -> bool:
    """Check the buyer's code in a unit of its own, so that wrong tries are counted for good."""
    return fulfillment.code_fits(fulfillment.lock_pickup(pickup_id), code)


def hand_over(pickup_id: UUID, *, code: str, by: str = "") -> None:
    """Hand the goods over: order complete, stock moved once. Raises WrongPickupCode, UnknownPickup, WrongStep."""
    pickup = fulfillment.lock_pickup(pickup_id)
    if not fulfillment.code_fits(pickup, code):
        raise WrongPickupCode(
            _("This is not the code of this order"), fields={"code": _("Check the six digits")}
        )
    missing.require_answered(pickup_id)
    fulfillment.collect(pickup, by=by)
    order = orders.lock(pickup.order_id)
    lines = [line for line in orders.lines_of(order.id) if line.location_id in (None, pickup.location_id)]
    quantities: dict[UUID, Decimal] = {
        line.id: line.quantity - line.fulfilled - line.cancelled for line in lines
    }
    orders.fulfilled(order, quantities, complete=True)
    orders.note(order.id, "collected", {"by": by} if by else {})
    audit.record(
        "fulfillment.handed_over", object_type="pickup", object_id=pickup_id, after={"order": order.number}
    )
    if order.status == "completed":
        events.record(OrderCompleted(order_id=str(order.id)))
    events.flush()
    inventory.ship(order.id, drawn(lines, quantities), kind="pickup", beyond=True)
