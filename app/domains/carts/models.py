"""Baskets before they are orders. The cart's id is the shopper's secret."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Qty


class Cart(Base):
    """An open basket; `order_id` is set once, when it becomes an order."""

    __tablename__ = "cart"
    __table_args__ = (CheckConstraint("status in ('open', 'ordered', 'abandoned')", name="status"),)
    id: Mapped[Id]
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id"))
    currency: Mapped[str] = mapped_column(Text)
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"), index=True)
    status: Mapped[str] = mapped_column(Text, default="open", server_default="open")
    locale: Mapped[str] = mapped_column(Text, default="en", server_default="en")
    country: Mapped[str | None] = mapped_column(Text, doc="destination for taxes while there is no address")
    delivery: Mapped[dict[str, Any] | None] = mapped_column(doc="{method, location?}")
    order_id: Mapped[UUID | None] = mapped_column(
        index=True, doc="no foreign key: set before the order is written"
    )
    coupons: Mapped[list[str]] = mapped_column(
        ARRAY(Text), default=list, server_default=text("'{}'"), doc="codes the buyer entered"
    )
    points: Mapped[int] = mapped_column(
        Integer, default=0, server_default=text("0"), doc="of its customer's, to be spent on it"
    )
    visitor: Mapped[str] = mapped_column(
        Text, default="", server_default="", doc="who gets the variant of an A/B test; empty: the cart itself"
    )
    held_until: Mapped[datetime | None] = mapped_column(
        doc="until when stock is held for it; None: it is not"
    )
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt] = mapped_column(index=True)
    expires_at: Mapped[datetime | None]


class CartLine(Base):
    """A variant as one buyer wants it and how many of it; prices are asked for when shown, never kept here."""

    __tablename__ = "cart_line"
    __table_args__ = (
        Index("uq_cart_line_choice", "cart_id", "variant_id", text("md5(inputs::text)"), unique=True),
        CheckConstraint("quantity > 0", name="quantity"),
    )
    id: Mapped[Id]
    cart_id: Mapped[UUID] = mapped_column(ForeignKey("cart.id", ondelete="CASCADE"))
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"))
    quantity: Mapped[Qty]
    inputs: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default=text("'{}'"), doc="what the buyer said, by the input's code"
    )
    position: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    created_at: Mapped[CreatedAt]
