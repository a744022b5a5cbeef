"""A paid order needs hands: a parcel for each location that ships, or a place on the store's pickup queue."""

from collections import defaultdict
from uuid import UUID

from app.core.events import on
from app.domains.fulfillment import service as fulfillment
from app.domains.fulfillment.service import Part
from app.domains.orders.events import OrderPaid
from app.queries import order_facts


@on(OrderPaid)
def open_fulfillment(paid: OrderPaid) -> None:
    """Open what the order's delivery asks for; nothing for goods that were carried out of a store."""
    order = order_facts.one(UUID(paid.order_id))
    if order.status == "cancelled" or paid.delivery_kind in ("carry", "download"):
        return
    if paid.delivery_kind == "pickup" and order.location_id is not None:
        fulfillment.open_pickup(order.id, order.location_id)
        return
    parts: dict[UUID, list[Part]] = defaultdict(list)
    for line in order.lines:
        if line.location_id is not None:
            parts[line.location_id].append(Part(line.id, line.quantity))
    fulfillment.open_shipments(order.id, parts)
