"""What buyers of downloads may fetch: granted when paid, counted at each fetch, taken back with the money."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert as pg_insert

from app.core import clock, crypto
from app.core.db import db, run
from app.core.errors import Forbidden, NotFound
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.orders.models import OrderDownload

REVOKE = text(
    """
    update order_download d set revoked_at = :now from order_line l
    where l.id = d.line_id and d.order_id = :order and d.revoked_at is null and l.refunded + l.cancelled >= l.quantity
    """
)
SOLD = text("select distinct order_id from order_line where digital and order_id = any(:orders)")
USE = text(
    """
    update order_download set used = used + 1
    where id = :id and used < most and until > :now and revoked_at is null
    returning file_key, name
    """
)


class DownloadOver(Forbidden):
    """Fetched as often as it may be, too late, or paid back."""

    code = "orders.download_over"


@dataclass(frozen=True, slots=True)
class Granted:
    """A file to grant: `most` times for each unit bought, until a moment."""

    name: str
    file_key: str
    size: int
    most: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Download:
    """A file as its buyer sees it; `left` 0: it cannot be fetched any more. `signature` belongs to its address."""

    id: UUID
    name: str
    size: int
    left: int
    until: datetime
    signature: str


def sold_in(order_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the orders that have something to download in them, sorted."""
    return sorted(row.order_id for row in run(SOLD, {"orders": list(order_ids)}))


def grant(order_id: UUID, granted: Mapping[UUID, Sequence[Granted]]) -> None:
    """Let the buyer fetch these files: line id -> files. What was granted before stays as it is."""
    rows = [
        {
            "id": new_id(), "order_id": order_id, "line_id": line_id, "name": each.name, "file_key": each.file_key,
            "size": each.size, "most": each.most, "used": 0, "until": each.until, "created_at": clock.now(),
        }
        for line_id, files in granted.items()
        for each in files
    ]  # fmt: skip
    if rows:
        unique = [OrderDownload.line_id, OrderDownload.file_key]
        db.session.execute(
            pg_insert(OrderDownload).values(rows).on_conflict_do_nothing(index_elements=unique)
        )


def of_order(order_id: UUID) -> list[Download]:
    """What an order's buyer may fetch, or could."""
    rows = select(OrderDownload).where(OrderDownload.order_id == order_id).order_by(OrderDownload.id)
    now = clock.now()
    return [
        Download(
            row.id, row.name, row.size,
            0 if row.revoked_at or row.until <= now else max(0, row.most - row.used), row.until, signature(row.id),
        )
        for row in db.session.scalars(rows)
    ]  # fmt: skip


def revoke_refunded(order_id: UUID) -> None:
    """Lines that were paid back as a whole give their files back."""
    run(REVOKE, {"order": order_id, "now": clock.now()})


def signature(download_id: UUID) -> str:
    """What makes the address of a download one that only we can have written."""
    return crypto.derive_token("download", download_id.hex)


def fetch(download_id: UUID, signed: str) -> tuple[str, str]:
    """Count a fetch; (file key, name). Raises NotFound for a wrong signature, DownloadOver."""
    if (
        not hmac.compare_digest(signature(download_id).encode(), signed.encode())
        or db.session.get(OrderDownload, download_id) is None
    ):
        raise NotFound(_("There is no such download"))
    taken = run(USE, {"id": download_id, "now": clock.now()}).first()
    if taken is None:
        raise DownloadOver(
            _("This download is over: it was fetched as often as it may be, or its time has ended")
        )
    return taken.file_key, taken.name
