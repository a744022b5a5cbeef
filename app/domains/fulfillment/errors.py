"""Refusals about getting goods to people."""

from app.core.errors import Conflict, Invalid, NotFound


class UnknownShipment(NotFound):
    code = "fulfillment.unknown_shipment"


class UnknownPickup(NotFound):
    code = "fulfillment.unknown_pickup"


class WrongStep(Conflict):
    """Facts: `state`."""

    code = "fulfillment.wrong_step"


class WrongPickupCode(Invalid):
    code = "fulfillment.wrong_code"
