"""Payments, refunds and the test gateway's own book."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Minor, SharedBase

PAYMENT_STATES = ("intent", "pending", "requires_action", "paid", "declined", "failed", "cancelled")


class Payment(Base):
    """One attempt to be paid. The row is the intent: written before the gateway is called, with its key."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint(f"status in {PAYMENT_STATES!r}", name="status"),
        CheckConstraint("amount >= 0", name="amount"),
        Index(
            "ix_payment_unsettled",
            "created_at",
            postgresql_where=text("status in ('intent', 'pending', 'requires_action')"),
        ),
    )
    id: Mapped[Id]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), index=True)
    method: Mapped[str] = mapped_column(Text, doc="test, cash, card_external, invoice")
    status: Mapped[str] = mapped_column(Text, default="intent")
    amount: Mapped[Minor]
    currency: Mapped[str] = mapped_column(Text)
    gateway_key: Mapped[str] = mapped_column(Text, unique=True)
    token: Mapped[bytes | None] = mapped_column(LargeBinary, doc="sealed; dropped once settled")
    reference: Mapped[str | None] = mapped_column(Text)
    next_action: Mapped[dict[str, Any] | None]
    refunded: Mapped[Minor] = mapped_column(default=0, server_default=text("0"))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, doc="cash given and change, decline code")
    created_at: Mapped[CreatedAt]
    settled_at: Mapped[datetime | None]


class Refund(Base):
    """Money going back: an intent row first, then the gateway, then the outcome."""

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint("status in ('intent', 'done', 'failed')", name="status"),
        CheckConstraint("amount > 0", name="amount"),
    )
    id: Mapped[Id]
    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id"), index=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), index=True)
    booking: Mapped[UUID] = mapped_column(index=True, doc="the same for the parts of one refund")
    method: Mapped[str] = mapped_column(Text, doc="how it goes back: the payment's way, or cash at a till")
    amount: Mapped[Minor]
    currency: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default="intent")
    reason: Mapped[str] = mapped_column(Text, default="")
    lines: Mapped[list[Any]] = mapped_column(
        default=list, doc="[{line_id, quantity, amount}]; shipping as line_id null; on the first of a booking"
    )
    restock_at: Mapped[UUID | None] = mapped_column(
        ForeignKey("location.id"), doc="where the goods return to once the money is back"
    )
    gateway_key: Mapped[str] = mapped_column(Text, unique=True)
    actor: Mapped[str] = mapped_column(Text)
    created_at: Mapped[CreatedAt]
    settled_at: Mapped[datetime | None]


class GatewayCharge(SharedBase):
    """The test gateway's own book. Written through its own connection: it can disagree with the shop."""

    __tablename__ = "test_gateway_charge"
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    tenant: Mapped[str] = mapped_column(Text, index=True)
    kind: Mapped[str] = mapped_column(Text, doc="charge or refund")
    parent: Mapped[str | None] = mapped_column(Text, doc="a refund's charge")
    amount: Mapped[Minor]
    currency: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, doc="paid, declined, requires_action, refunded")
    reference: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
