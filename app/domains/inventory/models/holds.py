"""Goods that lie there and must not be sold for now."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Qty

HOLD_REASONS = ("quality", "recall", "damage", "expired", "other")


class StockHold(Base):
    """So much of an item at a location is out of sale, for a reason; open while less is released than was held.

    A level's `held` is the sum of its open holds.
    """

    __tablename__ = "stock_hold"
    __table_args__ = (
        CheckConstraint(f"reason in {HOLD_REASONS}", name="reason"),
        CheckConstraint("quantity > 0 and released between 0 and quantity", name="quantity"),
        Index(
            "ix_stock_hold_open", "stock_item_id", "location_id", postgresql_where=text("released < quantity")
        ),
    )
    id: Mapped[Id]
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id"))
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"), index=True)
    lot_id: Mapped[UUID | None] = mapped_column(ForeignKey("lot.id"), index=True)
    quantity: Mapped[Qty]
    released: Mapped[Qty] = mapped_column(
        default=Decimal(0), server_default=text("0"), doc="back on sale, or written off"
    )
    reason: Mapped[str] = mapped_column(Text, doc="quality recall damage expired other")
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    placed_by: Mapped[str] = mapped_column(Text)
    released_by: Mapped[str] = mapped_column(Text, default="", server_default="")
    release_note: Mapped[str] = mapped_column(Text, default="", server_default="")
    released_at: Mapped[datetime | None] = mapped_column(doc="when the last of it was")
    created_at: Mapped[CreatedAt]

    @property
    def open(self) -> Decimal:
        """What is still on hold."""
        return self.quantity - self.released
