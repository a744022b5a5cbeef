"""Events: drain a tenant's outbox, try failed reactions again."""

import time

from app.core import jobs, relay
from app.core.events import REACT_JOB, RELAY_JOB
from app.core.tenancy import current_tenant, directory
from workers.middleware import tenant_actor

LONGEST_SECONDS = 20.0


@tenant_actor(RELAY_JOB)
def drain() -> None:
    """React to waiting events until none is left; a long queue goes on in a further message, so others get a turn."""
    until = time.monotonic() + LONGEST_SECONDS
    while relay.relay_batch():
        if not _is_active():
            return
        if time.monotonic() > until:
            jobs.enqueue(RELAY_JOB)
            return


@tenant_actor(REACT_JOB)
def react(*, event_id: int, reaction: str) -> None:
    """Try one failed reaction again; its next try is planned by its own failure row."""
    relay.react_again(event_id, reaction)


def _is_active() -> bool:
    """Whether the tenant still is: a suspension stops the draining between two batches."""
    found = directory().by_id(current_tenant().id)
    return found is not None and found.status == "active"
