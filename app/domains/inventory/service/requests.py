"""Adjustments that are more than somebody may make: asked for, approved by another, or refused."""

from decimal import Decimal
from uuid import UUID

from app.core import audit, clock
from app.core.db import db
from app.core.errors import Forbidden
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.inventory.errors import RequestState, UnknownRequest
from app.domains.inventory.models import AdjustmentRequest, Location, StockItem
from app.domains.inventory.service.counting import adjust, set_on_hand
from app.domains.inventory.service.items import find_item
from app.domains.inventory.service.levels import locked_level
from app.domains.inventory.service.places import find_location
from app.domains.inventory.types import Bounds, Told


def ask_adjustment(told: Told) -> AdjustmentRequest:
    """Keep an adjustment for somebody else to decide; nothing changes. Raises UnknownItem, UnknownLocation."""
    item, place, who = find_item(told.sku), find_location(told.location), current_principal()
    level = locked_level(item.id, place.id)
    made = AdjustmentRequest(
        id=new_id(), stock_item_id=item.id, location_id=place.id, sets=told.sets, quantity=told.quantity,
        delta=told.quantity - level.on_hand if told.sets else told.quantity, reason=told.reason, status="open",
        actor=who.label, actor_name=who.name, created_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _told(made, "asked", told.reason)
    return made


def approve_adjustment(
    request_id: UUID, bounds: Bounds | None, *, below_zero: bool = False
) -> AdjustmentRequest:
    """Make an adjustment that somebody else asked for. Raises UnknownRequest, RequestState, OverLimit, BelowZero,
    Forbidden for whoever asked."""
    row = _open(request_id)
    item = db.session.get_one(StockItem, row.stock_item_id)
    place = db.session.get_one(Location, row.location_id)
    reason = f"{row.reason} ({row.actor_name})"[:200] if row.actor_name else row.reason
    if row.sets:
        set_on_hand(
            sku=item.sku,
            location_code=place.code,
            quantity=row.quantity,
            reason=reason,
            bounds=bounds,
            below_zero=below_zero,
        )
    else:
        adjust(
            sku=item.sku,
            location_code=place.code,
            delta=row.quantity,
            reason=reason,
            bounds=bounds,
            below_zero=below_zero,
        )
    _decide(row, "approved", "")
    return row


def refuse_adjustment(request_id: UUID, note: str) -> AdjustmentRequest:
    """Say no. Raises UnknownRequest, RequestState, Forbidden for whoever asked."""
    row = _open(request_id)
    _decide(row, "refused", note)
    return row


def require_request(request_id: UUID) -> AdjustmentRequest:
    """Raises UnknownRequest, also outside the caller's locations."""
    row = db.session.get(AdjustmentRequest, request_id)
    if row is None or not current_principal().may_at(row.location_id):
        raise UnknownRequest(_("There is no such request"))
    return row


def _open(request_id: UUID) -> AdjustmentRequest:
    require_request(request_id)
    row = db.session.get_one(AdjustmentRequest, request_id, with_for_update=True, populate_existing=True)
    if row.status != "open":
        raise RequestState(_("This was decided already"), state=row.status)
    if row.actor == current_principal().label:
        raise Forbidden(_("Somebody else decides what you asked for"))
    return row


def _decide(row: AdjustmentRequest, status: str, note: str) -> None:
    who = current_principal()
    row.status, row.decided_by, row.note = status, who.name or who.label, note.strip()[:200]
    row.decided_at = clock.now()
    db.session.flush()
    _told(row, status, note or None)


def _told(row: AdjustmentRequest, what: str, reason: str | None) -> None:
    delta: Decimal = row.delta
    audit.record(
        f"inventory.adjustment_{what}", object_type="adjustment_request", object_id=row.id, reason=reason,
        after={"item": str(row.stock_item_id), "location": str(row.location_id), "delta": str(delta)},
    )  # fmt: skip
