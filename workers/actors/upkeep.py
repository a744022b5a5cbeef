"""Upkeep: seal the audit, forget old idempotency keys, and look after whatever a lost message left lying."""

import logging
from collections.abc import Callable

from app.core import audit, idempotency, purge, relay
from app.core.db import unit_of_work
from app.domains.inventory import service as inventory
from app.domains.loyalty import service as loyalty
from app.domains.pos import service as pos
from app.flows import carry_out_refund, recover_payment
from app.flows.watch_delays import watch_delays
from app.flows.watch_for_spikes import watch_for_spikes
from app.outbound.notifications import service as notifications
from workers.middleware import tenant_actor

log = logging.getLogger(__name__)


@tenant_actor("audit.seal", max_retries=2)
def seal() -> None:
    """Chain every settled audit row."""
    _seal()


@tenant_actor("security.watch", max_retries=0)
def watch() -> None:
    """Alert operators to spikes of failed payments or sign-ins."""
    watch_for_spikes()


@tenant_actor("channels.watch", max_retries=0)
def watch_channels() -> None:
    """Tell colleagues when changes reach a channel late."""
    watch_delays()


@tenant_actor("idempotency.sweep", unit=True, max_retries=2)
def forget_keys() -> None:
    """Forget idempotency keys older than a day."""
    idempotency.sweep()


@tenant_actor("events.purge", max_retries=0)
def forget_events() -> None:
    """Forget events that were relayed long ago, and when tills heard of changes."""
    purge.purge()
    with unit_of_work():
        pos.forget_arrivals()


@tenant_actor("points.expire", unit=True, max_retries=2)
def expire_points() -> None:
    """End the points of members that have passed their time."""
    loyalty.expire()


@tenant_actor("tenant.sweep", max_retries=0)
def sweep() -> None:
    """All of it for one tenant, every few minutes; what fails in one does not keep the others from happening."""
    steps: list[Callable[[], object]] = [
        _drain, relay.retry_due, recover_payment.recover_all, carry_out_refund.carry_out_open, _release, _watch_stock,
        notifications.sweep, _seal,
    ]  # fmt: skip
    for step in steps:
        try:
            step()
        except Exception:
            log.exception("sweeping: %s failed", step.__name__)


def _drain() -> None:
    while relay.relay_batch():
        pass


def _watch_stock() -> None:
    with unit_of_work():
        inventory.watch()


def _release() -> None:
    with unit_of_work():
        inventory.release_expired()


def _seal() -> None:
    while True:
        with unit_of_work():
            if not audit.seal():
                return
