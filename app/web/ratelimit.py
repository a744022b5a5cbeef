"""How many requests a second a caller may send: token buckets, each with this process's share of the limit.

Several web processes share the work, so each grants limit / processes; nothing is shared, nothing can fail.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from flask import Request

from app.config import settings
from app.core.errors import TooMany
from app.core.i18n import gettext as _
from app.core.principal import Principal
from app.core.tenancy import bound_tenant

MOST_BUCKETS = 20_000
LOGIN_RATE, LOGIN_BURST = 0.2, 10.0
FAILED_PAYMENTS = {"address": 20.0, "client": 50.0}
"""Failed payments a minute that one source may have: an address, or a program with a key (SEC-09)."""
WRONG_CODES = {"address": 10.0, "client": 50.0}
"""Codes of gift cards that nobody has, a minute, that one source may try."""
_buckets: OrderedDict[tuple[str, ...], "_Bucket"] = OrderedDict()
_lock = Lock()


@dataclass(slots=True)
class _Bucket:
    """Tokens left, and when they were last counted (monotonic seconds)."""

    tokens: float
    at: float


def check(request: Request, caller: Principal) -> None:
    """Count a request of a program or of an anonymous address at the API. Raises TooMany."""
    if not request.path.startswith(("/api/", "/oauth/")):
        return
    config = settings()
    if caller.kind == "api":
        if caller.rate:
            burst = config.rate_limit_key_burst / (config.rate_limit_key or 1) * caller.rate
            take(("client", caller.id), rate=caller.rate, burst=max(burst, caller.rate))
    elif caller.kind == "anonymous" and config.rate_limit_anonymous:
        rate = config.rate_limit_anonymous
        take(("address", caller.ip), rate=rate, burst=2 * rate)


def check_login(name: str, ip: str) -> None:
    """Count a try to sign in as `name` from `ip`: ten at once, then one each five seconds. Raises TooMany."""
    take(("login", name.strip().casefold()), rate=LOGIN_RATE, burst=LOGIN_BURST, share=False)
    take(("login-address", ip), rate=10 * LOGIN_RATE, burst=5 * LOGIN_BURST, share=False)


def check_payment(caller: Principal) -> None:
    """Raises TooMany while the caller's source has failed to pay too often. Costs nothing but memory."""
    words = _("Too many payments failed from here; wait a moment, then try again")
    _check_failures(caller, "failed-payment", FAILED_PAYMENTS, words)


def count_failed_payment(caller: Principal) -> bool:
    """Count a failed payment of the caller's source; whether that was its last before it has to wait."""
    return _count_failure(caller, "failed-payment", FAILED_PAYMENTS)


def check_codes(caller: Principal) -> None:
    """Raises TooMany while the caller's source has tried too many codes that no gift card has."""
    words = _("Too many wrong codes came from here; wait a moment, then try again")
    _check_failures(caller, "wrong-code", WRONG_CODES, words)


def count_wrong_code(caller: Principal) -> None:
    """Count a code that no gift card has."""
    _count_failure(caller, "wrong-code", WRONG_CODES)


def _check_failures(caller: Principal, what: str, most: Mapping[str, float], words: str) -> None:
    key, rate, burst = _failing(caller, what, most)
    with _lock:
        bucket = _refilled(key, rate, burst)
        missing = 1 - bucket.tokens
    if missing > 0:
        raise TooMany(words, retry_after=math.ceil(missing / rate))


def _count_failure(caller: Principal, what: str, most: Mapping[str, float]) -> bool:
    key, rate, burst = _failing(caller, what, most)
    with _lock:
        bucket = _refilled(key, rate, burst)
        had, bucket.tokens = bucket.tokens, max(0.0, bucket.tokens - 1)
        return had >= 1 > bucket.tokens


def _failing(
    caller: Principal, what: str, a_minute: Mapping[str, float]
) -> tuple[tuple[str, ...], float, float]:
    """Bucket, tokens a second and most tokens: this process's share."""
    kind = "client" if caller.kind == "api" else "address"
    most = a_minute[kind] / settings().web_processes
    return (what, kind, caller.id if kind == "client" else caller.ip), most / 60, max(1.0, most)


def take(key: tuple[str, ...], *, rate: float, burst: float, share: bool = True) -> None:
    """Take one token from the bound tenant's bucket of `key`, refilled at `rate` a second up to `burst`.

    Raises TooMany with the seconds to wait. `share` splits the limit over the web processes.
    """
    processes = settings().web_processes if share else 1
    rate, burst = rate / processes, max(1.0, burst / processes)
    with _lock:
        bucket = _refilled(key, rate, burst)
        allowed = bucket.tokens >= 1
        if allowed:
            bucket.tokens -= 1
        missing = 1 - bucket.tokens
    if not allowed:
        raise TooMany(_("Too many requests; wait a moment"), retry_after=math.ceil(missing / rate))


def _refilled(key: tuple[str, ...], rate: float, burst: float) -> _Bucket:
    """The bound tenant's bucket of `key` as it stands now; the caller holds the lock."""
    tenant, moment = bound_tenant(), time.monotonic()
    place = (tenant.id if tenant else "", *key)
    bucket = _buckets.get(place)
    if bucket is None:
        bucket = _buckets[place] = _Bucket(burst, moment)
    _buckets.move_to_end(place)
    bucket.tokens = min(burst, bucket.tokens + (moment - bucket.at) * rate)
    bucket.at = moment
    while len(_buckets) > MOST_BUCKETS:
        _buckets.popitem(last=False)
    return bucket


def forget() -> None:
    """Start with full buckets, as a new process does."""
    with _lock:
        _buckets.clear()
