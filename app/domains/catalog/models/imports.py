"""Files of products on their way in."""

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Index,
    Integer,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class ImportRun(Base):
    """A file on its way in, of products unless said otherwise: checked by a dry run, then loaded when a person says so."""

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint("status in ('checking', 'checked', 'loading', 'loaded', 'failed')", name="status"),
        CheckConstraint("subject in ('products', 'stock', 'count')", name="subject"),
        Index("ix_import_run_created", "created_at", "id"),
    )
    id: Mapped[Id]
    file_name: Mapped[str] = mapped_column(Text)
    file_key: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text, default="products", server_default="products")
    format: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default="checking")
    done: Mapped[int] = mapped_column(Integer, default=0, doc="products or rows so far")
    total: Mapped[int] = mapped_column(Integer, default=0)
    so_far: Mapped[dict[str, Any] | None] = mapped_column(
        doc="the report of what is loaded, kept with each chunk"
    )
    taken: Mapped[int] = mapped_column(
        Integer, default=0, server_default="0", doc="how often a worker took it up"
    )
    idle: Mapped[int] = mapped_column(Integer, default=0, server_default="0", doc="times since it last moved")
    report: Mapped[dict[str, Any] | None]
    actor_name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[CreatedAt]
    changed_at: Mapped[CreatedAt]
