"""Keys that come with what is downloaded: pools by variant, and the order lines that get them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class LicenceGrant(Base):
    """An order line that gets licence keys: one for each of its `units`, fewer once units are paid back."""

    __tablename__ = "licence_grant"
    __table_args__ = (CheckConstraint("units >= 0", name="units"),)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("order_line.id", ondelete="CASCADE"), primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id", ondelete="CASCADE"), index=True)
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), index=True)
    units: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[CreatedAt]


class LicenceKey(Base):
    """A key of a variant's pool, sealed: free, handed out to a line, or taken back and shown to nobody any more."""

    __tablename__ = "licence_key"
    __table_args__ = (
        UniqueConstraint("variant_id", "digest"),
        Index("ix_licence_key_free", "variant_id", "id", postgresql_where=text("line_id is null")),
        CheckConstraint("(line_id is null) = (handed_at is null)", name="handed"),
        CheckConstraint("revoked_at is null or line_id is not null", name="revoked"),
    )
    id: Mapped[Id]
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"))
    sealed: Mapped[bytes]
    digest: Mapped[bytes] = mapped_column(doc="tells a key that is there already, and nothing else")
    line_id: Mapped[UUID | None] = mapped_column(ForeignKey("licence_grant.line_id"), index=True)
    handed_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
