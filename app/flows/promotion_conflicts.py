"""What marketing should know when a promotion is saved: who stands in its way, and what it sells below the margin."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core import clock
from app.domains.pricing.engine.offers import Promotion
from app.domains.pricing.waiting import Article
from app.domains.promotions import service as promotions
from app.flows import promotion_margin
from app.flows.preview_promotion import engine_promotion
from app.flows.promotion_margin import SHIPPING
from app.queries import promotion_board
from app.queries.promoted_goods import Good

MOST = 5


@dataclass(frozen=True, slots=True)
class Conflict:
    """`kind`: undecided, shut_out, shuts_out or below_margin. `about`: the other promotion; `articles`: the worst."""

    kind: str
    about: str
    id: UUID | None = None
    articles: tuple[Article, ...] = ()


def conflicts(promotion_id: UUID) -> list[Conflict]:
    """Of what is switched on and overlaps it in time, sale and goods. Raises UnknownPromotion."""
    mine = engine_promotion(promotions.find(promotion_id))
    goods = promotion_margin.goods_of(mine)
    found = list[Conflict]()
    for row in promotion_board.active():
        if row.id == promotion_id or not _same_time(mine.starts_at, mine.ends_at, row.starts_at, row.ends_at):
            continue
        other = engine_promotion(promotions.find(row.id))
        if _same_sale(mine, other) and _same_goods(mine, other, goods):
            found += [Conflict(kind, row.name, row.id) for kind in _between(mine, other)]
    if below := promotion_margin.too_low(mine, goods):
        found.append(Conflict("below_margin", str(len(below)), articles=tuple(below[:MOST])))
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
