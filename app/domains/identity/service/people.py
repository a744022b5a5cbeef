"""Colleagues: create, invite, accept, disable, and what they say about themselves."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert as pg_insert

from app.core import audit, clock, crypto, events, passwords
from app.core.crypto import PersonKey
from app.core.db import db
from app.core.errors import Conflict
from app.core.i18n import best_locale
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.identity import repo, rules
from app.domains.identity.errors import EmailTaken
from app.domains.identity.events import StaffAccessChanged, StaffInvited
from app.domains.identity.models import Staff
from app.domains.identity.roles import CONSOLE
from app.domains.identity.service import access, credentials
from app.domains.identity.service.sessions import start_session
from app.domains.identity.types import Cashier, Issued, Origin


def create_staff(
    *,
    email: str,
    name: str,
    roles: Collection[str],
    password: str | None = None,
    locations: frozenset[UUID] | None = None,
    locale: str = "en",
) -> Staff:
    """Somebody new with these roles at these locations (None: everywhere).

    Raises EmailTaken, and what `access.check_grant` raises. The password's strength is the caller's business.
    """
    granted = access.check_grant(roles, locations)
    staff = _insert(email, name, locale, all_locations=locations is None)
    if password is not None:
        staff.password_hash = passwords.hash_password(password)
    db.session.flush()
    repo.set_roles(staff.id, [role.id for role in granted])
    repo.set_locations(staff.id, locations or ())
    audit.record(
        "identity.staff_created",
        object_type="staff",
        object_id=staff.id,
        after={
            "roles": sorted(role.code for role in granted),
            "locations": "all" if locations is None else sorted(map(str, locations)),
        },
    )
    return staff


def _insert(email: str, name: str, locale: str, *, all_locations: bool) -> Staff:
    index = crypto.blind("email", email)
    if repo.staff_for_sign_in(index) is not None:
        message = _("A colleague with this e-mail is here already")
        raise EmailTaken(message, fields={"email": message})
    person, plain, wrapped = crypto.make_person_key()
    db.session.execute(pg_insert(PersonKey).values(id=person, wrapped=wrapped, created_at=clock.now()))
    crypto.remember(person, plain)
    staff = Staff(
        id=person,
        name=name.strip(),
        email=crypto.seal(person, email.strip()),
        email_index=index,
        locale=best_locale(locale),
        all_locations=all_locations,
    )
    db.session.add(staff)
    return staff


def invite(
    *,
    email: str,
    name: str,
    roles: Collection[str],
    locations: frozenset[UUID] | None = None,
    locale: str = "en",
) -> Issued:
    """Ask somebody to join: the link goes out by mail. Its token is answered too, for the command line."""
    staff = create_staff(email=email, name=name, roles=roles, locations=locations, locale=locale)
    return Issued(staff.id, _send_invitation(staff))


def invite_again(staff_id: UUID) -> Issued:
    """A fresh link for somebody who has not accepted yet; the old one stops working."""
    staff = access.colleague(staff_id)
    if staff.password_hash is not None:
        raise Conflict(_("This person has joined already"))
    return Issued(staff.id, _send_invitation(staff))


def _send_invitation(staff: Staff) -> str:
    token = credentials.make_link(staff.id, "invitation", rules.INVITATION_LASTS)
    audit.record("identity.staff_invited", object_type="staff", object_id=staff.id)
    events.record(StaffInvited(staff_id=str(staff.id), sealed_token=credentials.sealed(staff.id, token)))
    return token


def invited(token: str) -> Staff:
    """Whom an invitation link is for. Raises BadLink."""
    return credentials.open_link("invitation", token)


def accept_invitation(*, token: str, name: str, password: str, origin: Origin) -> str | None:
    """Join: choose name and password. Returns a session's token, or None for somebody of the till only.

    Raises BadLink, WeakPassword.
    """
    staff = invited(token)
    passwords.check_strength(password, about=f"{name} {crypto.open_(staff.id, staff.email) or ''}")
    repo.void_tokens(staff.id, "invitation")
    staff.name, staff.password_hash = name.strip() or staff.name, passwords.hash_password(password)
    audit.record("identity.invitation_accepted", object_type="staff", object_id=staff.id)
    if CONSOLE not in rules.permissions_of(repo.access_rows(staff.id).roles):
        return None
    return start_session(staff.id, origin)


def disable(staff_id: UUID) -> None:
    """Shut a colleague out at once; the records stay. Raises NotFound, LastAdministrator, Conflict."""
    staff = access.colleague(staff_id)
    if current_principal().id == str(staff_id):
        raise Conflict(_("You cannot disable yourself"), code="identity.own_account")
    if staff.disabled_at is not None:
        return
    if access.is_administrator(staff_id):
        access.keep_an_administrator(staff_id)
    staff.disabled_at = clock.now()
    repo.end_sessions(staff_id)
    repo.void_tokens(staff_id, "invitation", "reset", "second_factor")
    audit.record("identity.staff_disabled", object_type="staff", object_id=staff_id)
    events.record(StaffAccessChanged(staff_id=str(staff_id)))


def enable(staff_id: UUID) -> None:
    """Let a colleague in again."""
    staff = access.colleague(staff_id)
    if staff.disabled_at is not None:
        staff.disabled_at = None
        audit.record("identity.staff_enabled", object_type="staff", object_id=staff_id)
        events.record(StaffAccessChanged(staff_id=str(staff_id)))


def unlock(staff_id: UUID) -> None:
    """End the pause after wrong tries."""
    staff = access.colleague(staff_id)
    staff.failed_logins, staff.locked_until = 0, None
    audit.record("identity.staff_unlocked", object_type="staff", object_id=staff_id)


def reset_second_factor(staff_id: UUID) -> None:
    """Clear a colleague's lost second factor, and sign them out."""
    credentials.clear_totp(access.colleague(staff_id))
    repo.end_sessions(staff_id)


def set_colleague_pin(*, staff_id: UUID, pin: str) -> None:
    """Give a colleague a till PIN. Raises Invalid at `pin`."""
    access.colleague(staff_id)
    credentials.set_pin(staff_id=staff_id, pin=pin)


def change_profile(*, staff_id: UUID, name: str, locale: str) -> None:
    """One's own name and language."""
    staff = db.session.get_one(Staff, staff_id)
    staff.name, staff.locale = name.strip(), best_locale(locale)


def staff_named(email: str) -> Staff | None:
    """The colleague with exactly this e-mail."""
    return repo.staff_for_sign_in(crypto.blind("email", email))


def staff_member(staff_id: UUID) -> Staff:
    """Somebody of this tenant, for the person themselves or the system."""
    return db.session.get_one(Staff, staff_id)


def email_of(staff: Staff) -> str:
    """The person's e-mail, empty once erased."""
    return crypto.open_(staff.id, staff.email) or ""


OVERRIDE = "pos:till:override"


def cashiers(location_id: UUID) -> list[Cashier]:
    """Who may sell at a location's tills, with what each may do there."""
    found = [
        Cashier(
            row.id,
            row.name,
            row.pin_hash,
            rules.permissions_of(row.roles),
            tuple(role[0] for role in row.roles if OVERRIDE in rules.permissions_of([role])),
        )
        for row in repo.cashier_rows(location_id)
    ]
    return [cashier for cashier in found if "pos:till:sell" in cashier.permissions]
