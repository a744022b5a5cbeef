"""What a promotion alone leaves of a price over its cost, by its effect and the base price of one unit."""

from collections.abc import Iterable

from app.core.money import RATE_ONE, mul_rate, round_div
from app.core.tenancy import current_tenant
from app.domains.pricing.engine.offers import Action, Effect, Promotion
from app.domains.pricing.waiting import Article
from app.flows.guard_margin import least_margin, undercuts
from app.queries import promoted_goods
from app.queries.promoted_goods import Good

SHIPPING = {Effect.SHIPPING_FIXED, Effect.SHIPPING_PERCENT}
UNSEEN = SHIPPING | {Effect.FREE_GIFT}
"""What takes nothing off the goods themselves; a gift is what it is meant to cost."""


def goods_of(offer: Promotion) -> list[Good]:
    """What it takes something off."""
    wheres = [action.where for action in offer.actions if action.effect not in SHIPPING]
    return [good for where in wheres for good in promoted_goods.fitting(where)]


def too_low(offer: Promotion, goods: Iterable[Good]) -> list[Article]:
    """Of each article that it leaves too little of, what one would cost; the worst first."""
    if offer.currency and offer.currency != current_tenant().currency:
        return []
    least, found = least_margin(), dict[str, Article]()
    for good in goods:
        if good.cost is None:
            continue
        after = min(
            (_reduced(good.price, a, offer) for a in offer.actions if good.fits(a.where)), default=good.price
        )
        if after < good.price and undercuts(after, good.cost, least):
            found[good.sku] = Article(good.sku, good.title, good.price, after, good.cost)
    return sorted(found.values(), key=lambda article: article.left)


def _reduced(price: int, action: Action, offer: Promotion) -> int:
    """What one unit costs at the least, as far as the rule says so."""
    if action.effect in UNSEEN:
        return price
    off = price - _after(price, action, offer)
    return price - min(off, offer.cap) if offer.cap is not None else price - off


def _after(price: int, action: Action, offer: Promotion) -> int:
    most = max([action.value, action.more, *(value for _at, value in action.tiers)])
    most = max([most, *(value for _channel, value, _currency in action.by_channel)])
    match action.effect:
        case Effect.ITEM_PERCENT | Effect.ORDER_PERCENT | Effect.GROUP_PERCENT:
            return price - mul_rate(price, min(most, RATE_ONE))
        case Effect.ITEM_FIXED | Effect.LINE_FIXED | Effect.UNIT_STEPS | Effect.GROUP_FIXED:
            return max(0, price - most)
        case Effect.ITEM_PRICE | Effect.ORDER_SET_TOTAL:
            return min([price, action.value, *(value for _channel, value, _currency in action.by_channel)])
        case Effect.GROUP_PRICE:
            return min(price, action.value // action.group_size)
        case Effect.CHEAPEST_FREE:
            return price - price // action.group_size
        case Effect.ORDER_FIXED:
            return max(0, price - max(_shares(price, action, offer)))
        case Effect.BUY_GET_PERCENT | Effect.BUY_GET_FIXED:
            return _given(price, action)
        case _:
            return price


def _shares(price: int, action: Action, offer: Promotion) -> list[int]:
    """What of an amount off the cart falls on a unit: its share of the least cart that gets it."""
    least = offer.when.min_total or offer.when.min_total_gross or 0
    steps = action.tiers or ((least, action.value),)
    return [min(price, round_div(price * value, max(at, price)) if at else value) for at, value in steps]


def _given(price: int, action: Action) -> int:
    """Where the same goods are bought and given: the average of both. Else what is bought pays for what is given."""
    if action.buy != action.where:
        return price
    off = (
        mul_rate(price, min(action.value, RATE_ONE))
        if action.effect is Effect.BUY_GET_PERCENT
        else action.value
    )
    return price - min(price, off) * action.get_units // (action.buy_units + action.get_units)
