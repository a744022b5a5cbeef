"""The ledger of points. A balance is its sum; nothing else is kept."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id


class LoyaltyEntry(Base):
    """Points that came (above 0) or went. Append-only; they count from `due_at` on, those that came until `expires_at`.

    earn: for a paid order; spend: in a checkout; give_back, take_back: what a refund undoes; expire; adjust: by staff.
    """

    __tablename__ = "loyalty_entry"
    __table_args__ = (
        CheckConstraint(
            "kind in ('earn', 'spend', 'give_back', 'take_back', 'expire', 'adjust')", name="kind"
        ),
        CheckConstraint("points <> 0", name="points"),
        Index("ix_loyalty_entry_customer", "customer_id", "at", "id"),
        Index("ix_loyalty_entry_order", "order_id", "kind"),
        Index(
            "uq_loyalty_entry_once",
            "order_id",
            "kind",
            unique=True,
            postgresql_where=text("kind in ('earn', 'spend')"),
        ),
        Index("ix_loyalty_entry_expires", "expires_at", postgresql_where=text("expires_at is not null")),
    )
    id: Mapped[Id]
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text)
    points: Mapped[int] = mapped_column(Integer)
    order_id: Mapped[UUID | None] = mapped_column(doc="no foreign key: spent before the order is written")
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    actor: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
