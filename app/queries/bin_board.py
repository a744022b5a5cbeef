"""Bins of a location, what waits to be put away, and where things lie, for whoever fetches them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.like import contains
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.queries.stock_items import SOLD_AS

BINS = text(
    """
    select b.id, b.code, b.zone, b.pick_order, (
        select count(*) from stock_bin s where s.location_id = b.location_id and s.bin = b.code) as items
    from location_bin b
    where b.location_id = :place and (cast(:q as text) is null or b.code ilike :q or b.zone ilike :q)
      and (cast(:after as text) is null or (b.pick_order, b.code) > (:order, cast(:after as text)))
    order by b.pick_order, b.code limit :limit
    """
)
WAITING = text(
    f"""
    select l.stock_item_id as item_id, i.sku, coalesce(sold.title, '') as title,
        coalesce(sold.option_values, '{{}}') as option_values, coalesce(sold.barcode, '') as barcode,
        least(l.unplaced, l.on_hand) as quantity, coalesce(s.bin, '') as bin
    from stock_level l join stock_item i on i.id = l.stock_item_id
    left join stock_bin s on s.stock_item_id = l.stock_item_id and s.location_id = l.location_id
    left join location_bin b on b.location_id = l.location_id and b.code = s.bin
    {SOLD_AS}
    where l.location_id = :place and l.unplaced > 0 and l.on_hand > 0
    order by b.pick_order nulls first, i.sku limit 300
    """  # noqa: S608 - our own words
)
PLACES = text(
    """
    select p.id, p.name, (select count(*) from stock_level l where l.location_id = p.id and l.unplaced > 0
                            and l.on_hand > 0) as waiting
    from location p
    where p.active and exists (select from location_bin b where b.location_id = p.id)
      and (cast(:places as uuid[]) is null or p.id = any(cast(:places as uuid[])))
    order by p.name
    """
)
WHERE = text(
    """
    select s.stock_item_id as item_id, s.bin, b.pick_order
    from stock_bin s left join location_bin b on b.location_id = s.location_id and b.code = s.bin
    where s.location_id = :place and s.stock_item_id = any(cast(:items as uuid[]))
    """
)
LAST = 10**9


@dataclass(frozen=True, slots=True)
class BinRow:
    """A bin, and how many items lie in it."""

    id: UUID
    code: str
    zone: str
    pick_order: int
    items: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Goods in the receiving area; `bin`: where the others of them lie."""

    item_id: UUID
    sku: str
    title: str
    option_values: Sequence[str]
    barcode: str
    quantity: Decimal
    bin: str


@dataclass(frozen=True, slots=True)
class Area:
    """A location with bins, and how many items wait there."""

    id: UUID
    name: str
    waiting: int


def bins(
    location_id: UUID, *, q: str = "", cursor: str | None = None, limit: int | None = None
) -> Page[BinRow]:
    """Bins in the order of walking."""
    size, (order, after) = clamp(limit), decode_cursor(cursor, int, str) or (None, None)
    facts: dict[str, Any] = {
        "place": location_id, "q": contains(q), "order": order, "after": after, "limit": size + 1,
    }  # fmt: skip
    found = [BinRow(*row) for row in db.session.execute(BINS, facts)]
    return cut(found, size, key=lambda row: (row.pick_order, row.code))


def areas() -> Sequence[Area]:
    """Locations with bins within the caller's scope."""
    scope = current_principal().locations
    places = None if scope is None else list(scope)
    return [Area(*row) for row in db.session.execute(PLACES, {"places": places})]


def waiting(location_id: UUID) -> Sequence[Waiting]:
    """What waits in the receiving area of a location: what has no bin first, then along the way."""
    return [Waiting(*row) for row in db.session.execute(WAITING, {"place": location_id})]


def lying(location_id: UUID, items: Sequence[UUID]) -> Mapping[str, tuple[int, str]]:
    """Where items lie, by id: (place along the way, code); those without a bin are left out."""
    if not items:
        return {}
    rows = db.session.execute(WHERE, {"place": location_id, "items": list(items)})
    return {str(row.item_id): (LAST if row.pick_order is None else row.pick_order, row.bin) for row in rows}
