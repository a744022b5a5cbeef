"""Taxes on and inside amounts, rounded on what the shop says: each line, each unit, or a rate's sum."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction

from app.core.money import RATE_ONE, allocate, round_div
from app.domains.pricing.engine.basket import THOUSANDTHS, Basket, Item
from app.domains.pricing.engine.inputs import Context, TaxRate
from app.domains.pricing.engine.quote import Result, TaxShare, TraceEntry
from app.domains.pricing.engine.rounding import Rules, TaxRounding


def taxes(context: Context, basket: Basket) -> None:
    """Tax every line and the delivery on what is left of it after discounts."""
    if context.exempt:
        for item in basket.items():
            item.tax_shares = [TaxShare("exempt", context.exempt, 0, item.left, 0)]
    else:
        _tax(basket.items(), context.rules)
    for share in tax_summary(basket.items()):
        reason = "exempt" if context.exempt else "rate of the line"
        basket.trace.append(TraceEntry("tax", share.name, Result.APPLIED, reason, share.amount))


def _tax(items: Sequence[Item], rules: Rules) -> None:
    amounts = [_amounts(item, rules) for item in items]
    if rules.tax_rounding is TaxRounding.ORDER:
        _round_sums(items, amounts, rules)
    for item, parts in zip(items, amounts, strict=True):
        net = _taxed(item, rules) - sum(parts) if item.tax_included else _taxed(item, rules)
        item.tax_shares = [
            TaxShare(tax.id, tax.name, tax.rate_micro, net, amount)
            for tax, amount in zip(item.taxes, parts, strict=True)
        ]


def _taxed(item: Item, rules: Rules) -> int:
    return item.subtotal if rules.tax_before_discount else item.left


def _amounts(item: Item, rules: Rules) -> list[int]:
    amount = _taxed(item, rules)
    units = item.milli if rules.tax_rounding is TaxRounding.UNIT else THOUSANDTHS
    return taxes_of(
        amount, item.taxes, included=item.tax_included, milli=units, as_one=rules.stacked_rates_as_one
    )


def _round_sums(items: Sequence[Item], amounts: list[list[int]], rules: Rules) -> None:
    """Each tax's exact sum is rounded once; a line shows the difference of the rounded running sum."""
    places = defaultdict[tuple[TaxRate, bool], list[tuple[int, int]]](list)
    for row, item in enumerate(items):
        for column, tax in enumerate(item.taxes):
            places[tax, item.tax_included].append((row, column))
    for found in places.values():
        running, before = Fraction(0), 0
        for row, column in found:
            item = items[row]
            running += Fraction(*_exact(_taxed(item, rules), item.taxes, included=item.tax_included)[column])
            after = round_div(running.numerator, running.denominator)
            amounts[row][column], before = after - before, after


def taxes_of(
    amount: int, rates: Sequence[TaxRate], *, included: bool, milli: int = THOUSANDTHS, as_one: bool = False
) -> list[int]:
    """Each tax on (or inside) an amount for a quantity in thousandths, half up: the engine's only rounding of tax.

    With a quantity other than one the tax of one unit is rounded, then multiplied.
    """
    exact = _exact(amount, rates, included=included)
    if as_one and len(rates) > 1:
        whole = exact[0][1]
        together = _of_units(sum(share for share, _ in exact), whole, milli)
        parts = allocate(abs(together), [rate.rate_micro for rate in rates])
        return [part if together >= 0 else -part for part in parts]
    return [_of_units(share, whole, milli) for share, whole in exact]


def _of_units(share: int, whole: int, milli: int) -> int:
    if milli == THOUSANDTHS:
        return round_div(share, whole)
    return round_div(round_div(share * THOUSANDTHS, whole * milli) * milli, THOUSANDTHS)


def _exact(amount: int, rates: Sequence[TaxRate], *, included: bool) -> list[tuple[int, int]]:
    """Each tax as a fraction, unrounded; fractions of one call have one denominator."""
    shares, one, taken = list[int](), RATE_ONE, 0
    for rate in rates:
        if rate.compound and taken:
            shares = [share * RATE_ONE for share in shares]
            shares.append(rate.rate_micro * (one + taken))
            one, taken = one * RATE_ONE, taken * RATE_ONE
        else:
            shares.append(rate.rate_micro * (one // RATE_ONE))
        taken += shares[-1]
    whole = one + taken if included else one
    return [(amount * share, whole) for share in shares]


def with_tax(item: Item, amount: int) -> int:
    """An amount of it with its tax."""
    return amount if item.tax_included else amount + sum(taxes_of(amount, item.taxes, included=False))


def gross_of(item: Item) -> int:
    """What is left of it, with tax."""
    return with_tax(item, item.left)


def own_price(context: Context, item: Item, price: int) -> int:
    """A unit price of it as this buyer owes it: freed of the tax inside where the buyer is exempt."""
    if not context.exempt or not item.tax_included:
        return price
    return price - sum(taxes_of(price, item.taxes, included=True))


def net_of(item: Item) -> int:
    """What is left of it, without tax."""
    return item.left - sum(taxes_of(item.left, item.taxes, included=True)) if item.tax_included else item.left


def tax_summary(items: Iterable[Item]) -> list[TaxShare]:
    """Base and amount of each tax over items, highest rate first; a 0 rate has its row too."""
    sums: dict[tuple[str, str, int], tuple[int, int]] = {}
    for item in items:
        for tax_id, name, rate, base, amount in item.tax_shares:
            bases, amounts = sums.get((tax_id, name, rate), (0, 0))
            sums[tax_id, name, rate] = (bases + base, amounts + amount)
    rows = [TaxShare(*key, *values) for key, values in sums.items()]
    return sorted(rows, key=lambda row: -row.rate_micro)
