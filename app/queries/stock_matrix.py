"""The stock sheet with a column a location: one line a SKU, one statement a page, whatever the shop holds.

Everything is seen through the locations given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.like import contains
from app.core.paging import Page, clamp, cut, decode_cursor
from app.queries.listing_facts import FEW

STATES = ("low", "out", "short", "held")

MATRIX = text(
    """
    with fitting as materialized (
        select i.id from stock_item i where cast(:q as text) is not null and i.sku ilike :q
        union
        select s.stock_item_id from product p join variant v on v.product_id = p.id
        join variant_stock s on s.variant_id = v.id where cast(:q as text) is not null and p.title ilike :q
    ), page as materialized (
        select i.id, i.sku, i.tracked from stock_item i
        where (cast(:after as text) is null or i.sku > :after)
          and (cast(:q as text) is null or i.id in (select id from fitting))
          and exists (
              select from stock_level l
              where l.stock_item_id = i.id and l.location_id = any(cast(:places as uuid[]))
                and (cast(:state as text) is null or case :state
                    when 'out' then i.tracked and l.free <= 0
                    when 'low' then i.tracked and l.free between 1 and :few
                    when 'short' then l.oversold > 0 or l.on_hand < l.allocated + l.reserved
                    when 'held' then l.held > 0 end))
        order by i.sku limit :limit
    )
    select page.id, page.sku, page.tracked, coalesce(p.title, '') as title,
           coalesce(v.option_values, '{}') as option_values, c.levels
    from page
    cross join lateral (
        select jsonb_object_agg(l.location_id, jsonb_build_array(
            l.on_hand::text,
            greatest(0, l.on_hand - l.allocated - l.reserved - l.held - greatest(0, l.kept))::text,
            l.on_hand < l.allocated + l.reserved or l.oversold > 0)) as levels
        from stock_level l where l.stock_item_id = page.id and l.location_id = any(cast(:places as uuid[]))
    ) c
    left join lateral (
        select v.product_id, v.option_values from variant_stock s join variant v on v.id = s.variant_id
        where s.stock_item_id = page.id order by v.sku = page.sku desc, v.position limit 1
    ) v on true
    left join product p on p.id = v.product_id
    order by page.sku
    """
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What lies at a place, how much of it is free, and whether more is promised than lies there."""

    on_hand: Decimal
    free: Decimal
    short: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One SKU over the places shown; no cell where it never lay."""

    item_id: UUID
    sku: str
    tracked: bool
    title: str
    option_values: Sequence[str]
    cells: Mapping[UUID, Cell]

    @property
    def free(self) -> Decimal:
        """Free at the places shown."""
        return sum((cell.free for cell in self.cells.values()), Decimal(0))


def lines(
    places: Sequence[UUID],
    *,
    q: str = "",
    state: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[Line]:
    """SKUs that have a level at one of these places, by SKU. Raises BadRequest for a cursor of another list."""
    size = clamp(limit)
    key = decode_cursor(cursor, str)
    values: dict[str, Any] = {
        "places": list(places),
        "q": contains(q),
        "state": state if state in STATES else None,
        "few": FEW,
        "after": key[0] if key else None,
        "limit": size + 1,
    }
    found = [_line(row) for row in db.session.execute(MATRIX, values)]
    return cut(found, size, key=lambda line: (line.sku,))


def _line(row: Any) -> Line:
    cells = {
        UUID(place): Cell(Decimal(on_hand), Decimal(free), short)
        for place, (on_hand, free, short) in row.levels.items()
    }
    return Line(row.id, row.sku, row.tracked, row.title, row.option_values, cells)
