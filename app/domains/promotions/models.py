"""Promotions, the codes that open them, and the orders that used them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Minor


class Promotion(Base):
    """An offer: `rule` is what the pricing engine reads (its README, "Promotions"), the columns are what lists ask.

    `uses` and `spent` are kept where there is a limit only, so that an offer for everybody is no row that all orders
    wait for: moved by one conditional statement when an order is placed, and back when it is cancelled.
    """

    __tablename__ = "promotion"
    __table_args__ = (
        CheckConstraint("status in ('draft', 'active', 'paused', 'ended')", name="status"),
        CheckConstraint("ends_at is null or starts_at is null or ends_at > starts_at", name="dates"),
        CheckConstraint("uses >= 0 and spent >= 0", name="counters"),
        Index("ix_promotion_active", "priority", "id", postgresql_where=text("status = 'active'")),
        Index("ix_promotion_created", "created_at", "id"),
    )
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default="draft", server_default="draft")
    priority: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    needs_coupon: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    currency: Mapped[str] = mapped_column(
        Text, default="", server_default="", doc="of its amounts; empty: it has none"
    )
    rule: Mapped[dict[str, Any]] = mapped_column(doc="as the engine reads it, without what is a column here")
    uses_limit: Mapped[int | None] = mapped_column(Integer)
    customer_limit: Mapped[int | None] = mapped_column(Integer, doc="uses by one customer")
    budget: Mapped[Minor | None] = mapped_column(nullable=True)
    uses: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    spent: Mapped[Minor] = mapped_column(default=0, server_default=text("0"))
    returns_uses: Mapped[bool] = mapped_column(
        default=True, server_default=text("true"), doc="cancelled orders give their use back"
    )
    version: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    simulation: Mapped[dict[str, Any] | None] = mapped_column(
        nullable=True, doc="what it would have cost, as last reckoned"
    )
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class Coupon(Base):
    """A code that opens a promotion: one for everybody, or one of a batch."""

    __tablename__ = "coupon"
    __table_args__ = (
        Index("uq_coupon_code", text("lower(code)"), unique=True),
        Index("ix_coupon_promotion", "promotion_id", "created_at", "id"),
        CheckConstraint("uses >= 0", name="uses"),
    )
    id: Mapped[Id]
    promotion_id: Mapped[UUID] = mapped_column(ForeignKey("promotion.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(Text)
    batch: Mapped[str] = mapped_column(Text, default="", server_default="")
    uses_limit: Mapped[int | None] = mapped_column(Integer)
    customer_limit: Mapped[int | None] = mapped_column(Integer)
    uses: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    stopped: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[CreatedAt]


class CouponBatch(Base):
    """So many codes of one kind, each for one use or as many as it says; `made` are there by now."""

    __tablename__ = "coupon_batch"
    __table_args__ = (
        CheckConstraint("number between 1 and 100000", name="number"),
        CheckConstraint("made between 0 and number", name="made"),
        Index("uq_coupon_batch_name", "promotion_id", text("lower(name)"), unique=True),
    )
    id: Mapped[Id]
    promotion_id: Mapped[UUID] = mapped_column(ForeignKey("promotion.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    prefix: Mapped[str] = mapped_column(Text, default="", server_default="")
    number: Mapped[int] = mapped_column(Integer)
    made: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    uses_limit: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[CreatedAt]


class PromotionUse(Base):
    """What a promotion took off an order; `returned_at`: the order was cancelled and its use given back."""

    __tablename__ = "promotion_use"
    __table_args__ = (
        Index("ix_promotion_use_customer", "customer_id", "promotion_id"),
        Index("ix_promotion_use_coupon", "coupon_id", "customer_id"),
        Index("ix_promotion_use_at", "promotion_id", "at"),
    )
    order_id: Mapped[UUID] = mapped_column(
        primary_key=True, doc="no foreign key: written before the order is"
    )
    promotion_id: Mapped[UUID] = mapped_column(ForeignKey("promotion.id"), primary_key=True)
    coupon_id: Mapped[UUID | None] = mapped_column(ForeignKey("coupon.id", ondelete="SET NULL"))
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id", ondelete="SET NULL"))
    amount: Mapped[Minor]
    currency: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    returned_at: Mapped[datetime | None]
    terms: Mapped[dict[str, Any] | None] = mapped_column(
        doc="the promotion as it stood, and what the goods and the sale were to it"
    )
