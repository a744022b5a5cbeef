"""Whom goods are bought from, what was ordered, and what came."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Minor, Qty

ZERO = text("0")
ONE = text("1")


class Supplier(Base):
    """Whom goods are bought from. `minimum_order` in minor units of its currency."""

    __tablename__ = "supplier"
    __table_args__ = (
        CheckConstraint("lead_days between 0 and 730", name="lead_days"),
        CheckConstraint("minimum_order >= 0", name="minimum_order"),
    )
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(Text, unique=True)
    contact: Mapped[str] = mapped_column(Text, default="", server_default="")
    email: Mapped[str] = mapped_column(Text, default="", server_default="")
    phone: Mapped[str] = mapped_column(Text, default="", server_default="")
    lead_days: Mapped[int] = mapped_column(Integer, default=7, server_default=text("7"))
    currency: Mapped[str] = mapped_column(Text)
    minimum_order: Mapped[Minor] = mapped_column(default=0, server_default=ZERO)
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_at: Mapped[CreatedAt]


class SupplierItem(Base):
    """What a supplier sells of ours: `cost` is one pack's, in minor units of the supplier's currency."""

    __tablename__ = "supplier_item"
    __table_args__ = (
        UniqueConstraint("supplier_id", "stock_item_id"),
        CheckConstraint("cost >= 0", name="cost"),
        CheckConstraint("pack_size > 0", name="pack_size"),
    )
    id: Mapped[Id]
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("supplier.id", ondelete="CASCADE"))
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id", ondelete="CASCADE"), index=True)
    supplier_sku: Mapped[str] = mapped_column(Text, default="", server_default="")
    cost: Mapped[Minor]
    pack_size: Mapped[Qty] = mapped_column(default=Decimal(1), server_default=ONE)


class PurchaseOrder(Base):
    """Goods ordered from a supplier for one location; while it is sent, what is open of it is `incoming` there.

    `rate_micro`: what a major unit of its currency is worth in the shop's, in millionths, as fixed when it was sent.
    """

    __tablename__ = "purchase_order"
    __table_args__ = (
        CheckConstraint(
            "status in ('draft', 'sent', 'partly_received', 'received', 'cancelled')", name="status"
        ),
        CheckConstraint("rate_micro > 0", name="rate_micro"),
        Index("ix_purchase_order_status", "status", "number"),
    )
    id: Mapped[Id]
    number: Mapped[int] = mapped_column(Integer, Identity(start=1001), unique=True)
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("supplier.id"), index=True)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"), index=True)
    status: Mapped[str] = mapped_column(Text, default="draft", server_default="draft")
    currency: Mapped[str] = mapped_column(Text)
    rate_micro: Mapped[Minor] = mapped_column(default=1_000_000, server_default=text("1000000"))
    expected_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_by: Mapped[str] = mapped_column(Text, default="", server_default="")
    sent_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class PurchaseLine(Base):
    """So many units of an item; `pack_cost` is what `pack_size` of them cost, in the order's currency.

    `received` counts damaged ones too; `cancelled` is what will not come.
    """

    __tablename__ = "purchase_line"
    __table_args__ = (
        UniqueConstraint("purchase_id", "stock_item_id"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("pack_cost >= 0", name="pack_cost"),
        CheckConstraint("pack_size > 0", name="pack_size"),
        CheckConstraint("received >= 0 and cancelled >= 0", name="received"),
    )
    id: Mapped[Id]
    purchase_id: Mapped[UUID] = mapped_column(ForeignKey("purchase_order.id", ondelete="CASCADE"))
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0, server_default=ZERO)
    supplier_sku: Mapped[str] = mapped_column(Text, default="", server_default="")
    quantity: Mapped[Qty]
    pack_size: Mapped[Qty] = mapped_column(default=Decimal(1), server_default=ONE)
    pack_cost: Mapped[Minor]
    received: Mapped[Qty] = mapped_column(default=Decimal(0), server_default=ZERO)
    cancelled: Mapped[Qty] = mapped_column(default=Decimal(0), server_default=ZERO)

    @property
    def open(self) -> Decimal:
        """What is still to come."""
        return max(Decimal(0), self.quantity - self.received - self.cancelled)


class GoodsReceipt(Base):
    """One delivery as it was counted. Its id comes with the form, so that it is booked once."""

    __tablename__ = "goods_receipt"
    id: Mapped[Id]
    purchase_id: Mapped[UUID] = mapped_column(ForeignKey("purchase_order.id"), index=True)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"))
    received_at: Mapped[datetime]
    received_by: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="", server_default="")


class ReceiptLine(Base):
    """What came of one item: `quantity` sound, `damaged` broken on arrival.

    `cost` is what the sound ones cost together, in minor units of the shop's currency; changed by corrections alone.
    """

    __tablename__ = "receipt_line"
    __table_args__ = (
        UniqueConstraint("receipt_id", "stock_item_id"),
        CheckConstraint("quantity >= 0 and damaged >= 0 and cost >= 0", name="counted"),
    )
    id: Mapped[Id]
    receipt_id: Mapped[UUID] = mapped_column(ForeignKey("goods_receipt.id", ondelete="CASCADE"))
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id"), index=True)
    quantity: Mapped[Qty]
    damaged: Mapped[Qty] = mapped_column(default=Decimal(0), server_default=ZERO)
    cost: Mapped[Minor]


class ReceiptDiscrepancy(Base):
    """Where a delivery differs from what was ordered: over, short, damaged, or unknown (`code` as it was read)."""

    __tablename__ = "receipt_discrepancy"
    __table_args__ = (
        CheckConstraint("kind in ('over', 'short', 'damaged', 'unknown')", name="kind"),
        Index("ix_receipt_discrepancy_open", "receipt_id", postgresql_where=text("resolved_at is null")),
    )
    id: Mapped[Id]
    receipt_id: Mapped[UUID] = mapped_column(ForeignKey("goods_receipt.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    stock_item_id: Mapped[UUID | None] = mapped_column(ForeignKey("stock_item.id"))
    code: Mapped[str] = mapped_column(Text, default="", server_default="")
    quantity: Mapped[Qty]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str] = mapped_column(Text, default="", server_default="")
