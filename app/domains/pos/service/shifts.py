"""Drawers from opening to counting. A shift's cash is the sum of its movements; the float is one of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core import audit, clock, events
from app.core.db import db
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.pos import repo
from app.domains.pos.errors import ShiftClosed as AlreadyClosed
from app.domains.pos.errors import ShiftOpen, UnknownShift
from app.domains.pos.events import ShiftClosed
from app.domains.pos.models import Shift
from app.domains.pos.types import Till


@dataclass(frozen=True, slots=True)
class Booking:
    """The shift that an operation is booked on, and a remark when it is not the one it named."""

    shift_id: UUID
    remark: str | None = None


def open_shift(
    till: Till, *, shift_id: UUID, float_amount: int, currency: str, staff_id: UUID | None, at: datetime
) -> None:
    """Open a register with its float. The same shift twice is once. Raises ShiftOpen for another open one."""
    repo.register(till.register_id, lock=True)
    if repo.shift_locked(shift_id, till.register_id) is not None:
        return
    if repo.open_shift(till.register_id) is not None:
        raise ShiftOpen(_("This register is open already"))
    _write(till, shift_id, currency, opened_by=staff_id, at=at, float_amount=float_amount)
    move_cash(shift_id, "float", float_amount, at=at, staff_id=staff_id)
    audit.record("pos.shift_opened", object_type="shift", object_id=shift_id, after={"float": float_amount})


def close_shift(till: Till, *, shift_id: UUID, counted: int, staff_id: UUID | None, at: datetime) -> int:
    """Keep the count for good; returns the cash we expected. Raises UnknownShift, AlreadyClosed."""
    shift = repo.shift_locked(shift_id, till.register_id)
    if shift is None:
        raise UnknownShift(_("There is no such shift at this register"))
    if shift.closed_at is not None:
        raise AlreadyClosed(_("This shift is closed; its count stands"))
    expected = repo.cash_in_drawer(shift_id)
    shift.counted, shift.expected, shift.closed_by, shift.closed_at = counted, expected, staff_id, at
    audit.record(
        "pos.shift_closed", object_type="shift", object_id=shift_id,
        after={"counted": counted, "expected": expected, "currency": shift.currency},
    )  # fmt: skip
    events.record(
        ShiftClosed(
            shift_id=str(shift_id), register_id=str(till.register_id), counted=counted, expected=expected,
            currency=shift.currency,
        )
    )  # fmt: skip
    return expected


def book_on(till: Till, shift_id: UUID, currency: str) -> Booking:
    """The shift an operation belongs to: the one it names while that is open, else an adjustment.

    A shift that we do not know (another tablet had the register open) gives way to the register's open one.
    """
    named = repo.shift_locked(shift_id, till.register_id)
    if named is not None and named.closed_at is None:
        return Booking(shift_id)
    remark = "pos.shift_unknown" if named is None else "pos.shift_closed"
    repo.register(till.register_id, lock=True)
    found = repo.open_shift(till.register_id) if named is None else None
    found = found or repo.open_shift(till.register_id, adjustment=True)
    if found is not None:
        return Booking(found.id, remark)
    made = _write(till, new_id(), currency, opened_by=None, at=clock.now(), adjustment=True)
    return Booking(made, remark)


def move_cash(
    shift_id: UUID,
    kind: str,
    amount: int,
    *,
    at: datetime,
    staff_id: UUID | None,
    order_id: UUID | None = None,
    reason: str = "",
) -> None:
    """Cash in (above 0) or out of a drawer, minor units. 0 leaves no trace."""
    if amount:
        repo.move_cash(shift_id, kind, amount, at=at, staff_id=staff_id, order_id=order_id, reason=reason)


def open_shift_of(register_id: UUID) -> Shift | None:
    """The register's open shift, without the one that collects late operations."""
    return repo.open_shift(register_id)


def expected_cash(shift_id: UUID) -> int:
    """What the drawer should hold now, float included, minor units."""
    return repo.cash_in_drawer(shift_id)


def last_count(register_id: UUID) -> int:
    """Cash counted at the last closing, minor units: the usual float of the next shift."""
    return repo.last_count(register_id)


def _write(
    till: Till,
    shift_id: UUID,
    currency: str,
    *,
    opened_by: UUID | None,
    at: datetime,
    float_amount: int = 0,
    adjustment: bool = False,
) -> UUID:
    shift = Shift(
        id=shift_id, register_id=till.register_id, device_id=till.device_id, opened_by=opened_by,
        currency=currency, float_amount=float_amount, adjustment=adjustment, opened_at=at,
    )  # fmt: skip
    db.session.add(shift)
    db.session.flush()
    return shift_id
