"""What the merchant says and shows: pages, and the versions of everything that is drafted before it is public."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class ContentPage(Base):
    """One page in one language. `body` is sanitised HTML."""

    __tablename__ = "content_page"
    __table_args__ = (
        UniqueConstraint("slug", "locale"),
        CheckConstraint("kind in ('legal', 'page')", name="kind"),
    )
    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text, default="page")
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text, default="")
    published: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    updated_at: Mapped[CreatedAt]


class ContentVersion(Base):
    """One state of a document: the look, a page's blocks, a menu, a template.

    Without `live_from` it is the draft; else it counts from then on, until a later one does. `locale` is empty where
    the document has no language, `site` where it is every site's that has none of its own. `problem` is what went
    wrong when it was last shown.
    """

    __tablename__ = "content_version"
    __table_args__ = (
        CheckConstraint("kind in ('look', 'blocks', 'menu', 'template')", name="kind"),
        Index(
            "uq_content_version_draft",
            "kind",
            "name",
            "locale",
            "site",
            unique=True,
            postgresql_where=text("live_from is null"),
        ),
        Index("ix_content_version_live", "kind", "name", "locale", "site", "live_from"),
    )
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, default="")
    locale: Mapped[str] = mapped_column(Text, default="")
    site: Mapped[str] = mapped_column(Text, default="", server_default="")
    value: Mapped[dict[str, Any]]
    live_from: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    author: Mapped[str] = mapped_column(Text, default="")
    problem: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[CreatedAt]


class Redirect(Base):
    """Where an old address leads now. `target` is a path, an https address, or empty: gone for good (410)."""

    __tablename__ = "redirect"
    id: Mapped[Id]
    path: Mapped[str] = mapped_column(Text, unique=True, doc="with its query, if that mattered")
    target: Mapped[str] = mapped_column(Text)
    created_at: Mapped[CreatedAt]
