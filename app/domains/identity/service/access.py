"""Roles: the standard ones, a tenant's own, and who holds which where."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as pg_insert

from app.core import audit, clock, events
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.identity import repo, rules
from app.domains.identity.errors import BeyondOwnRights, BuiltinRole, LastAdministrator, RoleInUse
from app.domains.identity.events import StaffAccessChanged
from app.domains.identity.models import Role, Staff
from app.domains.identity.roles import EVERYTHING, STANDARD_ROLES


def seed_roles() -> None:
    """Give the bound tenant the standard roles; again after a release that brings new ones. One statement."""
    at = clock.now()
    rows = [
        {
            "id": new_id(),
            "code": role.code,
            "name": role.name,
            "description": role.description,
            "builtin": True,
            "permissions": [],
            "created_at": at,
        }
        for role in STANDARD_ROLES.values()
    ]
    db.session.execute(pg_insert(Role).values(rows).on_conflict_do_nothing(index_elements=[Role.code]))


def rights_of(role: Role) -> frozenset[str]:
    """What a role allows: a built-in one as this release says, a tenant's own as stored."""
    return rules.permissions_of([(role.code, role.builtin, role.permissions)])


def list_roles() -> Sequence[Role]:
    """Built-in roles first, then the tenant's own by name."""
    return repo.roles()


def grantable_roles() -> list[Role]:
    """Roles that the caller may hand out: none reaches beyond the caller's own rights."""
    actor = current_principal()
    return [role for role in repo.roles() if rules.may_grant(actor, rights_of(role))]


def role(code: str) -> Role:
    """One role. Raises NotFound."""
    found = repo.roles([code])
    if not found:
        raise NotFound(_("This role is not there"))
    return found[0]


def define_role(*, name: str, description: str, rights: Iterable[str]) -> Role:
    """A role of the tenant's own. Raises Invalid, BeyondOwnRights."""
    wanted = _checked(rights)
    made = Role(
        id=new_id(),
        code=f"own-{new_id().hex[-12:]}",
        name=_free_name(name),
        description=description.strip(),
        builtin=False,
        permissions=sorted(wanted),
    )
    db.session.add(made)
    audit.record("identity.role_defined", object_type="role", object_id=made.id, after=_told(made))
    return made


def change_role(*, code: str, name: str, description: str, rights: Iterable[str]) -> Role:
    """Change a role of the tenant's own, at once for all who hold it. Raises BuiltinRole, BeyondOwnRights."""
    changed = _own_role(code)
    before, wanted = _told(changed), _checked(rights)
    changed.name = _free_name(name, but=changed.id)
    changed.description, changed.permissions = description.strip(), sorted(wanted)
    audit.record(
        "identity.role_changed", object_type="role", object_id=changed.id, before=before, after=_told(changed)
    )
    return changed


def delete_role(code: str) -> None:
    """Remove a role of the tenant's own that nobody holds. Raises BuiltinRole, RoleInUse."""
    gone = _own_role(code)
    if holders := repo.role_holders(gone.id):
        raise RoleInUse(
            _("%(count)s people hold this role; give them another first", count=holders), holders=holders
        )
    audit.record("identity.role_deleted", object_type="role", object_id=gone.id, before=_told(gone))
    db.session.delete(gone)


def check_grant(role_codes: Iterable[str], locations: frozenset[UUID] | None) -> list[Role]:
    """The roles named, if the caller may hand them out at these locations (None is everywhere).

    Raises Invalid for none, unknown or placeless roles, BeyondOwnRights otherwise.
    """
    actor, wanted = current_principal(), set(role_codes)
    found = list(repo.roles(wanted))
    if not found or len(found) != len(wanted):
        message = _("Choose at least one role")
        raise Invalid(message, fields={"roles": message})
    if not rules.may_grant(actor, frozenset().union(*map(rights_of, found))):
        raise BeyondOwnRights(_("You cannot give rights that you do not have"))
    if not rules.may_place(actor, locations):
        raise BeyondOwnRights(_("You cannot give access to locations beyond your own"))
    placeless = locations is None and all(map(_is_local, found))
    if (locations is not None and not locations) or placeless:
        message = _("Choose the locations where this person works")
        raise Invalid(message, fields={"locations": message})
    return found


def set_access(*, staff_id: UUID, role_codes: Iterable[str], locations: frozenset[UUID] | None) -> None:
    """Give a colleague these roles at these locations (None: everywhere), in place of the present ones.

    It holds from the next request on. Raises NotFound, BeyondOwnRights, LastAdministrator, Invalid.
    """
    staff = colleague(staff_id)
    granted = check_grant(role_codes, locations)
    present = repo.access_rows(staff_id)
    before = {code for code, _builtin, _rights in present.roles}
    after = {each.code for each in granted}
    if repo.ADMINISTRATOR in before - after:
        keep_an_administrator(staff_id)
    staff.all_locations = locations is None
    repo.set_roles(staff_id, [each.id for each in granted])
    repo.set_locations(staff_id, locations or ())
    audit.record(
        "identity.access_changed",
        object_type="staff",
        object_id=staff_id,
        before=_access(before, rules.locations_of(present.all_locations, present.locations)),
        after=_access(after, locations),
    )
    events.record(StaffAccessChanged(staff_id=str(staff_id)))


def colleague(staff_id: UUID) -> Staff:
    """Somebody whom the caller sees and does not stand below. Raises NotFound, BeyondOwnRights."""
    actor = current_principal()
    staff = repo.staff_seen_by(actor, staff_id)
    if staff is None:
        raise NotFound(_("This person is not there"))
    access = repo.access_rows(staff_id)
    places = rules.locations_of(access.all_locations, access.locations)
    if not rules.may_grant(actor, rules.permissions_of(access.roles)) or not rules.may_place(actor, places):
        raise BeyondOwnRights(_("This colleague has rights beyond yours"))
    return staff


def keep_an_administrator(staff_id: UUID) -> None:
    """Raises LastAdministrator when nobody else could run the shop."""
    if repo.other_administrators(staff_id) == 0:
        raise LastAdministrator(_("This is the last administrator; make somebody else one first"))


def is_administrator(staff_id: UUID) -> bool:
    return any(code == repo.ADMINISTRATOR for code, *_rest in repo.access_rows(staff_id).roles)


def _own_role(code: str) -> Role:
    found = role(code)
    if found.builtin:
        raise BuiltinRole(_("Standard roles cannot be changed; copy it instead"))
    if not rules.may_grant(current_principal(), rights_of(found)):
        raise BeyondOwnRights(_("This role has rights beyond yours"))
    return found


def _is_local(each: Role) -> bool:
    return each.builtin and each.code in STANDARD_ROLES and STANDARD_ROLES[each.code].local


def _checked(rights: Iterable[str]) -> frozenset[str]:
    wanted = frozenset(rights)
    if not wanted or wanted - EVERYTHING:
        message = _("Choose at least one right")
        raise Invalid(message, fields={"rights": message})
    if not rules.may_grant(current_principal(), wanted):
        raise BeyondOwnRights(_("You cannot give rights that you do not have"))
    return wanted


def _free_name(name: str, *, but: UUID | None = None) -> str:
    plain = name.strip()
    taken = db.session.scalar(select(Role.id).where(Role.name == plain, Role.id.is_distinct_from(but)))
    if taken is not None:
        message = _("Another role has this name")
        raise Conflict(message, code="identity.role_name_taken", fields={"name": message})
    return plain


def _told(told: Role) -> dict[str, object]:
    return {"name": told.name, "rights": list(told.permissions)}


def _access(codes: Iterable[str], locations: frozenset[UUID] | None) -> dict[str, object]:
    return {
        "roles": sorted(codes),
        "locations": "all" if locations is None else sorted(map(str, locations)),
    }
