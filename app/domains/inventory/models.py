"""Locations, stock items, their levels and the ledger (DESIGN 5.1).

Free to sell = max(0, on_hand - allocated - reserved - held - kept). Every counter but `reserved` is the sum of its
ledger deltas; `reserved` equals the open reservation rows; `kept` is a setting, not stock.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Numeric,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Qty

ZERO = text("0")


class Location(Base):
    """A warehouse or store that holds stock."""

    __tablename__ = "location"
    __table_args__ = (CheckConstraint("kind in ('warehouse', 'store', '3pl', 'virtual')", name="kind"),)
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    address: Mapped[dict[str, Any]] = mapped_column(default=dict, doc="line1 city postal_code country phone")
    opening_hours: Mapped[dict[str, Any]] = mapped_column(default=dict, doc="weekday 0-6 -> 'HH:MM-HH:MM'")
    latitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    longitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    ships: Mapped[bool] = mapped_column(default=False)
    offers_pickup: Mapped[bool] = mapped_column(default=False)
    priority: Mapped[int] = mapped_column(Integer, default=100, server_default=text("100"))
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_at: Mapped[CreatedAt]


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
    expected_on: Mapped[date | None] = mapped_column(doc="when more comes, as buyers are told")
    created_at: Mapped[CreatedAt]


class VariantStock(Base):
    """Which stock items a variant draws, and how many of each per unit sold."""

    __tablename__ = "variant_stock"
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), primary_key=True)
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id"), primary_key=True, index=True)
    quantity: Mapped[Qty] = mapped_column(default=Decimal(1), server_default=text("1"))


COUNTERS = ("on_hand", "allocated", "held", "damaged", "incoming", "oversold")


class StockLevel(Base):
    """Counters of one stock item at one location."""

    __tablename__ = "stock_level"
    __table_args__ = (
        UniqueConstraint("stock_item_id", "location_id"),
        *(CheckConstraint(f"{name} >= 0", name=name) for name in (*COUNTERS, "reserved")),
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
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
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


class Reservation(Base):
    """Stock promised for a short time to an order that is not paid yet, or to a cart in the checkout.

    Counts until `released_at` is set.
    """

    __tablename__ = "reservation"
    __table_args__ = (
        Index("ix_reservation_open", "expires_at", postgresql_where=text("released_at is null")),
        Index(
            "ix_reservation_open_item",
            "stock_item_id",
            "location_id",
            postgresql_where=text("released_at is null"),
        ),
        Index("ix_reservation_open_cart", "cart_id", postgresql_where=text("released_at is null")),
        CheckConstraint("num_nonnulls(order_id, cart_id) = 1", name="holder"),
    )
    id: Mapped[Id]
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("order.id"), index=True)
    cart_id: Mapped[UUID | None] = mapped_column(ForeignKey("cart.id", ondelete="CASCADE"))
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id"))
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"))
    quantity: Mapped[Qty]
    expires_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class StockException(Base):
    """Something a person must look at: an offline sale beyond stock, a shortage found by a count."""

    __tablename__ = "stock_exception"
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(Text)
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id"), index=True)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"))
    quantity: Mapped[Qty]
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("order.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    resolved_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
