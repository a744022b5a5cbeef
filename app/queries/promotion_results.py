"""What a promotion brought in a period: by day and channel, beside the orders of the same days without it."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.core.money import round_div
from app.queries.sales_report import Period

Key = TypeVar("Key", bound=Hashable)
RESULTS = text(
    """
    select (o.placed_at at time zone :zone)::date as day, c.name as channel,
        count(u.order_id) as uses, coalesce(sum(u.amount), 0) as given,
        coalesce(sum(o.total - o.refunded) filter (where u.order_id is not null), 0) as revenue,
        count(*) filter (where u.order_id is null) as others,
        coalesce(sum(o.total - o.refunded) filter (where u.order_id is null), 0) as others_revenue
    from "order" o join channel c on c.id = o.channel_id
    left join promotion_use u on u.order_id = o.id and u.promotion_id = :id and u.returned_at is null
    where o.listed and o.status <> 'cancelled' and o.payment_status <> 'failed' and o.currency = :currency
      and o.placed_at >= :begins and o.placed_at < :ends
      and (cast(:places as uuid[]) is null or o.location_id = any(cast(:places as uuid[])))
    group by 1, 2 order by 1, 2
    """
)


@dataclass(frozen=True, slots=True)
class Result:
    """Orders with the promotion and without it; amounts in minor units of the shop's currency, refunds taken off."""

    uses: int = 0
    given: int = 0
    revenue: int = 0
    others: int = 0
    others_revenue: int = 0

    @property
    def basket(self) -> int | None:
        """What an order with it came to on average; None without one."""
        return round_div(self.revenue, self.uses) if self.uses else None

    @property
    def other_basket(self) -> int | None:
        """What an order without it came to."""
        return round_div(self.others_revenue, self.others) if self.others else None

    def __add__(self, other: "Result") -> "Result":
        names = Result.__dataclass_fields__
        return Result(*(getattr(self, name) + getattr(other, name) for name in names))


@dataclass(frozen=True, slots=True)
class Row:
    """A day on a channel."""

    day: date
    channel: str
    result: Result


def results(promotion_id: UUID, period: Period) -> list[Row]:
    """Days and channels with orders, in their order, for the caller's locations: one statement."""
    rows = run(RESULTS, {"id": promotion_id, **period.facts()}, steady=False)
    return [Row(day, channel, Result(*map(int, sums))) for day, channel, *sums in rows]


def by_channel(rows: Iterable[Row]) -> dict[str, Result]:
    """Sums by channel, those with the most uses first."""
    found = _sums(rows, lambda row: row.channel)
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].uses, pair[0])))


def by_day(rows: Iterable[Row], period: Period) -> dict[date, Result]:
    """Sums of every day of the period."""
    found = _sums(rows, lambda row: row.day)
    days = [period.first + timedelta(days=at) for at in range(period.days)]
    return {day: found.get(day, Result()) for day in days}


def _sums(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, Result]:
    found: dict[Key, Result] = {}
    for row in rows:
        found[key(row)] = found.get(key(row), Result()) + row.result
    return found
