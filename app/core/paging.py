"""Keyset paging: a page ends where the next begins, whatever is inserted meanwhile."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from app.core.errors import BadRequest
from app.core.i18n import gettext as _

T = TypeVar("T")
MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows of one page, the cursor of the next (None at the end) and the total where it was counted."""

    items: Sequence[T]
    next: str | None = None
    total: int | None = None


def encode_cursor(*keys: Any) -> str:
    """An opaque cursor over JSON-native sort keys."""
    return base64.urlsafe_b64encode(json.dumps(keys, default=str).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """The keys in a cursor, each of its kind (str, int, UUID, date or datetime), or None for the first page.

    Raises BadRequest when it is not one of ours.
    """
    if not cursor:
        return None
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if isinstance(keys, list) and len(keys) == len(kinds):
            return tuple(READ[kind](key) for kind, key in zip(kinds, keys, strict=True))
    except (ValueError, TypeError, RecursionError):
        pass
    raise BadRequest(_("This cursor is not valid; start again without it"), code="request.cursor")


def _text(key: object) -> str:
    if not isinstance(key, str) or "\0" in key:
        raise TypeError(key)
    return key.encode().decode()  # refuses half a surrogate pair


def _number(key: object) -> int:
    if type(key) is not int or abs(key) >= 2**62:
        raise TypeError(key)
    return key


def _moment(key: object) -> datetime:
    moment = datetime.fromisoformat(_text(key))
    if moment.tzinfo is None:
        raise ValueError(key)
    return moment


READ: dict[type, Callable[[object], Any]] = {
    str: _text,
    int: _number,
    UUID: lambda key: UUID(_text(key)),
    date: lambda key: date.fromisoformat(_text(key)),
    datetime: _moment,
}


def clamp(limit: int | None, default: int = 50) -> int:
    """A page size between 1 and MAX_LIMIT."""
    return max(1, min(limit or default, MAX_LIMIT))


def cut(
    rows: Sequence[T], limit: int, key: Callable[[T], tuple[Any, ...]], total: int | None = None
) -> Page[T]:
    """A page from limit + 1 rows: the extra row only says that there is a next page."""
    more = len(rows) > limit
    kept = rows[:limit]
    return Page(kept, encode_cursor(*key(kept[-1])) if more and kept else None, total)
