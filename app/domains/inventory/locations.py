"""The door of the places that hold stock, as staff keep them: list, change, close."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text

from app.core import audit
from app.core.db import db, run
from app.core.errors import Conflict, Invalid
from app.core.i18n import format_quantity
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.inventory.errors import NotEmptied, UnknownLocation
from app.domains.inventory.models import Location

KINDS = ("warehouse", "store", "3pl", "virtual")
CHANGEABLE = (
    "name", "kind", "address", "opening_hours", "ships", "offers_pickup", "receives", "capacity", "priority", "active",
)  # fmt: skip
LIES_THERE = text(
    """
    select coalesce(sum(on_hand), 0) as on_hand, coalesce(sum(allocated + reserved), 0) as promised,
           coalesce(sum(incoming), 0) as incoming
    from stock_level where location_id = :location
    """
)


def every_location() -> Sequence[Location]:
    """Every location within the caller's scope, closed ones last."""
    found = select(Location).order_by(Location.active.desc(), Location.priority, Location.name)
    scope = current_principal().locations
    return db.session.scalars(found if scope is None else found.where(Location.id.in_(scope))).all()


def location(location_id: UUID) -> Location:
    """One location within the caller's scope. Raises UnknownLocation."""
    found = db.session.get(Location, location_id) if current_principal().may_at(location_id) else None
    if found is None:
        raise UnknownLocation(_("There is no such location"))
    return found


def change_location(location_id: UUID, facts: Mapping[str, Any]) -> Location:
    """Change what is said about a location (keys: CHANGEABLE). The code stays: files and programs use it.

    Raises UnknownLocation, Invalid naming the field, Conflict for the last one open, NotEmptied.
    """
    changed = location(location_id)
    if facts.get("kind", changed.kind) not in KINDS:
        raise Invalid(_("Some fields need another look"), fields={"kind": _("Choose one of the options")})
    if changed.active and not facts.get("active", True):
        _keep_one(changed)
        _refuse_unless_emptied(changed)
    before = {name: getattr(changed, name) for name in CHANGEABLE}
    after = {name: facts.get(name, before[name]) for name in CHANGEABLE}
    for name, value in after.items():
        setattr(changed, name, value)
    differ = [name for name in CHANGEABLE if before[name] != after[name]]
    if differ:
        audit.record(
            "inventory.location_changed",
            object_type="location",
            object_id=changed.id,
            before={name: before[name] for name in differ},
            after={name: after[name] for name in differ},
        )
    return changed


def _keep_one(closing: Location) -> None:
    others = select(func.count()).select_from(Location).where(Location.active, Location.id != closing.id)
    if not db.session.scalar(others):
        raise Conflict(_("This is the last location that is open"), code="inventory.last_location")


def _refuse_unless_emptied(closing: Location) -> None:
    lies = run(LIES_THERE, {"location": closing.id}).one()
    if not (lies.on_hand or lies.promised or lies.incoming):
        return
    raise NotEmptied(
        _(
            "%(name)s still holds stock: %(on_hand)s on hand, %(promised)s promised to orders, %(incoming)s on the way. "
            "Move or write it off first.",
            name=closing.name,
            on_hand=format_quantity(lies.on_hand),
            promised=format_quantity(lies.promised),
            incoming=format_quantity(lies.incoming),
        ),
        on_hand=str(lies.on_hand),
        promised=str(lies.promised),
        incoming=str(lies.incoming),
    )
