"""Lists as PostgreSQL arrays: set-based statements take thousands of values, psycopg writes them one by one."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.array import ListDumper


def _text(value: str | None) -> str:
    return "NULL" if value is None else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


WRITERS: dict[type, Callable[[list[Any]], list[str]]] = {
    UUID: lambda values: ["NULL" if value is None else f"{value.int:032x}" for value in values],
    int: lambda values: ["NULL" if value is None else str(value) for value in values],
    Decimal: lambda values: ["NULL" if value is None else str(value) for value in values],
    str: lambda values: [_text(value) for value in values],
}


class PlainLists(ListDumper):
    """Writes lists of one plain kind at once; what it does not know it leaves to psycopg."""

    def dump(self, obj: list[Any]) -> Any:
        """The array as PostgreSQL reads it. Raises DataError, as psycopg does, for what no text can hold."""
        kinds = set(map(type, obj)) - {type(None)}
        write = WRITERS.get(kinds.pop()) if len(kinds) == 1 else None
        if write is None:
            return super().dump(obj)
        written = "{" + ",".join(write(obj)) + "}"
        return super().dump(obj) if "\0" in written else written.encode()


def install() -> None:
    """Use it for all connections opened from now on."""
    psycopg.adapters.register_dumper(list, PlainLists)
