"""Counts as staff see them: the list, what is still to be counted, and what differs once it was.

Everything is seen through the caller's places. What should be there is not shown before the counting is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.like import contains
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.queries.stock_items import SOLD_AS

STATES = ("open", "review", "posted", "cancelled")
MOST = 300
HEADS = """
    select c.id, c.number, c.status, c.location_id, o.name as location, o.code as location_code, c.scope, c.tolerance,
        c.reason,
        c.actor_name as by, c.posted_by, c.created_at, c.posted_at, l.items, l.counted, l.recounts, l.differences,
        l.people
    from stock_count c
    join location o on o.id = c.location_id
    left join lateral (
        select count(*) as items, count(*) filter (where l.counted is not null and not l.recount) as counted,
            count(*) filter (where l.recount) as recounts,
            count(*) filter (where l.counted <> l.expected or l.serials->'lost' <> '[]') as differences,
            count(distinct l.counter) filter (where l.counter <> '') as people
        from stock_count_line l where l.count_id = c.id
    ) l on true
    where (cast(:places as uuid[]) is null or c.location_id = any(cast(:places as uuid[])))
"""
LIST = text(
    HEADS
    + """
      and (cast(:state as text) is null or c.status = :state)
      and (cast(:location as uuid) is null or c.location_id = :location)
      and (cast(:before as timestamptz) is null or (c.created_at, c.id) < (:before, cast(:before_id as uuid)))
    order by c.created_at desc, c.id desc limit :limit
    """
)
ONE = text(HEADS + " and c.id = :id")
LINES = text(
    f"""
    select l.id, i.sku, l.stock_item_id as item_id, coalesce(sold.title, '') as title,
        coalesce(sold.option_values, '{{}}') as option_values, coalesce(sold.barcode, '') as barcode,
        coalesce(b.bin, '') as bin, l.counted, l.expected, l.counted_at, l.counter_name, l.tries, l.recount, l.posted,
        i.by_serial, l.serials
    from stock_count_line l
    join stock_count c on c.id = l.count_id
    join stock_item i on i.id = l.stock_item_id
    left join stock_bin b on b.stock_item_id = l.stock_item_id and b.location_id = c.location_id
    left join location_bin k on k.location_id = c.location_id and k.code = b.bin
    {SOLD_AS}
    where l.count_id = :id
      and (cast(:item as uuid) is null or l.stock_item_id = :item)
      and case :show when 'todo' then l.counted is null or l.recount when 'done' then l.counted is not null
               when 'differs' then l.counted <> l.expected or l.serials->'lost' <> '[]' else true end
      and (cast(:q as text) is null or i.sku ilike :q or sold.title ilike :q or b.bin ilike :q or sold.barcode = :code)
    order by k.pick_order, coalesce(b.bin, ''), i.sku limit :most
    """  # noqa: S608 - our own words
)
LATE = text(
    """
    select l.stock_item_id, sum(g.on_hand) as quantity
    from stock_count_line l
    join stock_count c on c.id = l.count_id
    join stock_ledger g on g.stock_item_id = l.stock_item_id and g.location_id = c.location_id and g.id > l.ledger_id
    join "order" o on o.id = g.document_id
    where l.count_id = :id and g.document = 'order' and g.kind = 'sale' and o.placed_at < l.counted_at
    group by 1
    """
)


@dataclass(frozen=True, slots=True)
class Count:
    """A count in a list, and how far it is."""

    id: UUID
    number: str
    status: str
    location_id: UUID
    location: str
    location_code: str
    scope: dict[str, Any]
    tolerance: Decimal
    reason: str
    by: str
    posted_by: str
    created_at: datetime
    posted_at: datetime | None
    items: int
    counted: int
    recounts: int
    differences: int
    people: int


@dataclass(frozen=True, slots=True)
class CountRow:
    """A line; `expected` is for eyes of the review only."""

    id: UUID
    sku: str
    item_id: UUID
    title: str
    option_values: Sequence[str]
    barcode: str
    bin: str
    counted: Decimal | None
    expected: Decimal | None
    counted_at: datetime | None
    counter_name: str
    tries: int
    recount: bool
    posted: Decimal | None
    by_serial: bool
    serials: dict[str, Any] | None

    @property
    def difference(self) -> Decimal:
        """Found beyond what was there."""
        return Decimal(0) if self.counted is None else self.counted - (self.expected or Decimal(0))


def counts(
    *, state: str = "", location: UUID | None = None, cursor: str | None = None, limit: int | None = None
) -> Page[Count]:
    """Newest first."""
    size, (before, before_id) = clamp(limit), decode_cursor(cursor, datetime, UUID) or (None, None)
    values = {
        "places": _places(), "state": state if state in STATES else None, "location": location, "limit": size + 1,
        "before": before,
        "before_id": before_id,
    }  # fmt: skip
    rows = [Count(*row) for row in db.session.execute(LIST, values)]
    return cut(rows, size, lambda row: (row.created_at.isoformat(), str(row.id)))


def one(count_id: UUID) -> Count:
    """One count. Raises NotFound, also outside the caller's places."""
    row = db.session.execute(ONE, {"id": count_id, "places": _places()}).first()
    if row is None:
        raise NotFound(_("There is no such count"), code="inventory.unknown_count")
    return Count(*row)


def lines(
    count_id: UUID, *, show: str = "", q: str = "", item: UUID | None = None, most: int = MOST
) -> list[CountRow]:
    """Lines by bin and SKU; at most `most`: search finds the others. `show`: todo, done, differs or all."""
    words = q.replace("\0", "").strip()[:100]
    values = {
        "id": count_id, "show": show, "q": contains(q), "code": words, "item": item,
        "most": most,
    }  # fmt: skip
    return [CountRow(*row) for row in db.session.execute(LINES, values)]


def late_sales(count_id: UUID) -> dict[UUID, Decimal]:
    """By item: what was sold before the item was counted but booked after, as a change of on hand (below 0)."""
    return {row.stock_item_id: row.quantity for row in db.session.execute(LATE, {"id": count_id})}


def _places() -> list[UUID] | None:
    scope = current_principal().locations
    return None if scope is None else list(scope)
