"""Work for later, done now: a sender that keeps messages, a loop that does them and drains outboxes."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from dramatiq.brokers.stub import StubBroker

from app.core import relay
from app.core.db import unit_of_work
from app.core.events import RELAY_JOB
from app.core.jobs import Backlog
from app.core.principal import acting_as, system
from app.core.tenancy import Tenant, shared_scope, tenant_scope

MOST_ROUNDS = 20
Message = tuple[str, dict[str, Any]]


class MemorySender:
    """The broker of the tests: keeps messages until `run_jobs` does them."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def send(self, actor: str, kwargs: dict[str, Any], *, delay_ms: int | None = None) -> None:
        self.messages.append((actor, kwargs))

    def backlog(self) -> Backlog | None:
        return Backlog(waiting=len(self.messages), oldest_seconds=None, dead=0, workers=1)

    def take(self) -> list[Message]:
        taken, self.messages = self.messages, []
        return taken


def run_jobs(sender: MemorySender, tenants: Iterable[Tenant], *, may_fail: bool = False) -> int:
    """Do every waiting message and event of active tenants until nothing is left; answers how many.

    A reaction that fails fails the test, unless it `may_fail`: then its failure row stays to be looked at.
    """
    done = 0
    for _ in range(MOST_ROUNDS):
        worked = sum(_drain(tenant) for tenant in tenants if tenant.status == "active")
        messages = [message for message in sender.take() if message[0] != RELAY_JOB]
        for actor, kwargs in messages:
            with shared_scope():
                _actor(actor)(**kwargs)
        if not worked + len(messages):
            break
        done += worked + len(messages)
    else:
        raise AssertionError(f"work begets work: still busy after {MOST_ROUNDS} rounds")
    failed = [] if may_fail else [failure for tenant in tenants for failure in _failures(tenant)]
    assert not failed, f"reactions failed: {failed}"
    return done


def _failures(tenant: Tenant) -> list[relay.Failure]:
    with shared_scope(), tenant_scope(tenant), unit_of_work():
        return relay.failures()


@lru_cache(maxsize=1)
def _declared() -> StubBroker:
    """The workers' own actors, on a broker that sends nothing anywhere; the broker in force stays so."""
    from workers import broker, wiring

    before = broker._broker
    stub = StubBroker()
    broker.use(stub)
    wiring.declare_jobs()
    if before is not None:
        broker.use(before)
    return stub


def _actor(name: str) -> Callable[..., Any]:
    return _declared().get_actor(name).fn


def _drain(tenant: Tenant) -> int:
    done = 0
    with shared_scope(), tenant_scope(tenant), acting_as(system("relay")):
        while batch := relay.relay_batch():
            done += batch
    return done
