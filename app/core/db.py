"""Sessions, units of work and the binding of each transaction to one tenant's schema and role.

The binding is transaction-local (DESIGN 3): nothing to reset, nothing that leaks to the next user of a connection.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import BigInteger, DateTime, Engine, MetaData, Numeric, TextClause, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import UUID as PgUUID
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, SessionTransaction, mapped_column, registry

from app.config import settings
from app.core import bulk, clock, rows
from app.core.engines import engine_of
from app.core.errors import NoTenant, TenantMixup
from app.core.ids import new_id
from app.core.rows import Rows
from app.core.tenancy import Tenant, current_scope

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
TYPES: dict[Any, Any] = {
    UUID: PgUUID(as_uuid=True),
    datetime: DateTime(timezone=True),
    dict[str, Any]: JSONB,
    list[Any]: JSONB,
    Decimal: Numeric(14, 3),
}

Id = Annotated[UUID, mapped_column(PgUUID(as_uuid=True), primary_key=True, default=new_id)]
Minor = Annotated[int, mapped_column(BigInteger)]
Qty = Annotated[Decimal, mapped_column(Numeric(14, 3))]
CreatedAt = Annotated[datetime, mapped_column(DateTime(timezone=True), default=clock.now)]


class Base(DeclarativeBase):
    """Tables of one tenant: written without a schema, found by the transaction's search path."""

    registry = registry(metadata=MetaData(naming_convention=NAMING), type_annotation_map=TYPES)


class SharedBase(DeclarativeBase):
    """Tables of the control plane: always written with the schema's name."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING, schema="shared"), type_annotation_map=TYPES
    )


class Unit:
    """One unit of work: a transaction, what runs after its commit, and what is written just before it.

    The transaction opens with the first statement, on a `connection` given (and then begun and ended by whoever
    gave it) or on one of the pool. A session, where one is used, joins it.
    """

    def __init__(
        self, scope: object, connection: Connection | None = None, *, snapshot: bool = False
    ) -> None:
        self.scope = scope
        self.before_commit: list[Callable[[], None]] = []
        self.after_commit: list[Callable[[], None]] = []
        self.notes: dict[str, Any] = {}
        self.working: Connection | None = None
        self.steady = False
        self._posted = False
        self._given = connection
        self._snapshot = snapshot

    def connect(self, *, steady: bool = False) -> Connection:
        """The transaction's connection, bound to the unit's tenant. Raises TenantMixup in another tenant's scope."""
        if self.scope != current_scope():
            raise TenantMixup("One unit of work met two tenants")
        if self._posted:
            self.settle()
        if self.working is None:
            self.working = self._given or self._begin()
            self.steady = steady and settings().database_prepare
            _enter_schema(self.working, self.scope, steady=self.steady)
        elif self.steady and not steady:
            self.steady = False
            _send(self.working, UNSTEADY, {})
        return self.working

    def post(self, statement: TextClause, params: Mapping[str, Any]) -> None:
        """See `post` below."""
        connection = self.connect()
        _tell(statement)
        rows.post(connection, statement, params)
        self._posted = True

    def settle(self) -> None:
        """Wait for what was posted last. Raises DBAPIError when the database refused it."""
        if self._posted and self.working is not None:
            self._posted = False
            rows.settle(self.working)

    def _begin(self) -> Connection:
        database = self.scope.database if isinstance(self.scope, Tenant) else "default"
        connection = engine_of(database).connect()
        if self._snapshot:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        connection.begin()
        return connection

    def pause(self) -> bool:
        """End the transaction between two reads, so that waiting for an outside service holds none; the next
        statement begins another. False, and all as it was, where the halves belong together: something was written
        or locked, everything is read as of one moment, or the transaction is another's."""
        if self.working is None:
            return True
        self.settle()
        if self._given is not None or self._snapshot or self.before_commit or _has_changes():
            return False
        if _send(self.working, WROTE, {}).scalar():
            return False
        self.commit()
        self.working.close()
        self.working = None
        return True

    def recover(self, *, reads_only: bool) -> bool:
        """After a part of the work failed: whether the unit can go on. A transaction that the database gave up is begun
        anew, with the next statement, where the unit `reads_only`: what was written would be lost."""
        if self.working is None or not rows.gave_up(self.working):
            return True
        if (
            not reads_only
            or self._given is not None
            or self._snapshot
            or self.before_commit
            or _has_changes()
        ):
            return False
        self.rollback()
        db.session.remove()
        self.working.close()
        self.working = None
        return True

    def commit(self) -> None:
        """Write what the session holds, and commit unless the transaction is another's."""
        self.settle()
        if db.session.registry.has():
            db.session.commit()
        if self.working is not None and self.working is not self._given:
            self.working.commit()

    def rollback(self) -> None:
        """Undo everything, also on a connection given."""
        with suppress(DBAPIError):
            self.settle()
        if db.session.registry.has():
            db.session.rollback()
        if self.working is not None:
            self.working.rollback()

    def close(self) -> None:
        """Give the connection back."""
        db.session.remove()
        if self.working is not None and self.working is not self._given:
            self.working.close()


def _has_changes() -> bool:
    """Whether the session holds what it did not write yet."""
    session = db.session
    return session.registry.has() and bool(session.new or session.dirty or session.deleted)


_unit: ContextVar[Unit | None] = ContextVar("unit_of_work", default=None)


def current_unit() -> Unit:
    """The open unit of work. Raises NoTenant when none is open: no query runs outside of one."""
    unit = _unit.get()
    if unit is None:
        raise NoTenant("No unit of work is open")
    return unit


def in_unit() -> bool:
    """Whether a unit of work is open."""
    return _unit.get() is not None


def require_no_unit(what: str) -> None:
    """Raises RuntimeError when `what`, which calls the network or opens its own units, runs inside a unit."""
    if in_unit():
        raise RuntimeError(f"{what} must run outside of every transaction")


def require_no_transaction(what: str) -> None:
    """Raises RuntimeError when `what`, which waits for an outside service, runs while a transaction is open."""
    if in_unit() and current_unit().working is not None:
        raise RuntimeError(f"{what} must run outside of every transaction")


WATCHERS: list[Callable[[str], None]] = []
"""Told of every statement of `run` and of the binding; SQLAlchemy's own events do not see them."""


def run(statement: TextClause, params: Mapping[str, Any] | None = None, *, steady: bool = True) -> Rows:
    """Execute a text in the open unit's transaction, past SQLAlchemy: hot paths count every microsecond.

    A unit that begins with a `steady` text is planned once a connection, whatever the values: planning would cost
    more than running. Texts whose best plan depends on what is asked say `steady=False`.
    """
    return _send(current_unit().connect(steady=steady), statement, params or {})


def post(statement: TextClause, params: Mapping[str, Any]) -> None:
    """Send a text whose answer nobody needs and go on while the database works; for many rows at once.

    The unit's next statement, savepoint or end waits for it and raises what went wrong. What uses the connection
    itself must `settle` the unit first: it is refused otherwise.
    """
    current_unit().post(statement, params)


def _send(connection: Connection, statement: TextClause, params: Mapping[str, Any]) -> Rows:
    _tell(statement)
    return rows.execute(connection, statement, params)


def _tell(statement: TextClause) -> None:
    for watcher in WATCHERS:
        watcher(statement.text)


class TenantSession(FlaskSession):
    """A session that joins the transaction of the open unit."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        return kwargs.get("bind") or current_unit().connect()

    def begin_nested(self) -> SessionTransaction:
        """A savepoint, behind whatever was posted."""
        current_unit().settle()
        return super().begin_nested()


db = SQLAlchemy(
    model_class=Base,
    session_options={"class_": TenantSession, "scopefunc": current_unit, "expire_on_commit": False},
    disable_autonaming=True,
)

WROTE = text("select pg_current_xact_id_if_assigned() is not null")


def add_all(model: type[Any], new: Sequence[Mapping[str, Any]], *, then: str = "") -> Rows:
    """Write rows of a table in one statement, ended by `then` ("on conflict ... returning ..."); answers what it
    returned. All rows name the same columns."""
    if not new:
        return Rows([], 0)
    if db.session.registry.has():
        db.session.flush()
    adding = bulk.insertion(model.__table__, tuple(new[0]), then)
    return run(adding.text, adding.params(new))


UNSTEADY = text("set local plan_cache_mode to auto")


def _enter_schema(connection: Connection, scope: object, *, steady: bool) -> None:
    if isinstance(scope, Tenant):
        for watcher in WATCHERS:
            watcher(rows.BINDING)
        rows.enter(connection, scope.schema, steady=steady)


@contextmanager
def unit_of_work(connection: Connection | None = None, *, snapshot: bool = False) -> Iterator[Unit]:
    """One transaction in the bound scope: commits at the end, rolls back on any exception. For the edge only.

    On a `connection` given (provisioning) it joins the transaction there; whoever began that commits it and then
    runs the unit's `after_commit`. With `snapshot` every statement sees the database as of the first.
    """
    unit = Unit(current_scope(), connection, snapshot=snapshot)
    token = _unit.set(unit)
    try:
        try:
            yield unit
            for step in unit.before_commit:
                step()
            unit.commit()
        except BaseException:
            unit.rollback()
            raise
        finally:
            unit.close()
    finally:
        _unit.reset(token)
    if connection is None:
        for action in unit.after_commit:
            action()


__all__ = [
    "Base", "CreatedAt", "Id", "Mapped", "Minor", "Qty", "SharedBase", "Unit", "add_all", "current_unit", "db", "in_unit",
    "mapped_column", "post", "require_no_transaction", "require_no_unit", "run", "unit_of_work",
]  # fmt: skip
