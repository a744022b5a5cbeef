"""The kept word on every operation that a till sends."""

from uuid import UUID

from sqlalchemy.exc import NoResultFound

from app.core import audit, clock, events
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.domains.pos import repo
from app.domains.pos.events import OperationNeedsAttention
from app.domains.pos.models import PosOperation
from app.domains.pos.types import Operation, Outcome, Status, Verdict

PENDING, REFUSED = "pos.refund_pending", "pos.refund_refused"


def lock(operation: Operation, device_id: UUID) -> PosOperation:
    """The operation's row, made if new; parallel sends wait here for one another."""
    return repo.lock_operation(operation, device_id)


def lock_known(operation_id: UUID) -> PosOperation:
    """A row that is there. Raises NotFound."""
    try:
        return repo.operation_locked(operation_id)
    except NoResultFound:
        raise NotFound(_("There is no such operation")) from None


def kept(row: PosOperation) -> Verdict | None:
    """The verdict that was given, None before the first."""
    return None if row.verdict is None else _verdict(row)


def _verdict(row: PosOperation) -> Verdict:
    status: Status = row.verdict  # type: ignore[assignment]  # the table's check allows no other
    return Verdict(row.id, status, row.code, row.order_number)


def keep(row: PosOperation, outcome: Outcome, *, message: str = "") -> Verdict:
    """Give an operation its verdict, for good (until a person has a refused one applied again)."""
    odd = outcome.status == "accepted" and outcome.remarks
    row.verdict = "accepted_with_exception" if odd else outcome.status
    row.code = outcome.remarks[0] if outcome.remarks else None
    row.message = message or " ".join(outcome.remarks) or None
    row.shift_id, row.staff_id = outcome.shift_id or row.shift_id, outcome.staff_id or row.staff_id
    row.order_id, row.order_number, row.receipt = outcome.order_id, outcome.order_number, outcome.receipt
    if row.verdict != "refused":
        _forget_customer(row)
    if row.verdict in ("accepted_with_exception", "refused"):
        events.record(
            OperationNeedsAttention(
                operation_id=str(row.id), kind=row.kind, verdict=row.verdict, code=row.code or ""
            )
        )
    return _verdict(row)


def _forget_customer(row: PosOperation) -> None:
    """Once it is booked, or given up, the order alone knows whose it is."""
    if row.payload.get("customer"):
        row.payload = row.payload | {"customer": None}


def refund_answered(operation_id: UUID, *, done: bool) -> None:
    """The gateway's word on a till's refund, which replaces the verdict that waited for it."""
    row = repo.find_operation(operation_id)
    if row is None or PENDING not in (row.message or "").split():
        return
    remarks = tuple(remark for remark in (row.message or "").split() if remark != PENDING)
    outcome = Outcome(
        remarks if done else (REFUSED,), "accepted" if done else "refused", row.shift_id, row.staff_id,
        row.order_id, row.order_number, row.receipt,
    )  # fmt: skip
    keep(row, outcome)


def resolve(operation_id: UUID, *, staff_id: UUID | None, note: str) -> None:
    """A person has dealt with it: it leaves the list of what needs attention. Raises NotFound."""
    row = lock_known(operation_id)
    row.resolved_at, row.resolved_by = clock.now(), staff_id
    _forget_customer(row)
    audit.record("pos.operation_resolved", object_type="pos_operation", object_id=operation_id, reason=note)


def sale_of_receipt(receipt: str) -> PosOperation | None:
    """The booked sale that printed a receipt."""
    return repo.sale_of_receipt(receipt)
