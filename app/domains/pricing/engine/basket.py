"""The workbench that stages share: what is left of every price, who took what, and the trace so far."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from app.core.money import milli, round_div
from app.domains.pricing.engine.inputs import Context, DutyRate, Line, Shipping, TaxRate
from app.domains.pricing.engine.offers import NONE, Facts
from app.domains.pricing.engine.quote import DiscountShare, TaxShare, TraceEntry

THOUSANDTHS = 1000


@dataclass(slots=True, eq=False)
class Item:
    """One thing that costs money, a line or the delivery, on its way through the stages.

    `milli` is its quantity in thousandths; `spoken_for` the whole units that offers of groups used up and
    `spoken_left` what is left of their price; `before_sales` the unit price that the next sale starts from;
    `rank` tells who of equals comes first, the lower taxed, then the fewer.
    """

    sku: str
    quantity: Decimal
    unit_price: int
    taxes: tuple[TaxRate, ...]
    tax_included: bool
    discountable: bool
    line: Line | None = None
    facts: Facts = NONE
    on_sale: bool = False
    counts: bool = True
    minimum: int = 0
    milli: int = THOUSANDTHS
    before_sales: int = 0
    rank: tuple[object, ...] = ()
    subtotal: int = 0
    left: int = 0
    spoken_for: int = 0
    spoken_left: int = 0
    gift: bool = False
    discounts: list[DiscountShare] = field(default_factory=list)
    tax_shares: list[TaxShare] = field(default_factory=list)
    duty: int = 0
    import_tax: int = 0
    collected: bool = False

    @classmethod
    def of_line(cls, line: Line, context: Context) -> "Item":
        """A line before any stage."""
        included = context.prices_include_tax if line.tax_included is None else line.tax_included
        return cls(
            line.sku, line.quantity, line.unit_price, line.taxes, included, line.discountable and not line.fee, line,
            line.facts, line.on_sale or line.compare_at is not None, not line.fee, line.minimum, milli(line.quantity),
            rank=(tuple((tax.rate_micro, tax.compound) for tax in line.taxes), included, milli(line.quantity)),
        )  # fmt: skip

    @classmethod
    def of_shipping(cls, shipping: Shipping, context: Context) -> "Item":
        """The delivery before any stage."""
        included = context.prices_include_tax if shipping.tax_included is None else shipping.tax_included
        return cls(
            shipping.name,
            Decimal(1),
            shipping.price,
            shipping.taxes,
            included,
            discountable=False,
            rank=(tuple((tax.rate_micro, tax.compound) for tax in shipping.taxes), included, THOUSANDTHS),
        )

    def set_price(self, unit_price: int) -> None:
        """Make this the unit price; only before discounts."""
        self.unit_price = self.before_sales = unit_price
        self.subtotal = self.left = round_div(unit_price * self.milli, THOUSANDTHS)

    def worth(self, units: int) -> int:
        """What so many whole units cost now that no offer of groups has used up."""
        free = self.milli - self.spoken_for * THOUSANDTHS
        return round_div((self.left - self.spoken_left) * units * THOUSANDTHS, free) if units else 0

    def take(self, amount: int, units: int = 0) -> None:
        """Take so much off it, or off whole units of it, which are then used up."""
        before, worth = self.left, self.worth(units)
        self.left -= amount
        if units:
            self.spoken_for += units
            self.spoken_left += worth - amount
        elif self.spoken_left:
            self.spoken_left = round_div(self.spoken_left * self.left, before)
        else:
            return
        self.spoken_left = min(max(0, self.spoken_left), self.left)

    def note(self, share: DiscountShare) -> None:
        """Record what a discount took (at least 0)."""
        if share.amount:
            self.discounts.append(share)

    @property
    def room(self) -> int:
        """How much discounts may still take off."""
        left = self.left
        if self.minimum:
            left -= round_div(self.minimum * self.milli, THOUSANDTHS)
        return left if left > 0 else 0

    @property
    def units(self) -> int:
        """Whole units of it."""
        return self.milli // THOUSANDTHS

    @property
    def discount(self) -> int:
        return self.subtotal - self.left

    @property
    def tax(self) -> int:
        return sum(share.amount for share in self.tax_shares)

    @property
    def duty_rate(self) -> DutyRate | None:
        """What the border takes of it; None: it crosses none."""
        return self.line.duty if self.line is not None else None

    @property
    def duties(self) -> int:
        """Duty and import tax that are paid with it."""
        return self.duty + self.import_tax if self.collected else 0

    @property
    def total(self) -> int:
        return (self.left if self.tax_included else self.left + self.tax) + self.duties


@dataclass(slots=True)
class Basket:
    """All items of one pricing and its trace.

    `marks` says for each fact which lines have it, a bit for each; `used` which units the action at work uses up.
    """

    lines: dict[str, Item]
    shipping: Item | None
    trace: list[TraceEntry] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)
    counted: list[Item] = field(default_factory=list)
    used: dict[int, tuple[Item, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, context: Context) -> "Basket":
        """The basket before any stage."""
        shipping = Item.of_shipping(context.shipping, context) if context.shipping else None
        basket = cls({}, shipping)
        for line in context.lines:
            basket.add(line.key, Item.of_line(line, context))
        return basket

    def add(self, key: str, item: Item) -> None:
        """Put a line in."""
        self.lines[key] = item
        if item.counts:
            bit = 1 << len(self.counted)
            self.counted.append(item)
            for fact in item.facts:
                self.marks[fact] = self.marks.get(fact, 0) | bit

    def use_up(self, item: Item, units: int) -> None:
        """Let no later offer of groups have these units too."""
        self.used[id(item)] = item, units + self.used.get(id(item), (item, 0))[1]

    def items(self) -> list[Item]:
        """Everything that costs money: the lines, then the delivery."""
        lines = list(self.lines.values())
        return [*lines, self.shipping] if self.shipping else lines


Shares = list[tuple[Item, int]]

_FINE = 96
"""Bits after the point that tell any two unit prices apart: quantities have less than 10^14 thousandths."""


def total(items: Iterable[Item]) -> int:
    """What is left of several."""
    return sum(item.left for item in items)


def ranking(shares: Shares, places: Iterable[int]) -> list[int]:
    """The larger part first, then the lower taxed item, then the earlier: so no order of lines changes a total."""

    def key(place: int) -> tuple[object, ...]:
        item, part = shares[place]
        return -part, item.rank, -item.left, item.spoken_left, item.subtotal, item.minimum

    return sorted(places, key=key)


def ranked(shares: Shares) -> Shares:
    """The shares in that order."""
    return [shares[place] for place in ranking(shares, range(len(shares)))]


def by_price(items: Iterable[Item], *, dearest: bool) -> list[Item]:
    """By what a unit costs now; of equals the lower taxed first, then the earlier."""
    sign = -1 if dearest else 1
    return sorted(
        items,
        key=lambda item: (
            sign * _unit_price(item),
            item.rank,
            -item.left,
            item.spoken_left,
            item.subtotal,
            item.minimum,
        ),
    )


def _unit_price(item: Item) -> int:
    free = item.milli - item.spoken_for * THOUSANDTHS
    return ((item.left - item.spoken_left) << _FINE) // free if free else 0
