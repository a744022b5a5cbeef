"""Refusals about stock."""

from app.core.errors import Conflict, Forbidden, Invalid, NotFound


class OutOfStock(Conflict):
    """Facts: `sku`, `requested`, `available`; `lines` when several items are short."""

    code = "inventory.out_of_stock"


class UnknownItem(NotFound):
    code = "inventory.unknown_item"


class UnknownLocation(NotFound):
    code = "inventory.unknown_location"


class DrawsOthers(Conflict):
    """The SKU is a bundle's, or draws several of an item: what it draws is counted, not it."""

    code = "inventory.draws_others"


class BelowZero(Invalid):
    code = "inventory.below_zero"


class BelowThreshold(BelowZero):
    """Further below zero than the item is sold."""

    code = "inventory.below_threshold"


class UnknownHold(NotFound):
    code = "inventory.unknown_hold"


class HoldReleased(Conflict):
    code = "inventory.hold_released"


class UnknownTransfer(NotFound):
    code = "inventory.unknown_transfer"


class TransferState(Conflict):
    """Facts: `state`, which does not allow the step that was asked for."""

    code = "inventory.transfer_state"


class NotEmptied(Conflict):
    """The location still holds stock or open orders. Facts: `on_hand`, `promised`, `incoming`, or `orders`."""

    code = "inventory.not_emptied"


class UnknownSupplier(NotFound):
    code = "inventory.unknown_supplier"


class UnknownPurchase(NotFound):
    code = "inventory.unknown_purchase"


class PurchaseState(Conflict):
    """The order is not in a state for this; fact: `status`."""

    code = "inventory.purchase_state"


class UnknownCount(NotFound):
    code = "inventory.unknown_count"


class CountState(Conflict):
    """Facts: `state`, which does not allow the step that was asked for."""

    code = "inventory.count_state"


class CountedByOther(Conflict):
    """A colleague counted this item in the same count: replace the figure, or add to it."""

    code = "inventory.counted_by_other"


class UnknownAlert(NotFound):
    code = "inventory.unknown_alert"


class UnknownLot(NotFound):
    code = "inventory.unknown_lot"


class UnknownException(NotFound):
    code = "inventory.unknown_exception"


class ExceptionResolved(Conflict):
    code = "inventory.exception_resolved"


class OverLimit(Forbidden):
    """More than the caller may adjust at once. Facts: `sku`, `delta`; `percent` of a count."""

    code = "inventory.over_limit"


class UnknownRequest(NotFound):
    code = "inventory.unknown_request"


class RequestState(Conflict):
    """Facts: `state`: approved or refused already."""

    code = "inventory.request_state"


class UnknownReport(NotFound):
    code = "inventory.unknown_report"


class ReportState(Conflict):
    """Facts: `state`: settled, or superseded by a later report of the place."""

    code = "inventory.report_state"


class ReportOutdated(Conflict):
    """Facts: `as_of` of the later report that is known."""

    code = "inventory.report_outdated"


class UnknownEntry(NotFound):
    code = "inventory.unknown_entry"


class NotUndone(Conflict):
    """It was taken back already, or is no adjustment by hand."""

    code = "inventory.not_undone"


class UnknownBin(NotFound):
    code = "inventory.unknown_bin"


class UnknownSerial(NotFound):
    code = "inventory.unknown_serial"


class SerialsNeeded(Invalid):
    """The item is kept by serial number, and not each unit that moves was named. Facts: `sku`, `wanted`."""

    code = "inventory.serials_needed"


class SerialRefused(Invalid):
    """A serial number cannot move like this: it is not here, was sold, or is somebody else's. Fact: `serial`."""

    code = "inventory.serial_refused"


class ByLot(Conflict):
    """An item is kept by lot or by serial number, not by both."""

    code = "inventory.by_lot"
