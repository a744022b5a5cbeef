"""Tests, the visitors who met them and the orders that came of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Minor


class Experiment(Base):
    """A test on one channel: `share` percent of its visitors get B, the others A, which is what all get without it.

    Promotions and prices are for a variant by the fact `test:<code>=b` of the sale.
    """

    __tablename__ = "experiment"
    __table_args__ = (
        CheckConstraint("status in ('draft', 'running', 'stopped')", name="status"),
        CheckConstraint("share between 1 and 99", name="share"),
        Index("ix_experiment_running", "channel_id", postgresql_where=text("status = 'running'")),
    )
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id"))
    share: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(Text, default="draft", server_default="draft")
    started_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class Exposure(Base):
    """A visitor met a test, first at a moment; `visitor` is a hash that leads back to nobody."""

    __tablename__ = "experiment_exposure"
    __table_args__ = (CheckConstraint("variant in ('a', 'b')", name="variant"),)
    experiment_id: Mapped[UUID] = mapped_column(
        ForeignKey("experiment.id", ondelete="CASCADE"), primary_key=True
    )
    visitor: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    variant: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class ExperimentOrder(Base):
    """An order of a visitor of a test; `amount` in minor units of the order's currency."""

    __tablename__ = "experiment_order"
    order_id: Mapped[UUID] = mapped_column(
        primary_key=True, doc="no foreign key: written before the order is"
    )
    experiment_id: Mapped[UUID] = mapped_column(
        ForeignKey("experiment.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    visitor: Mapped[bytes] = mapped_column(LargeBinary)
    variant: Mapped[str] = mapped_column(Text)
    amount: Mapped[Minor]
    currency: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
