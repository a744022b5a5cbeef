"""Which promotions a cart gets, in which order, and what each took: two stages of the price.

By priority, then as listed, each seeing what the earlier ones left (README, "Promotions").
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.core.money import RATE_ONE, allocate, mul_rate
from app.domains.pricing.engine.basket import Basket, Item, Shares, ranked
from app.domains.pricing.engine.effects import ITEM, shares_of, value_of
from app.domains.pricing.engine.gifts import gifts_of, put_in
from app.domains.pricing.engine.inputs import Context
from app.domains.pricing.engine.matching import matching, why_not
from app.domains.pricing.engine.offers import PROMOTION, Action, Effect, Promotion, Stage
from app.domains.pricing.engine.quote import DiscountShare, Result, TraceEntry

COUPON = "coupon"
HOLDS, ON_SALE, NOTHING = "holds", "sale price", "nothing to take it off"


@dataclass(slots=True)
class _Taken:
    """What a promotion would take off whom, the whole units it would use up, and why less than it could."""

    promotion: Promotion
    shares: dict[int, tuple[Item, int]] = field(default_factory=dict)
    used: dict[int, tuple[Item, int]] = field(default_factory=dict)
    before: dict[int, tuple[Item, int, int, int]] = field(default_factory=dict)
    held: bool = True
    beaten: bool = False

    def put_back(self) -> None:
        """Leave the items as they were before; `take` takes it again."""
        for item, left, spoken_for, spoken_left in self.before.values():
            item.left, item.spoken_for, item.spoken_left = left, spoken_for, spoken_left
        self.held = False

    def take(self) -> None:
        """Take it off for good, and say so on each item."""
        shares = list(self.shares.values())
        if not self.held:
            for item, amount, units in _with_units(shares, self.used if shares else {}):
                item.take(amount, min(units, item.units - item.spoken_for))
        for item, amount in shares:
            item.note(DiscountShare(PROMOTION, self.promotion.name, amount, self.promotion.id))

    @property
    def amount(self) -> int:
        return sum(amount for _, amount in self.shares.values())


class _Applied:
    """What the promotions applied so far mean for those to come."""

    def __init__(self) -> None:
        self.stopped = False
        self.shut_out = set[str]()

    def add(self, promotion: Promotion) -> None:
        self.stopped = self.stopped or promotion.stops
        self.shut_out |= promotion.excludes


def catalog_promotions(context: Context, basket: Basket) -> None:
    """Change unit prices before anything else: each result is rounded half up, none goes below the lowest price."""
    applied = _Applied()
    for promotion in _only_exclusive(_in_order(context, Stage.CATALOG), context, basket):
        if reason := _refusal(promotion, applied, context, basket):
            _tell(basket, promotion, reason)
            continue
        lowered = sum(_lower_all(action, context, basket) for action in promotion.actions)
        if lowered:
            applied.add(promotion)
        _tell(basket, promotion, ON_SALE if lowered else NOTHING, lowered)


def _lower_all(action: Action, context: Context, basket: Basket) -> int:
    """Lower the unit prices that an action means; how much the lines cost less."""
    items = [item for item in matching(action.where, basket) if item.discountable and item.unit_price > 0]
    value = value_of(action, context, basket, items)
    return sum(_lower(item, action.effect, value) for item in items)


def _lower(item: Item, effect: Effect, value: int) -> int:
    start, before = item.before_sales, item.subtotal
    match effect:
        case Effect.ITEM_PERCENT:
            wanted = mul_rate(start, RATE_ONE - min(value, RATE_ONE))
        case Effect.ITEM_FIXED:
            wanted = start - value
        case _:
            wanted = min(start, value)
    wanted = max(0, item.minimum, wanted)
    if wanted < item.unit_price:
        item.set_price(wanted)
        item.on_sale = True
    else:
        item.before_sales = wanted
    return before - item.subtotal


def cart_promotions(context: Context, basket: Basket) -> None:
    """Apply what holds, and say of every promotion and every code what became of it."""
    applied = _Applied()
    for lane in _lanes(_only_exclusive(_in_order(context, Stage.CART), context, basket)):
        standing = list[Promotion]()
        for promotion in lane:
            if reason := _refusal(promotion, applied, context, basket):
                _tell(basket, promotion, reason)
            else:
                standing.append(promotion)
        for promotion in _give(standing, context, basket):
            applied.add(promotion)
    _answer_coupons(context, basket)


def _in_order(context: Context, stage: Stage) -> list[Promotion]:
    """By priority; equal ones as listed, or those of single lines first where the shop says so."""
    found = [promotion for promotion in context.promotions if promotion.stage is stage]
    return sorted(found, key=lambda p: (-p.priority, context.rules.items_first and not _of_items(p)))


def _of_items(promotion: Promotion) -> bool:
    return all(action.effect in ITEM for action in promotion.actions)


def _only_exclusive(offers: Sequence[Promotion], context: Context, basket: Basket) -> Sequence[Promotion]:
    """All of them, or the first exclusive one that holds and has something to take its discount off."""
    alone = next((each for each in offers if each.exclusive and _gives(each, context, basket)), None)
    if alone is None:
        return offers
    for each in offers:
        if each is not alone:
            _tell(basket, each, "an exclusive promotion applies")
    return [alone]


def _gives(promotion: Promotion, context: Context, basket: Basket) -> bool:
    if _refusal(promotion, _Applied(), context, basket):
        return False
    if promotion.stage is Stage.CATALOG:
        return any(matching(action.where, basket) for action in promotion.actions)
    taken = _attempt(promotion, context, basket)
    taken.put_back()
    return bool(taken.shares) or any(gifts_of(promotion, context, basket))


def _lanes(offers: Sequence[Promotion]) -> Iterable[list[Promotion]]:
    """Promotions one by one; those of one lane together, at the place of the first."""
    lanes = dict[object, list[Promotion]]()
    for place, promotion in enumerate(offers):
        lanes.setdefault(promotion.lane or place, []).append(promotion)
    return lanes.values()


def _refusal(promotion: Promotion, applied: _Applied, context: Context, basket: Basket) -> str:
    if applied.stopped:
        return "an earlier promotion ends the search"
    if promotion.id in applied.shut_out:
        return "shut out by another promotion"
    if promotion.needs_coupon:
        problems = [coupon.problem for coupon in context.coupons if coupon.promotion == promotion.id]
        if not problems:
            return "needs a code"
        if all(problems):
            return problems[0]
        if context.rules.manual_suspends_coupons and any(
            each.line is None and each.value > 0 for each in context.discounts
        ):
            return "suspended by a discount typed by staff"
    return why_not(promotion, context, basket)


def _give(standing: Sequence[Promotion], context: Context, basket: Basket) -> Iterator[Promotion]:
    """Apply promotions of one lane, of each line the largest; yields those that took something."""
    tried = list[_Taken]()
    for promotion in standing:
        tried.append(_attempt(promotion, context, basket))
        if len(standing) > 1:
            tried[-1].put_back()
    if len(tried) > 1:
        _keep_largest(tried)
    for taken in tried:
        taken.take()
        gifts = [
            put_in(gift, taken.promotion, context, basket)
            for gift in gifts_of(taken.promotion, context, basket)
        ]
        if taken.shares or gifts:
            _tell(basket, taken.promotion, HOLDS, taken.amount + sum(gifts))
            yield taken.promotion
        else:
            reason = "a larger discount of its kind applies" if taken.beaten else NOTHING
            _tell(basket, taken.promotion, reason)


def _attempt(promotion: Promotion, context: Context, basket: Basket) -> _Taken:
    """Let its actions take, one after the other; beyond its limits, or where it gives nothing, all is put back."""
    taken = _Taken(promotion)
    for action in promotion.actions:
        basket.used.clear()
        shares = shares_of(action, context, basket, alone=len(promotion.actions) == 1)
        for item, amount, units in _with_units(shares, basket.used):
            key = id(item)
            if key not in taken.before:
                taken.before[key] = item, item.left, item.spoken_for, item.spoken_left
            item.take(amount, units)
            if units:
                taken.used[key] = item, units + taken.used.get(key, (item, 0))[1]
    taken.shares = {
        key: (item, left - item.left) for key, (item, left, *_) in taken.before.items() if item.left != left
    }
    most = promotion.most
    if not taken.shares:
        taken.put_back()
    elif most is not None and taken.amount > most:
        taken.put_back()
        _limit(taken, most)
    return taken


def _with_units(shares: Shares, used: Mapping[int, tuple[Item, int]]) -> Iterable[tuple[Item, int, int]]:
    """Who gives what, and how many whole units of it are used up thereby."""
    if not used:
        return [(item, amount, 0) for item, amount in shares]
    rest = dict(used)
    given = [(item, amount, rest.pop(id(item), (item, 0))[1]) for item, amount in shares]
    return [*given, *((item, 0, units) for item, units in rest.values())]


def _limit(taken: _Taken, most: int) -> None:
    shares = ranked(list(taken.shares.values()))
    parts = allocate(most, [amount for _, amount in shares])
    taken.shares = {id(item): (item, part) for (item, _), part in zip(shares, parts, strict=True) if part}


def _keep_largest(tried: Sequence[_Taken]) -> None:
    """Of each item the largest discount of a lane, the first of equals."""
    best = Counter[int]()
    for taken in tried:
        for key, (_, amount) in taken.shares.items():
            best[key] = max(best[key], amount)
    for taken in tried:
        before = len(taken.shares)
        taken.shares = {key: share for key, share in taken.shares.items() if best[key] == share[1]}
        taken.beaten = len(taken.shares) < before
        for key in taken.shares:
            best[key] = -1


def _tell(basket: Basket, promotion: Promotion, reason: str, amount: int = 0) -> None:
    result = Result.APPLIED if reason in (HOLDS, ON_SALE) else Result.REJECTED
    basket.trace.append(TraceEntry(PROMOTION, promotion.name, result, reason, amount, None, promotion.id))


def _answer_coupons(context: Context, basket: Basket) -> None:
    """Say of every code whether it counts; a code entered twice counts once, and so does a promotion."""
    told = {entry.id: entry for entry in basket.trace if entry.stage == PROMOTION}
    counted = set[str]()
    for coupon in {coupon.code: coupon for coupon in context.coupons}.values():
        of = told.get(coupon.promotion)
        reason = coupon.problem or ("unknown code" if of is None else of.reason)
        result = (
            Result.APPLIED if not coupon.problem and of and of.result is Result.APPLIED else Result.REJECTED
        )
        if result is Result.APPLIED and coupon.promotion in counted:
            result, reason = Result.REJECTED, "another code of the promotion counts"
        elif result is Result.APPLIED:
            counted.add(coupon.promotion)
            reason = "valid"
        basket.trace.append(TraceEntry(COUPON, coupon.code, result, reason, 0, None, coupon.promotion))
