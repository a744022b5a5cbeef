"""What lies on the shelf, as somebody counted or corrected it."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.core import audit, events
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import format_quantity
from app.core.i18n import gettext as _
from app.domains.inventory.errors import BelowThreshold, BelowZero
from app.domains.inventory.events import StockChanged
from app.domains.inventory.models import StockItem, StockLedger, StockLevel
from app.domains.inventory.service.exceptions import note_exception
from app.domains.inventory.service.items import find_item
from app.domains.inventory.service.levels import locked_level
from app.domains.inventory.service.limits import refuse_over
from app.domains.inventory.service.moving import change
from app.domains.inventory.service.places import find_location
from app.domains.inventory.types import Bounds, Change


def set_on_hand(
    *,
    sku: str,
    location_code: str,
    quantity: Decimal,
    reason: str = "adjustment",
    bounds: Bounds | None = None,
    below_zero: bool = False,
) -> int:
    """Say what is on the shelf. Below what is promised is allowed: a count tells the truth, the shortage is listed.

    With `below_zero` it may be as far below zero as the item is sold. An item that was not counted is from now on.
    Returns the ledger row's id (0 when nothing changed). Raises BelowZero, BelowThreshold, UnknownItem,
    UnknownLocation, OverLimit.
    """
    if quantity < 0 and not below_zero:
        raise BelowZero(_("Stock cannot be below zero"), fields={"quantity": _("Enter 0 or more")})
    item, place = find_item(sku), find_location(location_code)
    before = locked_level(item.id, place.id)
    _lower_floor(item, before, quantity)
    refuse_over(bounds, item.id, quantity - before.on_hand)
    begin_counting(item)
    return _count(item.id, place.id, before, quantity - before.on_hand, reason)


def adjust(
    *,
    sku: str,
    location_code: str,
    delta: Decimal,
    reason: str,
    bounds: Bounds | None = None,
    below_zero: bool = False,
) -> int:
    """Add or take away by hand; returns the ledger row's id. An item that was not counted is from now on.

    `below_zero` as of `set_on_hand`. Raises BelowZero, BelowThreshold, UnknownItem, UnknownLocation.
    """
    if not delta:
        raise Invalid(_("Nothing would change"), fields={"quantity": _("Enter a number other than 0")})
    item, place = find_item(sku), find_location(location_code)
    before = locked_level(item.id, place.id)
    if delta < 0 and before.on_hand + delta < 0 and not below_zero:
        raise BelowZero(
            _("This would take stock below zero"),
            fields={"quantity": _("There are only %(count)s", count=before.on_hand.normalize())},
        )
    _lower_floor(item, before, before.on_hand + delta)
    refuse_over(bounds, item.id, delta)
    begin_counting(item)
    return _count(item.id, place.id, before, delta, reason)


def _lower_floor(item: StockItem, level: StockLevel, after: Decimal) -> None:
    """Let a level go below zero, as far as the item is sold. Raises BelowZero, BelowThreshold."""
    if after >= min(level.on_hand, Decimal(0)):
        return
    if item.by_lot or item.by_serial or not (item.backorder or item.backorder_limit):
        raise BelowZero(
            _("Stock cannot be below zero"),
            fields={"quantity": _("Enter 0 or more: this is not sold past zero")},
        )
    if item.backorder_limit is not None and after < -item.backorder_limit:
        raise BelowThreshold(
            _("This is further below zero than the article is sold"),
            fields={"quantity": _("Not below %(lowest)s", lowest=format_quantity(-item.backorder_limit))},
        )
    level.floor = after
    db.session.flush()


def begin_counting(item: StockItem) -> None:
    """Whoever says how many there are wants them counted."""
    if item.tracked:
        return
    item.tracked = True
    audit.record(
        "inventory.counting_began", object_type="stock_item", object_id=item.id,
        before={"tracked": False}, after={"tracked": True},
    )  # fmt: skip
    events.record(StockChanged(stock_item_ids=[str(item.id)], reason="counting began"))


def _count(item_id: UUID, location_id: UUID, before: StockLevel, delta: Decimal, reason: str) -> int:
    if not delta:
        return 0
    change(
        [Change(item_id, location_id, on_hand=delta)], kind="adjustment", reason=reason, document="adjustment"
    )
    after = before.on_hand + delta
    if lack := max(Decimal(0), before.allocated + before.reserved - max(after, Decimal(0))):
        note_exception("short", item_id, location_id, lack, note=reason)
    audit.record(
        "inventory.adjusted", object_type="stock_item", object_id=item_id, reason=reason,
        before={"on_hand": str(before.on_hand), "location": str(location_id)}, after={"on_hand": str(after)},
    )  # fmt: skip
    events.record(StockChanged(stock_item_ids=[str(item_id)], reason=reason))
    last = select(StockLedger.id).where(
        StockLedger.stock_item_id == item_id, StockLedger.location_id == location_id
    )
    return int(db.session.scalar(last.order_by(StockLedger.id.desc()).limit(1)) or 0)
