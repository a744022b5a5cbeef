"""What an operator does about reactions that fail: look at them, and have them tried afresh."""

from collections.abc import Sequence

from app.core import relay
from app.core.db import unit_of_work
from app.core.relay import Failure
from app.core.tenancy import Tenant, tenant_scope
from tenants import journal

MOST = 200


def failing_reactions(tenant: Tenant, limit: int = MOST) -> list[Failure]:
    """A tenant's failing reactions, the given up first: codes and places, nothing of what the events say."""
    with tenant_scope(tenant), unit_of_work():
        return relay.failures(limit)


def try_again(tenant: Tenant, pairs: Sequence[tuple[int, str]]) -> int:
    """Have these (event, reaction) pairs tried afresh, at once; noted in the open unit. Returns how many still failed."""
    wanted = set(pairs)
    with tenant_scope(tenant), unit_of_work():
        there = [each for each in relay.failures(MOST) if (each.event_id, each.reaction) in wanted]
        for each in there:
            relay.revive(each.event_id, each.reaction)
    if there:
        names = sorted({each.reaction for each in there})
        journal.record("relay.revived", tenant_id=tenant.id, reactions=names, count=len(there))
    return len(there)


def try_all_again(tenant: Tenant) -> int:
    """The same for every one that fails now, `MOST` at a time."""
    return try_again(tenant, [(each.event_id, each.reaction) for each in failing_reactions(tenant)])
