"""What buyers say about products, and the figures made of what was approved."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class Review(Base):
    """One buyer's words about one product. Only approved ones are shown or counted."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("product_id", "customer_id"),
        CheckConstraint("status in ('waiting', 'approved', 'rejected')", name="status"),
        CheckConstraint("stars between 1 and 5", name="stars"),
        Index("ix_review_shown", "product_id", "status", "created_at", "id"),
        Index("ix_review_queue", "status", "created_at", "id"),
        Index("ix_review_customer", "customer_id", "created_at"),
    )
    id: Mapped[Id]
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"))
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id", ondelete="SET NULL"))
    stars: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text, default="")
    name: Mapped[str] = mapped_column(Text, default="", doc="as shown; empty: no name")
    locale: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default="waiting")
    reason: Mapped[str] = mapped_column(Text, default="", doc="why it was rejected, for its writer")
    reply: Mapped[str] = mapped_column(Text, default="", doc="the shop's public answer")
    created_at: Mapped[CreatedAt]
    decided_at: Mapped[datetime | None]


class ReviewScore(Base):
    """How many approved reviews of each number of stars a product has."""

    __tablename__ = "review_score"
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    one: Mapped[int] = mapped_column(Integer, default=0)
    two: Mapped[int] = mapped_column(Integer, default=0)
    three: Mapped[int] = mapped_column(Integer, default=0)
    four: Mapped[int] = mapped_column(Integer, default=0)
    five: Mapped[int] = mapped_column(Integer, default=0)


class ReviewOptOut(Base):
    """A buyer who is not to be asked for reviews."""

    __tablename__ = "review_opt_out"
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True)
    created_at: Mapped[CreatedAt]
