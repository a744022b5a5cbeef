"""Statements straight to psycopg, for paths that run hundreds of times a second.

SQLAlchemy's execution of a text costs about as much CPU as PostgreSQL's; compiled once and sent by psycopg
on the same connection, the transaction, its tenant and its errors stay the same.
"""

import re
import select
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import psycopg
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.rows import tuple_row
from sqlalchemy import Connection, TextClause
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from psycopg.pq.abc import PGresult

KEPT = "galleria.kept"
BINDING = "set local search_path, role, plan_cache_mode"
PLACE = re.compile(r"%(?:\((\w+)\)s|%)")
DIALECT = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it unhinted
IDLE, INTRANS = TransactionStatus.IDLE, TransactionStatus.INTRANS
FINE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
_LEVELS = {level: level.name.replace("_", " ").lower().encode() for level in psycopg.IsolationLevel}


class Rows:
    """What a statement answered: named tuples, or only how many rows it touched."""

    def __init__(self, found: list[Any], rowcount: int) -> None:
        self._found = found
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._found)

    def all(self) -> list[Any]:
        return self._found

    def first(self) -> Any:
        """The first row, or None."""
        return self._found[0] if self._found else None

    def one(self) -> Any:
        """The only row. Raises LookupError for none or several."""
        if len(self._found) != 1:
            raise LookupError(f"{len(self._found)} rows where one was expected")
        return self._found[0]

    def scalar(self) -> Any:
        """The first column of the first row, or None."""
        return self._found[0][0] if self._found else None

    def scalar_one(self) -> Any:
        """The first column of the only row. Raises LookupError."""
        return self.one()[0]


Tuple = tuple[Any, ...]


class _Statement:
    """A text as PostgreSQL takes it: numbered parameters, their names in that order, and how its rows are named."""

    def __init__(self, statement: TextClause) -> None:
        numbers: dict[str, int] = {}

        def number(found: re.Match[str]) -> str:
            return f"${numbers.setdefault(found[1], len(numbers) + 1)}" if found[1] else "%"

        self.sql = PLACE.sub(number, str(statement.compile(dialect=DIALECT))).encode()
        self.names = tuple(numbers)
        self.formats = [PyFormat.AUTO] * len(numbers)
        self.tuples: dict[int, Any] = {}


class _Kept:
    """What is kept with a connection, because making it costs as much as using it."""

    def __init__(self, raw: "psycopg.Connection[Any]") -> None:
        self.raw, self.line = raw, raw.pgconn
        self.cursor: psycopg.RawCursor[Tuple] = psycopg.RawCursor(raw, row_factory=tuple_row)
        self.values = Transformer(raw)
        self.names = raw._prepared._names
        """(text, types) -> the statement that psycopg prepared here; psycopg empties it when they are gone."""
        self.posted = ""
        """The text of a statement that was sent and not heard of yet."""


def execute(connection: Connection, statement: TextClause, params: Mapping[str, Any]) -> Rows:
    """Run `statement` on the connection's transaction. Raises SQLAlchemy's DBAPIError, as its own execute does."""
    prepared, kept = _prepared(statement), _kept(connection)
    try:
        found = _at_once(prepared, kept, params)
        return found if found is not None else _with_cursor(prepared, kept, params)
    except psycopg.Error as error:
        raise _told(connection, kept, statement.text, error) from error


def post(connection: Connection, statement: TextClause, params: Mapping[str, Any]) -> None:
    """Send `statement` and come back while the server works on it; `settle` must come before anything else is sent."""
    prepared, kept = _prepared(statement), _kept(connection)
    try:
        written = kept.values.dump_sequence([params[name] for name in prepared.names], prepared.formats)
        kept.line.send_query_params(prepared.sql, written, kept.values.types, kept.values.formats)
        while kept.line.flush():
            select.select([], [kept.line.socket], [])
    except psycopg.Error as error:
        raise _told(connection, kept, statement.text, error) from error
    kept.posted = statement.text


def settle(connection: Connection) -> None:
    """Wait for what was posted. Raises as `execute` does when the server refused it."""
    kept = _kept(connection)
    text, kept.posted = kept.posted, ""
    results = []
    while (result := kept.line.get_result()) is not None:
        results.append(result)
    try:
        for result in results:
            _checked(kept, result)
    except psycopg.Error as error:
        raise _told(connection, kept, text, error) from error


def enter(connection: Connection, schema: str, *, steady: bool) -> None:
    """Bind the transaction to a tenant's schema and role, and begin it where it has not begun, in one message.

    With `steady`, statements are planned once, whatever their values. Raises as `execute` does.
    """
    kept, message = _kept(connection), _binding(schema, steady)
    if kept.line.transaction_status == IDLE and not kept.raw.autocommit:
        level = kept.raw.isolation_level
        message = (b"begin isolation level %s;" % _LEVELS[level] if level else b"begin;") + message
    try:
        _checked(kept, kept.line.exec_(message))
    except psycopg.Error as error:
        raise _told(connection, kept, BINDING, error) from error


def gave_up(connection: Connection) -> bool:
    """Whether a statement failed, so that the transaction takes no more."""
    return _kept(connection).line.transaction_status == TransactionStatus.INERROR


def _at_once(prepared: _Statement, kept: _Kept, params: Mapping[str, Any]) -> Rows | None:
    """Run what psycopg has prepared on this connection, or never will, without its cursor; None where it may yet.

    The cursor would take as much CPU as the server does.
    """
    values, line = kept.values, kept.line
    if line.transaction_status != INTRANS:
        return None
    written = values.dump_sequence([params[name] for name in prepared.names], prepared.formats)
    key = (prepared.sql, values.types or ())
    name = kept.names.get(key)
    if name is not None:
        kept.names.move_to_end(key)
        result = line.exec_prepared(name, written, values.formats)  # type: ignore[arg-type]  # takes None, too
    elif kept.raw.prepare_threshold is None:
        result = line.exec_params(prepared.sql, written, values.types, values.formats)
    else:
        return None
    values.set_pgresult(_checked(kept, result))
    return _rows(prepared, result, values.load_rows)


def _with_cursor(prepared: _Statement, kept: _Kept, params: Mapping[str, Any]) -> Rows:
    """psycopg's own way: begins transactions, counts what is run often, and prepares it."""
    kept.cursor.execute(prepared.sql, [params[name] for name in prepared.names])
    result = kept.cursor.pgresult
    if result is None:
        return Rows([], kept.cursor.rowcount)
    kept.values.set_pgresult(result)
    return _rows(prepared, result, kept.values.load_rows)


def _checked(kept: _Kept, result: "PGresult") -> "PGresult":
    """The result, unless it is an error; one of a connection that is gone says nothing but that."""
    if result.status in FINE:
        return result
    if kept.line.status != ConnStatus.OK:
        raise psycopg.OperationalError(kept.line.get_error_message())
    raise error_from_result(result, encoding=kept.raw.info.encoding)


def _rows(prepared: _Statement, result: "PGresult", load: Callable[[int, int, Any], list[Any]]) -> Rows:
    """What came back as named tuples; the class for them is made once."""
    width = result.nfields
    if not width:
        return Rows([], result.command_tuples or 0)
    made: Any = prepared.tuples.get(width)
    if made is None:
        names = [(result.fname(place) or b"").decode() for place in range(width)]
        made = prepared.tuples[width] = namedtuple("Row", names, rename=True)  # noqa: PYI024 - known only now
    return Rows(load(0, result.ntuples, made._make), result.ntuples)


def _told(connection: Connection, kept: _Kept, statement: str, error: psycopg.Error) -> DBAPIError:
    """The error as SQLAlchemy tells it; a connection that was lost is given up."""
    lost = bool(kept.raw.closed)
    if lost:
        connection.invalidate(error)
    told: Any = DBAPIError.instance(
        statement, None, error, psycopg.Error, hide_parameters=True, connection_invalidated=lost, dialect=DIALECT
    )  # fmt: skip
    return cast("DBAPIError", told)


def _kept(connection: Connection) -> _Kept:
    kept: _Kept | None = connection.info.get(KEPT)
    if kept is None:
        raw: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]  # psycopg's, by our URLs
        kept = connection.info[KEPT] = _Kept(raw)
    return kept


@lru_cache(maxsize=1024)
def _binding(schema: str, steady: bool) -> bytes:
    name = '"' + schema.replace('"', '""') + '"'
    plans = ";set local plan_cache_mode to force_generic_plan" if steady else ""
    return f"set local search_path to {name}, ext;set local role {name}{plans}".encode()


@lru_cache(maxsize=1024)
def _prepared(statement: TextClause) -> _Statement:
    """Compiled once: psycopg would look for the parameters' names each time a text is run."""
    return _Statement(statement)
