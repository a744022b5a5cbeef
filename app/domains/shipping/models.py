"""Delivery methods that a shopper may choose."""

from sqlalchemy import ARRAY, CheckConstraint, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Minor


class ShippingMethod(Base):
    """Flat price, free from `free_from` on; no countries means everywhere."""

    __tablename__ = "shipping_method"
    __table_args__ = (CheckConstraint("price >= 0", name="price"),)
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    price: Mapped[Minor]
    free_from: Mapped[Minor | None] = mapped_column(nullable=True)
    tax_class: Mapped[str] = mapped_column(Text, default="standard", server_default="standard")
    countries: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    days_min: Mapped[int] = mapped_column(Integer, default=2)
    days_max: Mapped[int] = mapped_column(Integer, default=4)
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    position: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[CreatedAt]
