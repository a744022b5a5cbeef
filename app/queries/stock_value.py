"""What stock is worth, now or at the end of a past month, within the caller's scope of locations."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from app.core.db import db
from app.core.like import contains
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.queries import stock_named
from app.queries.stock_items import SOLD_AS

# A level's snapshot holds until the next month in which it changed; what changed last by then is in the state itself.
AS_OF = """
    with known as (
        select v.stock_item_id, v.location_id, v.quantity, v.average, v.fifo from stock_value v
        where cast(:month as date) is null or v.month <= :month
        union all
        select s.stock_item_id, s.location_id, s.quantity, s.average, s.fifo
        from stock_value v join lateral (
            select * from value_snapshot s
            where s.stock_item_id = v.stock_item_id and s.location_id = v.location_id and s.month <= :month
            order by s.month desc limit 1
        ) s on true where v.month > :month
    ), seen as (
        select k.* from known k
        where (cast(:places as uuid[]) is null or k.location_id = any(cast(:places as uuid[])))
          and (cast(:location as uuid) is null or k.location_id = :location)
          and k.quantity > 0
    )
"""
BY_PLACE = text(
    AS_OF  # noqa: S608 - our own names
    + """
    select p.id, p.name, count(*) as items, sum(k.quantity) as quantity, sum(k.average)::bigint as average,
           sum(k.fifo)::bigint as fifo
    from seen k join location p on p.id = k.location_id group by p.id order by p.name
    """
)


@cache
def _by_item(words: bool) -> TextClause:
    """A page of levels by SKU, then their names: what came later is not looked at."""
    return text(
        f"""
        {stock_named.expressions(stock_named.FITTING if words else "")} page as materialized (
            select i.id, i.sku, o.name as location, o.id as location_id, k.quantity, k.average, k.fifo
            from stock_item i
            join stock_value v on v.stock_item_id = i.id
            join location o on o.id = v.location_id
            cross join lateral (
                select v.quantity, v.average, v.fifo where v.month <= :month
                union all (
                    select s.quantity, s.average, s.fifo from value_snapshot s
                    where s.stock_item_id = v.stock_item_id and s.location_id = v.location_id
                      and s.month <= :month and v.month > :month
                    order by s.month desc limit 1)
            ) k
            where k.quantity > 0
              and (cast(:places as uuid[]) is null or v.location_id = any(cast(:places as uuid[])))
              and (cast(:location as uuid) is null or v.location_id = :location)
              and i.sku >= :after_sku and (i.sku, o.id) > (:after_sku, cast(:after as uuid))
              {"and i.id in (select id from fitting)" if words else ""}
            order by i.sku, o.id limit :limit
        )
        select page.id, page.sku, coalesce(sold.title, '') as title, page.location, page.location_id, page.quantity,
               page.average, page.fifo
        from page join stock_item i on i.id = page.id {SOLD_AS} order by page.sku, page.location_id
        """  # noqa: S608 - our own words
    )


ON_THE_WAY = text(
    """
    select -sum(g.on_hand) as quantity, -sum(e.average)::bigint as average, -sum(e.fifo)::bigint as fifo
    from stock_transfer t join stock_ledger g on g.document_id = t.id and g.document = 'transfer'
    join value_entry e on e.ledger_id = g.id where t.status = 'in_transit'
    """
)
FOLDED = text("select g.at from stock_ledger g where g.id = (select max(folded_to) from stock_value)")
MONTHS = text(
    "select distinct month from (select month from value_snapshot union select month from stock_value) m"
)


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """One location's stock; amounts in minor units of the shop's currency."""

    id: UUID | None
    name: str
    items: int
    quantity: Decimal
    average: int
    fifo: int


@dataclass(frozen=True, slots=True)
class ItemValue:
    """One item at one location."""

    id: UUID
    sku: str
    title: str
    location: str
    location_id: UUID
    quantity: Decimal
    average: int
    fifo: int


def by_place(month: date | None = None, *, location_id: UUID | None = None) -> list[PlaceValue]:
    """Worth by location; `month`: at the end of the month that begins then."""
    return [PlaceValue(*row) for row in db.session.execute(BY_PLACE, _asked(month, location_id))]


def total(rows: list[PlaceValue]) -> PlaceValue:
    """All of them together."""
    return PlaceValue(
        None, "", sum(row.items for row in rows), sum((row.quantity for row in rows), Decimal(0)),
        sum(row.average for row in rows), sum(row.fifo for row in rows),
    )  # fmt: skip


def by_item(
    month: date | None = None,
    *,
    location_id: UUID | None = None,
    q: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[ItemValue]:
    """Worth by item and location, by SKU."""
    size, key = clamp(limit), decode_cursor(cursor, str, UUID)
    words = contains(q)
    values = _asked(month or date.max, location_id) | {
        "after_sku": key[0] if key else "",
        "after": key[1] if key else UUID(int=0),
        "limit": size + 1,
    }
    values |= {"q": words} if words else {}
    found = [ItemValue(*row) for row in db.session.execute(_by_item(words is not None), values)]
    return cut(found, size, key=lambda row: (row.sku, str(row.location_id)))


def every_item(month: date | None = None, *, location_id: UUID | None = None) -> Iterator[ItemValue]:
    """The same without pages, for a file."""
    cursor: str | None = None
    while True:
        page = by_item(month, location_id=location_id, cursor=cursor, limit=200)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return


def on_the_way() -> PlaceValue | None:
    """What transfers have on its way between places; None when nothing, or where the caller sees some places only."""
    if current_principal().locations is not None:
        return None
    row = db.session.execute(ON_THE_WAY).one()
    return PlaceValue(None, "", 0, row.quantity, row.average, row.fifo) if row.quantity else None


def folded_at() -> datetime | None:
    """When the latest change happened that the figures know of."""
    found: datetime | None = db.session.scalar(FOLDED)
    return found


def first_month() -> date | None:
    """The earliest month that anything is known of."""
    return min(db.session.scalars(MONTHS), default=None)


def _asked(month: date | None, location_id: UUID | None) -> dict[str, Any]:
    return {
        "month": month,
        "location": location_id,
        "places": current_principal().places,
    }
