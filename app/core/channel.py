"""The sales channel through which this request or job sells, by its code: the web shop where nothing was said."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

WEB = "web"
_channel: ContextVar[str] = ContextVar("channel", default=WEB)
_epoch: ContextVar[int | None] = ContextVar("epoch", default=None)


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


def current_epoch() -> int | None:
    """How often the shop's public face has changed, as read when this request began; None where nobody knows."""
    return _epoch.get()


@contextmanager
def epoch_scope(epoch: int | None) -> Iterator[None]:
    """What is remembered for an epoch holds for the block."""
    token = _epoch.set(epoch)
    try:
        yield
    finally:
        _epoch.reset(token)
