"""Statements straight to psycopg, for paths that run hundreds of times a second.

SQLAlchemy's execution of a text costs about as much CPU as PostgreSQL's; compiled once and handed to a cursor of
the same connection, the transaction, its tenant and its errors stay the same.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row, tuple_row
from sqlalchemy import Connection, TextClause
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

CURSOR = "galleria.cursor"
PLACE = re.compile(r"%(?:\((\w+)\)s|%)")
DIALECT = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it unhinted


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
        self._makers: dict[int, Callable[[Sequence[Any]], Any]] = {}

    def maker(self, cursor: "psycopg.RawCursor[Tuple]", width: int) -> Callable[[Sequence[Any]], Any]:
        """Makes named tuples of the rows; the names are read once."""
        made = self._makers.get(width)
        if made is None:
            made = self._makers[width] = namedtuple_row(cursor)
        return made


def execute(connection: Connection, statement: TextClause, params: Mapping[str, Any]) -> Rows:
    """Run `statement` on the connection's transaction. Raises SQLAlchemy's DBAPIError, as its own execute does."""
    prepared, cursor = _prepared(statement), _cursor(connection)
    try:
        cursor.execute(prepared.sql, [params[name] for name in prepared.names])
    except psycopg.Error as error:
        lost = cursor.connection.closed
        if lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            statement.text,
            None,
            error,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=lost,
            dialect=DIALECT,
        ) from error
    result = cursor.pgresult
    if result is None or not result.nfields:
        return Rows([], cursor.rowcount)
    return Rows(list(map(prepared.maker(cursor, result.nfields), cursor.fetchall())), cursor.rowcount)


def _cursor(connection: Connection) -> "psycopg.RawCursor[Tuple]":
    """The one cursor that is kept with a connection: making one costs as much as using it."""
    kept: psycopg.RawCursor[Tuple] | None = connection.info.get(CURSOR)
    if kept is None:
        raw: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]  # psycopg's, by our URLs
        kept = connection.info[CURSOR] = psycopg.RawCursor(raw, row_factory=tuple_row)
    return kept


@lru_cache(maxsize=1024)
def _prepared(statement: TextClause) -> _Statement:
    """Compiled once: psycopg would look for the parameters' names each time a text is run."""
    return _Statement(statement)
