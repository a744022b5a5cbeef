"""Drains the bound tenant's outbox and runs reactions (DESIGN 5.5). Opens its own units of work.

Rows are leased in batches, so that several workers share one tenant's outbox. A reaction is told of all facts of
a batch that concern it, in one unit together with their claims: a worker killed anywhere leaves rows whose lease
ends, and what had run is not run again. Where it raises, the facts are tried one by one: the one at fault becomes
a failure row with its own retries; the others go on.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from traceback import extract_tb
from typing import Any

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.core import clock, events, jobs
from app.core.db import db, unit_of_work
from app.core.errors import AppError
from app.core.events import EVENTS, REACT_JOB, REACTIONS, EventFailure, OutboxRow
from app.core.faults import fault

log = logging.getLogger(__name__)
BATCH = 100
"""Events that are leased at once; a reaction is told in one unit of those that concern it."""
LEASE = timedelta(seconds=60)
BACK_OFF = tuple(
    timedelta(seconds=pause) for pause in (5, 30, 120, 600, 1800, 3600, 7200, 14400, 14400, 14400, 14400)
)
"""Pauses between the tries of a failing reaction: a day in all, then it waits for a person."""

NEXT = text(
    """
    with next as materialized (
        select id from outbox
        where relayed_at is null and (leased_until is null or leased_until < :now)
        order by id limit :limit for update skip locked
    )
    update outbox set leased_until = :until from next where outbox.id = next.id
    returning outbox.id, outbox.name, outbox.payload
    """
)


@dataclass(frozen=True, slots=True)
class Fact:
    """An event as it stands in the outbox."""

    id: int
    name: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """A reaction that keeps failing, or was given up on (`dead`)."""

    event_id: int
    event: str
    reaction: str
    tries: int
    error: str
    since: datetime
    next_try_at: datetime
    dead: bool


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the relay is behind: events waiting, age of the oldest in seconds, failing and dead reactions."""

    waiting: int
    oldest_seconds: float
    failing: int
    dead: int


def relay_batch(limit: int = BATCH, *, leave_out: tuple[str, ...] = ()) -> int:
    """Lease the next waiting events and react to them; returns how many. 0: nothing waits.

    Reactions whose names begin with one of `leave_out` are passed over for good: history needs no mails.
    """
    facts = _lease(limit)
    fault("relay.leased")
    for reaction, told in _by_reaction(facts, leave_out or ("\0",)):
        _tell(told, reaction)
    if facts:
        with unit_of_work():
            db.session.execute(
                update(OutboxRow)
                .where(OutboxRow.id.in_([fact.id for fact in facts]))
                .values(relayed_at=clock.now(), leased_until=None)
            )
    return len(facts)


def react_again(event_id: int, reaction: str) -> bool:
    """Try a failed (event, reaction) once more; True when it is done with, however that came."""
    with unit_of_work():
        row = db.session.get(OutboxRow, event_id)
        if row is None:
            return True
        fact = Fact(row.id, row.name, row.payload)
    return _attempt(fact, reaction, again=True)


def retry_due(limit: int = BATCH) -> int:
    """Try failures again whose message was lost; returns how many there were."""
    with unit_of_work():
        due = db.session.execute(
            select(EventFailure.event_id, EventFailure.reaction)
            .where(EventFailure.dead_at.is_(None), EventFailure.next_try_at < clock.now())
            .order_by(EventFailure.next_try_at)
            .limit(limit)
        ).all()
    for event_id, reaction in due:
        react_again(event_id, reaction)
    return len(due)


def failures(limit: int = 100) -> list[Failure]:
    """What fails now, the given up first; in the open unit."""
    rows = db.session.execute(
        select(EventFailure, OutboxRow.name)
        .join(OutboxRow, OutboxRow.id == EventFailure.event_id)
        .order_by(EventFailure.dead_at.is_(None), EventFailure.first_at.desc())
        .limit(limit)
    )
    return [
        Failure(
            row.event_id,
            name,
            row.reaction,
            row.tries,
            row.error,
            row.first_at,
            row.next_try_at,
            row.dead_at is not None,
        )
        for row, name in rows
    ]


def revive(event_id: int, reaction: str) -> None:
    """Let a given-up (event, reaction) be tried afresh, at once; in the open unit."""
    fresh = update(EventFailure).values(tries=0, dead_at=None, next_try_at=clock.now())
    db.session.execute(fresh.where(*_pair(event_id, reaction)))
    jobs.enqueue(REACT_JOB, event_id=event_id, reaction=reaction)


def lag() -> Lag:
    """How far behind the bound tenant's relay is; in the open unit."""
    waiting = db.session.execute(
        select(func.count(), func.min(OutboxRow.at)).where(OutboxRow.relayed_at.is_(None))
    ).one()
    failing = db.session.execute(
        select(
            func.count().filter(EventFailure.dead_at.is_(None)),
            func.count().filter(EventFailure.dead_at.is_not(None)),
        ).select_from(EventFailure)
    ).one()
    oldest = (clock.now() - waiting[1]).total_seconds() if waiting[0] else 0.0
    return Lag(waiting[0], max(0.0, oldest), failing[0], failing[1])


def _lease(limit: int) -> Sequence[Fact]:
    now = clock.now()
    with unit_of_work():
        rows = db.session.execute(NEXT, {"now": now, "until": now + LEASE, "limit": limit}).all()
    return sorted((Fact(row.id, row.name, row.payload) for row in rows), key=lambda fact: fact.id)


def _by_reaction(facts: Sequence[Fact], leave_out: tuple[str, ...]) -> Iterable[tuple[str, list[Fact]]]:
    """Each reaction with the facts of one kind that it is told of, oldest first."""
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        for reaction in REACTIONS.get(fact.name, ()):
            if not reaction.startswith(leave_out):
                groups.setdefault((fact.name, reaction), []).append(fact)
    return [(reaction, told) for (_name, reaction), told in groups.items()]


def _tell(told: Sequence[Fact], reaction: str) -> None:
    """Tell a reaction of several facts of one kind in one unit; of each by itself where that fails."""
    if len(told) == 1:
        _attempt(told[0], reaction)
        return
    try:
        _react(told, reaction)
    except Exception:
        log.info("reaction %s failed on several events: one by one", reaction, exc_info=True)
        for fact in told:
            _attempt(fact, reaction)


def _attempt(fact: Fact, reaction: str, *, again: bool = False) -> bool:
    """Run one reaction in its unit; a failure is written down, never raised. One that is gone counts as done."""
    try:
        _react([fact], reaction, again=again)
    except Exception as error:
        log.exception("reaction %s failed on event %s (%s)", reaction, fact.id, fact.name)
        _note_failure(fact.id, reaction, error)
        return False
    return True


def _react(told: Sequence[Fact], reaction: str, *, again: bool = False) -> None:
    """Run what had not run: in one unit with its claims, or before them where it waits for an outside service."""
    ids = [fact.id for fact in told]
    work = REACTIONS.get(told[0].name, {}).get(reaction) if told[0].name in EVENTS else None
    if work is not None and reaction in events.OUTSIDE:
        with unit_of_work():
            fresh = set(ids) - events.claimed(ids, reaction)
        _work(work, told, fresh)
    with unit_of_work():
        fresh = events.claim(ids, reaction) if work is not None else set()
        if work is not None and reaction not in events.OUTSIDE:
            _work(work, told, fresh)
        if again:
            db.session.execute(delete(EventFailure).where(*_pair(told[0].id, reaction)))


def _work(work: events.Reaction, told: Sequence[Fact], fresh: set[int]) -> None:
    if fresh:
        work([events.load(fact.name, fact.payload) for fact in told if fact.id in fresh])
        fault("relay.reacted")


def _pair(event_id: int, reaction: str) -> tuple[Any, ...]:
    return (EventFailure.event_id == event_id, EventFailure.reaction == reaction)


def _note_failure(event_id: int, reaction: str, error: Exception) -> None:
    now = clock.now()
    with unit_of_work():
        row = db.session.get(EventFailure, (event_id, reaction), with_for_update=True)
        tries = (row.tries if row else 0) + 1
        dead = tries > len(BACK_OFF)
        pause = BACK_OFF[min(tries, len(BACK_OFF)) - 1]
        values = {
            "tries": tries, "error": _told(error), "next_try_at": now + pause, "dead_at": now if dead else None,
        }  # fmt: skip
        noted = insert(EventFailure).values(event_id=event_id, reaction=reaction, first_at=now, **values)
        db.session.execute(noted.on_conflict_do_update(index_elements=["event_id", "reaction"], set_=values))
        if not dead:
            delay = int(pause.total_seconds() * 1000)
            jobs.enqueue(REACT_JOB, delay_ms=delay, event_id=event_id, reaction=reaction)


def _told(error: Exception) -> str:
    """Kind and place of an error; its words may hold personal data and stay in the log."""
    code = f" {error.code}" if isinstance(error, AppError) else ""
    frames = extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{code}{place}"
