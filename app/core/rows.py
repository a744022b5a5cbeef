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

DIALECT = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it unhinted


class Rows:
    """What a statement answered: named tuples, read once."""

    def __init__(self, cursor: "psycopg.Cursor[Any]") -> None:
        self._cursor = cursor

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor.fetchall())

    def all(self) -> list[Any]:
        return list(self._cursor.fetchall())

    def first(self) -> Any:
        """The first row, or None."""
        return self._cursor.fetchone()

    def one(self) -> Any:
        """The only row. Raises LookupError for none or several."""
        rows = self._cursor.fetchall()
        if len(rows) != 1:
            raise LookupError(f"{len(rows)} rows where one was expected")
        return rows[0]

    def scalar(self) -> Any:
        """The first column of the first row, or None."""
        row = self._cursor.fetchone()
        return row[0] if row is not None else None

    def scalar_one(self) -> Any:
        """The first column of the only row. Raises LookupError."""
        return self.one()[0]

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount


def execute(connection: Connection, statement: TextClause, params: Mapping[str, Any]) -> Rows:
    """Run `statement` on the connection's transaction. Raises SQLAlchemy's DBAPIError, as its own execute does."""
    sql = _sql(statement)
    raw: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]  # psycopg's, by our URLs
    cursor = raw.cursor(row_factory=namedtuple_row)
    try:
        cursor.execute(sql, params)
    except psycopg.Error as error:
        if raw.closed:
            connection.invalidate(error)
        raise DBAPIError.instance(
            sql,
            None,
            error,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=raw.closed,
            dialect=DIALECT,
        ) from error
    return Rows(cursor)


@lru_cache(maxsize=1024)
def _sql(statement: TextClause) -> str:
    """The text in psycopg's own style of parameters."""
    return str(statement.compile(dialect=DIALECT))
