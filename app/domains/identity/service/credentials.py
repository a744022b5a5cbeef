"""What a person signs in with: password, second factor, recovery codes, till PIN."""

import base64
from datetime import timedelta
from uuid import UUID

import pyotp

from app.core import audit, clock, crypto, events, passwords
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import gettext as _
from app.domains.identity import repo, rules
from app.domains.identity.errors import BadLink, SecondFactorRequired, WrongCode
from app.domains.identity.events import StaffPasswordChanged, StaffPasswordResetAsked
from app.domains.identity.models import Staff, StaffToken
from app.domains.identity.service.policy import second_factor_demanded
from app.domains.identity.service.signing_in import check_code, check_password
from app.domains.identity.types import TokenMail, TotpSetup


def make_link(staff_id: UUID, kind: str, lasts: timedelta) -> str:
    """A one-time token of a kind; older ones of the kind stop working."""
    repo.void_tokens(staff_id, kind)
    token = crypto.new_token()
    db.session.add(
        StaffToken(
            staff_id=staff_id, kind=kind, token_hash=crypto.hash_token(token), expires_at=clock.now() + lasts
        )
    )
    return token


def sealed(staff_id: UUID, token: str) -> str:
    """A token as it may stand in an event: under the person's key."""
    return base64.b64encode(crypto.seal(staff_id, token)).decode()


def token_mail(*, staff_id: UUID, sealed_token: str) -> TokenMail | None:
    """What a mail with the link needs; None when the person was erased."""
    staff = repo.staff(staff_id)
    token = crypto.open_(staff_id, base64.b64decode(sealed_token))
    email = crypto.open_(staff_id, staff.email) if staff else None
    if staff is None or token is None or email is None:
        return None
    return TokenMail(name=staff.name, email=email, locale=staff.locale, token=token)


def ask_password_reset(*, email: str) -> None:
    """Have a link mailed. Says nothing about whether the address is known."""
    staff = repo.staff_for_sign_in(crypto.blind("email", email))
    if staff is None or staff.disabled_at is not None or staff.password_hash is None:
        return
    token = make_link(staff.id, "reset", rules.RESET_LASTS)
    audit.record("identity.password_reset_asked", object_type="staff", object_id=staff.id)
    events.record(StaffPasswordResetAsked(staff_id=str(staff.id), sealed_token=sealed(staff.id, token)))


def open_link(kind: str, token: str) -> Staff:
    """The person a good link belongs to. Raises BadLink."""
    link = repo.take_token(kind, crypto.hash_token(token))
    staff = repo.staff(link.staff_id) if link else None
    if staff is None or staff.disabled_at is not None:
        raise BadLink(_("This link was used or is too old. Ask for a new one."))
    return staff


def reset_password(*, token: str, password: str) -> None:
    """Choose a new password by link; ends every session and the pause after wrong tries. Raises BadLink."""
    staff = open_link("reset", token)
    passwords.check_strength(password, about=_about(staff))
    repo.void_tokens(staff.id, "reset", "second_factor")
    staff.password_hash = passwords.hash_password(password)
    staff.failed_logins, staff.locked_until = 0, None
    repo.end_sessions(staff.id)
    _changed(staff, "identity.password_reset")


def change_password(*, staff_id: UUID, current: str, password: str, keep: UUID | None) -> None:
    """Change one's own password; ends the other sessions. Raises WrongPassword, WeakPassword."""
    staff = _one(staff_id)
    check_password(staff, current)
    passwords.check_strength(password, about=_about(staff))
    repo.void_tokens(staff.id, "reset", "second_factor")
    staff.password_hash = passwords.hash_password(password)
    repo.end_sessions(staff.id, but=keep)
    _changed(staff, "identity.password_changed")


def begin_totp(*, staff_id: UUID, issuer: str) -> TotpSetup:
    """A fresh secret to scan; it counts once a code made with it was given to `confirm_totp`."""
    staff = _one(staff_id)
    if staff.totp_enabled_at is not None:
        raise Conflict(_("The second factor is on already"))
    secret = pyotp.random_base32()
    staff.totp_secret = crypto.seal_secret(secret)
    return _setup(staff, secret, issuer)


def pending_totp(*, staff_id: UUID, issuer: str) -> TotpSetup | None:
    """The set-up under way, to show again."""
    staff = _one(staff_id)
    if staff.totp_secret is None or staff.totp_enabled_at is not None:
        return None
    return _setup(staff, crypto.open_secret(staff.totp_secret), issuer)


def confirm_totp(*, staff_id: UUID, code: str) -> list[str]:
    """Turn the second factor on; returns the recovery codes, shown this once. Raises WrongCode."""
    staff = _one(staff_id)
    if staff.totp_secret is None or staff.totp_enabled_at is not None:
        raise Conflict(_("Start the set-up again"))
    step = rules.totp_step(crypto.open_secret(staff.totp_secret), code, clock.now(), staff.totp_last_step)
    if step is None:
        message = _("This code does not fit. Enter the one shown now.")
        raise WrongCode(message, fields={"code": message})
    staff.totp_enabled_at, staff.totp_last_step = clock.now(), step
    audit.record("identity.second_factor_on", object_type="staff", object_id=staff.id)
    return _recovery_codes(staff)


def renew_recovery_codes(*, staff_id: UUID) -> list[str]:
    """New recovery codes; the old ones stop working."""
    staff = _one(staff_id)
    if staff.totp_enabled_at is None:
        raise Conflict(_("Turn the second factor on first"))
    audit.record("identity.recovery_codes_renewed", object_type="staff", object_id=staff.id)
    return _recovery_codes(staff)


def disable_totp(*, staff_id: UUID, code: str) -> None:
    """Turn one's own second factor off, by a code of it. Raises WrongCode."""
    staff = _one(staff_id)
    if staff.totp_enabled_at is None:
        return
    if second_factor_demanded():
        raise SecondFactorRequired(_("Everybody here needs a second factor, so it stays on"))
    if check_code(staff, code) is None:
        message = _("This code does not fit. Enter the one shown now.")
        raise WrongCode(message, fields={"code": message})
    clear_totp(staff)


def clear_totp(staff: Staff) -> None:
    """Forget a person's second factor."""
    staff.totp_secret, staff.totp_enabled_at, staff.recovery_hashes = None, None, []
    audit.record("identity.second_factor_off", object_type="staff", object_id=staff.id)


def set_pin(*, staff_id: UUID, pin: str) -> None:
    """Set a till PIN of four to eight digits. Raises Invalid for others, and for 1111 or 1234."""
    staff = _one(staff_id)
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
        raise _bad_pin(_("Use four to eight digits"))
    if len(set(pin)) == 1 or pin in "0123456789" or pin in "9876543210":
        raise _bad_pin(_("This PIN is easy to guess; choose another"))
    staff.pin_hash = rules.pin_hash(pin)
    audit.record("identity.pin_set", object_type="staff", object_id=staff.id)


def pin_fits(*, staff_id: UUID, pin: str) -> bool:
    """Whether this is the person's till PIN."""
    staff = repo.staff(staff_id)
    return staff is not None and staff.disabled_at is None and rules.pin_fits(staff.pin_hash, pin)


def _one(staff_id: UUID) -> Staff:
    staff = repo.staff(staff_id, lock=True)
    if staff is None:
        raise NotFound(_("This person is not there"))
    return staff


def _about(staff: Staff) -> str:
    return f"{staff.name} {crypto.open_(staff.id, staff.email) or ''}"


def _setup(staff: Staff, secret: str, issuer: str) -> TotpSetup:
    name = crypto.open_(staff.id, staff.email) or staff.name
    return TotpSetup(secret, pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer))


def _recovery_codes(staff: Staff) -> list[str]:
    codes = rules.new_recovery_codes()
    staff.recovery_hashes = [rules.recovery_hash(staff.id, code) for code in codes]
    return codes


def _changed(staff: Staff, action: str) -> None:
    audit.record(action, object_type="staff", object_id=staff.id)
    events.record(StaffPasswordChanged(staff_id=str(staff.id)))


def _bad_pin(message: str) -> Invalid:
    return Invalid(message, fields={"pin": message}, code="identity.weak_pin")
