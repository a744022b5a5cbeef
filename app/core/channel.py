"""The sales channel through which this request or job sells, by its code: the web shop where nothing was said."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

WEB = "web"
_channel: ContextVar[str] = ContextVar("channel", default=WEB)


def current_channel() -> str:
    """Code of the channel that is sold through."""
    return _channel.get()


@contextmanager
def channel_scope(code: str) -> Iterator[None]:
    """Sell through another channel for a while."""
    token = _channel.set(code)
    try:
        yield
    finally:
        _channel.reset(token)
