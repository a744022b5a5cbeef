"""Mails that were written, and how they fared: never what they say."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import crypto
from app.core.db import db
from app.core.paging import Page, clamp, cut, decode_cursor

STATES = ("queued", "sent", "caught", "failed")
ROWS = text(
    """
    select m.id, m.kind, m.status, m.tries, m.failure, m.created_at, m.sent_at, m.next_try_at, m.locale,
           m.person_id, m.recipient, m.order_id, coalesce(o.number, '') as number
    from mail m left join "order" o on o.id = m.order_id
    where (:state = '' or m.status = :state) and (:number = '' or o.number = :number)
          and (cast(:at as timestamptz) is null or (m.created_at, m.id) < (cast(:at as timestamptz), cast(:id as uuid)))
    order by m.created_at desc, m.id desc limit :limit
    """
)
COUNTS = text(
    "select status, count(*) as many from mail where status in ('queued', 'failed') group by status"
)


@dataclass(frozen=True, slots=True)
class MailRow:
    """One mail. `recipient` is empty once the person was erased."""

    id: UUID
    kind: str
    status: str
    tries: int
    failure: str
    created_at: datetime
    sent_at: datetime | None
    next_try_at: datetime
    locale: str
    recipient: str
    order_id: UUID | None
    number: str


def mails(
    *, state: str = "", number: str = "", cursor: str | None = None, limit: int | None = None
) -> Page[MailRow]:
    """Mails of every kind, newest first."""
    size, (at, last) = clamp(limit), decode_cursor(cursor, datetime, UUID) or (None, None)
    asked = {
        "state": state if state in STATES else "", "number": number.strip().lstrip("#"), "limit": size + 1,
        "at": at, "id": last,
    }  # fmt: skip
    found = db.session.execute(ROWS, asked).all()
    crypto.load_keys(row.person_id for row in found if row.person_id)
    return cut([_row(row) for row in found], size, lambda row: (row.created_at.isoformat(), str(row.id)))


def waiting() -> dict[str, int]:
    """How many are queued and how many failed."""
    return {row.status: row.many for row in db.session.execute(COUNTS)}


def _row(row: Any) -> MailRow:
    opened = (
        crypto.open_(row.person_id, row.recipient) if row.person_id else crypto.open_secret(row.recipient)
    )
    return MailRow(
        row.id, row.kind, row.status, row.tries, row.failure or "", row.created_at, row.sent_at, row.next_try_at,
        row.locale, opened or "", row.order_id, row.number,
    )  # fmt: skip
