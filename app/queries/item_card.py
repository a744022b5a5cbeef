"""One stock item over all places: who waits for it, what is on its way, and how it went these days.

Everything is seen through the caller's scope of locations.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text

from app.core import clock
from app.core.db import db
from app.core.principal import current_principal
from app.core.tenancy import current_tenant

DAYS = 90
MOST = 20
HERE = "(cast(:places as uuid[]) is null or {0} = any(cast(:places as uuid[])))"
COMING = text(
    f"""
    select 'purchase' as kind, o.id, o.number::text as number, s.name as source, p.name as location,
           x.quantity - x.received - x.cancelled as quantity, o.expected_on
    from purchase_line x join purchase_order o on o.id = x.purchase_id join supplier s on s.id = o.supplier_id
    join location p on p.id = o.location_id
    where x.stock_item_id = :item and o.status in ('sent', 'partly_received')
      and x.quantity > x.received + x.cancelled and {HERE.format("o.location_id")}
    union all
    select 'transfer', t.id, t.number, f.name, d.name, x.picked, null
    from stock_transfer_line x join stock_transfer t on t.id = x.transfer_id
    join location f on f.id = t.source_id join location d on d.id = t.destination_id
    where x.stock_item_id = :item and t.status = 'in_transit' and x.picked > 0 and {HERE.format("t.destination_id")}
    order by expected_on nulls last, number limit :most
    """  # noqa: S608 - our own words
)
PROMISED = text(
    f"""
    select o.id, o.number, p.name as location, sum((l.quantity - l.fulfilled - l.cancelled) * d.factor) as quantity
    from variant_stock s
    join order_line l on l.variant_id = s.variant_id and l.fulfilled + l.cancelled < l.quantity
    join "order" o on o.id = l.order_id and o.listed
    join location p on p.id = l.location_id
    cross join lateral (
        select (draw->>1)::numeric as factor from jsonb_array_elements(l.stock) as each (draw)
        where (draw->>0)::uuid = :item
    ) d
    where s.stock_item_id = :item and {HERE.format("l.location_id")}
    group by o.id, p.name order by o.placed_at, p.name limit :most
    """  # noqa: S608 - our own words
)
IN_CARTS = text(
    f"""
    select coalesce(sum(r.quantity), 0) from reservation r where r.stock_item_id = :item and r.cart_id is not null
      and r.released_at is null and r.expires_at > :now and {HERE.format("r.location_id")}
    """  # noqa: S608 - our own words
)
COURSE = text(
    f"""
    with days as (
        select cast(g.at at time zone :zone as date) as day, sum(g.on_hand) as moved
        from stock_ledger g where g.stock_item_id = :item and g.at >= :since and {HERE.format("g.location_id")} group by 1
    ), lies as (
        select coalesce(sum(l.on_hand), 0) as units from stock_level l join location o on o.id = l.location_id and o.active
        where l.stock_item_id = :item and {HERE.format("l.location_id")}
    )
    select n.day, lies.units - coalesce((select sum(d.moved) from days d where d.day > n.day), 0) as units
    from lies cross join generate_series(0, :days - 1) as back (at)
    cross join lateral (select cast(:today as date) - back.at as day) n order by n.day
    """  # noqa: S608 - our own words
)


@dataclass(frozen=True, slots=True)
class Coming:
    """What a supplier or another place sends; `kind` is purchase or transfer."""

    kind: str
    id: UUID
    number: str
    source: str
    location: str
    quantity: Decimal
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order that waits for so many from a place."""

    id: UUID
    number: str
    location: str
    quantity: Decimal


def coming(item_id: UUID) -> list[Coming]:
    """What is on its way, the next first."""
    return [Coming(*row) for row in db.session.execute(COMING, _asked(item_id, most=MOST))]


def waiting(item_id: UUID) -> list[Waiting]:
    """The orders that wait for it, the first first."""
    return [Waiting(*row) for row in db.session.execute(PROMISED, _asked(item_id, most=MOST))]


def in_carts(item_id: UUID) -> Decimal:
    """So many are held for carts in the checkout."""
    return Decimal(db.session.scalar(IN_CARTS, _asked(item_id, now=clock.now())) or 0)


def course(item_id: UUID, days: int = DAYS) -> list[tuple[date, Decimal]]:
    """What lay there at the end of each of the last days, today the last, in the shop's time zone."""
    now = clock.now()
    asked = _asked(
        item_id, days=days, zone=current_tenant().timezone, since=now - timedelta(days=days + 1),
        today=now.astimezone(ZoneInfo(current_tenant().timezone)).date(),
    )  # fmt: skip
    return [(row.day, row.units) for row in db.session.execute(COURSE, asked)]


def _asked(item_id: UUID, **more: Any) -> dict[str, Any]:
    scope = current_principal().locations
    return {"item": item_id, "places": None if scope is None else list(scope), **more}
