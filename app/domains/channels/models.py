"""Sales channels and the merchant's own settings."""

from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class Channel(Base):
    """A place where the tenant sells: web, pos, api, phone, later marketplaces. Each of kind web is a site.

    What is null is as the tenant's own settings say; `delivery` are codes of methods, `pickup` among them.
    """

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
    country: Mapped[str | None] = mapped_column(Text)
    tax_included: Mapped[bool | None]
    locale: Mapped[str | None] = mapped_column(Text)
    locales: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    theme: Mapped[str | None] = mapped_column(Text, doc="null: that of the shop's look")
    delivery: Mapped[list[str] | None] = mapped_column(ARRAY(Text), doc="null: all of its currency")
    payments: Mapped[list[str] | None] = mapped_column(ARRAY(Text), doc="null: all that the tenant takes")
    timezone: Mapped[str | None] = mapped_column(Text, doc="where its weekdays and hours are read")
    created_at: Mapped[CreatedAt]


class Setting(Base):
    """One group of the merchant's settings (`merchant`, `mail`, `checkout`, `brand` …): see `types`."""

    __tablename__ = "setting"
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[dict[str, Any]]
    updated_at: Mapped[CreatedAt]
