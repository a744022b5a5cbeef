"""The stock sheet: what lies where, what is promised, what is free.

Everything is seen through the caller's scope of locations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
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
from app.queries.listing_facts import FEW
from app.queries.stock_items import SOLD_AS

STATES = tuple(stock_named.STATES)

COLUMNS = """
    i.id as item_id, i.sku, o.id as location_id, o.code as location, o.name as location_name,
    coalesce(l.on_hand, 0) as on_hand, coalesce(l.allocated, 0) as allocated, coalesce(l.reserved, 0) as reserved,
    coalesce(l.held, 0) as held, coalesce(l.damaged, 0) as damaged, coalesce(l.incoming, 0) as incoming,
    coalesce(l.oversold, 0) as oversold, greatest(0, coalesce(l.kept, 0)) as safety, i.tracked, i.backorder
"""
DRESSED = f"""
    select page.*, sold.product_id, coalesce(sold.title, '') as title, coalesce(sold.option_values, '{{}}') as option_values
    from page join stock_item i on i.id = page.item_id {SOLD_AS} order by page.sku, page.location_id
"""  # noqa: S608 - our own words
SEEN = """
    (cast(:location as uuid) is null or o.id = :location)
    and (cast(:places as uuid[]) is null or o.id = any(cast(:places as uuid[])))
    and i.sku >= :after_sku and (i.sku, o.id) > (:after_sku, cast(:after as uuid))
"""
OF_ITEMS = text(
    f"""
    with page as materialized (
        select {COLUMNS} from stock_item i join location o on o.active
        left join stock_level l on l.stock_item_id = i.id and l.location_id = o.id
        where i.id = any(cast(:items as uuid[])) and {SEEN} order by i.sku, o.id limit :limit
    ) {DRESSED}
    """  # noqa: S608 - our own words
)
"""Every open location of some items, with or without a level."""


@cache
def _sheet(state: str | None, words: bool) -> TextClause:
    """Every level of the shop that is in a state and fits words, by SKU."""
    parts = (stock_named.FITTING if words else "", stock_named.wanted(state) if state else "")
    return text(
        f"""
        {stock_named.expressions(*parts)} page as materialized (
            select {COLUMNS} from {"wanted" if state else "stock_level"} l
            join stock_item i on i.id = l.stock_item_id
            join location o on o.id = l.location_id and o.active
            where {SEEN} {"and i.id in (select id from fitting)" if words else ""}
              and (exists (select from variant_stock s where s.stock_item_id = i.id)
                   or l.on_hand + l.allocated + l.reserved + l.held + l.incoming + l.oversold > 0)
            order by i.sku, o.id limit :limit
        ) {DRESSED}
        """  # noqa: S608 - our own words
    )


ITEM = text(
    """
    select i.id from stock_item i where i.sku = :sku and not exists (
        select from variant v join variant_stock s on s.variant_id = v.id where v.sku = :sku)
    union
    select s.stock_item_id from variant v join variant_stock s on s.variant_id = v.id where v.sku = :sku
    """
)


@dataclass(frozen=True, slots=True)
class StockRow:
    """One item at one location."""

    item_id: UUID
    sku: str
    location_id: UUID
    location: str
    location_name: str
    on_hand: Decimal
    allocated: Decimal
    reserved: Decimal
    held: Decimal
    damaged: Decimal
    incoming: Decimal
    oversold: Decimal
    safety: Decimal
    tracked: bool
    backorder: bool
    product_id: UUID | None
    title: str
    option_values: Sequence[str]

    @property
    def available(self) -> Decimal:
        """Free to sell of what is there, less safety stock; never below 0."""
        return max(Decimal(0), self.on_hand - self.allocated - self.reserved - self.held - self.safety)

    @property
    def short(self) -> Decimal:
        """Promised beyond what is there."""
        return max(Decimal(0), self.allocated + self.reserved - self.on_hand) + self.oversold

    @property
    def state(self) -> str:
        """in, low or out, as shoppers would be told of this location."""
        if not self.tracked or self.available > FEW:
            return "in"
        return "low" if self.available > 0 else "out"


def rows(
    *,
    q: str = "",
    location_id: UUID | None = None,
    state: str | None = None,
    item_ids: Sequence[UUID] | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[StockRow]:
    """Levels by SKU and location. Of some `item_ids` instead: every open location, with or without a level."""
    size = clamp(limit)
    key = decode_cursor(cursor, str, UUID)
    values: dict[str, Any] = {
        "location": location_id,
        "places": _places(),
        "after_sku": key[0] if key else "",
        "after": key[1] if key else UUID(int=0),
        "limit": size + 1,
    }
    if item_ids is not None:
        found = db.session.execute(OF_ITEMS, values | {"items": list(item_ids)})
    else:
        words, known = contains(q), state if state in STATES else None
        more = {"q": words} if words else {}
        few = {"few": FEW} if known == "low" else {}
        found = db.session.execute(_sheet(known, words is not None), values | more | few)
    return cut([StockRow(*row) for row in found], size, key=lambda row: (row.sku, str(row.location_id)))


def items_of(sku: str) -> list[UUID]:
    """Stock items that a SKU means: its own, or those its variant draws; none when it is not known."""
    return list(db.session.scalars(ITEM, {"sku": sku}))


def row(item_id: UUID, location_id: UUID) -> StockRow | None:
    """One item at one location, None where the caller may not look."""
    found = rows(item_ids=[item_id], location_id=location_id, limit=1).items
    return found[0] if found else None


def _places() -> list[UUID] | None:
    scope = current_principal().locations
    return None if scope is None else list(scope)
