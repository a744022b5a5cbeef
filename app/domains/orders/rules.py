"""Pure rules of an order's states."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class States:
    status: str
    fulfillment: str


def paid_state(total: int, refunded: int) -> str:
    """The payment status of a paid order of which `refunded` (minor units) went back."""
    if not refunded:
        return "paid"
    return "refunded" if refunded >= total else "partially_refunded"


def states(status: str, lines: Sequence[tuple[Decimal, Decimal, Decimal]]) -> States:
    """What an order's states are, from its lines' (quantity, fulfilled, cancelled)."""
    open_ = sum((quantity - done - gone for quantity, done, gone in lines), Decimal(0))
    done = sum((done for _quantity, done, _gone in lines), Decimal(0))
    if not done and not open_:
        return States("cancelled", "open")
    if not open_:
        return States(status if status in ("completed", "returned") else "shipped", "fulfilled")
    return States(status, "partial" if done else "open")
