"""Lots: where they lie, until when they are good, and where they went. Through the caller's scope of locations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.like import contains
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.domains.inventory import service as inventory
from app.queries.stock_items import SOLD_AS

NEVER = date.max  # stands in cursors for a lot that does not expire
WITHIN = {"week": 7, "month": 30, "quarter": 90}
LOTS = text(
    f"""
    select t.id, t.code, t.expires_on, i.id as item_id, i.sku, coalesce(sold.title, '') as title, o.id as location_id,
        o.name as location_name, v.on_hand, v.held, t.expires_on < :today as expired
    from lot_level v
    join lot t on t.id = v.lot_id
    join stock_item i on i.id = t.stock_item_id
    join location o on o.id = v.location_id
    {SOLD_AS}
    where v.on_hand > 0
      and (cast(:item as uuid) is null or i.id = :item)
      and (cast(:own as uuid) is null or t.id = :own)
      and (cast(:places as uuid[]) is null or o.id = any(cast(:places as uuid[])))
      and (cast(:location as uuid) is null or o.id = :location)
      and (cast(:until as date) is null or t.expires_on <= :until)
      and (cast(:q as text) is null or i.sku ilike :q or sold.title ilike :q or t.code ilike :q)
      and (cast(:after as uuid) is null or (coalesce(t.expires_on, 'infinity'), t.id, o.id)
           > (coalesce(cast(:day as date), 'infinity'), cast(:lot as uuid), cast(:after as uuid)))
    order by coalesce(t.expires_on, 'infinity'), t.id, o.id limit :limit
    """  # noqa: S608 - our own words
)
LOT = text(
    """
    select t.id, t.code, t.expires_on, t.expires_on < :today as expired, i.id as item_id, i.sku
    from lot t join stock_item i on i.id = t.stock_item_id where t.id = :lot
    """
)
ORDERS = text(
    """
    select o.id, o.number, o.placed_at, -sum(g.on_hand) as quantity
    from lot_ledger g join "order" o on o.id = g.document_id
    where g.lot_id = :lot and g.document = 'order'
      and (cast(:places as uuid[]) is null or g.location_id = any(cast(:places as uuid[])))
    group by o.id having sum(g.on_hand) < 0 order by o.placed_at desc limit 200
    """
)


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot at a location."""

    id: UUID
    code: str
    expires_on: date | None
    item_id: UUID
    sku: str
    title: str
    location_id: UUID
    location_name: str
    on_hand: Decimal
    held: Decimal
    expired: bool


@dataclass(frozen=True, slots=True)
class LotFacts:
    """A lot, wherever it lies."""

    id: UUID
    code: str
    expires_on: date | None
    expired: bool | None
    item_id: UUID
    sku: str


@dataclass(frozen=True, slots=True)
class Received:
    """An order that got units of a lot."""

    id: UUID
    number: str
    placed_at: datetime
    quantity: Decimal


def lots(
    *,
    q: str = "",
    item_id: UUID | None = None,
    lot_id: UUID | None = None,
    location_id: UUID | None = None,
    within: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[LotRow]:
    """Lots that lie somewhere, what expires first before the rest; `within`: one of WITHIN, those gone by too."""
    size, today = clamp(limit), inventory.today()
    facts: dict[str, Any] = {
        "item": item_id, "own": lot_id, "location": location_id, "places": current_principal().places, "today": today,
        "until": today + timedelta(days=WITHIN[within]) if within in WITHIN else None,
        "q": contains(q), "limit": size + 1, **_after(cursor),
    }  # fmt: skip
    found = [LotRow(*row) for row in db.session.execute(LOTS, facts)]
    return cut(found, size, key=_key)


def lot(lot_id: UUID) -> LotFacts | None:
    """One lot; None when there is no such one."""
    row = db.session.execute(LOT, {"lot": lot_id, "today": inventory.today()}).first()
    return LotFacts(*row) if row else None


def places_of(lot_id: UUID) -> Sequence[LotRow]:
    """Where a lot lies."""
    return lots(lot_id=lot_id, limit=200).items


def orders_with(lot_id: UUID) -> Sequence[Received]:
    """Orders that got units of a lot, newest first: whom a recall concerns."""
    return [
        Received(*row)
        for row in db.session.execute(ORDERS, {"lot": lot_id, "places": current_principal().places})
    ]


def _key(row: LotRow) -> tuple[str, str, str]:
    return ((row.expires_on or NEVER).isoformat(), str(row.id), str(row.location_id))


def _after(cursor: str | None) -> dict[str, Any]:
    day, lot, place = decode_cursor(cursor, date, UUID, UUID) or (None, None, None)
    return {"day": None if day == NEVER else day, "lot": lot, "after": place}
