"""Getting goods to people: parcels and pickups."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, LargeBinary, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Qty


class Shipment(Base):
    """What one location sends for one order: open, picked, packed, shipped, delivered or cancelled."""

    __tablename__ = "shipment"
    __table_args__ = (
        CheckConstraint(
            "status in ('open', 'picked', 'packed', 'shipped', 'delivered', 'cancelled')", name="status"
        ),
        Index("ix_shipment_queue", "location_id", "status", "created_at"),
    )
    id: Mapped[Id]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), index=True)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"))
    status: Mapped[str] = mapped_column(Text, default="open")
    carrier: Mapped[str] = mapped_column(Text, default="")
    tracking_number: Mapped[str] = mapped_column(Text, default="")
    tracking_url: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[CreatedAt]
    picked_at: Mapped[datetime | None]
    packed_at: Mapped[datetime | None]
    shipped_at: Mapped[datetime | None]


class ShipmentLine(Base):
    __tablename__ = "shipment_line"
    shipment_id: Mapped[UUID] = mapped_column(ForeignKey("shipment.id", ondelete="CASCADE"), primary_key=True)
    order_line_id: Mapped[UUID] = mapped_column(
        ForeignKey("order_line.id", ondelete="CASCADE"), primary_key=True
    )
    quantity: Mapped[Qty]


class Pickup(Base):
    """An order waiting for its buyer at a store."""

    __tablename__ = "pickup"
    __table_args__ = (
        CheckConstraint("status in ('new', 'ready', 'collected', 'cancelled')", name="status"),
        Index("ix_pickup_queue", "location_id", "status", "created_at"),
    )
    id: Mapped[Id]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), unique=True)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"))
    status: Mapped[str] = mapped_column(Text, default="new")
    code: Mapped[bytes] = mapped_column(LargeBinary, doc="the buyer's six digits, sealed as a tenant secret")
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    created_at: Mapped[CreatedAt]
    ready_at: Mapped[datetime | None]
    collected_at: Mapped[datetime | None]
    collected_by: Mapped[str] = mapped_column(Text, default="", server_default="")


class MissingPickup(Base):
    """Lines of a pickup that the store did not find, and what became of them.

    `status`: asked (the buyer has the word), fetched (another place sends them here), moved (the order waits elsewhere),
    sent (they go to the buyer), refunded, found (they turned up).
    """

    __tablename__ = "missing_pickup"
    __table_args__ = (
        CheckConstraint(
            "status in ('asked', 'fetched', 'moved', 'sent', 'refunded', 'found')", name="status"
        ),
        Index("uq_missing_pickup_asked", "pickup_id", unique=True, postgresql_where=text("status = 'asked'")),
        Index("ix_missing_pickup_pickup_id", "pickup_id", "created_at"),
    )
    id: Mapped[Id]
    pickup_id: Mapped[UUID] = mapped_column(ForeignKey("pickup.id", ondelete="CASCADE"))
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"), doc="the store that lacks them")
    line_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    hold_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list, server_default=text("'{}'"))
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    reported_by: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default="asked")
    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("location.id"), doc="what helps out")
    answered_by: Mapped[str] = mapped_column(Text, default="", server_default="")
    answered_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
