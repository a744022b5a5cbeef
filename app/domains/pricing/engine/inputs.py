"""What the engine is told: plain frozen facts, read from the database or a till's cache by the caller."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from app.core.money import milli, minor_digits


class BadContext(ValueError):
    """The facts contradict themselves: a caller's mistake, never the shopper's."""


@dataclass(frozen=True, slots=True)
class TaxRate:
    """One tax at one rate, in millionths (20 % is 200_000)."""

    id: str
    name: str
    rate_micro: int

    def __post_init__(self) -> None:
        if self.rate_micro < 0:
            raise BadContext(f"tax rate {self.id} is below 0")


@dataclass(frozen=True, slots=True)
class Line:
    """A quantity of one thing at its list price, in minor units.

    Several taxes are each taken on the net amount. `tax_included` overrides the context for this line; a
    negative unit price is a deduction, taxed like any other line and never discounted.
    """

    key: str
    sku: str
    quantity: Decimal
    unit_price: int
    taxes: tuple[TaxRate, ...] = ()
    tax_included: bool | None = None
    compare_at: int | None = None
    tax_class: str = ""
    category: str = ""
    discountable: bool = True

    def __post_init__(self) -> None:
        try:
            positive = milli(self.quantity) > 0
        except ValueError as error:
            raise BadContext(f"line {self.key}: {error}") from error
        if not positive:
            raise BadContext(f"line {self.key} needs a quantity above 0")


@dataclass(frozen=True, slots=True)
class Shipping:
    """A delivery at its price, in minor units."""

    name: str
    price: int
    taxes: tuple[TaxRate, ...] = ()
    tax_included: bool | None = None

    def __post_init__(self) -> None:
        if self.price < 0:
            raise BadContext("the delivery price is below 0")


class DiscountKind(StrEnum):
    """How a discount is measured."""

    PERCENT = "percent"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount typed by staff: millionths or minor units (in the price basis) off one line or the order."""

    kind: DiscountKind
    value: int
    reason: str
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the goods go: country (ISO 3166), region and postal code, as far as known."""

    country: str
    region: str = ""
    postal_code: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """All that one price depends on. Raises BadContext when two lines share a key.

    `exempt` names the reason why the buyer owes no tax; prices that include tax are then freed of it.
    """

    currency: str
    prices_include_tax: bool
    lines: tuple[Line, ...]
    shipping: Shipping | None = None
    discounts: tuple[Discount, ...] = ()
    channel: str = ""
    at: datetime | None = None
    destination: Destination | None = None
    exempt: str = ""

    def __post_init__(self) -> None:
        try:
            minor_digits(self.currency)
        except ValueError as error:
            raise BadContext(str(error)) from error
        if len({line.key for line in self.lines}) != len(self.lines):
            raise BadContext("two lines have the same key")
