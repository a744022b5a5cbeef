"""Levels and their ledger (DESIGN 5.1).

Free to sell = max(0, on_hand - allocated - reserved - held - kept). Every counter but `reserved` is the sum of its
ledger deltas; `reserved` equals the open reservation rows; `kept` is a setting, not stock.
"""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    Identity,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, Qty
from app.core.xid import Xid8

ZERO = text("0")


COUNTERS = ("on_hand", "allocated", "held", "damaged", "incoming", "oversold")


class StockLevel(Base):
    """Counters of one stock item at one location."""

    __tablename__ = "stock_level"
    __table_args__ = (
        UniqueConstraint("stock_item_id", "location_id"),
        *(CheckConstraint(f"{name} >= 0", name=name) for name in (*COUNTERS[1:], "reserved")),
        CheckConstraint("on_hand >= floor", name="on_hand"),
        CheckConstraint("floor <= 0", name="floor"),
    )
    FREE = "on_hand - allocated - reserved - held - kept"
    id: Mapped[Id]
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id"))
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"), index=True)
    on_hand: Mapped[Qty] = mapped_column(default=Decimal(0), server_default=ZERO)
    allocated: Mapped[Qty] = mapped_column(default=Decimal(0), server_default=ZERO)
    reserved: Mapped[Qty] = mapped_column(default=Decimal(0), server_default=ZERO)
    held: Mapped[Qty] = mapped_column(default=Decimal(0), server_default=ZERO)
    damaged: Mapped[Qty] = mapped_column(default=Decimal(0), server_default=ZERO)
    incoming: Mapped[Qty] = mapped_column(default=Decimal(0), server_default=ZERO)
    oversold: Mapped[Qty] = mapped_column(default=Decimal(0), server_default=ZERO)
    kept: Mapped[Qty] = mapped_column(
        default=Decimal(0),
        server_default=ZERO,
        doc="units never sold (safety stock); below 0: sold past zero so far",
    )
    unplaced: Mapped[Qty] = mapped_column(
        default=Decimal(0),
        server_default=ZERO,
        doc="of what lies there: still in the receiving area, in no bin",
    )
    floor: Mapped[Qty] = mapped_column(
        default=Decimal(0),
        server_default=ZERO,
        doc="how far below zero somebody said it is; rises with what comes, and only a count lowers it",
    )
    free: Mapped[Qty] = mapped_column(Computed(FREE, persisted=True))


class ChannelSafety(Base):
    """Units of an item that a sales channel never sells, at one location or (without one) at each."""

    __tablename__ = "channel_safety"
    __table_args__ = (
        UniqueConstraint("stock_item_id", "channel_id", "location_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("quantity > 0", name="quantity"),
    )
    id: Mapped[Id]
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id", ondelete="CASCADE"))
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"), index=True)
    location_id: Mapped[UUID | None] = mapped_column(ForeignKey("location.id", ondelete="CASCADE"))
    quantity: Mapped[Qty]


class StockLedger(Base):
    """One change of a level. Insert only; deltas may be negative."""

    __tablename__ = "stock_ledger"
    __table_args__ = (
        Index("ix_stock_ledger_level", "stock_item_id", "location_id", "id"),
        Index("ix_stock_ledger_document", "document_id"),
        Index("ix_stock_ledger_feed", "xid", "id"),
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    xid: Mapped[int] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(
        Text, doc="receipt adjustment allocate release ship sale return hold transfer …"
    )
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id"))
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"))
    on_hand: Mapped[Qty] = mapped_column(default=Decimal(0), server_default=ZERO)
    allocated: Mapped[Qty] = mapped_column(default=Decimal(0), server_default=ZERO)
    held: Mapped[Qty] = mapped_column(default=Decimal(0), server_default=ZERO)
    damaged: Mapped[Qty] = mapped_column(default=Decimal(0), server_default=ZERO)
    incoming: Mapped[Qty] = mapped_column(default=Decimal(0), server_default=ZERO)
    oversold: Mapped[Qty] = mapped_column(default=Decimal(0), server_default=ZERO)
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    document: Mapped[str] = mapped_column(
        Text, default="", server_default="", doc="order, return, count, import …"
    )
    document_id: Mapped[UUID | None]
    actor: Mapped[str] = mapped_column(Text)
