"""Values of the tills' door."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Status = Literal["accepted", "duplicate", "accepted_with_exception", "refused"]


@dataclass(frozen=True, slots=True)
class Till:
    """A paired device and the place it stands at."""

    device_id: UUID
    register_id: UUID
    location_id: UUID
    register_code: str
    register_name: str
    receipt_prefix: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What a till says happened. `hash` is ours, over kind, time and payload as they arrived.

    `reviewed`: a person has looked at it and wants it booked.
    """

    id: UUID
    seq: int
    kind: str
    at: datetime
    payload: dict[str, Any]
    hash: bytes
    offline: bool
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The server's last word on an operation. `code` says why it was refused or what is odd about it."""

    id: UUID
    status: Status
    code: str | None = None
    order: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What applying an operation led to. `remarks` are codes of things a person must look at."""

    remarks: tuple[str, ...] = ()
    status: Status = "accepted"
    shift_id: UUID | None = None
    staff_id: UUID | None = None
    order_id: UUID | None = None
    order_number: str | None = None
    receipt: str | None = None


@dataclass(frozen=True, slots=True)
class Paired:
    """A device that may sell from now on; the token is shown once."""

    device_id: UUID
    token: str


@dataclass(frozen=True, slots=True)
class PairingCode:
    """Types on a tablet to pair it; good once and for a quarter of an hour."""

    code: str
    expires_at: datetime
