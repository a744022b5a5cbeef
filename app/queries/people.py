"""The team as its list and its pages show it: who, in which roles, where, and how they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_

from app.core import clock, crypto
from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.domains.identity.models import Role, Staff, StaffLocation, StaffRole, StaffSession
from app.domains.identity.repo import seen_by
from app.domains.inventory.models import Location

STATES = ("active", "invited", "locked", "inactive")


@dataclass(frozen=True, slots=True)
class Person:
    """One colleague. `locations` maps id to name; None means everywhere."""

    id: UUID
    name: str
    email: str
    state: str
    role_codes: tuple[str, ...]
    roles: tuple[str, ...]
    locations: dict[UUID, str] | None
    second_factor: bool
    pin: bool
    seen_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LocationChoice:
    id: UUID
    name: str


def list_people(
    *, q: str = "", role: str = "", state: str = "", cursor: str | None = None, limit: int | None = None
) -> Page[Person]:
    """Colleagues whom the caller may see, by name. Three statements, whatever their number."""
    size, keys = clamp(limit), decode_cursor(cursor, str, UUID)
    wanted = and_(seen_by(current_principal()), *_conditions(q.strip(), role, state))
    found = _people(wanted).order_by(func.lower(Staff.name), Staff.id).limit(size + 1)
    if keys:
        found = found.where(tuple_(func.lower(Staff.name), Staff.id) > tuple_(*keys))
    total = db.session.scalar(select(func.count()).select_from(Staff).where(wanted)) or 0
    return cut(_clear(db.session.execute(found)), size, lambda each: (each.name.lower(), str(each.id)), total)


def person(staff_id: UUID) -> Person:
    """One colleague whom the caller may see. Raises NotFound."""
    found = _clear(db.session.execute(_people(and_(seen_by(current_principal()), Staff.id == staff_id))))
    if not found:
        raise NotFound(_("This person is not there"))
    return found[0]


def location_choices() -> list[LocationChoice]:
    """Active locations within the caller's own scope, by name."""
    scope = current_principal().locations
    found = select(Location.id, Location.name).where(Location.active).order_by(Location.name)
    if scope is not None:
        found = found.where(Location.id.in_(scope))
    return [LocationChoice(row.id, row.name) for row in db.session.execute(found)]


def _conditions(q: str, role: str, state: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if "@" in q:
        found.append(Staff.email_index == crypto.blind("email", q))
    elif q:
        found.append(Staff.name.icontains(q, autoescape=True))
    if role:
        held = select(StaffRole.staff_id).join(Role, Role.id == StaffRole.role_id).where(Role.code == role)
        found.append(Staff.id.in_(held))
    locked = and_(Staff.locked_until.is_not(None), Staff.locked_until > clock.now())
    stands = Staff.disabled_at.is_(None)
    states: dict[str, ColumnElement[bool]] = {
        "inactive": Staff.disabled_at.is_not(None),
        "invited": and_(stands, Staff.password_hash.is_(None)),
        "locked": and_(stands, locked),
        "active": and_(stands, Staff.password_hash.is_not(None)),
    }
    return [*found, states[state]] if state in states else found


def _people(where: ColumnElement[bool]) -> Select[Any]:
    roles = (
        select(func.jsonb_agg(func.jsonb_build_array(Role.code, Role.name)))
        .join(StaffRole, StaffRole.role_id == Role.id)
        .where(StaffRole.staff_id == Staff.id)
        .correlate(Staff)
        .scalar_subquery()
    )
    places = (
        select(func.jsonb_object_agg(Location.id, Location.name))
        .join(StaffLocation, StaffLocation.location_id == Location.id)
        .where(StaffLocation.staff_id == Staff.id)
        .correlate(Staff)
        .scalar_subquery()
    )
    seen = (
        select(func.max(StaffSession.seen_at))
        .where(StaffSession.staff_id == Staff.id)
        .correlate(Staff)
        .scalar_subquery()
    )
    return select(Staff, roles.label("roles"), places.label("places"), seen.label("seen_at")).where(where)


def _clear(rows: Iterable[Any]) -> list[Person]:
    found = list(rows)
    crypto.load_keys(row.Staff.id for row in found)
    return [_person(row.Staff, row.roles or [], row.places or {}, row.seen_at) for row in found]


def _person(staff: Staff, roles: list[Any], places: dict[str, str], seen_at: datetime | None) -> Person:
    ordered = sorted(roles, key=lambda pair: str(pair[1]))
    return Person(
        id=staff.id,
        name=staff.name,
        email=crypto.open_(staff.id, staff.email) or "",
        state=_state(staff),
        role_codes=tuple(code for code, _name in ordered),
        roles=tuple(name for _code, name in ordered),
        locations=None if staff.all_locations else {UUID(key): name for key, name in places.items()},
        second_factor=staff.totp_enabled_at is not None,
        pin=staff.pin_hash is not None,
        seen_at=seen_at,
        created_at=staff.created_at,
    )


def _state(staff: Staff) -> str:
    if staff.disabled_at is not None:
        return "inactive"
    if staff.password_hash is None:
        return "invited"
    return "locked" if staff.locked_until is not None and staff.locked_until > clock.now() else "active"
