"""By which way prices change: screen, import, api or job; the log keeps it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from app.core.principal import current_principal

_source: ContextVar[str] = ContextVar("price_source", default="")
BY_KIND = {"staff": "screen", "operator": "screen", "api": "api", "device": "till"}


def current_source() -> str:
    """What was said for this block; else as whoever acts comes in."""
    return _source.get() or BY_KIND.get(current_principal().kind, "job")


@contextmanager
def price_source(name: str) -> Iterator[None]:
    """Prices that change in the block came by `name`."""
    token = _source.set(name)
    try:
        yield
    finally:
        _source.reset(token)
