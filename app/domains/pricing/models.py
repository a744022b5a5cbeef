"""Base prices; price lists build on them later."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Minor


class BasePrice(Base):
    """A variant's price in a currency, minor units, in the tenant's tax mode."""

    __tablename__ = "base_price"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("compare_at is null or compare_at > amount", name="compare_at"),
    )
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), primary_key=True)
    currency: Mapped[str] = mapped_column(Text, primary_key=True)
    amount: Mapped[Minor]
    compare_at: Mapped[Minor | None] = mapped_column(nullable=True)
    cost: Mapped[Minor | None] = mapped_column(nullable=True)
    updated_at: Mapped[CreatedAt]


class PriceChange(Base):
    """Append-only history of base prices: the price log, and later the 30-day lowest price."""

    __tablename__ = "price_change"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), index=True)
    currency: Mapped[str] = mapped_column(Text)
    before: Mapped[Minor | None] = mapped_column(nullable=True)
    after: Mapped[Minor]
    actor: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
