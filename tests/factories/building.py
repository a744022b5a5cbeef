"""The smallest factory that does: a model and its defaults, written straight to the tenant's tables."""

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from app.core.db import db
from tests.support.units import joined

if TYPE_CHECKING:
    from tests.factories import Make

_counter = itertools.count(1)


def seq(pattern: str) -> Callable[["Make"], str]:
    """A default that counts: seq("SKU-{}") gives SKU-1, SKU-2 …, never twice in a run."""
    return lambda _make: pattern.format(next(_counter))


def call(value: Callable[[], Any]) -> Callable[["Make"], Any]:
    """A default computed afresh for each row."""
    return lambda _make: value()


def ref(name: str) -> Callable[["Make"], Any]:
    """A default that makes the row referred to: ref("product") is make.product().id."""
    return lambda make: getattr(make, name)().id


class Builder:
    """`make.channel(code="x")`: one row, committed (or flushed, inside an open unit), returned."""

    def __init__(self, make: "Make", model: type[Any], defaults: dict[str, Any]) -> None:
        self._make, self._model, self._defaults = make, model, defaults

    def __call__(self, **given: Any) -> Any:
        with joined(self._make.tenant):
            for name in [
                name for name in given if f"{name}_id" in self._defaults
            ]:  # product=row for product_id=
                given[f"{name}_id"] = given.pop(name).id
            values = {
                name: default(self._make) if callable(default) else default
                for name, default in self._defaults.items()
                if name not in given
            }
            row = self._model(**values, **given)
            db.session.add(row)
            db.session.flush()
            return row

    def batch(self, size: int, **given: Any) -> Sequence[Any]:
        """`size` rows."""
        with joined(self._make.tenant):
            return [self(**given) for _ in range(size)]
