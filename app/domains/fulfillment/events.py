"""Facts about parcels and pickups."""

from typing import ClassVar

from app.core.events import Event, event


@event
class ShipmentSent(Event):
    NAME: ClassVar[str] = "fulfillment.shipment_sent.v1"
    shipment_id: str
    order_id: str


@event
class PickupReady(Event):
    NAME: ClassVar[str] = "fulfillment.pickup_ready.v1"
    pickup_id: str
    order_id: str


@event
class PickupMissing(Event):
    """Something of a pickup was not found, and the buyer is to say what becomes of it."""

    NAME: ClassVar[str] = "fulfillment.pickup_missing.v1"
    missing_id: str
    order_id: str


@event
class PickupCollected(Event):
    NAME: ClassVar[str] = "fulfillment.pickup_collected.v1"
    pickup_id: str
    order_id: str
