"""Which units leave, of items that are kept by serial number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from app.domains.fulfillment import service as fulfillment
from app.domains.inventory import service as inventory
from app.domains.inventory.types import Demand
from app.domains.orders import service as orders
from app.domains.pos.payloads import SaleLine
from app.flows.cancel_order import drawn
from app.flows.till_work import Work
from app.queries.sellables import Sellable


def for_shipment(shipment_id: UUID, named: Mapping[UUID, Sequence[str]]) -> None:
    """Choose units, by item, for a parcel. Raises UnknownShipment, SerialRefused and Invalid at `serials-<item>`."""
    shipment = fulfillment.lock_shipment(shipment_id)
    quantities = {part.line_id: part.quantity for part in fulfillment.shipment_parts(shipment_id)}
    _choose(shipment.order_id, quantities, named, shipment.location_id)


def for_pickup(pickup_id: UUID, named: Mapping[UUID, Sequence[str]]) -> None:
    """Choose units, by item, for a pickup. Raises UnknownPickup, SerialRefused and Invalid at `serials-<item>`."""
    pickup = fulfillment.lock_pickup(pickup_id)
    lines = [line for line in orders.lines_of(pickup.order_id) if line.location_id == pickup.location_id]
    _choose(
        pickup.order_id, {line.id: line.quantity - line.fulfilled - line.cancelled for line in lines},
        named, pickup.location_id,
    )  # fmt: skip


def _choose(
    order_id: UUID, quantities: Mapping[UUID, Decimal], named: Mapping[UUID, Sequence[str]], place: UUID
) -> None:
    lines = [line for line in orders.lines_of(order_id) if quantities.get(line.id)]
    demands = [replace(demand, location_id=place) for demand in drawn(lines, quantities)]
    inventory.choose(order_id, inventory.wanted_numbers(demands), named)


def at_the_till(order_id: UUID, work: Work, items: Mapping[str, Sellable], lines: Iterable[SaleLine]) -> None:
    """Name what the cashier scanned. Online each must lie in the store; offline the goods are gone, so what does is taken.

    Raises SerialRefused.
    """
    said: dict[UUID, list[str]] = {}
    wanted: list[Demand] = []
    for line in lines:
        for draw in items[line.sku].draws:
            if draw.tracked:
                said.setdefault(draw.stock_item_id, []).extend(line.serials)
                wanted.append(
                    Demand(draw.stock_item_id, work.till.location_id, line.quantity * draw.quantity)
                )
    numbers = inventory.wanted_numbers(wanted) if any(said.values()) else {}
    if not work.operation.offline:
        inventory.choose(order_id, numbers, said)
        return
    for spot in sorted(numbers):
        inventory.name_what_lies(order_id, spot, said[spot[0]])
