"""The drawer: opened with a float, cash put in and taken out, counted and closed. And copies of receipts."""

from app.core import audit
from app.domains.pos import service as pos
from app.domains.pos.payloads import CashMove, Reprint, ShiftClosed, ShiftOpened
from app.domains.pos.types import Outcome
from app.flows.till_work import Work


def open_shift(work: Work, opened: ShiftOpened) -> Outcome:
    """Open the register. Raises ShiftOpen when it is open already."""
    pos.open_shift(
        work.till, shift_id=opened.shift, float_amount=opened.float_.amount, currency=opened.currency,
        staff_id=work.cashier.id, at=work.operation.at,
    )  # fmt: skip
    return Outcome(work.remarks(), shift_id=opened.shift, staff_id=work.cashier.id)


def close_shift(work: Work, closed: ShiftClosed) -> Outcome:
    """Keep the count. Raises UnknownShift, AlreadyClosed."""
    expected = pos.close_shift(
        work.till, shift_id=closed.shift, counted=closed.count.amount, staff_id=work.cashier.id,
        at=work.operation.at,
    )  # fmt: skip
    differs = closed.expected is not None and closed.expected.amount != expected
    remarks = work.remarks("pos.expected_differs" if differs else None)
    return Outcome(remarks, shift_id=closed.shift, staff_id=work.cashier.id)


def put_in(work: Work, move: CashMove) -> Outcome:
    """Cash into the drawer."""
    return _move(work, move, "in", move.amount.amount)


def take_out(work: Work, move: CashMove) -> Outcome:
    """Cash out of the drawer."""
    return _move(work, move, "out", -move.amount.amount)


def _move(work: Work, move: CashMove, kind: str, amount: int) -> Outcome:
    booking = pos.book_on(work.till, move.shift, move.currency)
    pos.move_cash(
        booking.shift_id, kind, amount, at=work.operation.at, staff_id=work.cashier.id, reason=move.reason
    )
    audit.record(
        f"pos.cash_{kind}", object_type="shift", object_id=booking.shift_id, reason=move.reason,
        after={"amount": amount, "currency": move.currency},
    )  # fmt: skip
    return Outcome(work.remarks(booking.remark), shift_id=booking.shift_id, staff_id=work.cashier.id)


def note_reprint(work: Work, reprint: Reprint) -> Outcome:
    """A copy of a receipt left the printer."""
    audit.record(
        "pos.receipt_reprinted",
        object_type="receipt",
        object_id=reprint.receipt,
        after={"copy": reprint.copy_},
    )
    return Outcome(work.remarks(), staff_id=work.cashier.id)
