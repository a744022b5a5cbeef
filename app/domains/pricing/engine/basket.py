"""The workbench that stages share: what is left of every price, who took what, and the trace so far."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.core.money import RATE_ONE, allocate, mul_rate, round_div, times
from app.domains.pricing.engine.inputs import Context, Line, Shipping, TaxRate
from app.domains.pricing.engine.quote import DiscountShare, TaxShare, TraceEntry


@dataclass(slots=True)
class Item:
    """One thing that costs money, a line or the delivery, on its way through the stages."""

    quantity: Decimal
    unit_price: int
    taxes: tuple[TaxRate, ...]
    tax_included: bool
    discountable: bool
    subtotal: int = 0
    left: int = 0
    discounts: list[DiscountShare] = field(default_factory=list)
    tax_shares: list[TaxShare] = field(default_factory=list)

    @classmethod
    def of_line(cls, line: Line, context: Context) -> "Item":
        """A line before any stage."""
        included = context.prices_include_tax if line.tax_included is None else line.tax_included
        return cls(line.quantity, line.unit_price, line.taxes, included, line.discountable)

    @classmethod
    def of_shipping(cls, shipping: Shipping, context: Context) -> "Item":
        """The delivery before any stage."""
        included = context.prices_include_tax if shipping.tax_included is None else shipping.tax_included
        return cls(Decimal(1), shipping.price, shipping.taxes, included, discountable=False)

    def set_price(self, unit_price: int) -> None:
        """Make this the unit price; only before discounts."""
        self.unit_price = unit_price
        self.subtotal = self.left = times(unit_price, self.quantity)

    def take_off(self, source: str, name: str, amount: int) -> None:
        """Record that a discount takes this (at least 0, at most what is left)."""
        if amount:
            self.left -= amount
            self.discounts.append(DiscountShare(source, name, amount))

    @property
    def discount(self) -> int:
        return self.subtotal - self.left

    @property
    def tax(self) -> int:
        return sum(share.amount for share in self.tax_shares)

    @property
    def total(self) -> int:
        return self.left if self.tax_included else self.left + self.tax


@dataclass(slots=True)
class Basket:
    """All items of one pricing and its trace."""

    lines: dict[str, Item]
    shipping: Item | None
    trace: list[TraceEntry] = field(default_factory=list)

    @classmethod
    def of(cls, context: Context) -> "Basket":
        """The basket before any stage."""
        lines = {line.key: Item.of_line(line, context) for line in context.lines}
        return cls(lines, Item.of_shipping(context.shipping, context) if context.shipping else None)

    def items(self) -> list[Item]:
        """Everything that costs money: the lines, then the delivery."""
        lines = list(self.lines.values())
        return [*lines, self.shipping] if self.shipping else lines


def taxes_of(amount: int, taxes: Sequence[TaxRate], *, included: bool) -> list[int]:
    """Each tax on (or inside) an amount, every one half up by itself: the engine's only rounding of tax."""
    if not included:
        return [mul_rate(amount, tax.rate_micro) for tax in taxes]
    gross = RATE_ONE + sum(tax.rate_micro for tax in taxes)
    return [round_div(amount * tax.rate_micro, gross) for tax in taxes]


def spread(amount: int, items: Sequence[Item], source: str, name: str) -> None:
    """Take an amount off items in proportion to what is left of each, exact to the unit.

    Equal remainders go to the dearer item, then the lower taxed, then the earlier: so the order of lines
    cannot change a total. No item goes below 0 as long as the amount is at most their sum.
    """
    ranked = sorted(items, key=lambda i: (-i.left, [tax.rate_micro for tax in i.taxes], i.tax_included))
    for item, share in zip(ranked, allocate(amount, [item.left for item in ranked]), strict=True):
        item.take_off(source, name, share)
