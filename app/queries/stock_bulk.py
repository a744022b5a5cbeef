"""Stock for outside systems: thousands of levels in one statement, and what changed since they last asked.

Everything is seen through the caller's scope of locations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.paging import decode_cursor, encode_cursor
from app.core.principal import current_principal

FIGURES = """
    l.on_hand, l.allocated, l.reserved, l.held,
    greatest(0, l.on_hand - l.allocated - l.reserved - l.held - greatest(0, l.kept)) as available
"""
LEVELS = text(
    """
    with asked as (
        select * from unnest(cast(:rows as int[]), cast(:skus as text[]), cast(:places as text[])) as w (n, sku, place)
    ), drawn as (
        select a.n, a.place, d.stock_item_id as item
        from asked a join variant v on v.sku = a.sku join variant_stock d on d.variant_id = v.id
        union
        select a.n, a.place, i.id from asked a join stock_item i on i.sku = a.sku
        where not exists (select from variant v join variant_stock d on d.variant_id = v.id where v.sku = a.sku)
    )
    select d.n, i.sku, o.code as location, coalesce(l.on_hand, 0) as on_hand, coalesce(l.allocated, 0) as allocated,
           coalesce(l.reserved, 0) as reserved, coalesce(l.held, 0) as held,
           greatest(0, coalesce(l.on_hand - l.allocated - l.reserved - l.held - greatest(0, l.kept), 0)) as available
    from drawn d join stock_item i on i.id = d.item
    left join location o on o.active and (d.place is null or o.code = d.place)
        and (cast(:scope as uuid[]) is null or o.id = any(cast(:scope as uuid[])))
    left join stock_level l on l.stock_item_id = d.item and l.location_id = o.id
    order by d.n, i.sku, o.code
    """
)
CHANGES = text(
    """
    select g.xid::text::bigint as xid, g.id, g.at, g.kind, i.sku, o.code as location, g.on_hand, g.allocated, g.held,
           g.damaged, g.incoming, g.oversold, g.reason, g.document
    from stock_ledger g join stock_item i on i.id = g.stock_item_id join location o on o.id = g.location_id
    where (g.xid, g.id) > (cast(cast(:xid as text) as xid8), :id)
      and g.xid < pg_snapshot_xmin(pg_current_snapshot())
      and (cast(:scope as uuid[]) is null or g.location_id = any(cast(:scope as uuid[])))
    order by g.xid, g.id limit :limit
    """
)
NOW = text(
    f"""
    select i.sku, o.code as location, {FIGURES}
    from stock_level l join stock_item i on i.id = l.stock_item_id join location o on o.id = l.location_id
    where l.stock_item_id = any(cast(:items as uuid[])) order by i.sku, o.code
    """  # noqa: S608 - our own names
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A SKU, at one location or (None) at each."""

    sku: str
    location: str | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a level is now. `row`: which question it answers; `location` None: the SKU is known, the place is not."""

    row: int
    sku: str
    location: str | None
    on_hand: Decimal
    allocated: Decimal
    reserved: Decimal
    held: Decimal
    available: Decimal


@dataclass(frozen=True, slots=True)
class StockChange:
    """A row of the ledger; counters are deltas."""

    xid: int
    id: int
    at: datetime
    kind: str
    sku: str
    location: str
    on_hand: Decimal
    allocated: Decimal
    held: Decimal
    damaged: Decimal
    incoming: Decimal
    oversold: Decimal
    reason: str
    document: str


def levels(asked: Sequence[Asked]) -> list[Figures]:
    """The levels of thousands of SKUs, in the order asked; nothing for a SKU that is not known."""
    facts = {
        "rows": list(range(len(asked))),
        "skus": [each.sku for each in asked],
        "places": [each.location for each in asked],
        "scope": current_principal().places,
    }
    return [Figures(*row) for row in db.session.execute(LEVELS, facts)]


def changes(cursor: str | None, limit: int) -> tuple[list[StockChange], str]:
    """What was booked since the cursor, oldest first, and the cursor to go on from: none is skipped that commits late.

    Raises BadRequest for a cursor that is not of this feed.
    """
    xid, last = _place(cursor)
    facts = {"xid": str(xid), "id": last, "limit": limit, "scope": current_principal().places}
    found = [StockChange(*row) for row in db.session.execute(CHANGES, facts)]
    if found:
        xid, last = found[-1].xid, found[-1].id
    return found, encode_cursor(xid, last)


def now(items: Sequence[UUID]) -> list[dict[str, Any]]:
    """What the levels of these items are, as JSON-native rows."""
    names = ("on_hand", "allocated", "reserved", "held", "available")
    return [
        {"sku": row.sku, "location": row.location} | {name: float(getattr(row, name)) for name in names}
        for row in db.session.execute(NOW, {"items": list(items)})
    ]


def _place(cursor: str | None) -> tuple[int, int]:
    xid, last = decode_cursor(cursor, int, int) or (0, 0)
    return max(0, xid), max(0, last)
