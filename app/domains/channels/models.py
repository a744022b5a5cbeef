"""Sales channels and the merchant's own settings."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class Channel(Base):
    """A place where the tenant sells: web, pos, api, phone, later marketplaces."""

    __tablename__ = "channel"
    __table_args__ = (
        CheckConstraint("kind in ('web', 'pos', 'api', 'phone', 'b2b', 'marketplace')", name="kind"),
    )
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    tree_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("category_tree.id", ondelete="RESTRICT"),
        doc="the categories it shows; null: the main menu",
    )
    created_at: Mapped[CreatedAt]


class Setting(Base):
    """One group of the merchant's settings (`merchant`, `mail`, `checkout`, `brand` …): see `types`."""

    __tablename__ = "setting"
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[dict[str, Any]]
    updated_at: Mapped[CreatedAt]
