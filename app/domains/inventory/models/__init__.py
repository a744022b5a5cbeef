"""Tables of the stock, a room each."""

from app.domains.inventory.models.alerts import AlertReader, StockAlert, StockThreshold
from app.domains.inventory.models.bins import LocationBin
from app.domains.inventory.models.counts import CountLine, CountTally, StockBin, StockCount
from app.domains.inventory.models.exceptions import StockException
from app.domains.inventory.models.holds import HOLD_REASONS, StockHold
from app.domains.inventory.models.items import StockItem, VariantStock
from app.domains.inventory.models.levels import COUNTERS, ChannelSafety, StockLedger, StockLevel
from app.domains.inventory.models.lots import Lot, LotLedger, LotLevel
from app.domains.inventory.models.places import Location
from app.domains.inventory.models.promises import Reservation
from app.domains.inventory.models.purchasing import (
    GoodsReceipt,
    PurchaseLine,
    PurchaseOrder,
    ReceiptDiscrepancy,
    ReceiptLine,
    Supplier,
    SupplierItem,
)
from app.domains.inventory.models.reports import StockReport, StockReportLine
from app.domains.inventory.models.requests import AdjustmentRequest
from app.domains.inventory.models.serials import Serial, SerialMove
from app.domains.inventory.models.transfers import StockTransfer, TransferLine, TransferStep
from app.domains.inventory.models.undos import StockUndo
from app.domains.inventory.models.valuation import (
    CostLayer,
    Revaluation,
    StockValue,
    ValueEntry,
    ValueSnapshot,
)

__all__ = [
    "COUNTERS",
    "HOLD_REASONS",
    "AdjustmentRequest",
    "AlertReader",
    "ChannelSafety",
    "CostLayer",
    "CountLine",
    "CountTally",
    "GoodsReceipt",
    "Location",
    "LocationBin",
    "Lot",
    "LotLedger",
    "LotLevel",
    "PurchaseLine",
    "PurchaseOrder",
    "ReceiptDiscrepancy",
    "ReceiptLine",
    "Reservation",
    "Revaluation",
    "Serial",
    "SerialMove",
    "StockAlert",
    "StockBin",
    "StockCount",
    "StockException",
    "StockHold",
    "StockItem",
    "StockLedger",
    "StockLevel",
    "StockReport",
    "StockReportLine",
    "StockThreshold",
    "StockTransfer",
    "StockUndo",
    "StockValue",
    "Supplier",
    "SupplierItem",
    "TransferLine",
    "TransferStep",
    "ValueEntry",
    "ValueSnapshot",
    "VariantStock",
]
