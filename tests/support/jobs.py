"""Work for later, done now: a sender that keeps messages, and a loop that does them and reacts."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, update

from app.core import clock, events, jobs
from app.core.db import db, unit_of_work
from app.core.events import OutboxRow
from app.core.principal import acting_as, system
from app.core.tenancy import Tenant, tenant_scope

MOST_ROUNDS = 20


class MemorySender:
    """The broker of the tests."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, dict[str, Any]]] = []

    def send(self, actor: str, kwargs: dict[str, Any], *, delay_ms: int | None = None) -> None:
        self.messages.append((actor, kwargs))

    def backlog(self) -> jobs.Backlog:
        return jobs.Backlog(len(self.messages), None, None, None)

    def take(self) -> list[tuple[str, dict[str, Any]]]:
        taken, self.messages = self.messages, []
        return taken


def run_jobs(sender: MemorySender, tenants: Iterable[Tenant]) -> int:
    """Do every waiting message and react to every waiting event, until nothing is left; answers how many."""
    done = 0
    for _ in range(MOST_ROUNDS):
        worked = sum(_react(tenant) for tenant in tenants)
        worked += sum(_do(actor, kwargs) for actor, kwargs in sender.take() if actor != events.RELAY_JOB)
        done += worked
        if not worked:
            return done
    raise AssertionError(f"work begets work: still busy after {MOST_ROUNDS} rounds")


def _do(actor: str, kwargs: dict[str, Any]) -> int:
    import workers.entry  # noqa: F401 - declares the actors
    from dramatiq import Message, Worker, get_broker

    broker = get_broker()
    found = broker.get_actor(actor)
    message: Any = Message(queue_name=found.queue_name, actor_name=actor, args=(), kwargs=kwargs, options={})
    del Worker
    broker.emit_before("process_message", message)
    found(*message.args, **message.kwargs)
    broker.emit_after("process_message", message, result=None, exception=None)
    return 1


def _react(tenant: Tenant) -> int:
    with tenant_scope(tenant), acting_as(system("relay")):
        with unit_of_work():
            waiting = list(
                db.session.execute(
                    select(OutboxRow.id, OutboxRow.name, OutboxRow.payload)
                    .where(OutboxRow.relayed_at.is_(None))
                    .order_by(OutboxRow.id)
                )
            )
            db.session.execute(
                update(OutboxRow)
                .where(OutboxRow.id.in_([row.id for row in waiting]))
                .values(relayed_at=clock.now())
            )
        for row in waiting:
            for name, reaction in events.REACTIONS.get(row.name, {}).items():
                with unit_of_work():
                    if events.claim(row.id, name):
                        reaction(events.load(row.name, row.payload))
    return len(waiting)
