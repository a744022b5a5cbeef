"""Products shown together."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Integer,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class Collection(Base):
    """Products shown together: chosen by hand in an order, or all that fit a rule at any time.

    `rule`: {"match": "all" or "any", "conditions": [{"field", "op", "value"}]}, see `conditions`.
    """

    __tablename__ = "collection"
    __table_args__ = (
        CheckConstraint("kind in ('hand', 'rule')", name="kind"),
        CheckConstraint("sort in ('newest', 'price', '-price', 'title')", name="sort"),
    )
    id: Mapped[Id]
    title: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    description: Mapped[str] = mapped_column(Text, default="", doc="sanitised HTML")
    kind: Mapped[str] = mapped_column(Text)
    rule: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sort: Mapped[str] = mapped_column(Text, default="newest", doc="of one by rule; by hand has its own order")
    shown: Mapped[bool] = mapped_column(default=True, doc="whether it has a page in the shop")
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class CollectionItem(Base):
    """A product that somebody put into a collection."""

    __tablename__ = "collection_item"
    collection_id: Mapped[UUID] = mapped_column(
        ForeignKey("collection.id", ondelete="CASCADE"), primary_key=True
    )
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("product.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int] = mapped_column(Integer)


class CollectionPlace(Base):
    """A listed product in a collection of either kind: what lists read, kept with every change of a listing."""

    __tablename__ = "collection_place"
    collection_id: Mapped[UUID] = mapped_column(
        ForeignKey("collection.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("product.id", ondelete="CASCADE"), primary_key=True, index=True
    )
