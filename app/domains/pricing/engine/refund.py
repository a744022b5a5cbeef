"""What giving back a part of a sold line pays back, so that all parts together pay back what was paid."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from app.core.money import milli, round_div


class PaidLine(Protocol):
    """A line as it was sold: an order's stored line, or a quoted one."""

    @property
    def quantity(self) -> Decimal: ...
    @property
    def discount(self) -> int: ...
    @property
    def tax(self) -> int: ...
    @property
    def total(self) -> int: ...


@dataclass(frozen=True, slots=True)
class RefundShare:
    """A part of a line in minor units: `total` goes back, `tax` is inside it, `discount` lapses with it."""

    quantity: Decimal
    discount: int
    tax: int
    total: int


def refund_share(line: PaidLine, quantity: Decimal, *, refunded: Decimal = Decimal(0)) -> RefundShare:
    """What a quantity of a sold line pays back, after `refunded` of it was given back earlier.

    Each figure is the difference of two rounded running sums, so the parts of a line, however it is cut,
    add up to exactly what was paid; tax runs along the money, so it never exceeds what it is part of.
    Raises ValueError when nothing, or more than is left, would go back.
    """
    whole, before = milli(line.quantity), milli(refunded)
    after = before + milli(quantity)
    if not 0 <= before < after <= whole:
        raise ValueError(f"cannot give back {quantity} of {line.quantity} after {refunded}")
    paid_before, paid_after = (round_div(line.total * part, whole) for part in (before, after))
    return RefundShare(
        quantity=quantity,
        discount=round_div(line.discount * after, whole) - round_div(line.discount * before, whole),
        tax=_tax_within(line, paid_after, after) - _tax_within(line, paid_before, before),
        total=paid_after - paid_before,
    )


def _tax_within(line: PaidLine, paid: int, part: int) -> int:
    """The line's tax that belongs to the part `paid` of its total, for so many thousandths of it.

    A line discounted to 0 can still owe tax, where a shop taxes prices before discounts.
    """
    if line.total == 0:
        return round_div(line.tax * part, milli(line.quantity))
    return (
        round_div(line.tax * paid, line.total) if line.total > 0 else round_div(-line.tax * paid, -line.total)
    )
