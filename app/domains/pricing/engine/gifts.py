"""Free gifts of promotions: lines that nobody asked for and that cost nothing."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from app.domains.pricing.engine.basket import Basket, Item
from app.domains.pricing.engine.inputs import Context, Line
from app.domains.pricing.engine.matching import matching
from app.domains.pricing.engine.offers import PROMOTION, Effect, Promotion
from app.domains.pricing.engine.quote import DiscountShare, Result, TraceEntry
from app.domains.pricing.engine.taxing import own_price


def gifts_of(promotion: Promotion, context: Context, basket: Basket) -> Iterator[Line]:
    """What it gives: lines of so many units."""
    for action in promotion.actions:
        if action.effect is not Effect.FREE_GIFT:
            continue
        units = sum(item.units for item in matching(action.where, basket)) // action.per
        units = units if action.times is None else min(units, action.times)
        template = next((line for line in context.gifts if line.sku == action.gift), None)
        if template is not None and units:
            yield replace(template, quantity=Decimal(units), fee=True)


def put_in(line: Line, promotion: Promotion, context: Context, basket: Basket) -> int:
    """Put a free gift into the basket; what it would have cost."""
    key = f"gift-{promotion.id}-{line.sku}"
    while key in basket.lines:
        key += "-more"
    gift = Item.of_line(line, context)
    gift.gift = True
    gift.set_price(own_price(context, gift, line.unit_price))
    worth, gift.left = gift.left, 0
    gift.note(DiscountShare(PROMOTION, promotion.name, worth, promotion.id))
    basket.add(key, gift)
    basket.trace.append(TraceEntry("price", line.sku, Result.APPLIED, "free gift", worth, key))
    return worth
