"""Tables of the stock, a room each."""

from app.domains.inventory.models.exceptions import StockException
from app.domains.inventory.models.holds import HOLD_REASONS, StockHold
from app.domains.inventory.models.items import StockItem, VariantStock
from app.domains.inventory.models.levels import COUNTERS, ChannelSafety, StockLedger, StockLevel
from app.domains.inventory.models.places import Location
from app.domains.inventory.models.promises import Reservation
from app.domains.inventory.models.transfers import StockTransfer, TransferLine, TransferStep

__all__ = [
    "COUNTERS",
    "HOLD_REASONS",
    "ChannelSafety",
    "Location",
    "Reservation",
    "StockException",
    "StockHold",
    "StockItem",
    "StockLedger",
    "StockLevel",
    "StockTransfer",
    "TransferLine",
    "TransferStep",
    "VariantStock",
]
