"""What the engine is told: plain frozen facts, read from the database or a till's cache by the caller."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from app.core.money import milli, minor_digits
from app.domains.pricing.engine.errors import BadContext
from app.domains.pricing.engine.offers import NONE, Coupon, Facts, Promotion
from app.domains.pricing.engine.rounding import DEFAULT, Rules


@dataclass(frozen=True, slots=True)
class TaxRate:
    """One tax at one rate, in millionths (20 % is 200_000); `compound`: on the net amount and the taxes before it."""

    id: str
    name: str
    rate_micro: int
    compound: bool = False

    def __post_init__(self) -> None:
        if self.rate_micro < 0:
            raise BadContext(f"tax rate {self.id} is below 0")


class Collect(StrEnum):
    """What becomes of duties: none are asked for, they are a part of the total, or due to the carrier on delivery."""

    NO = ""
    CHECKOUT = "checkout"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True)
class DutyRate:
    """What a border takes of a line, in millionths: duty on its value, import tax on value and duty.

    Goods worth up to `duty_free`, or `tax_free`, in all are free of it, in minor units without tax. With
    `with_delivery` the costs of delivery count to the value.
    """

    duty_micro: int
    tax_micro: int = 0
    duty_free: int = 0
    tax_free: int = 0
    with_delivery: bool = False

    def __post_init__(self) -> None:
        if min(self.duty_micro, self.tax_micro, self.duty_free, self.tax_free) < 0:
            raise BadContext("a duty is below 0")


@dataclass(frozen=True, slots=True)
class Line:
    """A quantity of one thing at its list price, in minor units.

    Several taxes are each taken on the net amount. `tax_included` overrides the context for this line; a
    negative unit price is a deduction, taxed like any other line and never discounted. `facts` are what promotions
    ask of it (`category:shirts`); `on_sale`: its price is a sale's already, as with a higher `compare_at`; `minimum`
    is the unit price below which no discount goes. A `fee` is neither discounted nor counted in any condition.
    `duty`: what the border takes of goods that cross one.
    """

    key: str
    sku: str
    quantity: Decimal
    unit_price: int
    taxes: tuple[TaxRate, ...] = ()
    tax_included: bool | None = None
    compare_at: int | None = None
    facts: Facts = NONE
    on_sale: bool = False
    minimum: int = 0
    discountable: bool = True
    fee: bool = False
    duty: DutyRate | None = None

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
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount typed by staff: millionths or minor units (in the price basis) off one line or the order.

    A `price` is what one unit of a line costs from now on, promotions included; it only ever lowers. `id` is whatever
    the caller knows it by.
    """

    kind: DiscountKind
    value: int
    reason: str
    line: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the goods go: country (ISO 3166), region and postal code, as far as known."""

    country: str
    region: str = ""
    postal_code: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """All that one price depends on. Raises BadContext when two lines share a key.

    `exempt` names the reason why the buyer owes no tax; prices that include tax are then freed of it. `facts` are
    those of the sale (`channel:web`, `group:gold`); `orders` is how many the buyer placed before, cancelled ones
    left out; `gifts` are the lines that a promotion may give, by SKU, at their price. `at` is written in the zone
    of the channel: weekdays and hours are read off it. `duties`: what becomes of those of lines that cross a border.
    """

    currency: str
    prices_include_tax: bool
    lines: tuple[Line, ...]
    shipping: Shipping | None = None
    discounts: tuple[Discount, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    coupons: tuple[Coupon, ...] = ()
    gifts: tuple[Line, ...] = ()
    facts: Facts = NONE
    orders: int = 0
    channel: str = ""
    at: datetime | None = None
    destination: Destination | None = None
    exempt: str = ""
    rules: Rules = DEFAULT
    duties: Collect = Collect.NO

    def __post_init__(self) -> None:
        try:
            minor_digits(self.currency)
        except ValueError as error:
            raise BadContext(str(error)) from error
        if len({line.key for line in self.lines}) != len(self.lines):
            raise BadContext("two lines have the same key")
        if self.at is not None and self.at.tzinfo is None:
            raise BadContext("the time has no zone")
