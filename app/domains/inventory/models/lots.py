"""Lots: goods of one batch, with the day until which they are good. Only items that are kept by lot have them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Qty


class Lot(Base):
    """A batch of an item. `expires_on`: the last day on which it may be sold."""

    __tablename__ = "lot"
    __table_args__ = (UniqueConstraint("stock_item_id", "code"), Index("ix_lot_expires", "expires_on"))
    id: Mapped[Id]
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id"))
    code: Mapped[str] = mapped_column(Text)
    expires_on: Mapped[date | None]
    created_at: Mapped[CreatedAt]


class LotLevel(Base):
    """What of a lot lies at a location, and what of it is on hold.

    The lots of an item never sum to more than its level; what is more there belongs to no lot.
    """

    __tablename__ = "lot_level"
    __table_args__ = (CheckConstraint("held >= 0 and on_hand >= 0", name="counters"),)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"), primary_key=True, index=True)
    on_hand: Mapped[Qty] = mapped_column(default=0, server_default=text("0"))
    held: Mapped[Qty] = mapped_column(default=0, server_default=text("0"))


class LotLedger(Base):
    """Where units of a lot came from and went. Insert only; the sums are the lot's levels."""

    __tablename__ = "lot_ledger"
    __table_args__ = (
        Index("ix_lot_ledger_lot", "lot_id", "id"),
        Index("ix_lot_ledger_document", "document_id"),
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(Text, doc="as in the stock ledger")
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"))
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"))
    on_hand: Mapped[Qty]
    document: Mapped[str] = mapped_column(Text, default="", server_default="")
    document_id: Mapped[UUID | None]
