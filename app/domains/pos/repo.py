"""SQL of the tills."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from app.core import clock
from app.core.db import db
from app.core.ids import new_id
from app.domains.pos.models import CashMovement, Device, PosOperation, PriceOverride, Register, Shift
from app.domains.pos.types import Operation, Till


def lock_operation(operation: Operation, device_id: UUID) -> PosOperation:
    """The operation's row, made if it is new, held until the unit ends: parallel sends queue up here."""
    db.session.execute(
        insert(PosOperation)
        .values(
            id=operation.id, device_id=device_id, seq=operation.seq, kind=operation.kind,
            at=operation.at, payload=operation.payload, hash=operation.hash, offline=operation.offline,
            received_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=[PosOperation.id])
    )  # fmt: skip
    return operation_locked(operation.id)


def operation_locked(operation_id: UUID) -> PosOperation:
    """A known operation, held until the unit ends. Raises NoResultFound."""
    return db.session.scalars(
        select(PosOperation).where(PosOperation.id == operation_id).with_for_update()
        .execution_options(populate_existing=True)
    ).one()  # fmt: skip


def find_operation(operation_id: UUID) -> PosOperation | None:
    """The operation's row, locked, if there is one."""
    return db.session.get(PosOperation, operation_id, with_for_update=True, populate_existing=True)


def sale_of_receipt(receipt: str) -> PosOperation | None:
    """The booked sale that printed a receipt: the first, should a copied tablet have printed it twice."""
    return db.session.scalars(
        select(PosOperation)
        .where(
            func.upper(PosOperation.receipt) == receipt.upper(),
            PosOperation.kind == "sale",
            PosOperation.order_id.is_not(None),
            PosOperation.verdict != "duplicate",
        )
        .order_by(PosOperation.received_at)
        .limit(1)
    ).first()


def till_of_token(token_hash: bytes) -> tuple[Device, Till] | None:
    row = db.session.execute(
        select(Device, Register)
        .join(Register, Register.id == Device.register_id)
        .where(Device.token_hash == token_hash, Device.revoked_at.is_(None), Register.retired_at.is_(None))
    ).first()
    return (row[0], _till(row[0], row[1])) if row else None


def till_of_device(device_id: UUID) -> Till | None:
    """Where a device stands, revoked ones too."""
    row = db.session.execute(
        select(Device, Register)
        .join(Register, Register.id == Device.register_id)
        .where(Device.id == device_id)
    ).first()
    return _till(row[0], row[1]) if row else None


def _till(device: Device, register: Register) -> Till:
    return Till(
        device.id, register.id, register.location_id, register.code, register.name, device.receipt_prefix
    )


def register_waiting_for(code_hash: bytes, at: datetime) -> Register | None:
    return db.session.scalars(
        select(Register)
        .where(
            Register.pairing_hash == code_hash,
            Register.pairing_expires_at > at,
            Register.retired_at.is_(None),
        )
        .with_for_update()
    ).first()


def register(register_id: UUID, *, lock: bool = False) -> Register | None:
    query = select(Register).where(Register.id == register_id)
    return db.session.scalars(query.with_for_update() if lock else query).first()


def device(device_id: UUID, *, lock: bool = False) -> Device | None:
    query = select(Device).where(Device.id == device_id).execution_options(populate_existing=True)
    return db.session.scalars(query.with_for_update() if lock else query).first()


def devices_ever(register_id: UUID) -> int:
    """How many devices a register has had."""
    return db.session.scalar(select(func.count()).where(Device.register_id == register_id)) or 0


def shift_locked(shift_id: UUID, register_id: UUID) -> Shift | None:
    return db.session.scalars(
        select(Shift).where(Shift.id == shift_id, Shift.register_id == register_id).with_for_update()
        .execution_options(populate_existing=True)
    ).first()  # fmt: skip


def open_shift(register_id: UUID, *, adjustment: bool = False) -> Shift | None:
    """The register's open shift; with `adjustment` the one that collects what came late."""
    return db.session.scalars(
        select(Shift)
        .where(Shift.register_id == register_id, Shift.closed_at.is_(None), Shift.adjustment.is_(adjustment))
        .order_by(Shift.opened_at.desc())
        .limit(1)
    ).first()


def last_count(register_id: UUID) -> int:
    """Cash counted at the register's last closing, minor units."""
    return (
        db.session.scalar(
            select(Shift.counted)
            .where(Shift.register_id == register_id, Shift.closed_at.is_not(None), Shift.counted.is_not(None))
            .order_by(Shift.closed_at.desc())
            .limit(1)
        )
        or 0
    )


def cash_in_drawer(shift_id: UUID) -> int:
    """What a shift's drawer should hold, float included, minor units."""
    total = db.session.scalar(
        select(func.coalesce(func.sum(CashMovement.amount), 0)).where(CashMovement.shift_id == shift_id)
    )
    return int(total or Decimal(0))


def move_cash(
    shift_id: UUID,
    kind: str,
    amount: int,
    *,
    at: datetime,
    staff_id: UUID | None,
    order_id: UUID | None,
    reason: str,
) -> None:
    db.session.execute(
        insert(CashMovement).values(
            id=new_id(), shift_id=shift_id, kind=kind, amount=amount, order_id=order_id, staff_id=staff_id,
            reason=reason, at=at,
        )
    )  # fmt: skip


def approval_spent(approval_id: UUID) -> bool:
    """Whether a sale was booked with it."""
    found = select(PriceOverride.id).where(PriceOverride.approval_id == approval_id)
    return db.session.scalar(found) is not None
