"""The media library and its files on products."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import UUID as PgUUID
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class Media(Base):
    """A product's picture, or another file of its own (`kind`). `file_key` is null until a picture is ready.

    `file_key`, `width` and `height` repeat the asset's, and stay null for what is no picture.
    """

    __tablename__ = "media"
    id: Mapped[Id]
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), index=True)
    asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("asset.id"), index=True)
    kind: Mapped[str] = mapped_column(Text, default="image", server_default="image")
    position: Mapped[int] = mapped_column(Integer, default=0)
    alt: Mapped[str] = mapped_column(Text, default="")
    file_key: Mapped[str | None] = mapped_column(Text)
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    turning: Mapped[bool] = mapped_column(
        default=False, server_default=text("false"), doc="a frame of the product turned round"
    )
    source_url: Mapped[str | None] = mapped_column(Text)
    failure: Mapped[str | None] = mapped_column(Text, doc="why the last fetch failed")
    tried_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class Asset(Base):
    """A file of the media library, or a film elsewhere (`link`); products show it through rows of `media`."""

    __tablename__ = "asset"
    __table_args__ = (
        CheckConstraint("kind in ('image', 'video', 'document', 'model')", name="kind"),
        CheckConstraint("status in ('waiting', 'ready', 'failed')", name="status"),
        Index("ix_asset_waiting", "id", postgresql_where=text("status = 'waiting'")),
    )
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, doc="file name as it came")
    status: Mapped[str] = mapped_column(Text, default="waiting")
    original_key: Mapped[str | None] = mapped_column(Text, doc="the picture as it came, for nobody outside")
    file_key: Mapped[str | None] = mapped_column(Text, doc="what shoppers get; of a picture, its renditions")
    mime: Mapped[str] = mapped_column(Text, default="")
    size: Mapped[int] = mapped_column(Integer, default=0, doc="bytes")
    sha256: Mapped[str | None] = mapped_column(Text, index=True)
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    link: Mapped[str | None] = mapped_column(Text, doc="youtube:ID or vimeo:ID")
    alts: Mapped[dict[str, Any]] = mapped_column(default=dict, doc="what it shows, by language")
    failure: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(Integer, default=1, doc="rises with every other file")
    tries: Mapped[int] = mapped_column(Integer, default=0)
    tried_at: Mapped[datetime | None]
    uploaded_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[CreatedAt]


class MatchRun(Base):
    """Files of the library on their way to the products that they are named after."""

    __tablename__ = "match_run"
    __table_args__ = (
        CheckConstraint("status in ('running', 'done')", name="status"),
        Index("ix_match_run_running", "id", postgresql_where=text("status = 'running'")),
    )
    id: Mapped[Id]
    asset_ids: Mapped[list[UUID]] = mapped_column(
        ARRAY(PgUUID(as_uuid=True)), doc="in the order they are shown"
    )
    status: Mapped[str] = mapped_column(Text, default="running")
    done: Mapped[int] = mapped_column(Integer, default=0)
    placed: Mapped[int] = mapped_column(Integer, default=0)
    problems: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    actor_name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[CreatedAt]
    changed_at: Mapped[CreatedAt]
