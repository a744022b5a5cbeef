"""How many requests a second a caller may send: token buckets, each with this process's share of the limit.

Several web processes share the work, so each grants limit / processes; nothing is shared, nothing can fail.
"""

import math
import time
from collections import OrderedDict
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


def take(key: tuple[str, ...], *, rate: float, burst: float, share: bool = True) -> None:
    """Take one token from the bound tenant's bucket of `key`, refilled at `rate` a second up to `burst`.

    Raises TooMany with the seconds to wait. `share` splits the limit over the web processes.
    """
    processes = settings().web_processes if share else 1
    rate, burst = rate / processes, max(1.0, burst / processes)
    tenant, moment = bound_tenant(), time.monotonic()
    place = (tenant.id if tenant else "", *key)
    with _lock:
        bucket = _buckets.get(place)
        if bucket is None:
            bucket = _buckets[place] = _Bucket(burst, moment)
        _buckets.move_to_end(place)
        bucket.tokens = min(burst, bucket.tokens + (moment - bucket.at) * rate)
        bucket.at = moment
        allowed = bucket.tokens >= 1
        if allowed:
            bucket.tokens -= 1
        missing = 1 - bucket.tokens
        while len(_buckets) > MOST_BUCKETS:
            _buckets.popitem(last=False)
    if not allowed:
        raise TooMany(_("Too many requests; wait a moment"), retry_after=math.ceil(missing / rate))


def forget() -> None:
    """Start with full buckets, as a new process does."""
    with _lock:
        _buckets.clear()
