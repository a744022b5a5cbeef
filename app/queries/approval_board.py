"""Adjustments that wait for somebody who may adjust more, and how others were decided. Through the caller's scope."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.queries.stock_items import SOLD_AS

LIST = text(
    f"""
    select r.id, r.stock_item_id as item_id, i.sku, coalesce(sold.title, '') as title, o.name as location_name, r.sets,
        r.quantity, r.delta, r.reason, r.status, r.actor, r.actor_name as by, r.decided_by, r.note, r.created_at,
        l.on_hand
    from adjustment_request r join stock_item i on i.id = r.stock_item_id join location o on o.id = r.location_id
    left join stock_level l on l.stock_item_id = r.stock_item_id and l.location_id = r.location_id {SOLD_AS}
    where (cast(:places as uuid[]) is null or r.location_id = any(cast(:places as uuid[])))
      and (:all or r.status = 'open')
      and (cast(:before as timestamptz) is null or (r.created_at, r.id) < (:before, cast(:before_id as uuid)))
    order by r.created_at desc, r.id desc limit :limit
    """  # noqa: S608 - our own names
)


@dataclass(frozen=True, slots=True)
class Request:
    """An adjustment that was asked for; `on_hand` is what lies there now."""

    id: UUID
    item_id: UUID
    sku: str
    title: str
    location_name: str
    sets: bool
    quantity: Decimal
    delta: Decimal
    reason: str
    status: str
    actor: str
    by: str
    decided_by: str
    note: str
    created_at: datetime
    on_hand: Decimal | None

    @property
    def own(self) -> bool:
        """Whether the caller asked for it: somebody else decides."""
        return self.actor == current_principal().label


def requests(
    *, everything: bool = False, cursor: str | None = None, limit: int | None = None
) -> Page[Request]:
    """Newest first; open ones unless asked for all."""
    size, (before, before_id) = clamp(limit), decode_cursor(cursor, datetime, UUID) or (None, None)
    scope = current_principal().locations
    values = {
        "places": None if scope is None else list(scope), "all": everything, "before": before, "before_id": before_id,
        "limit": size + 1,
    }  # fmt: skip
    rows = [Request(*row) for row in db.session.execute(LIST, values)]
    return cut(rows, size, lambda row: (row.created_at.isoformat(), str(row.id)))
