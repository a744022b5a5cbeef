"""Facts about stock."""

from typing import Any, ClassVar

from app.core.events import Event, event


@event
class StockChanged(Event):
    """Levels of these stock items changed by hand, by receipt or by return; ids only."""

    NAME: ClassVar[str] = "inventory.stock_changed.v1"
    stock_item_ids: list[str]
    reason: str


@event
class StockAvailabilityCrossed(Event):
    """What shoppers see of these items changed between in, low and out."""

    NAME: ClassVar[str] = "inventory.availability_crossed.v1"
    stock_item_ids: list[str]


@event
class TransferMoved(Event):
    """A transfer took a step: requested, approved, picked, in_transit, received, refused or cancelled."""

    NAME: ClassVar[str] = "inventory.transfer_moved.v1"
    transfer_id: str
    number: str
    status: str
    source_id: str
    destination_id: str


@event
class InventoryChanged(Event):
    """What levels are now, for systems outside; several changes of one may be told by one fact.

    Each: sku, location, on_hand, allocated, reserved, held, available.
    """

    NAME: ClassVar[str] = "inventory.inventory_changed.v1"
    levels: list[dict[str, Any]]


@event
class StockLow(Event):
    """What is free fell to a threshold: once a crossing. `location_id` None: in the whole network."""

    NAME: ClassVar[str] = "inventory.stock_low.v1"
    alert_id: str
    stock_item_id: str
    sku: str
    location_id: str | None
    threshold: str
    available: str
