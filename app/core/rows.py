"""Statements straight to psycopg, for paths that run hundreds of times a second.

SQLAlchemy's execution of a text costs about as much CPU as PostgreSQL's; compiled once and handed to a cursor of
the same connection, the transaction, its tenant and its errors stay the same.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Connection, TextClause
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

CURSOR = "galleria.cursor"
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


def execute(connection: Connection, statement: TextClause, params: Mapping[str, Any]) -> Rows:
    """Run `statement` on the connection's transaction. Raises SQLAlchemy's DBAPIError, as its own execute does."""
    sql = _sql(statement)
    cursor = _cursor(connection)
    try:
        cursor.execute(sql, params)
    except psycopg.Error as error:
        lost = cursor.connection.closed
        if lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            sql,
            None,
            error,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=lost,
            dialect=DIALECT,
        ) from error
    return Rows(cursor.fetchall() if cursor.description else [], cursor.rowcount)


def _cursor(connection: Connection) -> "psycopg.Cursor[Any]":
    """The one cursor that is kept with a connection: making one costs as much as using it."""
    kept: psycopg.Cursor[Any] | None = connection.info.get(CURSOR)
    if kept is None:
        raw: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]  # psycopg's, by our URLs
        kept = connection.info[CURSOR] = raw.cursor(row_factory=namedtuple_row)
    return kept


@lru_cache(maxsize=1024)
def _sql(statement: TextClause) -> str:
    """The text in psycopg's own style of parameters."""
    return str(statement.compile(dialect=DIALECT))
