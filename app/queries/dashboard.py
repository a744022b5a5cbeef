"""The first screen: figures of real orders, each with its comparison, and what waits for hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from app.core import clock
from app.core.db import db
from app.core.principal import current_principal
from app.core.tenancy import current_tenant

_MINE = """
    o.listed and o.currency = :currency and o.status <> 'cancelled' and o.payment_status not in ('failed')
    and (cast(:places as uuid[]) is null or o.location_id = any(cast(:places as uuid[]))
         or exists (select from order_line x where x.order_id = o.id and x.location_id = any(cast(:places as uuid[]))))
"""
BY_DAY = text(
    f"""
    select (o.placed_at at time zone :zone)::date as day, count(*) as orders, sum(o.total - o.refunded) as revenue
    from "order" o where {_MINE} and o.placed_at >= :since group by 1 order by 1
    """  # noqa: S608 - a constant of this file
)
BY_CHANNEL = text(
    f"""
    select c.name, count(*) as orders, sum(o.total - o.refunded) as revenue
    from "order" o join channel c on c.id = o.channel_id
    where {_MINE} and o.placed_at >= :since group by 1 order by 3 desc
    """  # noqa: S608 - a constant of this file
)
BEST = text(
    f"""
    select l.title, sum(l.quantity) as pieces, sum(l.total) as revenue
    from "order" o join order_line l on l.order_id = o.id
    where {_MINE} and o.placed_at >= :since group by 1 order by 3 desc limit 6
    """  # noqa: S608 - a constant of this file
)
WAITING = text(
    """
    select
        (select count(*) from shipment s where s.status in ('open', 'picked', 'packed')
         and (cast(:places as uuid[]) is null or s.location_id = any(cast(:places as uuid[])))) as parcels,
        (select count(*) from pickup p where p.status in ('new', 'ready')
         and (cast(:places as uuid[]) is null or p.location_id = any(cast(:places as uuid[])))) as pickups,
        (select count(*) from "order" o where o.listed and o.payment_status in ('pending', 'requires_action')
         and (cast(:places as uuid[]) is null or o.location_id = any(cast(:places as uuid[])))) as unpaid,
        (select count(*) from stock_exception e where e.resolved_at is null
         and (cast(:places as uuid[]) is null or e.location_id = any(cast(:places as uuid[])))) as exceptions,
        (select count(*) from (select v.stock_item_id from stock_level l
             join stock_item i on i.id = l.stock_item_id and i.tracked
             join variant_stock v on v.stock_item_id = i.id
             where (cast(:places as uuid[]) is null or l.location_id = any(cast(:places as uuid[])))
             group by 1 having sum(l.free) <= 0) gone) as sold_out
    """
)
DAYS = 30


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum over the last days and over as many days before, with its days."""

    now: int
    before: int
    days: list[int]

    @property
    def change(self) -> float | None:
        """Share by which it rose or fell; None without a past."""
        return (self.now - self.before) / self.before if self.before else None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Money in minor units of the tenant's currency, refunds taken off; cancelled orders do not count."""

    labels: list[datetime]
    revenue: Figure
    orders: Figure
    basket: Figure
    channels: Sequence[Any]
    best: Sequence[Any]
    waiting: Any


def dashboard() -> Dashboard:
    """The figures of the last 30 days for the caller's locations: four statements."""
    zone = ZoneInfo(current_tenant().timezone)
    today = clock.now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    begins = today - timedelta(days=DAYS - 1)
    own = {"places": current_principal().places, "currency": current_tenant().currency}
    facts = {**own, "zone": str(zone), "since": begins - timedelta(days=DAYS)}
    found = {row.day: row for row in db.session.execute(BY_DAY, facts)}
    days = [(begins - timedelta(days=DAYS) + timedelta(days=n)) for n in range(2 * DAYS)]
    money = [int(found[day.date()].revenue) if day.date() in found else 0 for day in days]
    count = [int(found[day.date()].orders) if day.date() in found else 0 for day in days]
    recent = {**own, "since": begins}
    revenue, orders = _figure(money), _figure(count)
    basket = Figure(
        revenue.now // orders.now if orders.now else 0,
        revenue.before // orders.before if orders.before else 0,
        [m // c if c else 0 for m, c in zip(revenue.days, orders.days, strict=True)],
    )
    return Dashboard(
        days[DAYS:], revenue, orders, basket,
        db.session.execute(BY_CHANNEL, recent).all(), db.session.execute(BEST, recent).all(),
        db.session.execute(WAITING, {"places": current_principal().places}).one(),
    )  # fmt: skip


def _figure(values: list[int]) -> Figure:
    return Figure(sum(values[DAYS:]), sum(values[:DAYS]), values[DAYS:])
