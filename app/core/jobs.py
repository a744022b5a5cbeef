"""Work for later. Names an actor; the sender (dramatiq) is a port set by the factory or the worker.

Messages leave after commit, carry their tenant, and never fail the request that caused them: what must not be
lost is a row (outbox, mail), which the sweeper finds again.
"""

import logging
import time
from dataclasses import dataclass
from typing import Any, Protocol

from app.core.db import current_unit, in_unit
from app.core.tenancy import Tenant, bound_tenant, current_tenant

log = logging.getLogger(__name__)
NUDGE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits on the broker: messages, age of the oldest in seconds, dead letters, live worker processes.

    None where the broker cannot say.
    """

    waiting: int
    oldest_seconds: float | None
    dead: int | None
    workers: int | None


class Sender(Protocol):
    """Puts one message on the broker; may raise when the broker is away."""

    def send(self, actor: str, kwargs: dict[str, Any], *, delay_ms: int | None = None) -> None: ...
    def backlog(self) -> Backlog | None: ...


class _NoSender:
    def send(self, actor: str, kwargs: dict[str, Any], *, delay_ms: int | None = None) -> None:
        log.debug("no broker is set; %s stays for the sweeper", actor)

    def backlog(self) -> Backlog | None:
        return None


_sender: Sender = _NoSender()
_nudged: dict[str, float] = {}


def set_sender(sender: Sender) -> None:
    global _sender
    _sender = sender
    _nudged.clear()


def enqueue(actor: str, *, delay_ms: int | None = None, **kwargs: Any) -> None:
    """Send a message to `actor` for the bound tenant: after the commit inside a unit, at once outside of one."""
    message = {"tenant": current_tenant().id, **kwargs}
    if in_unit():
        current_unit().after_commit.append(lambda: _send(actor, message, delay_ms))
    else:
        _send(actor, message, delay_ms)


def enqueue_shared(actor: str, **kwargs: Any) -> None:
    """Send a control-plane message, which belongs to no tenant."""
    if in_unit():
        current_unit().after_commit.append(lambda: _send(actor, kwargs, None))
    else:
        _send(actor, kwargs, None)


def backlog() -> Backlog | None:
    """How much waits on the broker; None when it does not answer."""
    return _sender.backlog()


def nudge() -> None:
    """Ask for this tenant's outbox to be drained, at most once per tenant, process and 200 ms."""
    tenant = bound_tenant()
    if not isinstance(tenant, Tenant):
        return
    moment = time.monotonic()
    if moment - _nudged.get(tenant.id, 0.0) < NUDGE_SECONDS:
        return
    _nudged[tenant.id] = moment
    _send("events.relay", {"tenant": tenant.id}, int(NUDGE_SECONDS * 1000))


def _send(actor: str, message: dict[str, Any], delay_ms: int | None) -> None:
    try:
        _sender.send(actor, message, delay_ms=delay_ms)
    except Exception:
        log.warning("broker away: %s waits for the sweeper", actor, exc_info=True)
