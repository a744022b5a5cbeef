"""The door of the tills: devices, shifts, operations. Nothing here commits."""

from app.domains.pos.service.arrivals import forget_arrivals, note_arrivals
from app.domains.pos.service.devices import (
    add_register,
    check_pin_pace,
    count_pin,
    forget_device,
    new_pairing_code,
    pair,
    retire_register,
    till_by_token,
    till_of,
)
from app.domains.pos.service.operations import (
    PENDING,
    keep,
    kept,
    lock,
    lock_known,
    refund_answered,
    resolve,
    sale_of_receipt,
)
from app.domains.pos.service.overrides import (
    Asked,
    approval_of,
    approve,
    record_overrides,
)
from app.domains.pos.service.shifts import (
    Booking,
    book_on,
    close_shift,
    expected_cash,
    last_count,
    move_cash,
    open_shift,
    open_shift_of,
)

__all__ = [
    "PENDING", "Asked", "Booking", "add_register", "approval_of", "approve", "book_on", "check_pin_pace",
    "close_shift", "count_pin", "expected_cash", "forget_arrivals", "forget_device", "keep", "kept", "last_count",
    "lock", "lock_known", "move_cash", "new_pairing_code", "note_arrivals", "open_shift", "open_shift_of", "pair",
    "record_overrides", "refund_answered", "resolve", "retire_register", "sale_of_receipt", "till_by_token",
    "till_of",
]  # fmt: skip
