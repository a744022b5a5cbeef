"""Stock that is promised for a time."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Qty


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
