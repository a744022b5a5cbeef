"""Facts that leave through the outbox, in the transaction of the change, delivered at least once.

A publisher declares a frozen event; `record` puts it in the unit; it is written with the commit.
A reaction (`@on(Event)`) runs in a worker, in its own unit of work, claimed once per (event, reaction).
"""

import dataclasses
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, TypeVar, dataclass_transform

import orjson
from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, jobs
from app.core.db import Base, current_unit, db, run
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
        return dataclasses.asdict(self)  # type: ignore[call-overload, no-any-return]  # subclasses are dataclasses


WRITE = text(
    """
    insert into outbox (name, payload, actor, at)
    select name, payload, actor, at
    from jsonb_to_recordset(cast(:rows as jsonb)) as w (name text, payload jsonb, actor text, at timestamptz)
    """
)
E_ = TypeVar("E_", bound=Event)
EVENTS: dict[str, type[Event]] = {}
REACTIONS: dict[str, dict[str, Callable[[Any], None]]] = {}


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
        name = f"{reaction.__module__.removeprefix('app.')}.{reaction.__name__}"
        REACTIONS.setdefault(kind.NAME, {})[name] = reaction
        return reaction

    return register


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


def claim(event_id: int, reaction: str) -> bool:
    """Claim the pair in the open unit; False when it already ran."""
    row = (
        pg_insert(EventClaim)
        .values(event_id=event_id, reaction=reaction, at=clock.now())
        .on_conflict_do_nothing()
        .returning(EventClaim.event_id)
    )
    return db.session.execute(row).first() is not None


def load(name: str, payload: dict[str, Any]) -> Event:
    """The event written in a row; fields that this version does not know are dropped (old rows, new code)."""
    kind = EVENTS[name]
    known = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]  # subclasses are dataclasses
    return kind(**{key: value for key, value in payload.items() if key in known})
