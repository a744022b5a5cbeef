"""What happens in the shop, counted: who it was is known only where they agreed."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id


class Visit(Base):
    """One step of a visit. `subject` is a product's name in addresses; `reference` an order, counted once.

    `consent`: empty while unasked, `refused`, or the categories agreed to; `visitor` is set only with statistics.
    """

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("kind in ('page', 'product', 'cart', 'checkout', 'purchase')", name="kind"),
        Index("ix_visit_at", "at", "kind"),
        Index("uq_visit_reference", "reference", unique=True, postgresql_where=text("reference is not null")),
    )
    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    kind: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[str] = mapped_column(Text, default="")
    consent: Mapped[str] = mapped_column(Text, default="")
    visitor: Mapped[str | None] = mapped_column(Text)
    reference: Mapped[str | None] = mapped_column(Text)
    amount: Mapped[int | None] = mapped_column(BigInteger)
