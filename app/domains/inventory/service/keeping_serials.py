"""Whether an item is kept by serial number, and numbers added or taken out by hand."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, text

from app.core import audit, events
from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.inventory.errors import ByLot, UnknownLocation, UnknownSerial
from app.domains.inventory.events import StockChanged
from app.domains.inventory.models import Serial, StockItem, StockLevel
from app.domains.inventory.service import serials
from app.domains.inventory.service.counting import begin_counting
from app.domains.inventory.service.exceptions import note_exception
from app.domains.inventory.service.levels import locked_level
from app.domains.inventory.service.limits import refuse_over
from app.domains.inventory.service.moving import change
from app.domains.inventory.types import Bounds, Change

ON_THE_WAY = text(
    """
    select count(*) from stock_transfer_line l join stock_transfer t on t.id = l.transfer_id
    where l.stock_item_id = :item and (t.status = 'in_transit' or t.status = 'received' and l.resolved_at is null
          and l.picked > l.received + l.damaged)
    """
)


def begin_serials(item: StockItem, numbers: Mapping[UUID, Sequence[str]]) -> None:
    """Keep an item by serial number from now on; `numbers` names, by location, each unit that lies there.

    Raises ByLot, Conflict while some of it is in a transfer, Invalid at `serials-<location>`, SerialRefused.
    """
    if item.by_lot:
        raise ByLot(_("This item is kept by lot, so it has no serial numbers"))
    levels = db.session.scalars(
        select(StockLevel)
        .where(StockLevel.stock_item_id == item.id)
        .order_by(StockLevel.id)
        .with_for_update()
    ).all()
    if item.by_serial or db.session.scalar(ON_THE_WAY, {"item": item.id}):
        raise Conflict(_("Some of it is in a transfer: count that in first"), code="inventory.on_the_way")
    wrong = {
        f"serials-{level.location_id}": _(
            "%(there)s lie there, %(named)s are named",
            there=f"{level.on_hand.normalize():f}",
            named=len(numbers.get(level.location_id, ())),
        )
        for level in levels
        if len(numbers.get(level.location_id, ())) != level.on_hand
    }
    if wrong:
        raise Invalid(_("Name each unit that lies there"), fields=wrong)
    item.by_serial = True
    db.session.flush()
    begin = new_id()
    for place, codes in numbers.items():
        serials.name_coming(begin, item.id, place, codes)
        ids = [row.id for row in serials.known_of(item.id, codes).values()]
        serials.move(ids, place, "here", 1, kind="began", document="serial", document_id=begin)
    _told(item, "serials_began", {"by_serial": True, "units": sum(map(len, numbers.values()))})


def end_serials(item: StockItem) -> None:
    """Keep an item by quantity alone from now on; what its numbers were stays readable."""
    here = select(Serial).where(Serial.stock_item_id == item.id, Serial.state.in_(("here", "away", "coming")))
    for each in db.session.scalars(here.order_by(Serial.id).with_for_update()).all():
        delta = -1 if each.state == "here" else 0
        serials.move([each.id], each.location_id, "out", delta, kind="ended", document="serial")
    item.by_serial = False
    _told(item, "serials_ended", {"by_serial": False})


def add_serials(
    item: StockItem,
    location_id: UUID,
    codes: Sequence[str],
    *,
    reason: str,
    bounds: Bounds | None = None,
) -> None:
    """Units that lie there although no book knew: the level rises by as many.

    Raises SerialRefused, Invalid, OverLimit beyond what the caller may adjust.
    """
    if not current_principal().may_at(location_id):
        raise UnknownLocation(_("There is no such location"))
    if not item.by_serial:
        raise Invalid(
            _("This item is not kept by serial number"), fields={"serials": _("Keep serial numbers first")}
        )
    if not codes:
        raise Invalid(_("Name a serial number"), fields={"serials": _("Scan or write at least one")})
    refuse_over(bounds, item.id, Decimal(len(codes)))
    begin_counting(item)
    adjustment = new_id()
    serials.name_coming(adjustment, item.id, location_id, codes)
    _adjust(item.id, location_id, Decimal(len(codes)), adjustment, reason)


def take_out(serial_id: UUID, *, reason: str, bounds: Bounds | None = None) -> Serial:
    """A unit is gone: the level falls by it.

    Raises UnknownSerial, SerialRefused, Invalid without a reason, OverLimit.
    """
    found = require_serial(serial_id)
    if not reason.strip():
        raise Invalid(_("Say why"), fields={"reason": _("Say why, for the ledger")})
    refuse_over(bounds, found.stock_item_id, Decimal(-1))
    adjustment = new_id()
    serials.name_leaving(adjustment, found.stock_item_id, found.location_id, [found.code])
    _adjust(found.stock_item_id, found.location_id, Decimal(-1), adjustment, reason)
    return found


def require_serial(serial_id: UUID) -> Serial:
    """A unit at one of the caller's places. Raises UnknownSerial."""
    found = db.session.get(Serial, serial_id)
    if found is None or not current_principal().may_at(found.location_id):
        raise UnknownSerial(_("There is no such serial number"))
    return found


def _adjust(item_id: UUID, location_id: UUID, delta: Decimal, document_id: UUID, reason: str) -> None:
    words = reason.strip()[:200]
    before = locked_level(item_id, location_id)
    after, was = before.on_hand + delta, before.on_hand
    change(
        [Change(item_id, location_id, on_hand=delta)],
        kind="adjustment", reason=words, document="serial", document_id=document_id,
    )  # fmt: skip
    if lack := max(Decimal(0), before.allocated + before.reserved - after):
        note_exception("short", item_id, location_id, lack, note=words)
    audit.record(
        "inventory.adjusted", object_type="stock_item", object_id=item_id, reason=words or None,
        before={"on_hand": str(was), "location": str(location_id)}, after={"on_hand": str(after)},
    )  # fmt: skip
    events.record(StockChanged(stock_item_ids=[str(item_id)], reason=words))


def _told(item: StockItem, what: str, after: dict[str, object]) -> None:
    audit.record(f"inventory.{what}", object_type="stock_item", object_id=item.id, after=after)
