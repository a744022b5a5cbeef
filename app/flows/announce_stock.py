"""Tells systems outside what levels are now, within a second of the change: `InventoryChanged`.

A fact says what is true when it is written, so one told late or twice does no harm.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from app.core import events
from app.core.events import on_several
from app.domains.fulfillment.events import PickupCollected, ShipmentSent
from app.domains.inventory.events import InventoryChanged, StockChanged
from app.domains.orders.events import OrderCancelled, OrderLinesCancelled, OrderPaid, OrderPlaced
from app.queries import stock_bulk, stock_items

LEVELS_A_FACT = 500
OfOrder = OrderPlaced | OrderPaid | OrderCancelled | OrderLinesCancelled | ShipmentSent | PickupCollected


@on_several(StockChanged)
def tell_changes(told: Sequence[StockChanged]) -> None:
    """Counted, received, given back, sold at the till."""
    _tell({UUID(item) for each in told for item in each.stock_item_ids})


@on_several(OrderPlaced)
def tell_promises(told: Sequence[OrderPlaced]) -> None:
    """Reserved for an order."""
    _tell_of(told)


@on_several(OrderPaid)
def tell_allocations(told: Sequence[OrderPaid]) -> None:
    """Allocated once it was paid."""
    _tell_of(told)


@on_several(OrderCancelled)
def tell_cancelled(told: Sequence[OrderCancelled]) -> None:
    """Free again."""
    _tell_of(told)


@on_several(OrderLinesCancelled)
def tell_cancelled_lines(told: Sequence[OrderLinesCancelled]) -> None:
    """Free again, in part."""
    _tell_of(told)


@on_several(ShipmentSent)
def tell_sent(told: Sequence[ShipmentSent]) -> None:
    """Gone with a parcel."""
    _tell_of(told)


@on_several(PickupCollected)
def tell_collected(told: Sequence[PickupCollected]) -> None:
    """Gone over the counter."""
    _tell_of(told)


def _tell_of(told: Iterable[OfOrder]) -> None:
    _tell(stock_items.items_of_orders([UUID(each.order_id) for each in told]))


def _tell(items: Iterable[UUID]) -> None:
    levels = stock_bulk.now(sorted(items))
    for start in range(0, len(levels), LEVELS_A_FACT):
        events.record(InventoryChanged(levels=levels[start : start + LEVELS_A_FACT]))
