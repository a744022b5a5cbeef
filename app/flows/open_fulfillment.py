"""A paid order needs hands: a parcel for each location that ships, or a place on the store's pickup queue."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from app.core.events import on_several
from app.domains.fulfillment import service as fulfillment
from app.domains.fulfillment.service import Part
from app.domains.orders.events import OrderPaid
from app.domains.orders.types import Order
from app.queries import order_facts


@on_several(OrderPaid)
def open_fulfillment(told: Sequence[OrderPaid]) -> None:
    """Open what each order's delivery asks for; nothing for goods that were carried out of a store."""
    handled = [UUID(paid.order_id) for paid in told if paid.delivery_kind not in ("carry", "download")]
    parcels = {}
    for order in order_facts.many(handled).values():
        if order.status == "cancelled":
            continue
        if order.delivery_kind == "pickup" and order.location_id is not None:
            fulfillment.open_pickup(order.id, order.location_id)
        else:
            parcels[order.id] = _by_location(order)
    fulfillment.open_shipments(parcels)


def _by_location(order: Order) -> dict[UUID, list[Part]]:
    parts: dict[UUID, list[Part]] = defaultdict(list)
    for line in order.lines:
        if line.location_id is not None:
            parts[line.location_id].append(Part(line.id, line.quantity))
    return parts
