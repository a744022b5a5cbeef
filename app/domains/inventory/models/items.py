"""What is counted on the shelf, and what variants draw of it."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Qty


class StockItem(Base):
    """What is counted on the shelf. Untracked items are always available; backorder sells past zero.

    With a `backorder_limit` only so many units past zero, at each location: it stands in the levels' `kept`, below 0.
    """

    __tablename__ = "stock_item"
    id: Mapped[Id]
    sku: Mapped[str] = mapped_column(Text, unique=True)
    tracked: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    backorder: Mapped[bool] = mapped_column(default=False, server_default=text("false"), doc="without limit")
    backorder_limit: Mapped[Decimal | None]
    preorder: Mapped[bool] = mapped_column(
        default=False,
        server_default=text("false"),
        doc="past zero because it is not out yet, not because it is gone",
    )
    by_lot: Mapped[bool] = mapped_column(
        default=False, server_default=text("false"), doc="lots are known: the first to expire leaves first"
    )
    by_serial: Mapped[bool] = mapped_column(
        default=False, server_default=text("false"), doc="each unit has its number, and none moves without it"
    )
    expected_on: Mapped[date | None] = mapped_column(doc="when more comes, as buyers are told")
    created_at: Mapped[CreatedAt]


class VariantStock(Base):
    """Which stock items a variant draws, and how many of each per unit sold."""

    __tablename__ = "variant_stock"
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), primary_key=True)
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id"), primary_key=True, index=True)
    quantity: Mapped[Qty] = mapped_column(default=Decimal(1), server_default=text("1"))
