"""What a transfer brings: counted in at its destination, and what differs settled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.core import audit, clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.inventory.errors import TransferState, UnknownTransfer
from app.domains.inventory.models import StockItem, StockTransfer, TransferLine
from app.domains.inventory.service import serials
from app.domains.inventory.service.bins import await_place
from app.domains.inventory.service.transfer_steps import book, lines_of, locked, note_step, step
from app.domains.inventory.service.transfers import Wish

NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came in of one line: fit for sale and damaged; `serials`: which, where not all came fit for sale."""

    received: Decimal
    damaged: Decimal = NONE
    serials: tuple[str, ...] = ()


def receive_transfer(
    transfer_id: UUID,
    arrived: Mapping[UUID, Arrived] | None = None,
    *,
    others: Iterable[Wish] = (),
    note: str = "",
) -> StockTransfer:
    """The goods are there: the destination rises by what came. Lines that are not named came as sent.

    `others` came too though nobody sent them: what the shop knows is counted in, the rest only noted. Each
    difference stays listed as a discrepancy. Raises TransferState: nothing is received twice.
    """
    row = locked(transfer_id, "in_transit", at="destination")
    lines = lines_of(row.id)
    for line in lines:
        came = (arrived or {}).get(line.id, Arrived(line.picked))
        if came.received < 0 or came.damaged < 0:
            raise Invalid(_("Some fields need another look"), fields={"received": _("Enter 0 or more")})
        line.received, line.damaged = came.received, came.damaged
        if came.serials and line.stock_item_id:
            serials.name_coming(
                row.id, line.stock_item_id, row.destination_id, came.serials, exactly=came.received
            )
    lines += _unexpected(row, others, len(lines))
    booked = [
        (
            line,
            row.destination_id,
            {"on_hand": line.received, "damaged": line.damaged, "incoming": -line.picked},
        )
        for line in lines
        if line.stock_item_id
    ]
    book(row, booked)
    _wait_there(row, lines)
    step(row, "received", note)
    return row


def _wait_there(row: StockTransfer, lines: Iterable[TransferLine]) -> None:
    """What came lies in the receiving area."""
    there: dict[UUID, Decimal] = {}
    for line in lines:
        if line.stock_item_id and line.received:
            there[line.stock_item_id] = there.get(line.stock_item_id, NONE) + line.received
    await_place(row.destination_id, there)


def _unexpected(row: StockTransfer, others: Iterable[Wish], first: int) -> list[TransferLine]:
    sums: dict[str, Decimal] = {}
    for other in others:
        if other.quantity <= 0:
            raise Invalid(_("Some fields need another look"), fields={"received": _("Enter more than 0")})
        sums[other.sku.strip()[:200]] = sums.get(other.sku.strip()[:200], NONE) + other.quantity
    known = {
        item.sku: item.id for item in db.session.scalars(select(StockItem).where(StockItem.sku.in_(sums)))
    }
    made = [
        TransferLine(
            id=new_id(), transfer_id=row.id, position=first + at, code=code, stock_item_id=known.get(code),
            requested=NONE, approved=NONE, picked=NONE, received=quantity, damaged=NONE,
        )
        for at, (code, quantity) in enumerate(sums.items())
    ]  # fmt: skip
    db.session.add_all(made)
    return made


def settle_line(
    transfer_id: UUID, line_id: UUID, resolution: str, numbers: Sequence[str] = ()
) -> TransferLine:
    """Say how a discrepancy ended: missing goods turned up, here or at the source, or are written off; goods too
    many come off the source's count, or are accepted as they are.

    Raises TransferState when there is nothing to settle, BelowZero where the source has not that many.
    """
    line = next((line for line in lines_of(transfer_id) if line.id == line_id), None)
    if line is None:
        raise UnknownTransfer(_("There is no such line"))
    row = locked(transfer_id, "received", at="either")
    db.session.refresh(line)
    if line.resolved_at is not None or not line.differs:
        raise TransferState(_("There is nothing left to settle"), state=row.status)
    if resolution not in line.resolutions:
        raise Invalid(
            _("Some fields need another look"), fields={"resolution": _("Choose one of the options")}
        )
    moves = {
        "found_here": (row.destination_id, line.missing),
        "at_source": (row.source_id, line.missing),
        "taken_from_source": (row.source_id, -line.over),
    }
    if resolution in moves:
        place, quantity = moves[resolution]
        if numbers and line.stock_item_id:
            serials.name_coming(row.id, line.stock_item_id, place, numbers, exactly=quantity)
        book(row, [(line, place, {"on_hand": quantity})])
    if line.stock_item_id:
        serials.write_off_away(row.id, line.stock_item_id, row.destination_id)
    line.resolution, line.resolved_at = resolution, clock.now()
    note_step(row, "settled", f"{line.code}: {resolution}")
    audit.record(
        "inventory.transfer_settled", object_type="stock_transfer", object_id=row.id,
        after={"sku": line.code, "resolution": resolution, "missing": str(line.missing), "over": str(line.over)},
    )  # fmt: skip
    return line
