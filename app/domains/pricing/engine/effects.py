"""What actions take off lines and the delivery: each returns shares, nothing is taken here."""

from collections.abc import Sequence

from app.core.money import round_div
from app.domains.pricing.engine import groups
from app.domains.pricing.engine.basket import THOUSANDTHS, Basket, Item, Shares, by_price, ranked, total
from app.domains.pricing.engine.inputs import Context
from app.domains.pricing.engine.matching import in_basis, matching
from app.domains.pricing.engine.offers import Action, Effect, Measure
from app.domains.pricing.engine.rounding import PercentRounding, percent_of
from app.domains.pricing.engine.sharing import all_of, share_out
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
        amount = min(_off_order(action, value, items, context.rules.percent_rounding), total(items))
        return share_out(amount, all_of(items), context.rules)
    return _off_items(action, value, items, context, alone=alone)


def value_of(action: Action, context: Context, basket: Basket, items: Sequence[Item]) -> int:
    """The action's value in this channel for this cart: the highest tier that is reached, else its own."""
    value = action.value
    for channel, amount, currency in action.by_channel:
        if channel == context.channel:
            value = amount if currency == context.currency else 0
    if not action.tiers:
        return value
    if action.tier_by is Measure.TOTAL:
        reached = in_basis(basket.counted, context)
    else:
        reached = sum(item.milli for item in items) // THOUSANDTHS
    return max(((at, of) for at, of in action.tiers if at <= reached), default=(0, value))[1]


def _off_order(action: Action, value: int, items: Sequence[Item], rounding: PercentRounding) -> int:
    if action.effect is Effect.ORDER_FIXED:
        return value
    if action.effect is Effect.ORDER_SET_TOTAL:
        return max(0, total(items) - value)
    if not action.gross:
        return percent_of(total(items), value, rounding)
    items = [item for item, _ in ranked(all_of(items))]
    off = percent_of(sum(map(gross_of, items)), value, rounding)
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


ORDER = {Effect.ORDER_PERCENT, Effect.ORDER_FIXED, Effect.ORDER_SET_TOTAL}
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
    off = percent_of(delivery.left, value, context.rules.percent_rounding) if percent else value
    return [(delivery, min(off, delivery.left))]


def _off_items(action: Action, value: int, items: Sequence[Item], context: Context, *, alone: bool) -> Shares:
    rounding = context.rules.percent_rounding
    if action.effect is Effect.ITEM_PERCENT and rounding is PercentRounding.DOWN:
        parts = [(item, _part(item, milli)) for item, milli in _reached(action, items)]
        off = percent_of(sum(part for _, part in parts), value, rounding)
        return share_out(off, parts, context.rules)
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
            gross = percent_of(round_div(gross_of(item) * milli, item.milli), value, rounding)
            return gross - _tax_inside(gross, item)
        case Effect.ITEM_PERCENT:
            return percent_of(part, value, rounding)
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
    """The items that get it and for how many thousandths: the cheapest or dearest first where the units are limited."""
    per_line = None if action.max_units_per_line is None else action.max_units_per_line * THOUSANDTHS
    wanted = [(item, item.milli if per_line is None else min(item.milli, per_line)) for item in items]
    if action.max_units is None:
        return wanted
    left, found = action.max_units * THOUSANDTHS, dict[int, int]()
    most = {id(item): milli for item, milli in wanted}
    for item in by_price(items, dearest=action.dearest):
        found[id(item)] = min(most[id(item)], left)
        left -= found[id(item)]
    return [(item, found[id(item)]) for item, _ in wanted if found[id(item)]]
