"""Balances that pay: gift cards and store credit, each with an append-only ledger that sums to its balance."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Minor
from app.domains.giftcards.types import ENTRY_KINDS, KINDS, STATUSES, VATS


class GiftCard(Base):
    """A gift card, known by the hash of its code; or the store credit of a customer, one a currency."""

    __tablename__ = "gift_card"
    __table_args__ = (
        CheckConstraint(f"kind in {KINDS!r}", name="kind"),
        CheckConstraint(f"vat in {VATS!r}", name="vat"),
        CheckConstraint("(vat = 'single') = (taxed is not null)", name="taxed"),
        CheckConstraint(f"status in {STATUSES!r}", name="status"),
        CheckConstraint("balance >= 0", name="balance"),
        CheckConstraint(
            "(kind = 'gift') = (code_hash is not null) and (kind = 'gift' or customer_id is not null)",
            name="owner",
        ),
        Index("ix_gift_card_created", "created_at", "id"),
        Index("ix_gift_card_last4", "last4"),
        Index("ix_gift_card_ends", "expires_on", postgresql_where=text("status <> 'expired'")),
        Index(
            "uq_gift_card_credit",
            "customer_id",
            "currency",
            unique=True,
            postgresql_where=text("kind = 'credit'"),
        ),
        Index("uq_gift_card_sold", "line_id", "place", unique=True),
    )
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(Text)
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    last4: Mapped[str] = mapped_column(Text, default="", server_default="")
    currency: Mapped[str] = mapped_column(Text)
    balance: Mapped[Minor] = mapped_column(default=0, server_default=text("0"))
    vat: Mapped[str] = mapped_column(Text, default="multi", server_default="multi")
    taxed: Mapped[dict[str, Any] | None] = mapped_column(
        JSONB(none_as_null=True), doc="single: what its sale was taxed with, {name, rate, tax, total}"
    )
    status: Mapped[str] = mapped_column(Text, default="active", server_default="active")
    expires_on: Mapped[date | None] = mapped_column(doc="the last day it pays; null: never ends")
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"))
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("order.id"), index=True, doc="that sold it")
    line_id: Mapped[UUID | None] = mapped_column(ForeignKey("order_line.id"))
    place: Mapped[int | None] = mapped_column(Integer, doc="which unit of that line it is, from 1")
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    handed_at: Mapped[datetime | None] = mapped_column(
        doc="a till gave its code to the buyer: it tells it no more"
    )
    created_at: Mapped[CreatedAt]


class GiftCardEntry(Base):
    """One move of a balance, with its sign. Insert only; the sum is the card's balance."""

    __tablename__ = "gift_card_entry"
    __table_args__ = (
        CheckConstraint(f"kind in {ENTRY_KINDS!r}", name="kind"),
        Index("ix_gift_card_entry_card", "card_id", "id"),
        Index("ix_gift_card_entry_payment", "payment_id"),
        Index("ix_gift_card_entry_refund", "refund_id"),
        Index("ix_gift_card_entry_order", "order_id"),
        Index(
            "uq_gift_card_entry_line",
            "line_id",
            unique=True,
            postgresql_where=text("kind = 'top_up' and line_id is not null"),
        ),
    )
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True)
    card_id: Mapped[UUID] = mapped_column(ForeignKey("gift_card.id"))
    at: Mapped[CreatedAt]
    kind: Mapped[str] = mapped_column(Text)
    amount: Mapped[Minor]
    balance: Mapped[Minor] = mapped_column(doc="after it")
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("order.id"))
    payment_id: Mapped[UUID | None] = mapped_column(
        doc="what it paid; a till's hold has it before there is a sale and its payment"
    )
    refund_id: Mapped[UUID | None] = mapped_column(ForeignKey("refund.id"), doc="what it paid back")
    line_id: Mapped[UUID | None] = mapped_column(ForeignKey("order_line.id"), doc="that sold this load")
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    actor: Mapped[str] = mapped_column(Text)
    actor_name: Mapped[str] = mapped_column(Text, default="", server_default="")
