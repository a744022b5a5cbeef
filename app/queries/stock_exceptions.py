"""Where the books and the shelf disagree, why, and how it was made good. Through the caller's scope of locations."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.like import contains
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.queries.who import name_of

KINDS = ("oversold", "short", "held", "missing")
FOUND = text(
    f"""
    select e.id, e.kind, i.id as item_id, i.sku, o.id as location_id, o.name as location_name, e.quantity, e.note,
        r.id as order_id, coalesce(r.number, '') as order_number, e.created_at, e.resolved_at,
        {name_of("e.resolved_by")} as resolved_by, e.resolution
    from stock_exception e
    join stock_item i on i.id = e.stock_item_id
    join location o on o.id = e.location_id
    left join "order" r on r.id = e.order_id
    where (cast(:one as uuid) is null or e.id = :one)
      and (cast(:places as uuid[]) is null or o.id = any(cast(:places as uuid[])))
      and (cast(:location as uuid) is null or o.id = :location)
      and (cast(:kind as text) is null or e.kind = :kind)
      and (cast(:resolved as boolean) is null or (e.resolved_at is not null) = :resolved)
      and (cast(:q as text) is null or i.sku ilike :q or e.note ilike :q or r.number ilike :q)
      and (cast(:before as uuid) is null or e.id < :before)
    order by e.id desc limit :limit
    """  # noqa: S608 - our own names
)


@dataclass(frozen=True, slots=True)
class Found:
    """`kind`: oversold (sold beyond stock), short (counted fewer than promised), held (on hold though promised),
    missing (not found when it was picked for somebody).
    """

    id: UUID
    kind: str
    item_id: UUID
    sku: str
    location_id: UUID
    location_name: str
    quantity: Decimal
    note: str
    order_id: UUID | None
    order_number: str
    created_at: datetime
    resolved_at: datetime | None
    resolved_by: str
    resolution: str


def exceptions(
    *,
    q: str = "",
    kind: str = "",
    location_id: UUID | None = None,
    resolved: bool | None = False,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[Found]:
    """Newest first; open ones unless asked for `resolved` (None: both)."""
    size, (before,) = clamp(limit), decode_cursor(cursor, UUID) or (None,)
    found = _found(
        q=contains(q), kind=kind if kind in KINDS else None, location=location_id,
        resolved=resolved, before=before, limit=size + 1,
    )  # fmt: skip
    return cut(found, size, key=lambda row: (str(row.id),))


def one(exception_id: UUID) -> Found | None:
    """One of them, None where the caller may not look."""
    found = _found(one=exception_id, limit=1)
    return found[0] if found else None


def _found(**given: Any) -> list[Found]:
    nothing = dict.fromkeys(("one", "location", "kind", "resolved", "q", "before"))
    values = {**nothing, "places": current_principal().places, **given}
    return [Found(*row) for row in db.session.execute(FOUND, values)]
