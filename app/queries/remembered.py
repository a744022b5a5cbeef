"""What a process remembers for an epoch: it ends with whatever shoppers could see, so nothing is older than the pages."""

from collections import OrderedDict
from contextlib import suppress
from typing import Any, Generic, TypeVar

from app.core.channel import current_epoch
from app.core.tenancy import current_tenant

V = TypeVar("V")
_every: list["Remembered[Any]"] = []


class Remembered(Generic[V]):
    """Values by key, of the tenant and the epoch in use; at most `most`, the least asked for go first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[Any, ...], V] = OrderedDict()
        _every.append(self)

    def __len__(self) -> int:
        return len(self._kept)

    def known(self, *key: Any) -> V | None:
        """The value, if it is known; nothing is where nobody knows the epoch."""
        place = (current_tenant().schema, current_epoch(), *key)
        with suppress(KeyError):  # forgotten meanwhile
            self._kept.move_to_end(place)
        return self._kept.get(place)

    def keep(self, value: V, *key: Any) -> None:
        """Remember it until the epoch ends."""
        if current_epoch() is None:
            return
        self._kept[(current_tenant().schema, current_epoch(), *key)] = value
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def forget(self) -> None:
        self._kept.clear()


def forget() -> None:
    """Know nothing, as a new process does."""
    for each in _every:
        each.forget()
