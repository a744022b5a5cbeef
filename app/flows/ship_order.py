"""Pick, pack, ship: the steps of a parcel and what they do to order and stock."""

from decimal import Decimal
from uuid import UUID

from app.core import audit, events
from app.core.i18n import gettext as _
from app.domains.channels import service as channels
from app.domains.channels.types import StockRules
from app.domains.fulfillment import service as fulfillment
from app.domains.fulfillment.errors import WrongStep
from app.domains.inventory import service as inventory
from app.domains.orders import service as orders
from app.flows.cancel_order import drawn


def pick(shipment_id: UUID) -> None:
    """The goods are off the shelf. Raises UnknownShipment, WrongStep."""
    shipment = fulfillment.lock_shipment(shipment_id)
    fulfillment.step(shipment, "picked")
    orders.start_fulfillment(orders.lock(shipment.order_id))
    orders.note(shipment.order_id, "picked", {"shipment": str(shipment_id)})


def pack(shipment_id: UUID) -> None:
    """The parcel is closed. Raises UnknownShipment, WrongStep."""
    shipment = fulfillment.lock_shipment(shipment_id)
    fulfillment.step(shipment, "packed")
    orders.note(shipment.order_id, "packed", {"shipment": str(shipment_id)})


def ship(shipment_id: UUID, *, carrier: str, tracking_number: str, tracking_url: str = "") -> None:
    """The parcel leaves: stock falls, the buyer is told. Raises UnknownShipment, WrongStep."""
    shipment = fulfillment.lock_shipment(shipment_id)
    fulfillment.send(shipment, carrier=carrier, tracking_number=tracking_number, tracking_url=tracking_url)
    order = orders.lock(shipment.order_id)
    quantities = {part.line_id: part.quantity for part in fulfillment.shipment_parts(shipment_id)}
    orders.fulfilled(order, quantities, complete=False)
    orders.note(
        order.id, "shipped", {"shipment": str(shipment_id), "carrier": carrier, "tracking": tracking_number}
    )
    audit.record(
        "fulfillment.shipped", object_type="shipment", object_id=shipment_id, after={"order": order.number}
    )
    lines = [line for line in orders.lines_of(order.id) if quantities.get(line.id, Decimal(0))]
    events.flush()
    inventory.ship(order.id, drawn(lines, quantities), sender=shipment.location_id)


def take_over(shipment_id: UUID) -> None:
    """Send from here what other locations have not begun to pick for the order, too. Raises UnknownShipment, WrongStep."""
    shipment = fulfillment.lock_shipment(shipment_id)
    if not channels.setting(StockRules).send_for_others:
        raise WrongStep(_("This shop sends from where the goods were promised"), state=shipment.status)
    ended = fulfillment.take_over(shipment)
    told = {"shipment": str(shipment_id), "from": [str(each) for each in ended]}
    orders.note(shipment.order_id, "taken_over", told)
    audit.record("fulfillment.taken_over", object_type="shipment", object_id=shipment_id, after=told)
