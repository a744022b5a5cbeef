"""Transfers as staff see them: the list and the board by state, and one with its lines and steps.

Everything is seen through the caller's places: either end is enough.
"""

from collections.abc import Sequence
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

OPEN = ("requested", "approved", "picked", "in_transit")
STATES = (*OPEN, "received", "refused", "cancelled")

HEADS = """
    select t.id, t.number, t.status, t.source_id, s.name as source, s.code as source_code, t.destination_id,
        d.name as destination, d.code as destination_code, t.note, t.created_at, t.changed_at,
        coalesce(l.items, 0) as items, coalesce(l.pieces, 0) as pieces,
        case when t.status = 'received' then coalesce(l.unsettled, 0) else 0 end as discrepancies
    from stock_transfer t
    join location s on s.id = t.source_id
    join location d on d.id = t.destination_id
    left join lateral (
        select count(*) filter (where l.requested > 0 or t.status = 'received') as items,
            sum(case t.status when 'requested' then l.requested when 'refused' then l.requested
                when 'approved' then l.approved when 'cancelled' then greatest(l.requested, l.approved)
                else l.picked end) as pieces,
            count(*) filter (where l.resolved_at is null and (l.damaged > 0 or l.received <> l.picked)) as unsettled
        from stock_transfer_line l where l.transfer_id = t.id
    ) l on true
    where (cast(:places as uuid[]) is null or t.source_id = any(cast(:places as uuid[]))
           or t.destination_id = any(cast(:places as uuid[])))
"""
LIST = text(
    HEADS
    + """
      and (cast(:states as text[]) is null or t.status = any(cast(:states as text[])))
      and (not :differs or (t.status = 'received' and l.unsettled > 0))
      and (cast(:source as uuid) is null or t.source_id = :source)
      and (cast(:destination as uuid) is null or t.destination_id = :destination)
      and (cast(:q as text) is null or t.number ilike :q or exists (
            select from stock_transfer_line x where x.transfer_id = t.id and x.code ilike :q))
      and (cast(:before as timestamptz) is null or (t.created_at, t.id) < (:before, cast(:before_id as uuid)))
    order by t.created_at desc, t.id desc limit :limit
    """
)
ONE = text(HEADS + " and t.id = :id")
COUNTS = text(
    """
    select case when t.status = 'received' then 'differs' else t.status end as state, count(*) as n
    from stock_transfer t
    where (t.status in ('requested', 'approved', 'picked', 'in_transit') or t.status = 'received' and exists (
            select from stock_transfer_line l where l.transfer_id = t.id and l.resolved_at is null
              and (l.damaged > 0 or l.received <> l.picked)))
      and (cast(:places as uuid[]) is null or t.source_id = any(cast(:places as uuid[]))
           or t.destination_id = any(cast(:places as uuid[])))
    group by 1
    """
)
LINES = text(
    """
    select l.id, l.code as sku, l.stock_item_id as item_id, coalesce(v.title, '') as title,
        coalesce(v.option_values, '{}') as option_values, coalesce(v.barcode, '') as barcode,
        l.requested, l.approved, l.picked, l.received, l.damaged, l.resolution, l.resolved_at,
        greatest(0, coalesce(s.on_hand - s.allocated - s.reserved - s.held, 0)) as at_source,
        coalesce(i.by_serial, false) as by_serial
    from stock_transfer_line l
    join stock_transfer t on t.id = l.transfer_id
    left join stock_level s on s.stock_item_id = l.stock_item_id and s.location_id = t.source_id
    left join stock_item i on i.id = l.stock_item_id
    left join lateral (
        select p.title, v.option_values, v.barcode from variant_stock x join variant v on v.id = x.variant_id
        join product p on p.id = v.product_id
        where x.stock_item_id = l.stock_item_id order by v.sku = l.code desc, v.position limit 1
    ) v on true
    where l.transfer_id = :id order by l.position
    """
)
STEPS = text(
    """
    select kind, at, actor, actor_name, note from stock_transfer_step where transfer_id = :id order by id desc
    """
)


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer in a list. `pieces`: asked for, granted or sent, by its state; `discrepancies`: lines unsettled."""

    id: UUID
    number: str
    status: str
    source_id: UUID
    source: str
    source_code: str
    destination_id: UUID
    destination: str
    destination_code: str
    note: str
    created_at: datetime
    changed_at: datetime
    items: int
    pieces: Decimal
    discrepancies: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line with what happened to it; `at_source`: unpromised there now."""

    id: UUID
    sku: str
    item_id: UUID | None
    title: str
    option_values: Sequence[str]
    barcode: str
    requested: Decimal
    approved: Decimal
    picked: Decimal
    received: Decimal
    damaged: Decimal
    resolution: str
    resolved_at: datetime | None
    at_source: Decimal
    by_serial: bool = False

    @property
    def missing(self) -> Decimal:
        """Sent, but not there."""
        return max(Decimal(0), self.picked - self.received - self.damaged)

    @property
    def over(self) -> Decimal:
        """There beyond what was sent."""
        return max(Decimal(0), self.received + self.damaged - self.picked)

    @property
    def discrepancy(self) -> str:
        """unknown, unexpected, missing, over or damaged; empty when all is well. Asked once it was received."""
        if not self.picked and self.received:
            return "unexpected" if self.item_id else "unknown"
        return "missing" if self.missing else "over" if self.over else "damaged" if self.damaged else ""


@dataclass(frozen=True, slots=True)
class Step:
    """A moment of the timeline."""

    kind: str
    at: datetime
    actor: str
    actor_name: str
    note: str


@dataclass(frozen=True, slots=True)
class TransferPage:
    """One transfer, its lines, its steps (newest first), and which end the caller works at."""

    head: Transfer
    lines: Sequence[Line]
    steps: Sequence[Step]
    here_source: bool
    here_destination: bool


def transfers(
    *,
    state: str = "",
    q: str = "",
    source: UUID | None = None,
    destination: UUID | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[Transfer]:
    """Newest first. `state`: one of STATES, `open`, `differs` (a discrepancy waits), or all."""
    size, (before, before_id) = clamp(limit), decode_cursor(cursor, datetime, UUID) or (None, None)
    states = list(OPEN) if state == "open" else [state] if state in STATES else None
    found = db.session.execute(
        LIST,
        {
            "places": current_principal().places, "states": states, "differs": state == "differs", "source": source,
            "destination": destination, "q": contains(q), "limit": size + 1,
            "before": before,
            "before_id": before_id,
        },
    )  # fmt: skip
    rows = [Transfer(*row) for row in found]
    return cut(rows, size, lambda row: (row.created_at.isoformat(), str(row.id)))


def counts() -> dict[str, int]:
    """How many wait in each open state, and how many have a discrepancy to settle (`differs`)."""
    return {row.state: row.n for row in db.session.execute(COUNTS, {"places": current_principal().places})}


def board(limit: int = 30) -> dict[str, Sequence[Transfer]]:
    """Open transfers by state, and those with discrepancies; the newest of each."""
    columns: dict[str, Any] = {state: transfers(state=state, limit=limit).items for state in OPEN}
    return {**columns, "differs": transfers(state="differs", limit=limit).items}


def transfer(transfer_id: UUID) -> TransferPage:
    """One transfer. Raises NotFound, also outside the caller's places."""
    row = db.session.execute(ONE, {"id": transfer_id, "places": current_principal().places}).first()
    if row is None:
        raise NotFound(_("There is no such transfer"), code="inventory.unknown_transfer")
    head, caller = Transfer(*row), current_principal()
    return TransferPage(
        head,
        [Line(*line) for line in db.session.execute(LINES, {"id": transfer_id})],
        [Step(*step) for step in db.session.execute(STEPS, {"id": transfer_id})],
        caller.may_at(head.source_id),
        caller.may_at(head.destination_id),
    )
