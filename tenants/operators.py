"""People who run the platform: accounts, sign-in with lock-out and second factor, sessions.

Their accounts live in the control plane only: no tenant's role can be one, no tenant's person gets in.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pyotp
from sqlalchemy import Engine, insert, select, update

from app.core import clock, crypto, passwords
from app.core.db import db
from app.core.errors import Conflict, Unauthorized
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import Principal, acting_as, current_principal
from tenants import journal
from tenants.models import ControlAudit, Operator, OperatorSession

WRONG_ALLOWED, LOCKED_FOR = 5, timedelta(minutes=15)
IDLE, ABSOLUTE, PROOF = timedelta(hours=1), timedelta(hours=12), timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=1)
STEP = 30


@dataclass(frozen=True, slots=True)
class NewOperator:
    id: UUID
    password: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """How an attempt ended: a refusal is an answer, its count must be committed. `token` is the session's."""

    admitted: bool
    token: str = ""
    wants_code: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    ip: str = ""
    agent: str = ""


def create(owner: Engine, *, email: str, name: str = "", password: str | None = None) -> NewOperator:
    """An account; the password is made up unless given. Raises WeakPassword, Conflict when it exists."""
    chosen = password or secrets.token_urlsafe(12)
    passwords.check_strength(chosen, about=email)
    address = email.strip().lower()
    made = {"id": new_id(), "email": address, "name": name or address.partition("@")[0]}
    with owner.begin() as connection:
        if connection.scalar(select(Operator.id).where(Operator.email == address)) is not None:
            raise Conflict(f"{address} has an account already")
        hashed = passwords.hash_password(chosen)
        connection.execute(insert(Operator).values(**made, password_hash=hashed, created_at=clock.now()))
        noted = journal.entry("operators.created", operator=str(made["id"]))
        connection.execute(insert(ControlAudit).values(noted))
    return NewOperator(UUID(str(made["id"])), chosen)


def sign_in(*, email: str, password: str, origin: Origin) -> SignIn:
    """Check a password. It takes as long for unknown people; five wrong ones lock for 15 minutes."""
    wanted = select(Operator).where(Operator.email == email.strip().lower()).with_for_update()
    operator = db.session.scalars(wanted).first()
    known = operator is not None and operator.disabled_at is None
    fits = passwords.verify(operator.password_hash if operator is not None and known else None, password)
    if operator is None or not known:
        return SignIn(admitted=False)
    if _is_locked(operator) or not fits:
        _count_wrong(operator)
        return SignIn(admitted=False)
    second = operator.totp_enabled_at is not None
    if not second:
        operator.failed_logins, operator.locked_until = 0, None
        _note("operators.signed_in", operator)
    return SignIn(admitted=True, token=_start(operator, origin, proved=not second), wants_code=second)


def give_code(*, token: str, code: str) -> bool:
    """The second step of a session that waits for its code; a wrong code counts as a wrong password."""
    session, operator = _waiting(token)
    secret = _open_totp(operator)
    step = _fitting_step(secret, code, operator.totp_last_step)
    if step is None or _is_locked(operator):
        _count_wrong(operator)
        return False
    operator.totp_last_step, operator.failed_logins, operator.locked_until = step, 0, None
    session.second_factor = True
    _note("operators.signed_in", operator)
    return True


def resolve(token: str, ip: str) -> Principal | None:
    """Who a session's token belongs to; None when it ended, or still waits for the second factor."""
    moment = clock.now()
    found = db.session.execute(
        select(OperatorSession, Operator)
        .join(Operator, Operator.id == OperatorSession.operator_id)
        .where(
            OperatorSession.token_hash == crypto.hash_token(token),
            OperatorSession.revoked_at.is_(None),
            OperatorSession.second_factor,
            OperatorSession.created_at > moment - ABSOLUTE,
            OperatorSession.seen_at > moment - IDLE,
            Operator.disabled_at.is_(None),
        )
    ).first()
    if found is None:
        return None
    session, operator = found
    if session.seen_at < moment - SEEN_EVERY:
        session.seen_at = moment
    return Principal(
        "operator",
        id=str(operator.id),
        name=operator.name,
        session_id=session.id,
        ip=ip,
        facts={"csrf": session.csrf, "proved_at": session.proved_at.isoformat(), "locale": "en"},
    )


def prove(*, operator_id: UUID, session_id: UUID, password: str) -> bool:
    """Give the password again before a sensitive act; it holds for 15 minutes."""
    operator = db.session.get_one(Operator, operator_id, with_for_update=True)
    if _is_locked(operator) or not passwords.verify(operator.password_hash, password):
        _count_wrong(operator)
        return False
    db.session.get_one(OperatorSession, session_id).proved_at = clock.now()
    return True


def sign_out(session_id: UUID) -> None:
    """End one session."""
    mine = update(OperatorSession).where(OperatorSession.id == session_id)
    db.session.execute(mine.values(revoked_at=clock.now()))


def sign_out_everywhere(operator_id: UUID) -> None:
    """End all sessions of an operator."""
    mine = update(OperatorSession).where(
        OperatorSession.operator_id == operator_id, OperatorSession.revoked_at.is_(None)
    )
    db.session.execute(mine.values(revoked_at=clock.now()))


def change_password(*, operator_id: UUID, current: str, password: str) -> None:
    """A new password; other sessions end. Raises Unauthorized for a wrong current one, WeakPassword."""
    operator = db.session.get_one(Operator, operator_id, with_for_update=True)
    if not passwords.verify(operator.password_hash, current):
        raise Unauthorized(_("The current password is not right"), code="auth.wrong_password")
    passwords.check_strength(password, about=f"{operator.email} {operator.name}")
    operator.password_hash = passwords.hash_password(password)
    sign_out_everywhere(operator_id)
    _note("operators.password_changed", operator)


def one(operator_id: UUID) -> Operator:
    """An operator's account."""
    return db.session.get_one(Operator, operator_id)


def begin_totp(operator_id: UUID) -> tuple[str, str]:
    """A fresh second factor, not yet in force: its secret and the address for the QR code."""
    operator = db.session.get_one(Operator, operator_id)
    secret = pyotp.random_base32()
    operator.totp_secret, operator.totp_enabled_at = crypto.seal_secret(secret), None
    return _setup(operator, secret)


def pending_totp(operator_id: UUID) -> tuple[str, str]:
    """The second factor that waits for its first code. Raises Unauthorized when there is none."""
    operator = one(operator_id)
    return _setup(operator, _open_totp(operator))


def _setup(operator: Operator, secret: str) -> tuple[str, str]:
    address = pyotp.TOTP(secret).provisioning_uri(name=operator.email, issuer_name="Galleria console")
    return secret, address


def confirm_totp(operator_id: UUID, code: str) -> bool:
    """Put the second factor in force when the code fits."""
    operator = db.session.get_one(Operator, operator_id)
    if operator.totp_secret is None:
        return False
    step = _fitting_step(_open_totp(operator), code, operator.totp_last_step)
    if step is None:
        return False
    operator.totp_enabled_at, operator.totp_last_step = clock.now(), step
    _note("operators.second_factor_on", operator)
    return True


def disable_totp(operator_id: UUID) -> None:
    """Take the second factor away; the caller asked for the password first."""
    operator = db.session.get_one(Operator, operator_id)
    operator.totp_secret = operator.totp_enabled_at = operator.totp_last_step = None
    _note("operators.second_factor_off", operator)


def _start(operator: Operator, origin: Origin, *, proved: bool) -> str:
    token, moment = crypto.new_token(), clock.now()
    session = OperatorSession(
        id=new_id(),
        operator_id=operator.id,
        token_hash=crypto.hash_token(token),
        csrf=crypto.new_token(),
        ip=origin.ip or None,
        agent=origin.agent[:200],
        second_factor=proved,
        created_at=moment,
        seen_at=moment,
        proved_at=moment,
    )
    db.session.add(session)
    return token


def _waiting(token: str) -> tuple[OperatorSession, Operator]:
    fresh = clock.now() - timedelta(minutes=5)
    found = db.session.execute(
        select(OperatorSession, Operator)
        .join(Operator, Operator.id == OperatorSession.operator_id)
        .where(
            OperatorSession.token_hash == crypto.hash_token(token),
            OperatorSession.second_factor.is_(False),
            OperatorSession.revoked_at.is_(None),
            OperatorSession.created_at > fresh,
        )
        .with_for_update()
    ).first()
    if found is None:
        raise Unauthorized(_("Sign in again"))
    return found[0], found[1]


def _open_totp(operator: Operator) -> str:
    if operator.totp_secret is None:
        raise Unauthorized(_("Sign in again"))
    return crypto.open_secret(operator.totp_secret)


def _fitting_step(secret: str, code: str, last: int | None) -> int | None:
    """The time step of a code, one off at most and later than the last one used."""
    now, given = int(clock.now().timestamp()) // STEP, "".join(code.split())
    for step in (now, now - 1, now + 1):
        if (last is None or step > last) and secrets.compare_digest(
            pyotp.TOTP(secret).at(step * STEP), given
        ):
            return step
    return None


def _is_locked(operator: Operator) -> bool:
    return operator.locked_until is not None and operator.locked_until > clock.now()


def _count_wrong(operator: Operator) -> None:
    if _is_locked(operator):
        return
    operator.failed_logins += 1
    if operator.failed_logins >= WRONG_ALLOWED:
        operator.failed_logins, operator.locked_until = 0, clock.now() + LOCKED_FOR
        _note("operators.locked", operator)


def _note(action: str, operator: Operator) -> None:
    """Write an act down as the operator's own: while signing in nobody is known yet."""
    known = Principal("operator", id=str(operator.id), name=operator.name, ip=current_principal().ip)
    with acting_as(known):
        journal.record(action, operator=str(operator.id))
