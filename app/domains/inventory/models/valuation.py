"""What stock is worth, folded from the ledger by a worker (DESIGN 5). Amounts in minor units of the shop's currency."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Minor, Qty

ZERO = text("0")


class StockValue(Base):
    """What lies at one level is worth, by moving average and by FIFO, up to ledger row `folded_to`.

    `month`: first day of the month of its last change, in the shop's time zone.
    """

    __tablename__ = "stock_value"
    __table_args__ = (
        CheckConstraint(
            "average >= 0 and fifo >= 0 and (quantity >= 0 or average = 0 and fifo = 0)", name="worth"
        ),
        Index("ix_stock_value_location_id", "location_id"),
    )
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id"), primary_key=True)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"), primary_key=True)
    quantity: Mapped[Qty]
    average: Mapped[Minor]
    fifo: Mapped[Minor]
    month: Mapped[date]
    folded_to: Mapped[int] = mapped_column(BigInteger)


class CostLayer(Base):
    """What is left of one arrival: `quantity` of the `came` units, worth `value`. Leaves when it is used up."""

    __tablename__ = "cost_layer"
    __table_args__ = (
        CheckConstraint("quantity > 0 and quantity <= came and value >= 0", name="left"),
        Index("ix_cost_layer_level", "stock_item_id", "location_id", "ledger_id"),
    )
    ledger_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id"))
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"))
    came: Mapped[Qty]
    quantity: Mapped[Qty]
    value: Mapped[Minor]


class ValueEntry(Base):
    """By how much one ledger row changed the worth of its level. Insert only."""

    __tablename__ = "value_entry"
    ledger_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    average: Mapped[Minor]
    fifo: Mapped[Minor]


class Revaluation(Base):
    """A cost that came late: `amount` more (or less) for one receipt's line.

    Once folded, `average` and `fifo` say how much of it went to what still lay there; the rest had been sold.
    """

    __tablename__ = "revaluation"
    __table_args__ = (Index("ix_revaluation_open", "created_at", postgresql_where=text("folded_at is null")),)
    id: Mapped[Id]
    receipt_line_id: Mapped[UUID] = mapped_column(
        ForeignKey("receipt_line.id", ondelete="CASCADE"), index=True
    )
    amount: Mapped[Minor]
    reason: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    average: Mapped[Minor] = mapped_column(default=0, server_default=ZERO)
    fifo: Mapped[Minor] = mapped_column(default=0, server_default=ZERO)
    created_at: Mapped[CreatedAt]
    folded_at: Mapped[datetime | None]


class ValueSnapshot(Base):
    """A level's worth at the end of a month in which it changed; it holds until the next one."""

    __tablename__ = "value_snapshot"
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id"), primary_key=True)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    quantity: Mapped[Qty]
    average: Mapped[Minor]
    fifo: Mapped[Minor]
