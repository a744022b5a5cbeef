"""What every step of a transfer shares: who may take it, what it books, what it leaves in the timeline."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.core import audit, clock, events
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.inventory.errors import TransferState, UnknownTransfer
from app.domains.inventory.events import StockChanged, TransferMoved
from app.domains.inventory.models import StockTransfer, TransferLine, TransferStep
from app.domains.inventory.service.moving import change
from app.domains.inventory.types import Change


def lines_of(transfer_id: UUID) -> list[TransferLine]:
    """The lines in their order."""
    found = select(TransferLine).where(TransferLine.transfer_id == transfer_id)
    return list(db.session.scalars(found.order_by(TransferLine.position)))


def locked(transfer_id: UUID, *statuses: str, at: str) -> StockTransfer:
    """The transfer, locked, if the caller works at the place that the step is taken at.

    Raises UnknownTransfer outside the caller's places, TransferState.
    """
    row = db.session.scalar(
        select(StockTransfer)
        .where(StockTransfer.id == transfer_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    caller = current_principal()
    places = {"source": ("source_id",), "destination": ("destination_id",)}.get(
        at, ("source_id", "destination_id")
    )
    if row is None or not (caller.may_at(row.source_id) or caller.may_at(row.destination_id)):
        raise UnknownTransfer(_("There is no such transfer"))
    if not any(caller.may_at(getattr(row, place)) for place in places):
        raise TransferState(_("This step is taken at the other place"), state=row.status)
    if row.status not in statuses:
        raise TransferState(_("The transfer has moved on since: look at it again"), state=row.status)
    return row


def within(line: TransferLine, quantities: Mapping[UUID, Decimal] | None, most: Decimal) -> Decimal:
    wanted = most if quantities is None else quantities.get(line.id, most)
    if not 0 <= wanted <= most:
        raise Invalid(
            _("Some fields need another look"),
            fields={
                "quantity": _("%(sku)s: enter 0 to %(most)s", sku=line.code, most=f"{most.normalize():f}")
            },
        )
    return wanted


def something(quantities: Iterable[Decimal]) -> None:
    if not any(quantities):
        raise Invalid(_("Nothing would move"), fields={"quantity": _("Leave at least one above 0")})


def book(
    row: StockTransfer,
    moves: Sequence[tuple[TransferLine, UUID, dict[str, Decimal]]],
    *,
    kind: str = "transfer",
) -> None:
    changes = [
        Change(line.stock_item_id, place, **deltas) for line, place, deltas in moves if line.stock_item_id
    ]
    if not changes:
        return
    db.session.flush()
    change(changes, kind=kind, reason=row.number, document="transfer", document_id=row.id)
    items = sorted({str(each.stock_item_id) for each in changes})
    events.record(StockChanged(stock_item_ids=items, reason=f"transfer {row.number}"))


def step(row: StockTransfer, status: str, note: str = "") -> None:
    before, row.status, row.changed_at = row.status, status, clock.now()
    note_step(row, status, note)
    audit.record(
        f"inventory.transfer_{status}", object_type="stock_transfer", object_id=row.id, reason=note or None,
        before={"status": before} if status != "requested" else None, after={"status": status},
    )  # fmt: skip
    events.record(
        TransferMoved(
            transfer_id=str(row.id), number=row.number, status=status, source_id=str(row.source_id),
            destination_id=str(row.destination_id),
        )
    )  # fmt: skip


def note_step(row: StockTransfer, kind: str, note: str = "") -> None:
    """Write into the transfer's timeline."""
    who = current_principal()
    db.session.add(
        TransferStep(
            transfer_id=row.id,
            at=clock.now(),
            kind=kind,
            actor=who.label,
            actor_name=who.name,
            note=note.strip()[:500],
        )
    )
    db.session.flush()
