"""Goods out of sale for a reason: put on hold, released, written off."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.core import audit, clock, events
from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.inventory.errors import BelowZero, HoldReleased, UnknownHold
from app.domains.inventory.events import StockChanged
from app.domains.inventory.models import HOLD_REASONS, Lot, LotLevel, StockHold, StockItem, StockLevel
from app.domains.inventory.service import lots, serials
from app.domains.inventory.service.exceptions import note_exception
from app.domains.inventory.service.levels import locked_level
from app.domains.inventory.service.moving import change
from app.domains.inventory.types import Change

NOTHING = Decimal(0)
ACTS = {"hold": "held", "unhold": "released", "write_off": "written_off"}


def put_on_hold(
    item: StockItem,
    location_id: UUID,
    quantity: Decimal | None,
    *,
    reason: str,
    note: str = "",
    lot_id: UUID | None = None,
    listed: bool = True,
) -> StockHold:
    """Take so many of an item, or of its lot, at a location out of sale at once; None: all that are not on hold yet.

    What is promised to orders can be held too (a recall): what they lack is `listed` as an exception.
    Raises Invalid, BelowZero naming what is there.
    """
    _check_reason(reason, note)
    level = locked_level(item.id, location_id)
    there = level.on_hand - level.held
    if lot_id is not None:
        there = min(there, _of_lot(lot_id, location_id))
    wanted = there if quantity is None else quantity
    if not 0 < wanted <= there:
        raise BelowZero(
            _("So many cannot be put on hold"),
            fields={
                "quantity": _("Enter a number above 0")
                if wanted <= 0 < there
                else _("There are only %(count)s", count=f"{max(there, NOTHING).normalize():f}")
            },
        )
    lack = min(wanted, level.allocated + level.reserved - (there - wanted))
    made = StockHold(
        id=new_id(), stock_item_id=item.id, location_id=location_id, quantity=wanted, released=NOTHING,
        reason=reason, note=note, lot_id=lot_id, placed_by=current_principal().label, created_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    if lot_id is not None:
        lots.hold(lot_id, location_id, wanted)
    _move(made, "hold", reason, held=wanted)
    if lack > 0 and listed:
        note_exception("held", item.id, location_id, lack, note=note or reason)
    return made


def hold_everywhere(
    item: StockItem, quantity: Decimal | None, *, reason: str, note: str = ""
) -> list[StockHold]:
    """Put an item on hold at every location of the caller's scope where some of it is not yet, as in a recall.

    Raises as `put_on_hold`; Conflict when there is nothing anywhere.
    """
    levels = select(StockLevel).where(
        StockLevel.stock_item_id == item.id, StockLevel.on_hand > StockLevel.held
    )
    found = db.session.scalars(levels.order_by(StockLevel.id).with_for_update()).all()
    places = [level.location_id for level in found if current_principal().may_at(level.location_id)]
    if not places:
        raise Conflict(_("Nothing of it lies anywhere that is not on hold"), code="inventory.nothing_there")
    return [put_on_hold(item, place, quantity, reason=reason, note=note) for place in places]


def release_hold(
    hold_id: UUID,
    quantity: Decimal | None = None,
    *,
    written_off: bool = False,
    note: str = "",
    numbers: Sequence[str] = (),
) -> StockHold:
    """End a hold, whole or for so many: back on sale, or `written_off`, when they leave the shelf for good.

    `numbers`: which ones are written off of an item kept by serial.
    Raises UnknownHold, HoldReleased, Invalid at `quantity`.
    """
    held = db.session.scalar(select(StockHold).where(StockHold.id == hold_id).with_for_update())
    if held is None or not current_principal().may_at(held.location_id):
        raise UnknownHold(_("There is no such hold"))
    if not held.open:
        raise HoldReleased(_("This hold was released already"))
    freed = held.open if quantity is None else quantity
    if not 0 < freed <= held.open:
        raise Invalid(
            _("So many are not on hold"),
            fields={"quantity": _("Enter 1 to %(count)s", count=f"{held.open.normalize():f}")},
        )
    held.released += freed
    held.released_by, held.release_note = current_principal().label, note
    held.released_at = clock.now() if not held.open else None
    db.session.flush()
    if held.lot_id is not None:
        lots.hold(held.lot_id, held.location_id, -freed)
    if written_off:
        if numbers:
            serials.name_leaving(held.id, held.stock_item_id, held.location_id, numbers)
        _move(held, "write_off", note or held.reason, held=-freed, on_hand=-freed)
    else:
        _move(held, "unhold", note or held.reason, held=-freed)
    return held


def recall_lot(item: StockItem, lot: Lot, *, reason: str = "recall", note: str = "") -> list[StockHold]:
    """Put what is left of a lot on hold, wherever it lies in the caller's scope. Raises Conflict when none is."""
    levels = select(StockLevel).where(StockLevel.stock_item_id == item.id).order_by(StockLevel.id)
    places = [level.location_id for level in db.session.scalars(levels.with_for_update())]
    made = [
        put_on_hold(item, place, None, reason=reason, note=note, lot_id=lot.id)
        for place in places
        if current_principal().may_at(place) and _of_lot(lot.id, place) > 0
    ]
    if not made:
        raise Conflict(_("Nothing of it lies anywhere that is not on hold"), code="inventory.nothing_there")
    return made


def hold_expired() -> list[UUID]:
    """Take every lot whose day has passed out of sale; answers the items."""
    past = (
        select(Lot)
        .join(LotLevel, LotLevel.lot_id == Lot.id)
        .where(Lot.expires_on < lots.today(), LotLevel.on_hand > LotLevel.held)
        .order_by(Lot.stock_item_id)
        .distinct()
    )
    items = []
    for lot in db.session.scalars(past).all():
        item = db.session.get_one(StockItem, lot.stock_item_id)
        recall_lot(item, lot, reason="expired", note=lot.code)
        items.append(item.id)
    return items


def _of_lot(lot_id: UUID, location_id: UUID) -> Decimal:
    """What of a lot lies there and is not on hold."""
    free = select(LotLevel.on_hand - LotLevel.held).where(
        LotLevel.lot_id == lot_id, LotLevel.location_id == location_id
    )
    return db.session.scalar(free.with_for_update()) or NOTHING


def _check_reason(reason: str, note: str) -> None:
    if reason not in HOLD_REASONS:
        raise Invalid(_("Say why"), fields={"reason": _("Choose one of the options")})
    if reason == "other" and not note:
        raise Invalid(_("Say why"), fields={"note": _("Say why, for the ledger")})


def _move(hold: StockHold, kind: str, reason: str, *, held: Decimal, on_hand: Decimal = NOTHING) -> None:
    """Change the level, with its rows in ledger and audit, and tell."""
    db.session.flush()
    change(
        [Change(hold.stock_item_id, hold.location_id, held=held, on_hand=on_hand)],
        kind=kind, reason=reason, document="hold", document_id=hold.id, lot_id=hold.lot_id if on_hand else None,
    )  # fmt: skip
    audit.record(
        f"inventory.stock_{ACTS[kind]}",
        object_type="stock_item",
        object_id=hold.stock_item_id,
        after={"location": str(hold.location_id), "quantity": str(abs(held)), "left": str(hold.open)},
        reason=reason,
    )
    events.record(StockChanged(stock_item_ids=[str(hold.stock_item_id)], reason=kind))
