"""What of one lot lies at a place, as a person or a file says it."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.core import events
from app.core.db import db
from app.core.i18n import gettext as _
from app.domains.inventory.errors import BelowZero
from app.domains.inventory.events import StockChanged
from app.domains.inventory.models import Lot, LotLevel, StockItem
from app.domains.inventory.service.counting import begin_counting
from app.domains.inventory.service.exceptions import note_exception
from app.domains.inventory.service.holding import put_on_hold
from app.domains.inventory.service.levels import locked_level
from app.domains.inventory.service.limits import refuse_over
from app.domains.inventory.service.lots import open_lot, today
from app.domains.inventory.service.moving import change
from app.domains.inventory.types import Booking, Bounds, Change, Told

NONE = Decimal(0)


def tell_lot(
    item: StockItem,
    location_id: UUID,
    told: Told,
    *,
    lot: str,
    expires_on: date | None = None,
    booking: Booking,
    bounds: Bounds | None = None,
) -> tuple[Decimal, Decimal]:
    """Set or adjust what of a lot lies at a place, and the item's level with it; answers the lot's figure before and
    after. One whose day has passed is on hold at once. Raises BelowZero, Invalid at `lot` or `expires_on`.
    """
    level = locked_level(item.id, location_id)
    known = db.session.scalar(select(Lot).where(Lot.stock_item_id == item.id, Lot.code == lot.strip()))
    before = _lies(known.id, location_id) if known else NONE
    after = told.quantity if told.sets else before + told.quantity
    if after < 0:
        raise BelowZero(_("This would take stock below zero"))
    if not after and known is None:
        return before, after
    refuse_over(bounds, item.id, after - before)
    opened = open_lot(item, lot, expires_on)
    begin_counting(item)
    if delta := after - before:
        promised, was = level.allocated + level.reserved, level.on_hand
        change(
            [Change(item.id, location_id, on_hand=delta)], kind="adjustment", reason=told.reason,
            document=booking.document, document_id=booking.document_id, lot_id=opened.id,
        )  # fmt: skip
        if lack := max(NONE, promised - was - delta) if delta < 0 else NONE:
            note_exception("short", item.id, location_id, lack, note=told.reason)
        if delta > 0 and opened.expires_on and opened.expires_on < today():
            put_on_hold(item, location_id, None, reason="expired", note=opened.code, lot_id=opened.id)
        events.record(StockChanged(stock_item_ids=[str(item.id)], reason=told.reason))
    return before, after


def _lies(lot_id: UUID, location_id: UUID) -> Decimal:
    here = select(LotLevel.on_hand).where(LotLevel.lot_id == lot_id, LotLevel.location_id == location_id)
    return db.session.scalar(here) or NONE
