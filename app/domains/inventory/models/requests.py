"""Adjustments that wait for somebody who may adjust more."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Qty


class AdjustmentRequest(Base):
    """open -> approved (and booked) or refused. Whoever asked does not decide."""

    __tablename__ = "adjustment_request"
    __table_args__ = (
        CheckConstraint("status in ('open', 'approved', 'refused')", name="status"),
        Index("ix_adjustment_request_created", "created_at", "id"),
    )
    id: Mapped[Id]
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id"), index=True)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"), index=True)
    sets: Mapped[bool] = mapped_column(doc="what lies there; else how many came or went")
    quantity: Mapped[Qty]
    delta: Mapped[Qty] = mapped_column(doc="what it would have changed by when it was asked for")
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    status: Mapped[str] = mapped_column(Text, default="open", server_default="open")
    actor: Mapped[str] = mapped_column(Text)
    actor_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    decided_by: Mapped[str] = mapped_column(Text, default="", server_default="")
    note: Mapped[str] = mapped_column(Text, default="", server_default="", doc="why it was refused")
    created_at: Mapped[CreatedAt]
    decided_at: Mapped[datetime | None]
