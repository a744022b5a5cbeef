"""What was, and what is not yet: pending changes, versions, many edits at once."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Index,
    Integer,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class PendingProduct(Base):
    """Changes to a published product that shoppers do not see yet; `content` is the whole product as edited."""

    __tablename__ = "product_pending"
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[dict[str, Any]]
    actor_name: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[CreatedAt]


class ProductVersion(Base):
    """The whole product as somebody left it. `number` is the product's version then."""

    __tablename__ = "product_version"
    __table_args__ = (UniqueConstraint("product_id", "number"),)
    id: Mapped[Id]
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    act: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any]]
    actor: Mapped[str] = mapped_column(Text)
    actor_name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[CreatedAt]


class BulkEdit(Base):
    """Many values changed at once, each with what it was: kept so that the person can take it back."""

    __tablename__ = "bulk_edit"
    __table_args__ = (Index("ix_bulk_edit_actor", "actor", "created_at"),)
    id: Mapped[Id]
    actor: Mapped[str] = mapped_column(Text)
    cells: Mapped[list[Any]] = mapped_column(doc="{kind, id, field, was, now}")
    products: Mapped[int] = mapped_column(Integer, doc="how many products it touched")
    undoes: Mapped[UUID | None] = mapped_column(ForeignKey("bulk_edit.id", ondelete="SET NULL"), unique=True)
    created_at: Mapped[CreatedAt]
