"""Tills: registers, their devices, shifts, and the operations that devices send."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Minor

VERDICTS = ("accepted", "duplicate", "accepted_with_exception", "refused")


class Register(Base):
    """A till's place in a store."""

    __tablename__ = "register"
    id: Mapped[Id]
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"), index=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    pairing_hash: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    pairing_expires_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class Device(Base):
    """A tablet paired with a register, known by its token."""

    __tablename__ = "device"
    id: Mapped[Id]
    register_id: Mapped[UUID] = mapped_column(ForeignKey("register.id"), index=True)
    name: Mapped[str] = mapped_column(Text, default="")
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    receipt_prefix: Mapped[str] = mapped_column(Text, default="", server_default="")
    wrong_pins: Mapped[int] = mapped_column(default=0, server_default=text("0"), doc="in a row")
    pins_wait_until: Mapped[datetime | None]
    paired_at: Mapped[CreatedAt]
    seen_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class TillArrival(Base):
    """That a till got to know of changes: one asking, and the oldest change of a kind (stock, price) that it brought."""

    __tablename__ = "till_arrival"
    __table_args__ = (
        CheckConstraint("kind in ('stock', 'price')", name="kind"),
        Index("ix_till_arrival_reached_at", "reached_at"),
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    register_id: Mapped[UUID] = mapped_column(ForeignKey("register.id"))
    kind: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    reached_at: Mapped[datetime]


class Shift(Base):
    """A drawer from opening to counting. Amounts are minor units; `expected` is set when it closes."""

    __tablename__ = "shift"
    __table_args__ = (Index("ix_shift_register", "register_id", "opened_at"),)
    id: Mapped[Id]
    register_id: Mapped[UUID] = mapped_column(ForeignKey("register.id"))
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey("device.id"))
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    currency: Mapped[str] = mapped_column(Text)
    float_amount: Mapped[Minor]
    counted: Mapped[Minor | None] = mapped_column(nullable=True)
    expected: Mapped[Minor | None] = mapped_column(nullable=True)
    adjustment: Mapped[bool] = mapped_column(default=False, doc="collects what came after a close")
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class CashMovement(Base):
    """Money put into or taken out of a drawer: sales, refunds, floats, petty cash. Signed minor units."""

    __tablename__ = "cash_movement"
    id: Mapped[Id]
    shift_id: Mapped[UUID] = mapped_column(ForeignKey("shift.id"), index=True)
    kind: Mapped[str] = mapped_column(Text, doc="float, sale, refund, in, out")
    amount: Mapped[Minor]
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("order.id"))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]


class PriceOverride(Base):
    """A price that staff changed by hand: of one line, or of the whole basket (`title` is empty). Never changed itself.

    `before` and `after` are what that cost, minor units. `approval`: who checked the PIN, the shop or the till alone;
    `approval_id` is of the shop's and good once. `beyond`: it went past what the cashier may, and nobody approved it.
    """

    __tablename__ = "price_override"
    __table_args__ = (
        CheckConstraint("kind in ('percent', 'amount', 'price')", name="kind"),
        CheckConstraint("approval in ('', 'shop', 'till')", name="approval"),
        Index("ix_price_override_at", "at", "id"),
        Index("ix_price_override_order", "order_id"),
        Index(
            "uq_price_override_approval",
            "approval_id",
            unique=True,
            postgresql_where=text("approval_id is not null"),
        ),
    )
    id: Mapped[Id]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    location_id: Mapped[UUID | None] = mapped_column(ForeignKey("location.id"))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    approver_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    approval: Mapped[str] = mapped_column(Text, default="", server_default="")
    approval_id: Mapped[UUID | None]
    beyond: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str] = mapped_column(Text)
    value: Mapped[int] = mapped_column(BigInteger, doc="millionths or minor units")
    before: Mapped[Minor]
    after: Mapped[Minor]
    currency: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text, default="", server_default="")
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class PosOperation(Base):
    """An operation as the device journalled it, with the verdict it was given for good.

    `seq` is the device's counter; a tablet restored from a copy may repeat it, so it is no key.
    """

    __tablename__ = "pos_operation"
    __table_args__ = (
        CheckConstraint(f"verdict in {VERDICTS!r}", name="verdict"),
        Index("ix_pos_operation_device", "device_id", "seq"),
        Index("ix_pos_operation_receipt", "receipt"),
        Index("ix_pos_operation_attention", "verdict", "received_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"))
    seq: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    offline: Mapped[bool] = mapped_column(default=False)
    shift_id: Mapped[UUID | None] = mapped_column(ForeignKey("shift.id"))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    verdict: Mapped[str | None] = mapped_column(Text)
    code: Mapped[str | None] = mapped_column(Text)
    message: Mapped[str | None] = mapped_column(Text)
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("order.id"))
    order_number: Mapped[str | None] = mapped_column(Text)
    receipt: Mapped[str | None] = mapped_column(Text)
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    received_at: Mapped[CreatedAt]
