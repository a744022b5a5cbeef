"""What marketing should know when a promotion is saved: who stands in its way, and what it sells below cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core import clock
from app.core.money import RATE_ONE, mul_rate
from app.core.tenancy import current_tenant
from app.domains.pricing.engine.offers import Action, Effect, Promotion
from app.domains.promotions import service as promotions
from app.flows.preview_promotion import engine_promotion
from app.queries import promoted_goods, promotion_board
from app.queries.promoted_goods import Good

SHIPPING = {Effect.SHIPPING_FIXED, Effect.SHIPPING_PERCENT}
MOST = 5


@dataclass(frozen=True, slots=True)
class Conflict:
    """`kind`: undecided, shut_out, shuts_out or below_cost. `about`: the other promotion, or articles."""

    kind: str
    about: str
    id: UUID | None = None


def conflicts(promotion_id: UUID) -> list[Conflict]:
    """Of what is switched on and overlaps it in time, sale and goods. Raises UnknownPromotion."""
    mine = engine_promotion(promotions.find(promotion_id))
    wheres = [action.where for action in mine.actions if action.effect not in SHIPPING]
    goods = [good for where in wheres for good in promoted_goods.fitting(where)]
    found = list[Conflict]()
    for row in promotion_board.active():
        if row.id == promotion_id or not _same_time(mine.starts_at, mine.ends_at, row.starts_at, row.ends_at):
            continue
        other = engine_promotion(promotions.find(row.id))
        if _same_sale(mine, other) and _same_goods(mine, other, goods):
            found += [Conflict(kind, row.name, row.id) for kind in _between(mine, other)]
    if below := _below_cost(mine, goods):
        found.append(Conflict("below_cost", ", ".join(below)))
    return found


def _same_time(
    start: datetime | None, end: datetime | None, begins: datetime | None, ends: datetime | None
) -> bool:
    start = max(filter(None, (start, clock.now())))
    return (ends is None or ends >= start) and (end is None or begins is None or begins <= end)


def _same_sale(one: Promotion, other: Promotion) -> bool:
    """Whether one sale may meet both: two groups of the same kind need a fact in common."""
    for group in one.when.facts:
        for against in other.when.facts:
            if _kinds(group) == _kinds(against) and not group & against:
                return False
    return True


def _kinds(group: frozenset[str]) -> set[str]:
    return {fact.partition(":")[0] for fact in group}


def _same_goods(mine: Promotion, other: Promotion, goods: Sequence[Good]) -> bool:
    if any(a.effect in SHIPPING for a in mine.actions) and any(a.effect in SHIPPING for a in other.actions):
        return True
    wheres = [action.where for action in other.actions if action.effect not in SHIPPING]
    return any(good.fits(where) for good in goods for where in wheres)


def _between(mine: Promotion, other: Promotion) -> Iterator[str]:
    """How the two stand to each other, where somebody should decide."""
    if other.exclusive and (not mine.exclusive or other.priority >= mine.priority):
        yield "shut_out"
    elif mine.exclusive:
        yield "shuts_out"
    elif mine.id in other.excludes or (other.stops and other.priority > mine.priority):
        yield "shut_out"
    elif other.id in mine.excludes or (mine.stops and mine.priority > other.priority):
        yield "shuts_out"
    elif mine.priority == other.priority and not (mine.lane and mine.lane == other.lane):
        yield "undecided"


def _below_cost(mine: Promotion, goods: Sequence[Good]) -> list[str]:
    """Articles whose single unit would cost less than it cost the shop."""
    if mine.currency and mine.currency != current_tenant().currency:
        return []
    found = [
        good.sku
        for good in goods
        if good.cost is not None
        and any(
            _reduced(good.price, action) < good.cost for action in mine.actions if good.fits(action.where)
        )
    ]
    return sorted(set(found))[:MOST]


def _reduced(price: int, action: Action) -> int:
    match action.effect:
        case Effect.ITEM_PERCENT | Effect.ORDER_PERCENT:
            most = max([action.value, *(value for _at, value in action.tiers)])
            return price - mul_rate(price, min(most, RATE_ONE))
        case Effect.ITEM_FIXED:
            return price - action.value
        case Effect.ITEM_PRICE:
            return min(price, action.value)
        case Effect.GROUP_PRICE:
            return min(price, action.value // action.group_size)
        case _:
            return price
