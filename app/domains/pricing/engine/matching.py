"""Which promotions hold and which lines they mean."""

from collections.abc import Iterable
from datetime import datetime

from app.domains.pricing.engine.basket import THOUSANDTHS, Basket, Item
from app.domains.pricing.engine.inputs import Context
from app.domains.pricing.engine.offers import Facts, Promotion, When, Where
from app.domains.pricing.engine.taxing import gross_of, net_of

HELD = ""


def matching(where: Where, basket: Basket) -> list[Item]:
    """The lines that a filter means, in the cart's order; fees never."""
    mask = (1 << len(basket.counted)) - 1
    for group in where.having:
        mask &= _bits(group, basket)
    if where.lacking:
        mask &= ~_bits(where.lacking, basket)
    items = _of(mask, basket)
    if where.price_min is not None:
        items = [item for item in items if item.unit_price >= where.price_min]
    if where.price_max is not None:
        items = [item for item in items if item.unit_price <= where.price_max]
    if where.full_priced:
        items = [item for item in items if not item.on_sale]
    return [min(items, key=lambda item: item.unit_price)] if where.cheapest and items else items


def _bits(facts: Facts, basket: Basket) -> int:
    mask = 0
    for fact in facts:
        mask |= basket.marks.get(fact, 0)
    return mask


def _of(mask: int, basket: Basket) -> list[Item]:
    if mask == (1 << len(basket.counted)) - 1:
        return list(basket.counted)
    found = []
    while mask:
        lowest = mask & -mask
        found.append(basket.counted[lowest.bit_length() - 1])
        mask ^= lowest
    return found


def why_not(promotion: Promotion, context: Context, basket: Basket) -> str:
    """Why it does not hold now, in one of the trace's sentences; empty where it does."""
    return (
        _out_of_time(promotion, context.at)
        or _used_up(promotion, context)
        or _wrong_sale(promotion.when, context)
        or _wrong_basket(promotion.when, context, basket)
    )


def _out_of_time(promotion: Promotion, at: datetime | None) -> str:
    if at is not None and promotion.starts_at is not None and at < promotion.starts_at:
        return "not started"
    if at is not None and promotion.ends_at is not None and at > promotion.ends_at:
        return "ended"
    return HELD


def _used_up(promotion: Promotion, context: Context) -> str:
    if promotion.uses_left is not None and promotion.uses_left <= 0:
        return "used up"
    if promotion.budget_left is not None and promotion.budget_left <= 0:
        return "its budget is spent"
    if promotion.currency and promotion.currency != context.currency:
        return "in another currency"
    return HELD


def _wrong_sale(when: When, context: Context) -> str:
    if not all(group & context.facts for group in when.facts) or when.lacking & context.facts:
        return "not for this sale"
    if when.nth_order is not None and (
        "signed-in" not in context.facts or context.orders + 1 != when.nth_order
    ):
        return "not the order it is for"
    if when.weekdays and (context.at is None or context.at.isoweekday() not in when.weekdays):
        return "not on this day"
    if (when.opens or when.closes) and not _open(when, context.at):
        return "not at this hour"
    return HELD


def _open(when: When, at: datetime | None) -> bool:
    """Whether the hour is between the two; past midnight where it opens after it closes."""
    if at is None:
        return False
    now, opens, closes = f"{at:%H:%M}", when.opens or "00:00", when.closes or "24:00"
    return opens <= now < closes if opens <= closes else now >= opens or now < closes


def _wrong_basket(when: When, context: Context, basket: Basket) -> str:
    if not all(matching(where, basket) for where in when.contains):
        return "something it asks for is not in the cart"
    if (when.min_units, when.min_line_units, when.min_total, when.min_total_gross) == (None,) * 4:
        return HELD
    among = matching(when.among, basket)
    if when.min_units is not None and sum(item.milli for item in among) < when.min_units * THOUSANDTHS:
        return "too few pieces"
    if when.min_line_units is not None and not any(
        item.milli >= when.min_line_units * THOUSANDTHS for item in among
    ):
        return "too few pieces of one product"
    if when.min_total is not None and in_basis(among, context) < when.min_total:
        return "the cart is worth too little"
    if when.min_total_gross is not None and sum(map(gross_of, among)) < when.min_total_gross:
        return "the cart is worth too little"
    return HELD


def in_basis(items: Iterable[Item], context: Context) -> int:
    """What is left of items, as the cart's prices are meant: with tax or without."""
    included, sums = context.prices_include_tax, 0
    for item in items:
        if item.tax_included == included:
            sums += item.left
        else:
            sums += gross_of(item) if included else net_of(item)
    return sums
