"""What a priced cart answers to each key of `expect`."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.conformance.amounts import major
from app.core.money import RATE_ONE, allocate, round_div
from app.domains.pricing.engine import Context, Quote, QuotedLine, QuotedShipping, Result, TaxRate
from app.domains.pricing.engine.taxing import taxes_of

REFUSED = {
    "unknown code", "not started", "ended", "not valid now", "used up", "used before", "its budget is spent",
    "not for this sale", "not the order it is for", "something it asks for is not in the cart", "too few pieces",
    "too few pieces of one product", "the cart is worth too little",
}  # fmt: skip
"""Why a code is refused; that it takes nothing off, or gives way to another offer, is no refusal."""


@dataclass(frozen=True)
class Receipt:
    """A quote with the names of the case: `skus` by line key, `codes` by promotion id, `entered` as they were typed.

    `units` are the pieces of a line by its key, as the case has them.
    """

    context: Context
    quote: Quote
    skus: Mapping[str, str]
    units: Mapping[str, int]
    codes: Mapping[str, str]
    entered: Sequence[Sequence[str]]

    def answers(self) -> dict[str, Any]:
        """Every key but those that ask for another cart."""
        return {**self._sums(), **self._lines(), **self._taxes(), **self._discounts(), **self._delivery()}

    def _shown(self, amount: int) -> Decimal:
        return major(amount, self.quote.currency)

    @property
    def lines(self) -> list[QuotedLine]:
        """The goods: fees are none."""
        return [line for line in self.quote.lines if line.key in self.skus]

    def _by_sku(self, of: Callable[[QuotedLine], int]) -> dict[str, Decimal]:
        sums: dict[str, int] = defaultdict(int)
        for line in self.lines:
            sums[self.skus[line.key]] += of(line)
        return {sku: self._shown(amount) for sku, amount in sums.items()}

    def _basis(self, line: QuotedLine) -> int:
        """After discounts, as the cart's prices are meant."""
        return line.total if self.quote.prices_include_tax else line.total - line.tax

    def _included(self, key: str) -> bool:
        line = next(
            (each for each in (*self.context.lines, *self.context.gifts) if key.endswith(each.key)), None
        )
        own = None if line is None else line.tax_included
        return self.quote.prices_include_tax if own is None else own

    def _sums(self) -> dict[str, Any]:
        totals, lines = self.quote.totals, self.lines
        net = sum(line.total - line.tax for line in lines)
        return {
            "total": self._shown(totals.total),
            "total_with_tax": self._shown(totals.total),
            "total_net": self._shown(totals.total - totals.tax),
            "tax": self._shown(totals.tax),
            "items_net": self._shown(net),
            "items_with_tax": self._shown(sum(line.total for line in lines)),
            "items_total": self._shown(sum(map(self._basis, lines))),
            "subtotal_before_voucher": self._shown(sum(line.subtotal for line in lines if not line.gift)),
            "lines_after": len(lines),
        }

    def before_discounts(self) -> Decimal:
        """`items_total` beside `lines_after`: gifts at their price."""
        return self._shown(sum(line.subtotal for line in self.lines))

    def _lines(self) -> dict[str, Any]:
        lines = self.lines
        units = {line.key: round_div(self._basis(line), self._units(line)) for line in lines}
        found: dict[str, Any] = {
            "line_totals": self._by_sku(self._basis),
            "line_totals_with_tax": self._by_sku(lambda line: line.total),
            "line_tax": self._by_sku(lambda line: line.tax),
            "line_discounts": self._by_sku(lambda line: line.discount),
            "unit_prices": {self.skus[line.key]: self._shown(units[line.key]) for line in lines},
            "sale_unit_prices": {self.skus[line.key]: self._sale(line) for line in lines},
            "unit_discounts": {self.skus[line.key]: self._each(line) for line in lines},
        }
        if len(lines) == 1:
            net = lines[0].total - lines[0].tax
            found["unit_net"] = self._shown(round_div(net, self._units(lines[0])))
        return found

    def _each(self, line: QuotedLine) -> list[Decimal]:
        """A line's discount, unit by unit: odd cents on the first."""
        return [self._shown(part) for part in allocate(line.discount, [1] * self._units(line))]

    def _units(self, line: QuotedLine) -> int:
        return self.units.get(line.key, int(line.quantity))

    def _sale(self, line: QuotedLine) -> Decimal:
        """What one costs after sales; a price finer than the currency was that of several."""
        return self._shown(line.unit_price) * line.quantity / self._units(line)

    def _taxes(self) -> dict[str, Any]:
        quote, inside, on_top = self.quote, 0, 0
        priced: list[tuple[bool, QuotedLine | QuotedShipping]] = [
            (self._included(line.key), line) for line in quote.lines
        ]
        if quote.shipping is not None and self.context.shipping is not None:
            own = self.context.shipping.tax_included
            priced.append((quote.prices_include_tax if own is None else own, quote.shipping))
        for included, each in priced:
            inside, on_top = inside + each.tax * included, on_top + each.tax * (not included)
        summary: dict[Decimal, list[int]] = defaultdict(lambda: [0, 0])
        for share in self._shares(each for _, each in priced if each is quote.shipping or each in self.lines):
            row = summary[Decimal(share.rate_micro) / RATE_ONE]
            row[0], row[1] = row[0] + share.base, row[1] + share.amount
        places: dict[int, int] = defaultdict(int)
        for line in self.lines:
            for place, share in enumerate(sorted(line.taxes, key=lambda share: share.name)):
                places[place] += share.amount
        return {
            "included_tax": self._shown(inside),
            "tax_added": self._shown(on_top),
            "item_tax": self._shown(sum(line.tax for line in self.lines)),
            "tax_by_rate": [self._shown(places[place]) for place in sorted(places)],
            "tax_summary": {
                str(rate): {"base": self._shown(base), "tax": self._shown(tax)}
                for rate, (base, tax) in summary.items()
            },
        }

    @staticmethod
    def _shares(priced: Iterable[QuotedLine | QuotedShipping]) -> Iterable[Any]:
        return (share for each in priced for share in each.taxes)

    def _discounts(self) -> dict[str, Any]:
        taxes = self._taxes_of_discounts()
        off, tax = sum(line.discount for line in self.lines), sum(taxes.values())
        gross = self.quote.prices_include_tax
        shares: dict[str, dict[str, Decimal]] = {code: {} for code in self.codes.values()}
        for line in self.lines:
            for share in line.discounts:
                if share.id:
                    of, sku = shares[self.codes[share.id]], self.skus[line.key]
                    of[sku] = of.get(sku, Decimal(0)) + self._shown(share.amount)
        return {
            "discount": self._shown(off),
            "discount_net": self._shown(off - tax if gross else off),
            "discount_with_tax": self._shown(off if gross else off + tax),
            "discount_tax": {str(rate): self._shown(amount) for rate, amount in taxes.items()},
            "by_promotion": shares,
            "coupon_error": self._refused(),
        }

    def _taxes_of_discounts(self) -> dict[Decimal, int]:
        """By rate: the tax that all that came off lines of that rate carries."""
        sums: dict[tuple[TaxRate, ...], int] = defaultdict(int)
        bases: dict[tuple[TaxRate, ...], bool] = {}
        for line in self.lines:
            rates = tuple(TaxRate("", str(share.rate_micro), share.rate_micro) for share in line.taxes)
            sums[rates] += line.discount
            bases[rates] = self._included(line.key)
        found: dict[Decimal, int] = defaultdict(int)
        for rates, amount in sums.items():
            for rate, tax in zip(rates, taxes_of(amount, rates, included=bases[rates]), strict=True):
                found[Decimal(rate.rate_micro) / RATE_ONE] += tax
        return found

    def _refused(self) -> bool:
        told = {entry.name: entry for entry in self.quote.trace if entry.stage == "coupon"}
        return any(
            all(
                code in told and told[code].result is Result.REJECTED and told[code].reason in REFUSED
                for code in codes
            )
            for codes in self.entered
        )

    def _delivery(self) -> dict[str, Any]:
        way = self.quote.shipping
        tax, total = (way.tax, way.total) if way is not None else (0, 0)
        return {
            "shipping": self._shown(self.quote.totals.shipping),
            "shipping_tax": self._shown(tax),
            "shipping_net": self._shown(total - tax),
            "shipping_with_tax": self._shown(total),
        }
