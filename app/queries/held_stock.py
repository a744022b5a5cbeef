"""What is out of sale, where, since when and why. Everything is seen through the caller's scope of locations."""

from collections.abc import Sequence
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
from app.domains.inventory.models import HOLD_REASONS
from app.queries.stock_items import SOLD_AS
from app.queries.who import name_of

STATES = ("open", "released", "all")
HOLDS = text(
    f"""
    select h.id, i.id as item_id, i.sku, coalesce(sold.title, '') as title, o.id as location_id, o.code as location,
        o.name as location_name, h.quantity, h.quantity - h.released as open, h.reason, h.note,
        {name_of("h.placed_by")} as placed_by,
        h.created_at, {name_of("h.released_by")} as released_by, h.release_note, h.released_at
    from stock_hold h
    join stock_item i on i.id = h.stock_item_id
    join location o on o.id = h.location_id
    {SOLD_AS}
    where (cast(:hold as uuid) is null or h.id = :hold)
      and (cast(:items as uuid[]) is null or i.id = any(cast(:items as uuid[])))
      and (cast(:location as uuid) is null or o.id = :location)
      and (cast(:places as uuid[]) is null or o.id = any(cast(:places as uuid[])))
      and (cast(:reason as text) is null or h.reason = :reason)
      and (:state = 'all' or (h.released < h.quantity) = (:state = 'open'))
      and (cast(:q as text) is null or i.sku ilike :q or sold.title ilike :q or h.note ilike :q)
      and (cast(:before as uuid) is null or h.id < :before)
    order by h.id desc limit :limit
    """  # noqa: S608 - our own names
)


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold; `open` is what of it is still out of sale."""

    id: UUID
    item_id: UUID
    sku: str
    title: str
    location_id: UUID
    location: str
    location_name: str
    quantity: Decimal
    open: Decimal
    reason: str
    note: str
    placed_by: str
    created_at: datetime
    released_by: str
    release_note: str
    released_at: datetime | None


def holds(
    *,
    q: str = "",
    items: Sequence[UUID] | None = None,
    location_id: UUID | None = None,
    reason: str | None = None,
    state: str = "open",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[Hold]:
    """Holds, newest first; open ones unless another of STATES is asked for."""
    size, (before,) = clamp(limit), decode_cursor(cursor, UUID) or (None,)
    found = _found(
        q=contains(q),
        items=list(items) if items is not None else None,
        location=location_id,
        reason=reason if reason in HOLD_REASONS else None,
        state=state if state in STATES else "open",
        before=before,
        limit=size + 1,
    )
    return cut(found, size, key=lambda hold: (str(hold.id),))


def hold(hold_id: UUID) -> Hold | None:
    """One hold, None where the caller may not look."""
    found = _found(hold=hold_id, state="all", limit=1)
    return found[0] if found else None


def _found(**given: Any) -> list[Hold]:
    nothing = dict.fromkeys(("hold", "items", "location", "reason", "q", "before"))
    values = {**nothing, "places": current_principal().places, **given}
    return [Hold(*row) for row in db.session.execute(HOLDS, values)]
