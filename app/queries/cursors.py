"""Where a page of products begins."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.paging import decode_cursor

KINDS = {"bigint": int, "text": str, "timestamptz": datetime}


def after(cursor: str | None, kind: str) -> tuple[Any, UUID] | None:
    """Where a page begins, in an order by this type of column. Raises BadRequest for a cursor of another order."""
    keys = decode_cursor(cursor, KINDS[kind], UUID)
    return (keys[0], keys[1]) if keys else None
