"""What a border costs: customs duty on the goods, and the import tax on goods and duty where the sale was not taxed.

Every line that crosses it bears its share, the delivery's costs among them, so that a line paid back takes its duties
with it. Rounded once for the lines of one rate, half up, and shared among them by largest remainder.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.money import allocate, mul_rate
from app.domains.pricing.engine.basket import Basket, Item
from app.domains.pricing.engine.inputs import Collect, Context, DutyRate
from app.domains.pricing.engine.quote import Result, TraceEntry


@dataclass(frozen=True, slots=True)
class _Crossing:
    """A line at the border: its value without tax, and its part of what the delivery costs."""

    item: Item
    rate: DutyRate
    value: int
    sent: int


def duties(context: Context, basket: Basket) -> None:
    """Put duty and import tax on the lines that cross a border; part of their total where they are collected."""
    if context.duties is Collect.NO:
        return
    crossing = _crossing(basket)
    value = sum(each.value for each in crossing)
    for rate in dict.fromkeys(each.rate for each in crossing):
        _charge([each for each in crossing if each.rate == rate], value)
    for each in crossing:
        each.item.collected = context.duties is Collect.CHECKOUT
    reason = "collected with the order" if context.duties is Collect.CHECKOUT else "due on delivery"
    for name, amount in (
        ("duty", sum(each.item.duty for each in crossing)),
        ("import tax", sum(each.item.import_tax for each in crossing)),
    ):
        if amount:
            basket.trace.append(TraceEntry("duties", name, Result.APPLIED, reason, amount))


def _crossing(basket: Basket) -> list[_Crossing]:
    lines = [(item, item.duty_rate, _value(item)) for item in basket.lines.values()]
    dutiable = [(item, rate, value) for item, rate, value in lines if rate is not None]
    values = [value for _item, _rate, value in dutiable]
    sent = _value(basket.shipping) if basket.shipping else 0
    parts = allocate(sent, values) if any(values) else values
    return [
        _Crossing(item, rate, value, part if rate.with_delivery else 0)
        for (item, rate, value), part in zip(dutiable, parts, strict=True)
    ]


def _value(item: Item) -> int:
    """What is left of it without the tax inside."""
    return max(0, item.left - item.tax if item.tax_included else item.left)


def _charge(lines: Sequence[_Crossing], value: int) -> None:
    """Lines of one rate; `value` is that of the whole consignment, which decides what is free."""
    rate = lines[0].rate
    if value > rate.duty_free:
        for each, part in zip(
            lines, _shares([e.value + e.sent for e in lines], rate.duty_micro), strict=True
        ):
            each.item.duty = part
    untaxed = [each for each in lines if not any(tax.rate_micro for tax in each.item.tax_shares)]
    if value > rate.tax_free:
        bases = [each.value + each.sent + each.item.duty for each in untaxed]
        for each, part in zip(untaxed, _shares(bases, rate.tax_micro), strict=True):
            each.item.import_tax = part


def _shares(bases: Sequence[int], rate_micro: int) -> list[int]:
    return allocate(mul_rate(sum(bases), rate_micro), bases)
