"""Locations that hold stock: found by code, listed, opened."""

from typing import Any

from sqlalchemy import select

from app.core import audit
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.inventory.errors import UnknownLocation
from app.domains.inventory.models import Location


def find_location(code: str) -> Location:
    """The active location of a code. Raises UnknownLocation."""
    location = db.session.scalar(select(Location).where(Location.code == code, Location.active))
    if location is None:
        raise UnknownLocation(_("There is no such location"), location=code)
    return location


def locations() -> list[Location]:
    """Active locations, warehouses first, then by priority and name."""
    found = db.session.scalars(select(Location).where(Location.active))
    return sorted(found, key=lambda place: (place.kind != "warehouse", place.priority, place.name))


def add_location(*, code: str, name: str, kind: str, **facts: Any) -> Location:
    """Open a location. Stores offer pickup, warehouses ship, unless said otherwise. Raises Invalid at `code`."""
    if db.session.scalar(select(Location.id).where(Location.code == code)) is not None:
        raise Invalid(
            _("This code is taken"),
            fields={"code": _("Choose another code")},
            code="inventory.location_taken",
        )
    facts = {"ships": kind in ("warehouse", "3pl"), "offers_pickup": kind == "store", **facts}
    location = Location(id=new_id(), code=code, name=name, kind=kind, **facts)
    db.session.add(location)
    db.session.flush()
    audit.record(
        "inventory.location_added",
        object_type="location",
        object_id=location.id,
        after={"code": code, "kind": kind},
    )
    return location
