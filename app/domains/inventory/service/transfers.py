"""Transfers: requested, approved, picked, dispatched, received. Every step is noted with who and when.

What is approved is allocated at the source, so that it is not sold away; from dispatch to receipt the goods are
`incoming` at the destination. What differs on receipt stays a discrepancy until somebody settles it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import db, run
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.inventory import repo
from app.domains.inventory.errors import OutOfStock, UnknownLocation
from app.domains.inventory.models import Location, StockItem, StockTransfer, TransferLine
from app.domains.inventory.service import serials
from app.domains.inventory.service.items import find_item
from app.domains.inventory.service.transfer_steps import (
    book,
    lines_of,
    locked,
    something,
    step,
    within,
)
from app.domains.inventory.types import Demand, Shortage

NONE = Decimal(0)
NEXT_NUMBER = text("select nextval('transfer_number')")
UNPROMISED = text(
    """
    select l.stock_item_id, l.location_id, l.on_hand - l.allocated - l.reserved - l.held as free
    from stock_level l
    where l.location_id = :place and l.stock_item_id = any(cast(:items as uuid[]))
    order by l.id for update of l
    """
)


@dataclass(frozen=True, slots=True)
class Wish:
    """So many of a SKU."""

    sku: str
    quantity: Decimal


def request_transfer(
    *, source: UUID, destination: UUID, wishes: Iterable[Wish], note: str = ""
) -> StockTransfer:
    """Ask for goods. Raises Invalid at the field, UnknownItem, UnknownLocation outside the caller's places."""
    if source == destination:
        raise Invalid(
            _("Goods need somewhere to go"), fields={"destination": _("Choose another place than the source")}
        )
    if not any(map(current_principal().may_at, (source, destination))):
        raise UnknownLocation(_("There is no such location"))
    for field, place in (("source", source), ("destination", destination)):
        row = db.session.get(Location, place)
        if row is None or not row.active:
            raise Invalid(_("There is no such location"), fields={field: _("Choose one of the options")})
    wanted = _wanted(wishes)
    now = clock.now()
    made = StockTransfer(
        id=new_id(), number=f"T{db.session.scalar(NEXT_NUMBER)}", source_id=source, destination_id=destination,
        status="requested", note=note.strip()[:500], created_at=now, changed_at=now,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    db.session.add_all(
        TransferLine(
            transfer_id=made.id,
            position=at,
            code=item.sku,
            stock_item_id=item.id,
            requested=wanted[item.id][1],
        )
        for at, item in enumerate(item for item, _quantity in wanted.values())
    )
    step(made, "requested", note)
    return made


def _wanted(wishes: Iterable[Wish]) -> dict[UUID, tuple[StockItem, Decimal]]:
    wanted: dict[UUID, tuple[StockItem, Decimal]] = {}
    for wish in wishes:
        if wish.quantity <= 0:
            raise Invalid(
                _("Some fields need another look"), fields={"quantity": _("Enter more than 0 for each")}
            )
        item = find_item(wish.sku)
        if not item.tracked:
            raise Invalid(
                _("%(sku)s is not counted", sku=wish.sku), fields={"sku": _("Say how many there are first")}
            )
        wanted[item.id] = (item, wanted.get(item.id, (item, NONE))[1] + wish.quantity)
    if not wanted:
        raise Invalid(_("Nothing to move"), fields={"sku": _("Name at least one SKU")})
    return wanted


def approve_transfer(transfer_id: UUID, quantities: Mapping[UUID, Decimal] | None = None) -> StockTransfer:
    """Grant a request, in full or so many by line: they are kept for it at the source.

    Raises TransferState, OutOfStock with `shortages`, Invalid where nothing or more than asked is granted.
    """
    row = locked(transfer_id, "requested", at="source")
    lines = lines_of(row.id)
    for line in lines:
        line.approved = within(line, quantities, line.requested)
    something(line.approved for line in lines)
    wanted = [line for line in lines if line.approved]
    _keep(row, wanted)
    step(row, "approved")
    return row


def _keep(row: StockTransfer, lines: Sequence[TransferLine]) -> None:
    """Allocate at the source what nobody else was promised. Safety stock may move: it is kept from buyers only."""
    levels = [(line.stock_item_id, row.source_id) for line in lines if line.stock_item_id]
    if short := _short(row.source_id, lines):
        repo.release_expired(levels, now=clock.now())
        short = _short(row.source_id, lines)
    if short:
        names = {line.stock_item_id: line.code for line in lines}
        words = ", ".join(f"{names[each.stock_item_id]}: {each.free.normalize():f}" for each in short)
        raise OutOfStock(
            _("The source has not that many free: %(left)s", left=words),
            shortages=short,
            lines=[
                {"sku": names[each.stock_item_id], "requested": str(each.wanted), "available": str(each.free)}
                for each in short
            ],
        )
    book(row, [(line, row.source_id, {"allocated": line.approved}) for line in lines], kind="allocate")


def _short(place: UUID, lines: Sequence[TransferLine]) -> list[Shortage]:
    items = [line.stock_item_id for line in lines]
    there = {r.stock_item_id: r.free for r in run(UNPROMISED, {"place": place, "items": items})}
    return [
        Shortage(line.stock_item_id, place, line.approved, max(NONE, there.get(line.stock_item_id, NONE)))
        for line in lines
        if line.stock_item_id and there.get(line.stock_item_id, NONE) < line.approved
    ]


def refuse_transfer(transfer_id: UUID, *, reason: str) -> StockTransfer:
    """Say no to a request. Raises TransferState, Invalid without a reason."""
    row = locked(transfer_id, "requested", at="source")
    if not reason.strip():
        raise Invalid(_("Say why"), fields={"reason": _("Say why, for whoever asked")})
    step(row, "refused", reason)
    return row


def choose_for_transfer(transfer_id: UUID, named: Mapping[UUID, Sequence[str]]) -> None:
    """Name the units, by item, that leave with a transfer. Raises TransferState, SerialRefused, Invalid."""
    row = locked(transfer_id, "approved", "picked", at="source")
    leaving = [
        Demand(line.stock_item_id, row.source_id, line.picked if row.status == "picked" else line.approved)
        for line in lines_of(row.id)
        if line.stock_item_id
    ]
    serials.choose(row.id, serials.wanted_numbers(leaving), named)


def pick_transfer(transfer_id: UUID, quantities: Mapping[UUID, Decimal] | None = None) -> StockTransfer:
    """The goods are off the shelf; what was granted beyond them is free again. Raises TransferState, Invalid."""
    row = locked(transfer_id, "approved", at="source")
    lines = lines_of(row.id)
    for line in lines:
        line.picked = within(line, quantities, line.approved)
    something(line.picked for line in lines)
    gone = [
        (line, row.source_id, {"allocated": line.picked - line.approved})
        for line in lines
        if line.picked < line.approved
    ]
    book(row, gone, kind="release")
    step(row, "picked")
    return row


def dispatch_transfer(transfer_id: UUID, *, note: str = "") -> StockTransfer:
    """The goods leave: the source falls, they are on their way. What was not picked by hand is sent as granted.

    Raises TransferState, BelowZero where less lies there than leaves.
    """
    row = locked(transfer_id, "approved", "picked", at="source")
    lines = lines_of(row.id)
    if row.status == "approved":
        for line in lines:
            line.picked = line.approved
    sent = [line for line in lines if line.picked]
    book(
        row,
        [
            *((line, row.source_id, {"on_hand": -line.picked, "allocated": -line.picked}) for line in sent),
            *((line, row.destination_id, {"incoming": line.picked}) for line in sent),
        ],
    )
    step(row, "in_transit", note)
    return row


def cancel_transfer(transfer_id: UUID, *, reason: str = "") -> StockTransfer:
    """It will not be: what was kept is free again, what is on its way turns back. Raises TransferState."""
    row = locked(transfer_id, "requested", "approved", "picked", "in_transit", at="either")
    lines = lines_of(row.id)
    if row.status == "in_transit":
        back = [line for line in lines if line.picked]
        book(
            row,
            [
                *((line, row.source_id, {"on_hand": line.picked}) for line in back),
                *((line, row.destination_id, {"incoming": -line.picked}) for line in back),
            ],
        )
    elif row.status != "requested":
        serials.let_go_named(row.id, [line.stock_item_id for line in lines if line.stock_item_id])
        kept = "picked" if row.status == "picked" else "approved"
        book(
            row,
            [
                (line, row.source_id, {"allocated": -getattr(line, kept)})
                for line in lines
                if getattr(line, kept)
            ],
            kind="release",
        )
    step(row, "cancelled", reason)
    return row
