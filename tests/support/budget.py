"""Counts SQL statements on every engine of the application."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from app.core.db import WATCHERS


class Statements(list[str]):
    """The statements seen, readable in a failing test."""

    def __str__(self) -> str:
        return "\n".join(f"{place:3d}  {' '.join(sql.split())[:150]}" for place, sql in enumerate(self, 1))


@contextmanager
def counted_statements(*, binding: bool = False) -> Iterator[Statements]:
    """Collect the statements of the block; `binding` includes what binds a transaction to its tenant.

    The directory's look-ups are not counted: they happen twice a second, not per request.
    """
    seen = Statements()

    def tell(statement: str) -> None:
        if binding or not statement.startswith("set local "):
            seen.append(statement)

    def note(_c: Any, _cursor: Any, statement: str, _p: Any, context: Any, _many: bool) -> None:
        options = context.execution_options if context is not None else {}
        if not options.get("galleria_directory"):
            tell(statement)

    event.listen(Engine, "before_cursor_execute", note)
    WATCHERS.append(tell)
    try:
        yield seen
    finally:
        WATCHERS.remove(tell)
        event.remove(Engine, "before_cursor_execute", note)


@contextmanager
def query_budget(most: int, *, binding: bool = False) -> Iterator[Statements]:
    """Fail when the block needs more than `most` statements; the message lists them."""
    with counted_statements(binding=binding) as seen:
        yield seen
    assert len(seen) <= most, f"{len(seen)} statements, {most} allowed:\n{seen}"
