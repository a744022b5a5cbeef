"""What of an item is never sold, and whether it is sold past zero, as staff set it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.principal import current_principal

ITEM = text(
    "select id, sku, tracked, backorder, backorder_limit, preorder, expected_on, by_serial from stock_item where id = :item"
)
KEPT = text(
    """
    select cast(null as uuid) as channel_id, cast(null as text) as channel, o.id as location_id, o.name as location,
           l.kept as quantity
    from stock_level l join location o on o.id = l.location_id and o.active
    where l.stock_item_id = :item and l.kept > 0
      and (cast(:places as uuid[]) is null or o.id = any(cast(:places as uuid[])))
    union all
    select c.id, c.name, o.id, o.name, s.quantity
    from channel_safety s join channel c on c.id = s.channel_id left join location o on o.id = s.location_id
    where s.stock_item_id = :item
      and (cast(:places as uuid[]) is null or o.id is null or o.id = any(cast(:places as uuid[])))
    order by 2 nulls first, 4 nulls first
    """
)


@dataclass(frozen=True, slots=True)
class Kept:
    """Units never sold: in a channel (None: in any), at a location (None: at each)."""

    channel_id: UUID | None
    channel: str | None
    location_id: UUID | None
    location: str | None
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class StockSettings:
    """`past_zero`: sold when there is none, until `limit` at each location (None: without limit)."""

    item_id: UUID
    sku: str
    tracked: bool
    past_zero: bool
    limit: Decimal | None
    preorder: bool
    expected_on: date | None
    kept: tuple[Kept, ...]
    by_serial: bool


def settings_of(item_id: UUID) -> StockSettings | None:
    """An item's settings, places within the caller's scope; None when there is no such item."""
    row = db.session.execute(ITEM, {"item": item_id}).first()
    if row is None:
        return None
    places = current_principal().places
    kept = tuple(Kept(*each) for each in db.session.execute(KEPT, {"item": item_id, "places": places}))
    past_zero = row.backorder or row.backorder_limit is not None
    return StockSettings(
        row.id,
        row.sku,
        row.tracked,
        past_zero,
        row.backorder_limit,
        row.preorder,
        row.expected_on,
        kept,
        row.by_serial,
    )
