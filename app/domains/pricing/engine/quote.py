"""What the engine answers: amounts in minor units that sum to the cent, and the trace that explains them."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Result(StrEnum):
    """What became of something that could have changed the price."""

    APPLIED = "applied"
    REJECTED = "rejected"
    CONSIDERED = "considered"


class TraceEntry(NamedTuple):
    """One price, discount or tax that was looked at, what became of it, why, and the amount it moved.

    `reason` is one of a fixed set of English sentences, so that screens can translate it; `id` is the promotion's.
    """

    stage: str
    name: str
    result: Result
    reason: str
    amount: int = 0
    line: str | None = None
    id: str = ""


class TaxShare(NamedTuple):
    """One tax on one amount: `base` is the net amount it was taken on."""

    id: str
    name: str
    rate_micro: int
    base: int
    amount: int


class DiscountShare(NamedTuple):
    """What one discount took off one line or delivery; positive. `id` is the promotion's."""

    source: str
    name: str
    amount: int
    id: str = ""


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """A priced line: subtotal = unit price x quantity; total = subtotal - discount + duties, + tax where excluded.

    A `gift` is a line that a promotion put in. `duties` are its share of what is collected for the border.
    """

    key: str
    sku: str
    quantity: Decimal
    unit_price: int
    subtotal: int
    discount: int
    tax: int
    total: int
    discounts: tuple[DiscountShare, ...]
    taxes: tuple[TaxShare, ...]
    gift: bool = False
    duties: int = 0


@dataclass(frozen=True, slots=True)
class QuotedShipping:
    """A priced delivery. total = price - discount, plus tax where excluded."""

    name: str
    price: int
    discount: int
    tax: int
    total: int
    discounts: tuple[DiscountShare, ...]
    taxes: tuple[TaxShare, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """The order's sums. `discount` is what came off the lines; `shipping` is after its own discounts.

    `tax` is all tax, inside or on top, of lines and delivery; `total` is what the buyer pays, `duties` among it.
    """

    subtotal: int
    discount: int
    shipping: int
    tax: int
    total: int
    duties: int = 0


class ImportCosts(NamedTuple):
    """What the border takes of all lines: `collect` says whether with the order ("checkout") or on "delivery"."""

    collect: str
    duty: int
    tax: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.duty + self.tax


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of a basket. `taxes` sums each tax over lines and delivery; `imports`: where it crosses a border."""

    currency: str
    prices_include_tax: bool
    lines: tuple[QuotedLine, ...]
    shipping: QuotedShipping | None
    totals: Totals
    taxes: tuple[TaxShare, ...]
    trace: tuple[TraceEntry, ...]
    imports: ImportCosts | None = None
