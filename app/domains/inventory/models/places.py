"""Where stock lies."""

from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Integer,
    Numeric,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class Location(Base):
    """A warehouse or store that holds stock."""

    __tablename__ = "location"
    __table_args__ = (
        CheckConstraint("kind in ('warehouse', 'store', '3pl', 'virtual')", name="kind"),
        CheckConstraint("capacity > 0", name="capacity"),
    )
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
    receives: Mapped[bool] = mapped_column(
        default=True, server_default=text("true"), doc="deliveries and transfers may go there"
    )
    capacity: Mapped[int | None] = mapped_column(Integer, doc="parcels it sends in a day; null: any number")
    priority: Mapped[int] = mapped_column(Integer, default=100, server_default=text("100"))
    feed: Mapped[dict[str, Any] | None] = mapped_column(
        doc="of a 3PL: url every_minutes units percent; tried_at failures error as they come"
    )
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_at: Mapped[CreatedAt]
