"""Goods on their way from one place to another."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Integer, Sequence, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Qty

TRANSFER_NUMBER = Sequence("transfer_number", start=1001, metadata=Base.metadata)
ZERO = Decimal(0)


class StockTransfer(Base):
    """requested -> approved -> picked -> in_transit -> received, or refused, or cancelled.

    Approved goods are allocated at the source; goods in transit are `incoming` at the destination.
    """

    __tablename__ = "stock_transfer"
    __table_args__ = (
        CheckConstraint(
            "status in ('requested', 'approved', 'picked', 'in_transit', 'received', 'refused', 'cancelled')",
            name="status",
        ),
        Index("ix_stock_transfer_status", "status", "created_at", "id"),
    )
    id: Mapped[Id]
    number: Mapped[str] = mapped_column(Text, unique=True)
    source_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"), index=True)
    destination_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"), index=True)
    status: Mapped[str] = mapped_column(Text, default="requested", server_default="requested")
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[CreatedAt]
    changed_at: Mapped[CreatedAt]


class TransferLine(Base):
    """One item of a transfer. `stock_item_id` is null for something received that the shop does not know."""

    __tablename__ = "stock_transfer_line"
    __table_args__ = (
        CheckConstraint(
            "requested >= 0 and approved >= 0 and picked >= 0 and received >= 0 and damaged >= 0",
            name="counts",
        ),
        CheckConstraint("picked <= approved", name="picked"),
        Index("ix_stock_transfer_line_transfer", "transfer_id", "position"),
    )
    id: Mapped[Id]
    transfer_id: Mapped[UUID] = mapped_column(ForeignKey("stock_transfer.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(Text, doc="SKU, or what was scanned")
    stock_item_id: Mapped[UUID | None] = mapped_column(ForeignKey("stock_item.id"), index=True)
    requested: Mapped[Qty] = mapped_column(default=ZERO, server_default="0")
    approved: Mapped[Qty] = mapped_column(default=ZERO, server_default="0")
    picked: Mapped[Qty] = mapped_column(default=ZERO, server_default="0")
    received: Mapped[Qty] = mapped_column(default=ZERO, server_default="0", doc="fit for sale")
    damaged: Mapped[Qty] = mapped_column(default=ZERO, server_default="0")
    resolution: Mapped[str] = mapped_column(
        Text, default="", server_default="", doc="how a discrepancy ended"
    )
    resolved_at: Mapped[datetime | None]

    @property
    def missing(self) -> Decimal:
        """Sent, but neither whole nor damaged there."""
        return max(ZERO, self.picked - self.received - self.damaged)

    @property
    def over(self) -> Decimal:
        """There beyond what was sent."""
        return max(ZERO, self.received + self.damaged - self.picked)

    @property
    def differs(self) -> bool:
        """Whether what came is not what was sent; asked once it was received."""
        return bool(self.missing or self.over or self.damaged)

    @property
    def resolutions(self) -> tuple[str, ...]:
        """How a discrepancy of this line may end."""
        if self.missing:
            return ("written_off", "found_here", "at_source")
        if self.over and self.stock_item_id:
            return ("taken_from_source", "accepted")
        return ("accepted",)


class TransferStep(Base):
    """Who did what and when: the transfer's timeline."""

    __tablename__ = "stock_transfer_step"
    __table_args__ = (Index("ix_stock_transfer_step_transfer", "transfer_id", "id"),)
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    transfer_id: Mapped[UUID] = mapped_column(ForeignKey("stock_transfer.id", ondelete="CASCADE"))
    at: Mapped[CreatedAt]
    kind: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    actor_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
