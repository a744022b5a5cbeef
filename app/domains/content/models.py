"""Pages written by the merchant: legal texts and others."""

from sqlalchemy import CheckConstraint, Text, UniqueConstraint, text
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
