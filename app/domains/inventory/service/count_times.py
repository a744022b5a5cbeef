"""When something was counted, and what lay there at that moment."""

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.inventory.models import StockCount, StockLedger, StockLevel

NONE = Decimal(0)


def within(count: StockCount, moment: datetime | None) -> datetime | None:
    """Raises Invalid for a time before the count began, or still to come."""
    if moment is not None and not count.created_at <= moment <= clock.now() + timedelta(minutes=1):
        raise Invalid(
            _("Some fields need another look"), fields={"counted_at": _("This is not while it was counted")}
        )
    return moment


def lay_there(level: StockLevel, moment: datetime | None) -> tuple[Decimal, int]:
    """What lay there at a moment (None: now), and the last booking by then."""
    booked = (
        StockLedger.stock_item_id == level.stock_item_id,
        StockLedger.location_id == level.location_id,
    )
    newest = select(func.max(StockLedger.id)).where(*booked)
    if moment is None:
        return level.on_hand, db.session.scalar(newest) or 0
    since = select(func.sum(StockLedger.on_hand)).where(*booked, StockLedger.at > moment)
    last = db.session.scalar(newest.where(StockLedger.at <= moment)) or 0
    return level.on_hand - (db.session.scalar(since) or NONE), last
