"""Pure rules of tills: canonical JSON, pairing codes, late operations, waiting after wrong PINs."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from app.core.money import RATE_ONE, round_div
from app.domains.pos.permissions import TillPermission

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
PAIRING_LASTS = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=1)
ANSWER_LASTS = timedelta(seconds=4)
FREE_PINS = 4
LONGEST_WAIT = timedelta(hours=1)
SHORTEST_WAIT = timedelta(seconds=30)


def override_limit(
    permissions: frozenset[str], roles: Iterable[str], general: int, by_role: Mapping[str, int]
) -> int:
    """By how much of a price (millionths) somebody may change it without asking; figures are whole percents."""
    if TillPermission.APPROVE in permissions:
        return RATE_ONE
    if TillPermission.OVERRIDE not in permissions:
        return 0
    return max((by_role.get(role, general) for role in roles), default=general) * 10_000


def canonical(value: Any) -> str:
    """The one spelling of a JSON value: sorted keys, no spaces, no `1.0` (docs/till.md)."""
    plain = _plain(value)
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return value


def operation_hash(kind: str, at: str, payload: dict[str, Any]) -> bytes:
    """What tells a resend from a change. `at` is the text that the device sent."""
    return hashlib.sha256(canonical({"kind": kind, "at": at, "payload": payload}).encode()).digest()


def new_pairing_code() -> str:
    """Eight characters without look-alikes: 39 bits for a quarter of an hour."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def plain_code(text: str) -> str:
    """A pairing code as somebody typed it."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def receipt_prefix(register_code: str, device_number: int) -> str:
    """What the receipts of a register's nth device begin with."""
    return f"{register_code.upper()}-{device_number}"


def was_offline(told: bool, at: datetime, sent_at: datetime | None) -> bool:
    """Whether it was done without our word: the till said so, or could not wait for our answer."""
    return told or (sent_at is not None and sent_at - at > ANSWER_LASTS)


def pin_wait(wrong: int) -> timedelta:
    """How long a device waits after `wrong` wrong PINs in a row."""
    if wrong <= FREE_PINS:
        return timedelta(0)
    doublings: int = min(wrong - FREE_PINS - 1, 10)
    return min(LONGEST_WAIT, SHORTEST_WAIT * (1 << doublings))


def round_cash(amount: int, step: int) -> int:
    """Minor units as coins can pay them: to the next `step`, half away from zero; 0 is exact. Twin of tender.js."""
    return round_div(amount, step) * step if step else amount


def rounding_fits(rounding: int, exact: int, step: int, *, mixed: bool) -> bool:
    """Whether `rounding` is what `exact` minor units of cash ask for; none is needed where another way paid too."""
    return rounding == round_cash(exact, step) - exact or (mixed and rounding == 0)
