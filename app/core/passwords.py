"""Passwords: Argon2id at the OWASP minimum (19 MiB, two passes), so that a busy web process stays small."""

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.core.errors import Invalid
from app.core.i18n import gettext as _

SHORTEST, LONGEST = 8, 200
WEAK = frozenset({
    "password", "passwort", "password1", "passw0rd", "12345678", "123456789", "1234567890", "qwertyui",
    "qwertyuiop", "qwertz12", "11111111", "00000000", "iloveyou", "sunshine", "princess", "football",
    "baseball", "letmein1", "welcome1", "admin123", "administrator", "trustno1", "superman", "dragon12",
    "monkey12", "abcd1234", "1q2w3e4r", "changeme", "galleria",
})  # fmt: skip
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


class WeakPassword(Invalid):
    code = "auth.weak_password"


def hash_password(password: str) -> str:
    """The salted hash to store."""
    return _hasher.hash(password)


def verify(stored: str | None, password: str) -> bool:
    """Whether `password` is the one hashed in `stored`; takes as long when there is no hash at all."""
    try:
        _hasher.verify(stored or _nobody(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None


def is_dated(stored: str) -> bool:
    """Whether the hash was made with older parameters: hash again at the next sign-in."""
    return _hasher.check_needs_rehash(stored)


def check_strength(password: str, *, field: str = "password", about: str = "") -> None:
    """Raises WeakPassword for one that is short, endless, common, or the person's own e-mail or name."""
    if len(password) < SHORTEST:
        raise _weak(field, _("Use at least %(count)s characters", count=SHORTEST))
    if len(password) > LONGEST:
        raise _weak(field, _("Use at most %(max)s characters", max=LONGEST))
    plain = password.casefold()
    if plain in WEAK or len(set(plain)) < 4 or plain in about.casefold().split():
        raise _weak(field, _("This password is easy to guess; choose another"))


def _weak(field: str, message: str) -> WeakPassword:
    return WeakPassword(message, fields={field: message})


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash("nobody has this password")
