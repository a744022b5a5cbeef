"""Password, then second factor where one is set up. Wrong tries are counted and answered, never raised.

Other ways in (passkeys, single sign-on) end in `admit`, as the password does.
"""

from uuid import UUID

from app.core import audit, clock, events, passwords
from app.core.crypto import blind, hash_token, new_token, open_secret
from app.core.db import db
from app.core.errors import Forbidden
from app.core.i18n import gettext as _
from app.domains.identity import repo, rules
from app.domains.identity.errors import WrongPassword
from app.domains.identity.events import StaffLockedOut
from app.domains.identity.models import Staff, StaffToken
from app.domains.identity.roles import CONSOLE
from app.domains.identity.service.sessions import start_session
from app.domains.identity.types import Origin, SignIn

REFUSED = SignIn("refused")


class TillOnly(Forbidden):
    """The person's roles work at the till, not in the console."""

    code = "identity.till_only"


def sign_in(*, email: str, password: str, origin: Origin) -> SignIn:
    """Try a password. Raises TillOnly for somebody whose roles do not reach the console."""
    index = blind("email", email)
    staff = repo.staff_for_sign_in(index)
    fits = passwords.verify(staff.password_hash if staff else None, password)
    if staff is None or staff.disabled_at is not None:
        audit.record("identity.sign_in_failed", object_type="login", object_id=index.hex()[:24])
        return REFUSED
    if is_locked(staff):
        audit.record("identity.sign_in_while_locked", object_type="staff", object_id=staff.id)
        return REFUSED
    if not fits:
        _count_wrong(staff, "identity.sign_in_failed")
        return REFUSED
    if staff.password_hash and passwords.is_dated(staff.password_hash):
        staff.password_hash = passwords.hash_password(password)
    if staff.totp_enabled_at is not None:
        return SignIn("second_factor", _second_step(staff.id), staff.id)
    return admit(staff, origin, how="password")


def admit(staff: Staff, origin: Origin, *, how: str) -> SignIn:
    """Open a session for somebody who has proved who they are. Raises TillOnly."""
    access = repo.access_rows(staff.id)
    if CONSOLE not in rules.permissions_of(access.roles):
        raise TillOnly(
            _(
                "Your roles do not open the console. Ask for the right “Enter the console”, or sign in at the till."
            )
        )
    staff.failed_logins, staff.locked_until = 0, None
    token = start_session(staff.id, origin)
    audit.record("identity.signed_in", object_type="staff", object_id=staff.id, after={"how": how})
    return SignIn("signed_in", token, staff.id)


def second_factor(*, step: str, code: str, origin: Origin) -> SignIn:
    """Finish signing in by a code of the authenticator, or by a recovery code, which works once."""
    token = repo.take_token("second_factor", hash_token(step))
    staff = repo.staff(token.staff_id, lock=True) if token else None
    if token is None or staff is None or staff.disabled_at is not None or is_locked(staff):
        return REFUSED
    how = check_code(staff, code)
    if how is None:
        _count_wrong(staff, "identity.second_factor_failed")
        return REFUSED
    token.used_at = clock.now()
    return admit(staff, origin, how=how)


def check_code(staff: Staff, code: str) -> str | None:
    """Which proof `code` is (`totp` or `recovery_code`, spent by this), or None."""
    if staff.totp_secret is None:
        return None
    step = rules.totp_step(open_secret(staff.totp_secret), code, clock.now(), staff.totp_last_step)
    if step is not None:
        staff.totp_last_step = step
        return "totp"
    spent = rules.recovery_hash(staff.id, code)
    if spent in staff.recovery_hashes:
        staff.recovery_hashes = [kept for kept in staff.recovery_hashes if kept != spent]
        audit.record(
            "identity.recovery_code_used",
            object_type="staff",
            object_id=staff.id,
            after={"left": len(staff.recovery_hashes)},
        )
        return "recovery_code"
    return None


def is_locked(staff: Staff) -> bool:
    """Whether sign-in is paused after wrong tries."""
    return staff.locked_until is not None and staff.locked_until > clock.now()


def reauthenticate(*, staff_id: UUID, session_id: UUID, password: str) -> bool:
    """Prove again who sits here, for sensitive acts in the next quarter of an hour. False when refused."""
    staff = repo.staff(staff_id, lock=True)
    if staff is None or is_locked(staff):
        return False
    if not passwords.verify(staff.password_hash, password):
        _count_wrong(staff, "identity.proof_failed")
        return False
    staff.failed_logins = 0
    repo.set_session(session_id, proved_at=clock.now())
    audit.record("identity.proved", object_type="staff", object_id=staff_id)
    return True


def check_password(staff: Staff, password: str) -> None:
    """Raises WrongPassword at the field `current`."""
    if not passwords.verify(staff.password_hash, password):
        message = _("This is not your present password")
        raise WrongPassword(message, fields={"current": message})


def _second_step(staff_id: UUID) -> str:
    step, at = new_token(), clock.now()
    db.session.add(
        StaffToken(
            staff_id=staff_id,
            kind="second_factor",
            token_hash=hash_token(step),
            expires_at=at + rules.SECOND_STEP_LASTS,
        )
    )
    return step


def _count_wrong(staff: Staff, action: str) -> None:
    """One more wrong try; the fifth pauses sign-in."""
    staff.failed_logins += 1
    audit.record(action, object_type="staff", object_id=staff.id, after={"tries": staff.failed_logins})
    if staff.failed_logins < rules.WRONG_TRIES:
        return
    staff.failed_logins, staff.locked_until = 0, clock.now() + rules.LOCKED_FOR
    until = staff.locked_until.isoformat()
    audit.record("identity.locked_out", object_type="staff", object_id=staff.id, after={"until": until})
    events.record(StaffLockedOut(staff_id=str(staff.id), until=until))
