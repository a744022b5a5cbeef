"""What may be done with parcels and pickups."""

from enum import StrEnum

from app.core.permissions import register


@register
class ShipmentPermission(StrEnum):
    VIEW = "fulfillment:shipment:view"
    WORK = "fulfillment:shipment:work"


@register
class PickupPermission(StrEnum):
    VIEW = "fulfillment:pickup:view"
    WORK = "fulfillment:pickup:work"
