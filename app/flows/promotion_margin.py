"""What a promotion alone leaves of a price over its cost, by its effect and the base price of one unit.

What is given for other goods, and gifts, are held together with what must be bought for them: as one article.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.money import RATE_ONE, mul_rate, round_div
from app.core.tenancy import current_tenant
from app.domains.pricing.engine.offers import ANYWHERE, Action, Effect, Promotion, Where
from app.domains.pricing.waiting import Article
from app.flows.guard_margin import least_margin, undercuts
from app.flows.net_prices import NetPrices, net_prices
from app.queries import promoted_goods
from app.queries.promoted_goods import Good

SHIPPING = {Effect.SHIPPING_FIXED, Effect.SHIPPING_PERCENT}
UNSEEN = SHIPPING | {Effect.FREE_GIFT}
"""What takes nothing off the goods themselves."""
BUY_GET = {Effect.BUY_GET_PERCENT, Effect.BUY_GET_FIXED}


def goods_of(offer: Promotion) -> list[Good]:
    """What it takes something off."""
    wheres = [action.where for action in offer.actions if action.effect not in SHIPPING]
    return [good for where in wheres for good in promoted_goods.fitting(where)]


def too_low(offer: Promotion, goods: Iterable[Good]) -> list[Article]:
    """Of each article that it leaves too little of, what one would cost; the worst first."""
    if offer.currency and offer.currency != current_tenant().currency:
        return []
    least, nets, found = least_margin(), net_prices(), dict[str, Article]()
    for good in goods:
        if good.cost is None:
            continue
        after = min(
            (_reduced(good.price, a, offer) for a in offer.actions if good.fits(a.where)), default=good.price
        )
        tax = nets.tax_in(after, good.tax_class)
        if after < good.price and undercuts(after - tax, good.cost, least):
            found[good.sku] = Article(good.sku, good.title, good.price, after, good.cost, tax=tax)
    for action in offer.actions:
        for article in _together(action, offer, nets, least):
            found[article.sku] = article
    return sorted(found.values(), key=lambda article: article.left)


@dataclass(frozen=True, slots=True)
class _Given:
    """A unit that is given for others, and what is paid for it."""

    good: Good
    paid: int
    tax: int

    def surplus(self, least: int) -> int:
        """What it adds to what must be left."""
        net = self.paid - self.tax
        return net - mul_rate(net, least) - (self.good.cost or 0)


def _together(action: Action, offer: Promotion, nets: NetPrices, least: int) -> list[Article]:
    """Where goods are given for others: each of those, in the least number that brings something, with the worst given."""
    given = [_Given(good, paid, nets.tax_in(paid, good.tax_class)) for good, paid in _gifts(action)]
    if not given:
        return []
    worst, found = min(given, key=lambda each: (each.surplus(least), each.good.sku)), []
    for good in promoted_goods.fitting(_bought(action, offer)):
        if good.cost is not None and good.price and good.sku != worst.good.sku:
            article = _set(good, worst, action, offer, nets)
            if undercuts(article.after - article.tax, article.cost, least):
                found.append(article)
    return found


def _gifts(action: Action) -> list[tuple[Good, int]]:
    """What may be given, with what is paid for one; without a known cost nobody can say what it takes."""
    if action.effect is Effect.FREE_GIFT:
        gift = Where(having=(frozenset({f"sku:{action.gift}"}),))
        return [(good, 0) for good in promoted_goods.fitting(gift) if good.cost is not None]
    if action.effect not in BUY_GET or action.buy == action.where:
        return []
    goods = [good for good in promoted_goods.fitting(action.where) if good.cost is not None]
    return [(good, good.price - _off(good.price, action)) for good in goods]


def _bought(action: Action, offer: Promotion) -> Where:
    """What brings something: what the effect counts, else what the promotion asks to be there."""
    counted = action.where if action.effect is Effect.FREE_GIFT else action.buy
    asked = (counted, *offer.when.contains, offer.when.among)
    return next((where for where in asked if where != ANYWHERE), ANYWHERE)


def _set(good: Good, given: _Given, action: Action, offer: Promotion, nets: NetPrices) -> Article:
    """The least number of an article that brings something, with it, as one article."""
    when, each = offer.when, action.per if action.effect is Effect.FREE_GIFT else action.buy_units
    total = max(when.min_total or 0, when.min_total_gross or 0)
    units = max(1, each, when.min_units or 0, when.min_line_units or 0, -(-total // good.price))
    times = units // max(1, each)
    times = times if action.times is None else max(1, min(times, action.times))
    many = times * (1 if action.effect is Effect.FREE_GIFT else action.get_units)
    saved = (given.good.price - given.paid) * many
    lost = 0 if offer.cap is None else max(0, saved - offer.cap)  # what the cap takes back
    bought = good.price * units
    return Article(
        " + ".join([_many(units, good.sku), _many(many, given.good.sku)]),
        f"{good.title} + {given.good.title}",
        bought + given.good.price * many,
        bought + given.paid * many + lost,
        (good.cost or 0) * units + (given.good.cost or 0) * many,
        tax=nets.tax_in(bought, good.tax_class) + nets.tax_in(given.paid * many + lost, given.good.tax_class),
    )


def _many(units: int, sku: str) -> str:
    return sku if units == 1 else f"{units} \N{MULTIPLICATION SIGN} {sku}"


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
    """Where the same goods are bought and given: the average of both. Else see `_together`."""
    if action.buy != action.where:
        return price
    return price - _off(price, action) * action.get_units // (action.buy_units + action.get_units)


def _off(price: int, action: Action) -> int:
    """What a unit that is given gets off its price."""
    percent = action.effect is Effect.BUY_GET_PERCENT
    return min(price, mul_rate(price, min(action.value, RATE_ONE)) if percent else action.value)
