"""Keyset paging: a page ends where the next begins, whatever is inserted meanwhile."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app.core.errors import BadRequest

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


def decode_cursor(cursor: str | None, size: int) -> list[Any] | None:
    """The keys in a cursor, or None for the first page. Raises BadRequest when it is not one of ours."""
    if not cursor:
        return None
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        keys = None
    if not isinstance(keys, list) or len(keys) != size or not all(isinstance(key, str | int) for key in keys):
        raise BadRequest("This cursor is not valid; start again without it", code="request.cursor")
    return keys


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
