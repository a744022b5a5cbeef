"""What actions take off lines and the delivery: each returns shares, nothing is taken here."""

from collections.abc import Callable, Sequence

from app.core.money import RATE_ONE, mul_rate, round_div
from app.domains.pricing.engine import groups
from app.domains.pricing.engine.basket import THOUSANDTHS, Basket, Item, Shares, total
from app.domains.pricing.engine.inputs import Context
from app.domains.pricing.engine.matching import in_basis, matching
from app.domains.pricing.engine.offers import Action, Effect, Measure
from app.domains.pricing.engine.rounding import PercentRounding
from app.domains.pricing.engine.sharing import share_out
from app.domains.pricing.engine.taxing import gross_of, taxes_of


def shares_of(action: Action, context: Context, basket: Basket, *, alone: bool = True) -> Shares:
    """What an action takes off whom, at most what each can bear; `alone`: its promotion has no other action."""
    if action.effect in SHIPPING:
        return _off_shipping(action, context, basket)
    if action.effect is Effect.FREE_GIFT:
        return []
    items = [item for item in matching(action.where, basket) if item.discountable and item.left > 0]
    if not items:
        return []
    value = value_of(action, context, basket, items)
    if action.effect in groups.GROUPS:
        return groups.GROUPS[action.effect](action, value, items, basket, context.rules)
    if action.effect in ORDER:
        amount = min(ORDER[action.effect](value, items, action), total(items))
        return share_out(amount, items, context.rules)
    return _off_items(action, value, items, context, alone=alone)


def value_of(action: Action, context: Context, basket: Basket, items: Sequence[Item]) -> int:
    """The action's value in this channel for this cart: the highest tier that is reached, else its own."""
    value = action.value
    for channel, amount, currency in action.by_channel:
        if channel == context.channel:
            value = amount if currency == context.currency else 0
    reached = sum(item.milli for item in items) // THOUSANDTHS
    if action.tiers and action.tier_by is Measure.TOTAL:
        reached = in_basis(basket.counted, context)
    return max(((at, of) for at, of in action.tiers if at <= reached), default=(0, value))[1]


def _percent(value: int, items: Sequence[Item], action: Action) -> int:
    value = min(value, RATE_ONE)
    if not action.gross:
        return mul_rate(total(items), value)
    off = mul_rate(sum(map(gross_of, items)), value)
    return sum(
        part - _tax_inside(part, item) for item, part in zip(items, _by_gross(off, items), strict=True)
    )


def _by_gross(amount: int, items: Sequence[Item]) -> list[int]:
    whole, parts, running = sum(map(gross_of, items)), list[int](), 0
    for item in items:
        running += gross_of(item)
        parts.append(round_div(amount * running, whole) - sum(parts))
    return parts


def _tax_inside(amount: int, item: Item) -> int:
    return 0 if item.tax_included else sum(taxes_of(amount, item.taxes, included=True))


ORDER: dict[Effect, Callable[[int, Sequence[Item], Action], int]] = {
    Effect.ORDER_PERCENT: _percent,
    Effect.ORDER_FIXED: lambda value, _items, _action: value,
    Effect.ORDER_SET_TOTAL: lambda value, items, _action: max(0, total(items) - value),
}
ITEM = {
    Effect.ITEM_PERCENT, Effect.ITEM_FIXED, Effect.ITEM_PRICE, Effect.LINE_FIXED, Effect.UNIT_STEPS,
    *groups.GROUPS,
}  # fmt: skip
SHIPPING = {Effect.SHIPPING_PERCENT, Effect.SHIPPING_FIXED}


def _off_shipping(action: Action, context: Context, basket: Basket) -> Shares:
    delivery = basket.shipping
    if delivery is None:
        return []
    value = value_of(action, context, basket, basket.counted)
    percent = action.effect is Effect.SHIPPING_PERCENT
    off = mul_rate(delivery.left, min(value, RATE_ONE)) if percent else value
    return [(delivery, min(off, delivery.left))]


def _off_items(action: Action, value: int, items: Sequence[Item], context: Context, *, alone: bool) -> Shares:
    rounding = context.rules.percent_rounding
    if action.effect is Effect.ITEM_PERCENT and rounding is PercentRounding.DOWN:
        parts = [_part(item, units) for item, units in _reached(action, items)]
        off = sum(parts) * min(value, RATE_ONE) // RATE_ONE
        return share_out(off, items, context.rules)
    of_list = not alone and context.rules.add_percents
    shares = [
        (item, min(_off_item(action, value, item, units, rounding, of_list=of_list), item.room))
        for item, units in _reached(action, items)
    ]
    return [(item, amount) for item, amount in shares if amount > 0]


def _off_item(
    action: Action, value: int, item: Item, milli: int, rounding: PercentRounding, *, of_list: bool
) -> int:
    part = round_div(item.subtotal * milli, item.milli) if of_list else _part(item, milli)
    match action.effect:
        case Effect.ITEM_PERCENT if action.gross:
            gross = mul_rate(gross_of(item) if milli == item.milli else part, min(value, RATE_ONE))
            return gross - _tax_inside(gross, item)
        case Effect.ITEM_PERCENT if rounding is PercentRounding.PRICE:
            return part - mul_rate(part, RATE_ONE - min(value, RATE_ONE))
        case Effect.ITEM_PERCENT:
            return mul_rate(part, min(value, RATE_ONE))
        case Effect.ITEM_FIXED:
            return min(round_div(value * milli, THOUSANDTHS), part)
        case Effect.ITEM_PRICE:
            return part - round_div(value * milli, THOUSANDTHS)
        case Effect.UNIT_STEPS:
            units = milli // THOUSANDTHS
            return min(value + action.more * (units - 1), part) if units else 0
        case _:
            return min(value, item.left)


def _part(item: Item, milli: int) -> int:
    """What is left of so many thousandths of it."""
    return item.left if milli == item.milli else round_div(item.left * milli, item.milli)


def _reached(action: Action, items: Sequence[Item]) -> list[tuple[Item, int]]:
    """The items that get it and for how many thousandths: the cheapest first where the units are limited."""
    per_line = None if action.max_units_per_line is None else action.max_units_per_line * THOUSANDTHS
    wanted = [(item, item.milli if per_line is None else min(item.milli, per_line)) for item in items]
    if action.max_units is None:
        return wanted
    left, found = action.max_units * THOUSANDTHS, dict[int, int]()
    for item, milli in sorted(wanted, key=lambda each: groups.unit_rank(each[0])):
        found[id(item)] = min(milli, left)
        left -= found[id(item)]
    return [(item, found[id(item)]) for item, _ in wanted if found[id(item)]]
