"""Low stock is noticed wherever stock moves: by hand, by sale, by transfer, by an order that ends."""

from collections.abc import Sequence
from uuid import UUID

from app.core.events import on_several
from app.domains.inventory import service as inventory
from app.domains.inventory.events import StockChanged
from app.domains.orders.events import OrderCancelled, OrderLinesCancelled, OrderPlaced
from app.queries import stock_items


@on_several(StockChanged)
def watch_changes(told: Sequence[StockChanged]) -> None:
    """Stock was counted, moved, received or kept."""
    inventory.watch([UUID(item) for each in told for item in each.stock_item_ids])


@on_several(OrderPlaced)
def watch_sales(told: Sequence[OrderPlaced]) -> None:
    """Stock was promised or sold."""
    _watch(told)


@on_several(OrderCancelled)
def watch_cancellations(told: Sequence[OrderCancelled]) -> None:
    """Stock is free again."""
    _watch(told)


@on_several(OrderLinesCancelled)
def watch_cancelled_lines(told: Sequence[OrderLinesCancelled]) -> None:
    """Stock of some lines is free again."""
    _watch(told)


def _watch(told: Sequence[OrderPlaced | OrderCancelled | OrderLinesCancelled]) -> None:
    inventory.watch(stock_items.items_of_orders([UUID(each.order_id) for each in told]))
