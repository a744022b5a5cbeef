"""The codes of a promotion and their uses, and how far its batches are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.core.like import begins
from app.core.paging import Page, clamp, cut, decode_cursor

CODES = text(
    """
    select c.id, c.code, c.batch, c.uses_limit, c.customer_limit, c.stopped, c.created_at,
        (select count(*) from promotion_use u where u.coupon_id = c.id and u.returned_at is null) as uses
    from coupon c
    where c.promotion_id = :promotion and (:like = '%' or c.code ilike :like)
      and (cast(:batch as text) is null or c.batch = :batch)
      and (cast(:before as timestamptz) is null or (c.created_at, c.id) < (:before, cast(:before_id as uuid)))
    order by c.created_at desc, c.id desc limit :limit
    """
)
BATCHES = text(
    """
    select b.id, b.name, b.number, b.made, b.created_at, (
        select count(*) from promotion_use u join coupon c on c.id = u.coupon_id
        where c.promotion_id = b.promotion_id and c.batch = b.name and u.returned_at is null) as uses
    from coupon_batch b where b.promotion_id = :promotion order by b.created_at desc, b.id
    """
)
EXPORT_SIZE = 5000


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code; limits of None: none."""

    id: UUID
    code: str
    batch: str
    uses_limit: int | None
    customer_limit: int | None
    stopped: bool
    created_at: datetime
    uses: int


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch of codes, how many are made and how often they were used."""

    id: UUID
    name: str
    number: int
    made: int
    created_at: datetime
    uses: int


def codes(
    promotion_id: UUID,
    *,
    q: str = "",
    batch: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[CodeRow]:
    """Newest first, by how they begin."""
    size = clamp(limit)
    return cut(_read(promotion_id, q, batch, cursor, size + 1), size, _place)


def all_codes(promotion_id: UUID, *, batch: str = "") -> Iterator[CodeRow]:
    """Every code, as a file has them."""
    cursor: str | None = None
    while True:
        page = cut(_read(promotion_id, "", batch, cursor, EXPORT_SIZE + 1), EXPORT_SIZE, _place)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return


def batches(promotion_id: UUID) -> Sequence[BatchRow]:
    """Newest first."""
    return [BatchRow(*row) for row in run(BATCHES, {"promotion": promotion_id})]


def _read(promotion_id: UUID, q: str, batch: str, cursor: str | None, limit: int) -> list[CodeRow]:
    before, before_id = decode_cursor(cursor, datetime, UUID) or (None, None)
    asked = {
        "promotion": promotion_id, "like": begins(q), "batch": batch or None, "before": before,
        "before_id": before_id, "limit": limit,
    }  # fmt: skip
    return [CodeRow(*row) for row in run(CODES, asked)]


def _place(row: CodeRow) -> tuple[str, str]:
    return row.created_at.isoformat(), str(row.id)
