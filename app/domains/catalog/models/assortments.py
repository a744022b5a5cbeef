"""What channels, locations and companies offer."""

from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class Assortment(Base):
    """What a channel, a location or a company's members are offered; without a row that is everything.

    `only`: nothing but what it includes. `reserved`: what it includes is for the company's members and nobody else.
    """

    __tablename__ = "assortment"
    __table_args__ = (
        CheckConstraint("num_nonnulls(channel_id, location_id, company_id) = 1", name="scope"),
        CheckConstraint("not reserved or company_id is not null", name="reserved"),
        UniqueConstraint("company_id", "reserved"),
    )
    id: Mapped[Id]
    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"), unique=True)
    location_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("location.id", ondelete="CASCADE"), unique=True
    )
    company_id: Mapped[UUID | None] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"))
    reserved: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
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
