"""What tills did that a person must look at: refused operations, and those taken with a remark."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.queries.till_board import PLACES

_OPERATION = """
    select o.id, o.kind, o.at, o.received_at, o.verdict, o.code, o.message, o.offline, o.order_id,
           o.order_number, o.payload, o.seq, o.resolved_at,
           r.name as register, l.name as store, coalesce(p.name, '') as cashier
    from pos_operation o join device d on d.id = o.device_id join register r on r.id = d.register_id
    join location l on l.id = r.location_id left join staff p on p.id = o.staff_id
    where (cast(:places as uuid[]) is null or l.id = any(:places))
"""
LIST = text(
    _OPERATION
    + """
    and o.verdict in ('refused', 'accepted_with_exception') and (o.resolved_at is not null) = :resolved
    and (cast(:at as timestamptz) is null
         or (o.received_at, o.id) < (cast(:at as timestamptz), cast(:id as uuid)))
    order by o.received_at desc, o.id desc limit :limit
    """
).bindparams(PLACES)
ONE = text(_OPERATION + " and o.id = :id").bindparams(PLACES)


@dataclass(frozen=True, slots=True)
class Attention:
    """An operation with its verdict. `amount` in minor units, None where the kind has none."""

    id: UUID
    kind: str
    at: datetime
    received_at: datetime
    verdict: str
    code: str
    message: str
    offline: bool
    order_id: UUID | None
    order_number: str | None
    receipt: str | None
    amount: int | None
    seq: int
    register: str
    store: str
    cashier: str
    resolved_at: datetime | None


def waiting(*, resolved: bool = False, cursor: str | None = None, limit: int = 50) -> Page[Attention]:
    """What waits for somebody (or was dealt with) in the caller's stores, newest first."""
    limit, (at, last) = clamp(limit), decode_cursor(cursor, datetime, UUID) or (None, None)
    values = {"resolved": resolved, "at": at, "id": last}
    rows = db.session.execute(
        LIST, {"places": current_principal().places, "limit": limit + 1, **values}
    ).all()
    return cut([_row(row) for row in rows], limit, lambda one: (one.received_at.isoformat(), str(one.id)))


def one(operation_id: UUID) -> Attention:
    """An operation. Raises NotFound, also outside the caller's stores."""
    row = db.session.execute(ONE, {"id": operation_id, "places": current_principal().places}).first()
    if row is None:
        raise NotFound(_("There is no such operation"))
    return _row(row)


def _row(row: Any) -> Attention:
    payload: dict[str, Any] = row.payload
    totals = payload.get("totals")
    shown = (totals or {}).get("total") if isinstance(totals, dict) else None
    money = (
        shown or payload.get("total") or payload.get("amount") or payload.get("count") or payload.get("float")
    )
    amount = money.get("amount") if isinstance(money, dict) else None
    receipt = payload.get("receipt")
    return Attention(
        row.id, row.kind, row.at, row.received_at, row.verdict, row.code or "", row.message or "",
        row.offline, row.order_id, row.order_number, receipt if isinstance(receipt, str) else None,
        amount if isinstance(amount, int) else None, row.seq, row.register, row.store, row.cashier,
        row.resolved_at,
    )  # fmt: skip
