"""Spikes of failed payments or sign-ins alert the platform's operators, once a quarter of an hour (SEC-09)."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from app.core.db import unit_of_work
from app.core.tenancy import current_tenant, shared_scope
from app.queries import spikes
from app.queries.spikes import Spike
from tenants import journal

log = logging.getLogger(__name__)
QUIET_FOR = timedelta(minutes=15)


def watch_for_spikes() -> list[Spike]:
    """Look at the bound tenant's last minute; answers what was alerted. Opens its own units."""
    with unit_of_work():
        found = spikes.spikes()
    if not found:
        return []
    return alert(found)


def alert(found: Sequence[Spike]) -> list[Spike]:
    """Tell the operators of the bound tenant's spikes, unless they just heard of their kind; answers the new ones."""
    tenant = current_tenant()
    with shared_scope(), unit_of_work():
        new = [
            spike
            for spike in found
            if journal.note_once(f"security.{spike.kind}", QUIET_FOR, tenant_id=tenant.id, count=spike.count)
        ]
    for spike in new:
        log.warning("unusual: %s %s within a minute", spike.count, spike.kind)
    return new
