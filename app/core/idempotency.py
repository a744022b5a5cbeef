"""Idempotency keys (CONTRACT, "Idempotency"): the first answer is kept in the transaction of the change.

A second request with the same key waits on the first one's uncommitted row (a unique index makes it), so no
polling and no extra lock table; connections wait ten seconds for a lock (`app.core.db.CONNECTION`).
Phased routes commit their row as `running` and answer it in a later unit.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import LargeBinary, SmallInteger, Text, delete, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, crypto
from app.core.db import Base, db, run
from app.core.errors import Conflict, Invalid
from app.core.i18n import gettext as _

T = TypeVar("T")
KEPT_FOR = timedelta(hours=24)
WAIT_SECONDS, PAUSE_SECONDS = 10.0, 0.1
SEALED = b"\0sealed:"
KEPT_STATUSES = frozenset({200, 201, 202, 204, 402, 409, 422})


class InProgress(Conflict):
    code = "idempotency.in_progress"


class IdempotencyKey(Base):
    """A key as sent by one caller for one route; `status` null while its first request runs."""

    __tablename__ = "idempotency_key"
    caller: Mapped[str] = mapped_column(Text, primary_key=True)
    route: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int | None] = mapped_column(SmallInteger)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(index=True)


CLAIM = text(
    """
    insert into idempotency_key (caller, route, key, body_hash, created_at)
    values (:caller, :route, :key, :body_hash, :now)
    on conflict do nothing returning key
    """
)
READ = text(
    "select body_hash, status, body from idempotency_key where caller = :caller and route = :route and key = :key"
)
FINISH = text(
    "update idempotency_key set status = :status, body = :body where caller = :caller and route = :route and key = :key"
)
FORGET = text("delete from idempotency_key where caller = :caller and route = :route and key = :key")


@dataclass(frozen=True, slots=True)
class Ticket:
    """One request's claim on a key."""

    caller: str
    route: str
    key: str
    body_hash: bytes

    @classmethod
    def of(cls, *, caller: str, route: str, key: str, body: bytes) -> "Ticket":
        """Raises Invalid for a key that is empty, too long or not printable ASCII."""
        if not (0 < len(key) <= 255 and key.isascii() and key.isprintable()):
            raise Invalid(
                _("An idempotency key is 1 to 255 printable ASCII characters"), code="idempotency.key_invalid"
            )
        return cls(caller, route, key, hashlib.sha256(body).digest())


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    status: int
    body: bytes


def begin(ticket: Ticket) -> KeptAnswer | None:
    """Claim the key in the open unit; None means: go ahead. Otherwise the answer kept from the first request.

    Raises Invalid `idempotency.mismatch` for another body, Conflict `idempotency.in_progress` when the first
    request still runs after ten seconds.
    """
    claim = {**_address(ticket), "body_hash": ticket.body_hash, "now": clock.now()}
    try:
        if run(CLAIM, claim).first() is not None:
            return None
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", "") == "55P03":
            raise in_progress() from error
        raise
    return _kept(ticket)


def patiently(claim: Callable[[], T]) -> T:
    """Claim in units of one's own, again and again while the first request is between two of its own.

    Raises Conflict `idempotency.in_progress` after WAIT_SECONDS. Never inside a transaction.
    """
    ends = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return claim()
        except InProgress:
            if time.monotonic() >= ends:
                raise
            time.sleep(PAUSE_SECONDS)


def in_progress() -> Conflict:
    return InProgress(_("The first request with this key is still running"))


def _address(ticket: Ticket) -> dict[str, str]:
    return {"caller": ticket.caller, "route": ticket.route, "key": ticket.key}


def _kept(ticket: Ticket) -> KeptAnswer:
    row = run(READ, _address(ticket)).first()
    if row is None:
        raise in_progress()
    if bytes(row.body_hash) != ticket.body_hash:
        raise Invalid(_("This idempotency key was used with another body"), code="idempotency.mismatch")
    if row.status is None:
        raise in_progress()
    return KeptAnswer(row.status, _opened(bytes(row.body or b"")))


def _opened(body: bytes) -> bytes:
    return crypto.open_secret(body[len(SEALED) :]).encode() if body.startswith(SEALED) else body


def finish(ticket: Ticket, status: int, body: bytes, *, secret: bool = False) -> None:
    """Keep the answer with the open unit's changes; statuses that a retry may change are not kept.

    A `secret` one is sealed under the tenant's key: what it tells stands nowhere in clear.
    """
    if status in KEPT_STATUSES:
        kept = SEALED + crypto.seal_secret(body.decode()) if secret else body
        run(FINISH, {**_address(ticket), "status": status, "body": kept})
    else:
        forget(ticket.caller, ticket.route, ticket.key)


def sweep() -> int:
    """Forget keys older than a day; returns how many."""
    done = db.session.execute(
        delete(IdempotencyKey).where(IdempotencyKey.created_at < clock.now() - KEPT_FOR)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]  # a CursorResult


def forget(caller: str, route: str, key: str) -> None:
    """Drop a key whose request died and was undone: a repeat may try afresh."""
    run(FORGET, {"caller": caller, "route": route, "key": key})
