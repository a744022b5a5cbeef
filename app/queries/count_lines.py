"""The lines of a count for programs, by SKU. What should be there is not told while the count is open."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.paging import Page, clamp, cut, decode_cursor

LINES = text(
    """
    select l.id, i.sku, coalesce(b.bin, '') as bin, l.counted,
        case when c.status in ('review', 'posted') then l.expected end as expected, l.counted_at,
        l.counter_name as counted_by, l.recount, l.posted
    from stock_count_line l join stock_count c on c.id = l.count_id join stock_item i on i.id = l.stock_item_id
    left join stock_bin b on b.stock_item_id = l.stock_item_id and b.location_id = c.location_id
    where l.count_id = :id and (cast(:after as text) is null or i.sku > :after)
      and case :show when 'todo' then l.counted is null or l.recount when 'done' then l.counted is not null
               when 'differs' then c.status in ('review', 'posted') and l.counted <> l.expected else true end
    order by i.sku limit :limit
    """
)
IDS = text(
    """
    select l.id from stock_count_line l join stock_item i on i.id = l.stock_item_id
    where l.count_id = :id and i.sku = any(cast(:skus as text[]))
    """
)


@dataclass(frozen=True, slots=True)
class CountFigure:
    """An item of a count."""

    id: UUID
    sku: str
    bin: str
    counted: Decimal | None
    expected: Decimal | None
    counted_at: datetime | None
    counted_by: str
    recount: bool
    posted: Decimal | None


def lines(
    count_id: UUID, *, show: str = "", cursor: str | None = None, limit: int | None = None
) -> Page[CountFigure]:
    """`show`: todo, done, differs or all."""
    size, (after,) = clamp(limit), decode_cursor(cursor, str) or (None,)
    values = {"id": count_id, "show": show, "after": after, "limit": size + 1}
    found = [CountFigure(*row) for row in db.session.execute(LINES, values)]
    return cut(found, size, key=lambda row: (row.sku,))


def ids_of(count_id: UUID, skus: list[str]) -> list[UUID]:
    """The lines of these SKUs."""
    return list(db.session.scalars(IDS, {"id": count_id, "skus": skus}))
