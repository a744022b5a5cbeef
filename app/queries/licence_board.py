"""A variant's licence keys as staff see them: never in the clear, with the order that each one went to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.core.paging import Page, cut, decode_cursor
from app.domains.catalog import service as catalog

SIZE = 50
KEYS = text(
    """
    select k.id, k.sealed, k.handed_at, k.revoked_at, k.created_at, g.order_id, o.number
    from licence_key k left join licence_grant g on g.line_id = k.line_id left join "order" o on o.id = g.order_id
    where k.variant_id = :variant and (cast(:after as uuid) is null or k.id < :after)
      and case cast(:state as text) when 'free' then k.line_id is null
          when 'handed' then k.line_id is not null and k.revoked_at is null
          when 'revoked' then k.revoked_at is not null else true end
    order by k.id desc limit :limit
    """
)


@dataclass(frozen=True, slots=True)
class Row:
    """A key: `state` is free, handed or revoked; `hint` are its last characters."""

    id: UUID
    hint: str
    state: str
    at: datetime
    order_id: UUID | None
    number: str | None


def keys(variant_id: UUID, *, state: str = "", cursor: str | None = None) -> Page[Row]:
    """A variant's keys, the newest first."""
    after = decode_cursor(cursor, UUID)
    asked = {"variant": variant_id, "after": after[0] if after else None, "state": state, "limit": SIZE + 1}
    page = cut(run(KEYS, asked).all(), SIZE, lambda row: (str(row.id),))
    rows = [
        Row(
            row.id, catalog.licences.hint(row.sealed),
            "revoked" if row.revoked_at else "handed" if row.handed_at else "free",
            row.revoked_at or row.handed_at or row.created_at, row.order_id, row.number,
        )
        for row in page.items
    ]  # fmt: skip
    return Page(rows, page.next)
