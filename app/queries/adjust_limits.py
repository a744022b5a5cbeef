"""How much of stock somebody may adjust at once, by their roles, and who may adjust more."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from app.core.db import db
from app.core.ids import parse_id
from app.core.principal import Principal, current_principal
from app.domains.identity import service as identity
from app.domains.identity.models import ApiClient, Role, Staff, StaffLocation, StaffRole
from app.domains.inventory.permissions import CountPermission, StockPermission
from app.domains.inventory.types import Bounds

ANY = Bounds()


def mine() -> Bounds | None:
    """What the caller may adjust at once; None: anything."""
    return of(current_principal())


def of(who: Principal) -> Bounds | None:
    """What somebody may adjust at once: of several roles with the right, the widest; None: anything."""
    known = parse_id(who.id)
    if known is None or who.kind not in ("staff", "api"):
        return None
    if who.kind == "api":
        kept = db.session.scalar(select(ApiClient.stock_limits).where(ApiClient.id == known))
        return read(kept) if kept else None
    roles = db.session.scalars(select(Role).join(StaffRole).where(StaffRole.staff_id == known)).all()
    return _widest(roles)


def read(kept: Mapping[str, Any] | None) -> Bounds:
    """The limits as they are kept."""
    units, value, percent = ((kept or {}).get(name) for name in ("units", "value", "percent"))
    return Bounds(
        None if units is None else Decimal(units), value, None if percent is None else Decimal(percent)
    )


def _widest(roles: Any) -> Bounds | None:
    """Rights add up, so do limits: for each kind the highest of the roles that hold the right to it."""
    held = [(identity.rights_of(role), read(role.stock_limits)) for role in roles]
    adjusts = [bounds for rights, bounds in held if StockPermission.ADJUST in rights]
    counts = [bounds.percent for rights, bounds in held if CountPermission.APPROVE in rights]
    found = Bounds(
        _most([bounds.units for bounds in adjusts]),
        _most([bounds.value for bounds in adjusts]),
        _most(counts),
    )
    return None if found == ANY else found


def _most(limits: list[Any]) -> Any:
    """The highest; None (any) where one has none."""
    return None if not limits or None in limits else max(limits)


def somebody_above(place: UUID, delta: Decimal, cost: Decimal | None) -> bool:
    """Whether a colleague at a place may adjust so much."""
    here = select(StaffLocation.staff_id).where(StaffLocation.location_id == place)
    people = select(Staff.id).where(
        Staff.disabled_at.is_(None), Staff.password_hash.is_not(None), Staff.id != parse_id(current_principal().id),
        or_(Staff.all_locations, Staff.id.in_(here)),
    )  # fmt: skip
    rows = db.session.execute(
        select(StaffRole.staff_id, Role).join(Role).where(StaffRole.staff_id.in_(people))
    )
    roles: dict[UUID, list[Role]] = {}
    for staff_id, role in rows:
        if StockPermission.ADJUST in identity.rights_of(role):
            roles.setdefault(staff_id, []).append(role)
    return any((bounds := _widest(held)) is None or bounds.cover(delta, cost) for held in roles.values())
