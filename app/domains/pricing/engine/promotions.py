"""Which promotions a cart gets, in which order, and what each took: two stages of the price.

By priority, then as listed, each seeing what the earlier ones left (README, "Promotions").
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from app.core.money import RATE_ONE, allocate, mul_rate
from app.domains.pricing.engine.basket import Basket, Item, Shares
from app.domains.pricing.engine.effects import ITEM, shares_of
from app.domains.pricing.engine.inputs import Context
from app.domains.pricing.engine.matching import matching, why_not
from app.domains.pricing.engine.offers import Action, Effect, Promotion, Stage
from app.domains.pricing.engine.quote import DiscountShare, Result, TraceEntry

PROMOTION, COUPON = "promotion", "coupon"


@dataclass(slots=True)
class _Taken:
    """What a promotion would take off whom, and the whole units it would use up."""

    promotion: Promotion
    shares: dict[int, tuple[Item, int]] = field(default_factory=dict)
    used: dict[int, tuple[Item, int]] = field(default_factory=dict)

    @property
    def amount(self) -> int:
        return sum(amount for _, amount in self.shares.values())


def catalog_promotions(context: Context, basket: Basket) -> None:
    """Change unit prices before anything else: each result is rounded half up, none goes below the lowest price."""
    for promotion in _only_exclusive(_in_order(context, Stage.CATALOG), context, basket):
        if reason := why_not(promotion, context, basket):
            _tell(basket, promotion, reason)
            continue
        lowered = sum(
            _lower(item, action, context)
            for action in promotion.actions
            for item in matching(action.where, basket)
        )
        _tell(basket, promotion, "sale price" if lowered else "nothing to take it off", lowered)


def _lower(item: Item, action: Action, context: Context) -> int:
    """Lower a unit price; how much the line costs less."""
    line, start, before = item.line, item.unit_price, item.subtotal
    if line is None or not item.discountable or start < 0:
        return 0
    if context.rules.from_compare_at and line.compare_at and start == line.unit_price:
        start = line.compare_at
    match action.effect:
        case Effect.ITEM_PERCENT:
            wanted = mul_rate(start, RATE_ONE - min(action.value, RATE_ONE))
        case Effect.ITEM_FIXED:
            wanted = start - action.value
        case _:
            wanted = action.value
    wanted = max(0, item.minimum, wanted)
    if wanted < item.unit_price:
        item.set_price(wanted)
        item.on_sale = True
    return before - item.subtotal


def cart_promotions(context: Context, basket: Basket) -> None:
    """Apply what holds, and say of every promotion and every code what became of it."""
    applied = list[Promotion]()
    for lane in _lanes(_only_exclusive(_in_order(context, Stage.CART), context, basket)):
        standing = list[Promotion]()
        for promotion in lane:
            if reason := _refusal(promotion, applied, context, basket):
                _tell(basket, promotion, reason)
            else:
                standing.append(promotion)
        applied += _give(standing, context, basket)
    _answer_coupons(context, basket, applied)


def _in_order(context: Context, stage: Stage) -> list[Promotion]:
    """By priority; equal ones as listed, or those of single lines first where the shop says so."""
    found = [promotion for promotion in context.promotions if promotion.stage is stage]
    return sorted(found, key=lambda p: (-p.priority, context.rules.items_first and not _of_items(p)))


def _of_items(promotion: Promotion) -> bool:
    return all(action.effect in ITEM for action in promotion.actions)


def _only_exclusive(offers: Sequence[Promotion], context: Context, basket: Basket) -> Sequence[Promotion]:
    """All of them, or the first exclusive one that holds."""
    alone = next((o for o in offers if o.exclusive and not _refusal(o, (), context, basket)), None)
    if alone is None:
        return offers
    for each in offers:
        if each is not alone:
            _tell(basket, each, "an exclusive promotion applies")
    return [alone]


def _lanes(offers: Sequence[Promotion]) -> Iterator[list[Promotion]]:
    """Promotions one by one; those of one lane together, at the place of the first."""
    seen = set[str]()
    for promotion in offers:
        if not promotion.lane:
            yield [promotion]
        elif promotion.lane not in seen:
            seen.add(promotion.lane)
            yield [each for each in offers if each.lane == promotion.lane]


def _refusal(promotion: Promotion, applied: Sequence[Promotion], context: Context, basket: Basket) -> str:
    if any(each.stops for each in applied):
        return "an earlier promotion ends the search"
    if any(promotion.id in each.excludes for each in applied):
        return "shut out by another promotion"
    if promotion.needs_coupon:
        code = next((coupon for coupon in context.coupons if coupon.promotion == promotion.id), None)
        if code is None:
            return "needs a code"
        if code.problem:
            return code.problem
        if context.rules.manual_suspends_coupons and any(each.line is None for each in context.discounts):
            return "suspended by a discount typed by staff"
    return why_not(promotion, context, basket)


def _give(standing: Sequence[Promotion], context: Context, basket: Basket) -> list[Promotion]:
    """Apply promotions of one lane, of each line the largest; returns those that took something."""
    tried = [_attempt(promotion, context, basket) for promotion in standing]
    if len(tried) > 1:
        _keep_largest(tried)
    given = list[Promotion]()
    for taken in tried:
        for item, units in taken.used.values():
            item.spoken_for += units
        for item, amount in taken.shares.values():
            item.left -= amount
            item.note(DiscountShare(PROMOTION, taken.promotion.name, amount, taken.promotion.id))
        amount = taken.amount + _add_gifts(taken.promotion, context, basket)
        if amount:
            given.append(taken.promotion)
        _tell(basket, taken.promotion, "holds" if amount else "nothing to take it off", amount)
    return given


def _attempt(promotion: Promotion, context: Context, basket: Basket) -> _Taken:
    """What its actions take, one after the other, within its limits; everything is put back."""
    items = basket.items()
    before = [(item, item.left, item.spoken_for) for item in items]
    alone = len(promotion.actions) == 1
    for action in promotion.actions:
        for item, amount in shares_of(action, context, basket, alone=alone):
            item.left -= amount
    taken = _Taken(promotion)
    for item, left, used in before:
        if item.left != left:
            taken.shares[id(item)] = item, left - item.left
        if item.spoken_for != used:
            taken.used[id(item)] = item, item.spoken_for - used
        item.left, item.spoken_for = left, used
    if promotion.most is not None and taken.amount > promotion.most:
        _limit(taken, promotion.most)
    return taken


def _limit(taken: _Taken, most: int) -> None:
    shares: Shares = list(taken.shares.values())
    parts = allocate(most, [amount for _, amount in shares])
    taken.shares = {id(item): (item, part) for (item, _), part in zip(shares, parts, strict=True) if part}


def _keep_largest(tried: Sequence[_Taken]) -> None:
    """Of each item the largest discount of a lane, the first of equals."""
    best = Counter[int]()
    for taken in tried:
        for key, (_, amount) in taken.shares.items():
            best[key] = max(best[key], amount)
    for taken in tried:
        taken.shares = {key: share for key, share in taken.shares.items() if best[key] == share[1]}
        for key in taken.shares:
            best[key] = -1


def _add_gifts(promotion: Promotion, context: Context, basket: Basket) -> int:
    """Put its free gifts into the basket; what they would have cost."""
    worth = 0
    for action in promotion.actions:
        template = next((line for line in context.gifts if line.sku == action.gift), None)
        units = sum(item.units for item in matching(action.where, basket)) // action.per
        if action.effect is not Effect.FREE_GIFT or template is None or not units:
            continue
        key = f"gift-{promotion.id}-{template.sku}"
        gift = Item.of_line(replace(template, key=key, quantity=Decimal(units), fee=True), context)
        gift.gift = True
        gift.set_price(template.unit_price)
        gift.note(DiscountShare(PROMOTION, promotion.name, gift.left, promotion.id))
        worth, gift.left = worth + gift.left, 0
        basket.add(key, gift)
    return worth


def _tell(basket: Basket, promotion: Promotion, reason: str, amount: int = 0) -> None:
    result = Result.APPLIED if amount else Result.REJECTED
    basket.trace.append(TraceEntry(PROMOTION, promotion.name, result, reason, amount, None, promotion.id))


def _answer_coupons(context: Context, basket: Basket, applied: Sequence[Promotion]) -> None:
    """Say of every code whether it counts; a code that is entered twice counts once."""
    works = {promotion.id for promotion in applied}
    reasons = {entry.id: entry.reason for entry in basket.trace if entry.stage == PROMOTION}
    for coupon in {coupon.code: coupon for coupon in context.coupons}.values():
        if coupon.promotion in works:
            basket.trace.append(
                TraceEntry(COUPON, coupon.code, Result.APPLIED, "valid", 0, None, coupon.promotion)
            )
            continue
        reason = coupon.problem or reasons.get(coupon.promotion, "unknown code")
        basket.trace.append(
            TraceEntry(COUPON, coupon.code, Result.REJECTED, reason, 0, None, coupon.promotion)
        )
