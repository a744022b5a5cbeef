"""Categories in their trees."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Integer,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class CategoryTree(Base):
    """Another tree over the same products. The main menu has no row: its categories have no `tree_id`."""

    __tablename__ = "category_tree"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(Text, unique=True)
    created_at: Mapped[CreatedAt]


class Category(Base):
    """A node of one of the shop's trees: the main menu's where `tree_id` is null."""

    __tablename__ = "category"
    id: Mapped[Id]
    tree_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("category_tree.id", ondelete="CASCADE"), index=True
    )
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("category.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    description: Mapped[str] = mapped_column(Text, default="", server_default="")
    translations: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default=text("'{}'"), doc="{language: {name, description}}"
    )
    position: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[CreatedAt]


class ProductCategory(Base):
    """A product's place in a category."""

    __tablename__ = "product_category"
    category_id: Mapped[UUID] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"), primary_key=True)
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("product.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int] = mapped_column(Integer, default=0)
