"""When little is left: thresholds, the alert of each crossing, and who is written to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Qty


class StockThreshold(Base):
    """Alert when so many or fewer are free: at one location, or without one in the whole network."""

    __tablename__ = "stock_threshold"
    __table_args__ = (
        UniqueConstraint("stock_item_id", "location_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("quantity >= 0", name="quantity"),
    )
    id: Mapped[Id]
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id", ondelete="CASCADE"))
    location_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("location.id", ondelete="CASCADE"), index=True
    )
    quantity: Mapped[Qty]
    created_at: Mapped[CreatedAt]


class StockAlert(Base):
    """One crossing of a threshold. Until the level recovers there is no other."""

    __tablename__ = "stock_alert"
    __table_args__ = (
        CheckConstraint("status in ('open', 'snoozed', 'done')", name="status"),
        Index(
            "uq_stock_alert_unrecovered",
            "threshold_id",
            unique=True,
            postgresql_where=text("recovered_at is null"),
        ),
        Index("ix_stock_alert_status", "status", "raised_at"),
    )
    id: Mapped[Id]
    threshold_id: Mapped[UUID] = mapped_column(ForeignKey("stock_threshold.id", ondelete="CASCADE"))
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id", ondelete="CASCADE"), index=True)
    location_id: Mapped[UUID | None] = mapped_column(ForeignKey("location.id", ondelete="CASCADE"))
    threshold: Mapped[Qty]
    free: Mapped[Qty] = mapped_column(doc="at the crossing")
    status: Mapped[str] = mapped_column(Text, default="open", server_default="open")
    snoozed_until: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(Text, default="", server_default="")
    raised_at: Mapped[CreatedAt]
    recovered_at: Mapped[datetime | None]


class AlertReader(Base):
    """A colleague who is written to at each alert within their places."""

    __tablename__ = "stock_alert_reader"
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    created_at: Mapped[CreatedAt]
