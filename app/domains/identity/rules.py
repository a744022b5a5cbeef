"""Pure rules of identity: who may grant what, codes, PINs."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pyotp

from app.core.principal import Principal
from app.domains.identity.roles import STANDARD_ROLES

WRONG_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)
PROOF_LASTS = timedelta(minutes=15)
INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(hours=1)
SECOND_STEP_LASTS = timedelta(minutes=10)
TOKEN_LASTS = timedelta(hours=1)
RECOVERY_CODES = 10
PIN_ITERATIONS = 100_000
STEP_SECONDS = 30


def permissions_of(rows: Iterable[Sequence[Any]]) -> frozenset[str]:
    """What roles add up to; `rows` are (code, builtin, permissions)."""
    found: set[str] = set()
    for code, builtin, own in rows:
        standard = STANDARD_ROLES.get(code) if builtin else None
        found.update(standard.permissions if standard else () if builtin else own)
    return frozenset(found)


def locations_of(all_locations: bool, ids: Iterable[UUID] | None) -> frozenset[UUID] | None:
    """A person's scope; None is everywhere."""
    return None if all_locations else frozenset(ids or ())


def is_live(*, created_at: datetime, seen_at: datetime, at: datetime) -> bool:
    """Whether a staff session has neither idled out nor reached its absolute end."""
    return at - seen_at < IDLE and at - created_at < ABSOLUTE


def may_grant(actor: Principal, permissions: frozenset[str]) -> bool:
    """Nobody grants beyond the own rights; the platform itself may set up anything."""
    return actor.kind in ("system", "operator") or permissions <= actor.permissions


def may_place(actor: Principal, locations: frozenset[UUID] | None) -> bool:
    """Nobody sends a colleague beyond the own locations."""
    return actor.locations is None or (locations is not None and locations <= actor.locations)


def totp_step(secret: str, code: str, at: datetime, last_step: int | None) -> int | None:
    """The time step that `code` belongs to, at most one step off, or None; a step counts only once."""
    given = "".join(code.split())
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    now = int(at.timestamp()) // STEP_SECONDS
    for step in (now, now - 1, now + 1):
        fits = hmac.compare_digest(totp.generate_otp(step).encode(), given.encode())
        if fits and (last_step is None or step > last_step):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Ten codes of fifty bits, in an alphabet without look-alikes: `abcde-fghjk`."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    raw = ("".join(secrets.choice(alphabet) for _ in range(10)) for _ in range(RECOVERY_CODES))
    return [f"{code[:5]}-{code[5:]}" for code in raw]


def recovery_hash(staff_id: UUID, code: str) -> str:
    """What is stored of a recovery code."""
    plain = code.strip().lower().replace(" ", "").replace("-", "")
    return hashlib.sha256(f"{staff_id}:{plain}".encode()).hexdigest()


def pin_hash(pin: str) -> str:
    """`pbkdf2$iterations$salt$hash` (PBKDF2-HMAC-SHA256; 16 and 32 bytes in base64): tills check it too."""
    salt = secrets.token_bytes(16)
    made = hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, PIN_ITERATIONS)
    return f"pbkdf2${PIN_ITERATIONS}${_b64(salt)}${_b64(made)}"


def pin_fits(stored: str | None, pin: str) -> bool:
    """Whether the PIN is the stored one."""
    if not stored:
        return False
    _scheme, iterations, salt, wanted = stored.split("$")
    made = hashlib.pbkdf2_hmac("sha256", pin.encode(), base64.b64decode(salt), int(iterations))
    return hmac.compare_digest(_b64(made), wanted)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
