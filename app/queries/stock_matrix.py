"""The stock sheet with a column a location: one line a SKU, one statement a page, whatever the shop holds.

Everything is seen through the locations given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from app.core.db import db
from app.core.like import contains
from app.core.paging import Page, clamp, cut, decode_cursor
from app.queries import stock_named
from app.queries.listing_facts import FEW
from app.queries.stock_items import SOLD_AS

STATES = ("low", "out", "short", "held")

DRESSED = f"""
    select page.id, page.sku, page.tracked, coalesce(sold.title, '') as title,
           coalesce(sold.option_values, '{{}}') as option_values, c.levels
    from page join stock_item i on i.id = page.id
    cross join lateral (
        select jsonb_object_agg(l.location_id, jsonb_build_array(
            l.on_hand::text,
            greatest(0, l.on_hand - l.allocated - l.reserved - l.held - greatest(0, l.kept))::text,
            l.on_hand < l.allocated + l.reserved or l.oversold > 0)) as levels
        from stock_level l where l.stock_item_id = page.id and l.location_id = any(cast(:places as uuid[]))
    ) c
    {SOLD_AS}
    order by page.sku
"""  # noqa: S608 - our own words


@cache
def _matrix(state: str | None, words: bool) -> TextClause:
    """A page of SKUs that lie at the places, in a state there, and fit words; then their levels."""
    parts = (stock_named.FITTING if words else "", stock_named.wanted(state) if state else "")
    here = "l.location_id = any(cast(:places as uuid[]))"
    lies = (
        f"i.id in (select l.stock_item_id from wanted l where {here})"  # noqa: S608 - our own words
        if state
        else f"exists (select from stock_level l where l.stock_item_id = i.id and {here})"
    )
    return text(
        f"""
        {stock_named.expressions(*parts)} page as materialized (
            select i.id, i.sku, i.tracked from stock_item i
            where i.sku > :after and {lies} {"and i.id in (select id from fitting)" if words else ""}
            order by i.sku limit :limit
        ) {DRESSED}
        """  # noqa: S608 - our own words
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
    words, known = contains(q), state if state in STATES else None
    values: dict[str, Any] = {"places": list(places), "after": key[0] if key else "", "limit": size + 1}
    values |= ({"q": words} if words else {}) | ({"few": FEW} if known == "low" else {})
    found = [_line(row) for row in db.session.execute(_matrix(known, words is not None), values)]
    return cut(found, size, key=lambda line: (line.sku,))


def _line(row: Any) -> Line:
    cells = {
        UUID(place): Cell(Decimal(on_hand), Decimal(free), short)
        for place, (on_hand, free, short) in row.levels.items()
    }
    return Line(row.id, row.sku, row.tracked, row.title, row.option_values, cells)
