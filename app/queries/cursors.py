"""Where a page of products begins."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.core.errors import BadRequest
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.core.paging import decode_cursor


def after(cursor: str | None, kind: str) -> tuple[int | str, UUID] | None:
    """Where a page begins. Raises BadRequest for a cursor that is not of this order."""
    keys: Sequence[Any] | None = decode_cursor(cursor, 2)
    if keys is None:
        return None
    place = parse_id(str(keys[1]))
    fits = isinstance(keys[0], int) and abs(keys[0]) < 2**62 if kind == "bigint" else isinstance(keys[0], str)
    if place is None or not fits:
        raise BadRequest(_("This cursor is not valid; start again without it"), code="request.cursor")
    return keys[0], place
