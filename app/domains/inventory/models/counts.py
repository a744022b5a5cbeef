"""Cycle counts: what somebody found on the shelf, held against what was there at that very moment."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Sequence,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Qty

COUNT_NUMBER = Sequence("stock_count_number", start=1001, metadata=Base.metadata)


class StockCount(Base):
    """open (being counted, blind) -> review (what differs is shown) -> posted; or cancelled."""

    __tablename__ = "stock_count"
    __table_args__ = (
        CheckConstraint("status in ('open', 'review', 'posted', 'cancelled')", name="status"),
        CheckConstraint("tolerance >= 0", name="tolerance"),
    )
    id: Mapped[Id]
    number: Mapped[str] = mapped_column(Text, unique=True)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"), index=True)
    status: Mapped[str] = mapped_column(Text, default="open", server_default="open")
    scope: Mapped[dict[str, Any]] = mapped_column(default=dict, doc="kind: all zone abc skus; value")
    tolerance: Mapped[Qty] = mapped_column(
        default=Decimal(0), server_default=text("0"), doc="a difference beyond it is counted twice"
    )
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    actor: Mapped[str] = mapped_column(Text)
    actor_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    posted_by: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[CreatedAt]
    posted_at: Mapped[datetime | None]


class CountLine(Base):
    """One item of a count. `expected` is the level when it was counted, `ledger_id` the last change by then."""

    __tablename__ = "stock_count_line"
    __table_args__ = (
        UniqueConstraint("count_id", "stock_item_id"),
        CheckConstraint("counted >= 0", name="counted"),
    )
    id: Mapped[Id]
    count_id: Mapped[UUID] = mapped_column(ForeignKey("stock_count.id", ondelete="CASCADE"))
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id"), index=True)
    counted: Mapped[Decimal | None]
    expected: Mapped[Decimal | None]
    ledger_id: Mapped[int | None] = mapped_column(BigInteger)
    counted_at: Mapped[datetime | None]
    counter: Mapped[str] = mapped_column(Text, default="", server_default="")
    counter_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    tries: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    recount: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    posted: Mapped[Decimal | None] = mapped_column(doc="what on hand changed by")
    serials: Mapped[dict[str, Any] | None] = mapped_column(
        doc="of an item kept by serial: seen, lost, found, each a list of codes"
    )

    @property
    def difference(self) -> Decimal:
        """Found beyond what was there; 0 while nobody counted."""
        return (
            (self.counted or Decimal(0)) - (self.expected or Decimal(0))
            if self.counted is not None
            else Decimal(0)
        )


class CountTally(Base):
    """Every figure that was entered: who, when, how many, and what was there. Insert only."""

    __tablename__ = "stock_count_tally"
    __table_args__ = (Index("ix_stock_count_tally_line", "line_id", "id"),)
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("stock_count_line.id", ondelete="CASCADE"))
    at: Mapped[CreatedAt]
    actor: Mapped[str] = mapped_column(Text)
    actor_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    quantity: Mapped[Qty]
    expected: Mapped[Qty]


class StockBin(Base):
    """Where on the premises an item lies: zone, shelf, bin, such as `A-03-2`; zones are counted by its beginning."""

    __tablename__ = "stock_bin"
    stock_item_id: Mapped[UUID] = mapped_column(
        ForeignKey("stock_item.id", ondelete="CASCADE"), primary_key=True
    )
    location_id: Mapped[UUID] = mapped_column(
        ForeignKey("location.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    bin: Mapped[str] = mapped_column(Text)
