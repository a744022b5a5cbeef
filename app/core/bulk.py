"""One insert for any number of rows: a column travels as one array.

The text stays the same however many rows there are. SQLAlchemy's own grows a parameter for each value, which psycopg
takes apart and PostgreSQL parses and plans anew each time.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import ARRAY, JSON, Column, Table, TextClause, text
from sqlalchemy.dialects import postgresql

DIALECT = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it unhinted
Change = Callable[[Any], Any]


class Insertion:
    """An insert into `names` of a table, ended by `then`; columns left out take the model's defaults."""

    def __init__(self, table: Table, names: tuple[str, ...], then: str) -> None:
        given = [table.columns[name] for name in names]
        made = [column for column in table.columns if column.name not in names and column.default is not None]
        columns = given + made
        if any(isinstance(column.type, ARRAY) for column in columns):
            raise TypeError(f"{table.name} has lists in a column: unnest would take them apart")
        self._names = names
        self._makers = [_maker(column) for column in made]
        self._changes = [_change(column) for column in columns]
        self.text = _written(table, columns, then)

    def params(self, new: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
        """The arrays of these rows, all of which name the same columns."""
        lists = [[row[name] for row in new] for name in self._names]
        lists += [[make() for _row in new] for make in self._makers]
        return {
            f"c{place}": values if change is None else [change(value) for value in values]
            for place, (values, change) in enumerate(zip(lists, self._changes, strict=True))
        }


@lru_cache(maxsize=128)
def insertion(table: Table, names: tuple[str, ...], then: str) -> Insertion:
    """The insert of these columns, put together once."""
    return Insertion(table, names, then)


def _maker(column: Column[Any]) -> Callable[[], Any]:
    default: Any = column.default
    return (lambda: default.arg(None)) if default.is_callable else (lambda: default.arg)


def _change(column: Column[Any]) -> Change | None:
    """What becomes of the column's values on their way; a JSON column keeps None as its own null, as in SQLAlchemy."""
    if isinstance(column.type, JSON):
        return lambda value: orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()
    changed: Change | None = column.type.dialect_impl(DIALECT).bind_processor(DIALECT)
    return changed


def _written(table: Table, columns: Sequence[Column[Any]], then: str) -> TextClause:
    names = DIALECT.identifier_preparer
    arrays = ", ".join(
        f"cast(:c{place} as {column.type.compile(DIALECT)}[])" for place, column in enumerate(columns)
    )
    into = f"{names.format_table(table)} ({', '.join(names.quote(column.name) for column in columns)})"
    return text(f"insert into {into} select * from unnest({arrays}) {then}")  # noqa: S608 - the model's own names
