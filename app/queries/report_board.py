"""What 3PLs said they have, and where the books differ. Through the caller's scope of locations."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.like import contains
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.queries.stock_items import SOLD_AS

STATES = ("open", "settled", "superseded")
KINDS = ("missing", "unknown", "over", "short")
HEADS = """
    select r.id, r.number, r.location_id, o.code as location, o.name as location_name, r.as_of, r.source, r.file_name,
        r.whole, r.status, r.told, r.agreed, r.in_flight, r.problems, r.actor_name as by, r.created_at, r.settled_at,
        l.differences, l.open
    from stock_report r join location o on o.id = r.location_id
    left join lateral (
        select count(*) as differences, count(*) filter (where l.status = 'open') as open
        from stock_report_line l where l.report_id = r.id
    ) l on true
    where (cast(:places as uuid[]) is null or r.location_id = any(cast(:places as uuid[])))
"""
LIST = text(
    HEADS
    + """
      and (cast(:state as text) is null or r.status = :state)
      and (cast(:location as uuid) is null or r.location_id = :location)
      and (cast(:before as timestamptz) is null or (r.created_at, r.id) < (:before, cast(:before_id as uuid)))
    order by r.created_at desc, r.id desc limit :limit
    """
)
ONE = text(HEADS + " and r.id = :id")
LINES = text(
    f"""
    select l.id, l.code, l.stock_item_id as item_id, coalesce(sold.title, '') as title, l.kind, l.book, l.told,
        l.difference, l.status, l.settled_by
    from stock_report_line l left join stock_item i on i.id = l.stock_item_id {SOLD_AS}
    where l.report_id = :id and (cast(:kind as text) is null or l.kind = :kind)
      and (not :waiting or l.status = 'open')
      and (cast(:q as text) is null or l.code ilike :q or sold.title ilike :q)
      and (cast(:after as text) is null or l.code > :after)
    order by l.code limit :limit
    """  # noqa: S608 - our own names
)


@dataclass(frozen=True, slots=True)
class Report:
    """A report in a list. `in_flight`: items whose difference was booked since its time."""

    id: UUID
    number: str
    location_id: UUID
    location: str
    location_name: str
    as_of: datetime
    source: str
    file_name: str
    whole: bool
    status: str
    told: int
    agreed: int
    in_flight: int
    problems: list[dict[str, Any]]
    by: str
    created_at: datetime
    settled_at: datetime | None
    differences: int
    open: int


@dataclass(frozen=True, slots=True)
class Line:
    """An item on which place and books differ."""

    id: UUID
    code: str
    item_id: UUID | None
    title: str
    kind: str
    book: Decimal
    told: Decimal
    difference: Decimal
    status: str
    settled_by: str


def reports(
    *, state: str = "", location: UUID | None = None, cursor: str | None = None, limit: int | None = None
) -> Page[Report]:
    """Newest first."""
    size, (before, before_id) = clamp(limit), decode_cursor(cursor, datetime, UUID) or (None, None)
    values = {
        "places": current_principal().places, "state": state if state in STATES else None, "location": location,
        "before": before, "before_id": before_id, "limit": size + 1,
    }  # fmt: skip
    rows = [Report(*row) for row in db.session.execute(LIST, values)]
    return cut(rows, size, lambda row: (row.created_at.isoformat(), str(row.id)))


def one(report_id: UUID) -> Report:
    """One report. Raises NotFound, also outside the caller's places."""
    row = db.session.execute(ONE, {"id": report_id, "places": current_principal().places}).first()
    if row is None:
        raise NotFound(_("There is no such report"), code="inventory.unknown_report")
    return Report(*row)


def lines(
    report_id: UUID,
    *,
    kind: str = "",
    waiting: bool = False,
    q: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[Line]:
    """What differs, by SKU; only what waits for a person if asked."""
    size, (after,) = clamp(limit), decode_cursor(cursor, str) or (None,)
    values = {
        "id": report_id, "kind": kind if kind in KINDS else None, "waiting": waiting, "q": contains(q),
        "after": after, "limit": size + 1,
    }  # fmt: skip
    return cut([Line(*row) for row in db.session.execute(LINES, values)], size, lambda row: (row.code,))
