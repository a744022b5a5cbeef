"""Facts that leave through the outbox, in the transaction of the change, delivered at least once.

A publisher declares a frozen event; `record` puts it in the unit; it is written with the commit.
A reaction (`@on(Event)`) runs in a worker, claimed once per (event, reaction), in one unit of work with what else
it is told of at that moment. One that would lock rows for each fact takes them all at once (`@on_several(Event)`).
"""

import dataclasses
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar, TypeVar, dataclass_transform

import orjson
from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, jobs
from app.core.db import Base, current_unit, run
from app.core.principal import current_principal
from app.core.xid import Xid8

RELAY_JOB = "events.relay"
REACT_JOB = "events.react"


class OutboxRow(Base):
    """An event on its way out. `xid` orders rows by commit safety: see `app.core.xid`."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "id", postgresql_where=text("relayed_at is null")),
        Index("ix_outbox_feed", "xid", "id"),
        Index("ix_outbox_at", "at", postgresql_using="brin"),
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    xid: Mapped[int] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))
    name: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]]
    actor: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    relayed_at: Mapped[datetime | None]


class EventClaim(Base):
    """One row per (event, reaction) that ran: the row commits with the reaction's own changes."""

    __tablename__ = "event_claim"
    event_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    reaction: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime]


class EventFailure(Base):
    """An (event, reaction) that raised: it is tried again at `next_try_at`, or waits for a person once `dead_at`."""

    __tablename__ = "event_failure"
    __table_args__ = (Index("ix_event_failure_due", "next_try_at", postgresql_where=text("dead_at is null")),)
    event_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), primary_key=True)
    reaction: Mapped[str] = mapped_column(Text, primary_key=True)
    tries: Mapped[int] = mapped_column(Integer)
    error: Mapped[str] = mapped_column(
        Text, doc="kind and place of the last error, never its words: they may name people"
    )
    first_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    dead_at: Mapped[datetime | None]


class Event:
    """Base of all events. Fields are JSON-native; NAME is `domain.fact.vN`."""

    NAME: ClassVar[str]

    def payload(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}  # type: ignore[arg-type]  # subclasses are dataclasses


WRITE = text(
    """
    insert into outbox (name, payload, actor, at)
    select name, payload, actor, at
    from jsonb_to_recordset(cast(:rows as jsonb)) as w (name text, payload jsonb, actor text, at timestamptz)
    """
)
E_ = TypeVar("E_", bound=Event)
EVENTS: dict[str, type[Event]] = {}
Reaction = Callable[[Sequence[Any]], None]
REACTIONS: dict[str, dict[str, Reaction]] = {}
OUTSIDE: set[str] = set()
"""Reactions that run outside of every unit."""
CLAIM = text(
    """
    insert into event_claim (event_id, reaction, at) select unnest(cast(:ids as bigint[])), :reaction, :at
    on conflict do nothing returning event_id
    """
)


CLAIMED = text(
    "select event_id from event_claim where event_id = any(cast(:ids as bigint[])) and reaction = :reaction"
)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(cls: type[E_]) -> type[E_]:
    """Declare an event class: frozen, keyword-only, registered by its NAME."""
    made = dataclasses.dataclass(frozen=True, kw_only=True, slots=True)(cls)
    if EVENTS.get(made.NAME, made).__qualname__ != made.__qualname__:
        raise ValueError(f"two events are called {made.NAME}")
    EVENTS[made.NAME] = made
    return made


def on(kind: type[E_]) -> Callable[[Callable[[E_], None]], Callable[[E_], None]]:
    """Register a reaction to an event, named after its module and function."""

    def register(reaction: Callable[[E_], None]) -> Callable[[E_], None]:
        register_reaction(kind, _name_of(reaction), one_by_one(reaction))
        return reaction

    return register


def on_several(
    kind: type[E_], *, outside: bool = False
) -> Callable[[Callable[[Sequence[E_]], None]], Callable[[Sequence[E_]], None]]:
    """Register a reaction that is told of several events of one kind at once, oldest first.

    One that waits for an `outside` service opens its own units and is claimed when it is done: it may run twice and
    must then change nothing.
    """

    def register(reaction: Callable[[Sequence[E_]], None]) -> Callable[[Sequence[E_]], None]:
        register_reaction(kind, _name_of(reaction), reaction)
        if outside:
            OUTSIDE.add(_name_of(reaction))
        return reaction

    return register


def register_reaction(kind: type[Event], name: str, reaction: Reaction) -> None:
    """Have `reaction` told of every event of this kind from now on."""
    REACTIONS.setdefault(kind.NAME, {})[name] = reaction


def one_by_one(reaction: Callable[[Any], None]) -> Reaction:
    """A reaction to one fact as one to several."""

    def each(facts: Sequence[Any]) -> None:
        for fact in facts:
            reaction(fact)

    return each


def _name_of(reaction: Callable[..., None]) -> str:
    return f"{reaction.__module__.removeprefix('app.')}.{reaction.__name__}"


def record(fact: Event) -> None:
    """Write `fact` to the outbox with the open unit's commit, and nudge the relay after it."""
    unit = current_unit()
    waiting: list[dict[str, Any]] = unit.notes.setdefault("events", [])
    if not waiting:
        unit.before_commit.append(flush)
        unit.after_commit.append(jobs.nudge)
    waiting.append(
        {
            "name": fact.NAME,
            "payload": fact.payload(),
            "actor": current_principal().label,
            "at": clock.now(),
        }
    )


def flush() -> None:
    """Write the unit's waiting events now, in one statement: a flow calls it before its last, locking statement."""
    waiting = current_unit().notes.get("events")
    if waiting:
        run(WRITE, {"rows": orjson.dumps(waiting).decode()})
        waiting.clear()


def claim(event_ids: Sequence[int], reaction: str) -> set[int]:
    """Claim the pairs in the open unit; answers the ids that had not run."""
    facts = {"ids": list(event_ids), "reaction": reaction, "at": clock.now()}
    return {row.event_id for row in run(CLAIM, facts, steady=False)}


def claimed(event_ids: Sequence[int], reaction: str) -> set[int]:
    """Those of these events that the reaction is done with."""
    return {
        row.event_id for row in run(CLAIMED, {"ids": list(event_ids), "reaction": reaction}, steady=False)
    }


def load(name: str, payload: dict[str, Any]) -> Event:
    """The event written in a row; fields that this version does not know are dropped (old rows, new code)."""
    kind = EVENTS[name]
    known = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]  # subclasses are dataclasses
    return kind(**{key: value for key, value in payload.items() if key in known})
