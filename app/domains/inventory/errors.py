"""Refusals about stock."""

from app.core.errors import Conflict, Invalid, NotFound


class OutOfStock(Conflict):
    """Facts: `sku`, `requested`, `available`; `lines` when several items are short."""

    code = "inventory.out_of_stock"


class UnknownItem(NotFound):
    code = "inventory.unknown_item"


class UnknownLocation(NotFound):
    code = "inventory.unknown_location"


class BelowZero(Invalid):
    code = "inventory.below_zero"
