"""Serial numbers: each unit of an item by its own number. Only items that are kept by serial have them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class Serial(Base):
    """One unit. `claimed_by`: the document that it is to leave with, left with or comes with.

    here (counted in `on_hand` at its location), coming (named by a document that is being booked), away (in a
    transfer), sold, out (counted or written off, or never came).
    """

    __tablename__ = "serial"
    __table_args__ = (
        UniqueConstraint("stock_item_id", "code"),
        CheckConstraint("state in ('here', 'coming', 'away', 'sold', 'out')", name="state"),
        Index("ix_serial_code", "code"),
        Index("ix_serial_claim", "claimed_by"),
        Index("ix_serial_place", "location_id", "stock_item_id"),
    )
    id: Mapped[Id]
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id"))
    code: Mapped[str] = mapped_column(Text, doc="as scanned, in capitals")
    state: Mapped[str] = mapped_column(Text)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"), doc="where it lies, or lay last")
    claimed_by: Mapped[UUID | None]
    created_at: Mapped[CreatedAt]


class SerialMove(Base):
    """A step of a serial's story. Insert only; the steps sum to 1 while it lies somewhere, else to 0."""

    __tablename__ = "serial_move"
    __table_args__ = (
        CheckConstraint("delta between -1 and 1", name="delta"),
        Index("ix_serial_move_serial", "serial_id", "id"),
        Index("ix_serial_move_document", "document_id"),
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime]
    serial_id: Mapped[UUID] = mapped_column(ForeignKey("serial.id"))
    kind: Mapped[str] = mapped_column(Text, doc="as in the stock ledger; began, ended: kept by serial or not")
    delta: Mapped[int] = mapped_column(SmallInteger)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"))
    document: Mapped[str] = mapped_column(Text, default="", server_default="")
    document_id: Mapped[UUID | None]
    actor: Mapped[str] = mapped_column(Text)
