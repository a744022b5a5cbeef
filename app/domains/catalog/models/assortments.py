"""What channels and locations offer."""

from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class Assortment(Base):
    """What a channel or a location offers; without a row it offers everything. `only`: nothing but what it includes."""

    __tablename__ = "assortment"
    __table_args__ = (CheckConstraint("(channel_id is null) <> (location_id is null)", name="scope"),)
    id: Mapped[Id]
    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"), unique=True)
    location_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("location.id", ondelete="CASCADE"), unique=True
    )
    only: Mapped[bool]
    changed_at: Mapped[CreatedAt]


class AssortmentLine(Base):
    """Something that an assortment includes or excludes: a product, a category with all below it, or a collection."""

    __tablename__ = "assortment_line"
    __table_args__ = (
        CheckConstraint("effect in ('include', 'exclude')", name="effect"),
        CheckConstraint("num_nonnulls(product_id, category_id, collection_id) = 1", name="target"),
        UniqueConstraint("assortment_id", "product_id"),
        UniqueConstraint("assortment_id", "category_id"),
        UniqueConstraint("assortment_id", "collection_id"),
    )
    id: Mapped[Id]
    assortment_id: Mapped[UUID] = mapped_column(ForeignKey("assortment.id", ondelete="CASCADE"))
    effect: Mapped[str] = mapped_column(Text)
    product_id: Mapped[UUID | None] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), index=True)
    category_id: Mapped[UUID | None] = mapped_column(ForeignKey("category.id"), index=True)
    collection_id: Mapped[UUID | None] = mapped_column(ForeignKey("collection.id"), index=True)


class AssortmentPlace(Base):
    """A product that an assortment names in the end: offered where it says `only`, else not offered."""

    __tablename__ = "assortment_place"
    assortment_id: Mapped[UUID] = mapped_column(
        ForeignKey("assortment.id", ondelete="CASCADE"), primary_key=True
    )
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("product.id", ondelete="CASCADE"), primary_key=True, index=True
    )
