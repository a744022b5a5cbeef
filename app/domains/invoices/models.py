"""Invoices and credit notes: gap-free numbers, facts frozen at issue."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id


class InvoiceSeries(Base):
    """The counter of a series; its row is locked by the worker that issues."""

    __tablename__ = "invoice_series"
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    prefix: Mapped[str] = mapped_column(Text)
    next: Mapped[int] = mapped_column(BigInteger)


class Invoice(Base):
    """A document with everything printed on it in `facts`; personal fields in it are sealed (hex) under the person."""

    __tablename__ = "invoice"
    __table_args__ = (
        CheckConstraint("kind in ('invoice', 'credit_note')", name="kind"),
        Index(
            "uq_invoice_cause",
            "order_id",
            "kind",
            "cause_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )
    id: Mapped[Id]
    number: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), index=True)
    cause_id: Mapped[UUID | None] = mapped_column(doc="a credit note's refund")
    facts: Mapped[dict[str, Any]]
    file_key: Mapped[str | None] = mapped_column(Text)
    issued_at: Mapped[datetime]
