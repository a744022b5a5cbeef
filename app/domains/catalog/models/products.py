"""Products, their variants, and what belongs to one product."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Qty


class ProductType(Base):
    """A kind of product with the facts that each of it has. `fields`: a list of FieldSpec as JSON."""

    __tablename__ = "product_type"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(Text, unique=True)
    fields: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[CreatedAt]


class Product(Base):
    """What shoppers see as one thing; sold as one or more variants."""

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("status in ('draft', 'active', 'archived')", name="status"),
        CheckConstraint("review in ('', 'in_review', 'approved')", name="review"),
        CheckConstraint("gift_card_vat in ('multi', 'single')", name="gift_card_vat"),
        Index("ix_product_status_title", "status", "title", "id"),
        Index("ix_product_publish_at", "publish_at", postgresql_where=text("publish_at is not null")),
        Index("ix_product_retire_at", "retire_at", postgresql_where=text("retire_at is not null")),
        Index("ix_product_updated", "updated_at", "id"),
        Index("ix_product_kind", "kind", "id"),
        Index("ix_product_tags", "tags", postgresql_using="gin"),
        Index("ix_product_undescribed", "id", postgresql_where=text("description = ''")),
    )
    id: Mapped[Id]
    title: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    description: Mapped[str] = mapped_column(Text, default="", doc="sanitised HTML")
    status: Mapped[str] = mapped_column(Text, default="draft")
    brand: Mapped[str] = mapped_column(Text, default="", server_default="")
    kind: Mapped[str] = mapped_column(Text, default="", server_default="", doc="product type, free text")
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    option_names: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    tax_class: Mapped[str] = mapped_column(Text, default="standard", server_default="standard")
    seo_title: Mapped[str] = mapped_column(Text, default="", server_default="")
    seo_description: Mapped[str] = mapped_column(Text, default="", server_default="")
    import_key: Mapped[str | None] = mapped_column(
        Text, unique=True, doc="the file's own key: handle, parent SKU"
    )
    import_hash: Mapped[str | None] = mapped_column(
        Text, doc="of the last imported form: equal means unchanged"
    )
    type_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("product_type.id", ondelete="SET NULL"), index=True
    )
    attributes: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default=text("'{}'"), doc="values of the type's fields by code"
    )
    translations: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default=text("'{}'"), doc="texts by language; the shop's own are the columns"
    )
    safety: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default=text("'{}'"), doc="who answers for it, warnings: see `safety`"
    )
    digital: Mapped[bool] = mapped_column(
        default=False, server_default=text("false"), doc="sold as its files"
    )
    download_most: Mapped[int] = mapped_column(
        Integer, default=5, server_default=text("5"), doc="how often each file may be fetched"
    )
    download_days: Mapped[int] = mapped_column(Integer, default=30, server_default=text("30"))
    keyed: Mapped[bool] = mapped_column(
        default=False, server_default=text("false"), doc="each unit comes with a licence key of the pool"
    )
    gift_card: Mapped[bool] = mapped_column(
        default=False, server_default=text("false"), doc="each unit is a gift card worth its price"
    )
    gift_card_vat: Mapped[str] = mapped_column(
        Text,
        default="multi",
        server_default="multi",
        doc="taxed when the card pays, or when it is sold: `single`",
    )
    hs_code: Mapped[str | None] = mapped_column(Text, doc="customs: digits of its harmonised code")
    origin_country: Mapped[str | None] = mapped_column(Text, doc="customs: where it was made")
    keys_low: Mapped[int] = mapped_column(
        Integer, default=5, server_default=text("5"), doc="told when so few keys are left"
    )
    inputs: Mapped[list[Any]] = mapped_column(
        default=list, server_default=text("'[]'"), doc="what buyers say when they order it: InputSpec as JSON"
    )
    keywords: Mapped[list[str]] = mapped_column(
        ARRAY(Text), default=list, server_default=text("'{}'"), doc="found by them, never shown"
    )
    review: Mapped[str] = mapped_column(
        Text, default="", server_default="", doc="how far what is not published yet has come"
    )
    publish_at: Mapped[datetime | None]
    retire_at: Mapped[datetime | None]
    share_hash: Mapped[bytes | None] = mapped_column(unique=True, doc="of the link that shows a draft")
    share_until: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]

    __mapper_args__ = {"version_id_col": version}


class Variant(Base):
    """One buyable form of a product, with its own SKU, price and stock."""

    __tablename__ = "variant"
    __table_args__ = (
        UniqueConstraint("product_id", "option_values"),
        Index("ix_variant_sku_prefix", text("lower(sku) text_pattern_ops")),
    )
    id: Mapped[Id]
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), index=True)
    sku: Mapped[str] = mapped_column(Text, unique=True)
    option_values: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    position: Mapped[int] = mapped_column(Integer, default=0)
    barcode: Mapped[str | None] = mapped_column(Text, index=True)
    weight_grams: Mapped[int | None] = mapped_column(Integer)
    content: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 3), doc="how much is in it, for the unit price"
    )
    content_unit: Mapped[str] = mapped_column(Text, default="", server_default="")
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    media_id: Mapped[UUID | None] = mapped_column(ForeignKey("media.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]


class ProductLink(Base):
    """A product that a person put beside another: `related`, better (`upsell`), or to go with it (`cross`)."""

    __tablename__ = "product_link"
    __table_args__ = (CheckConstraint("kind in ('related', 'upsell', 'cross')", name="kind"),)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    other_id: Mapped[UUID] = mapped_column(
        ForeignKey("product.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int] = mapped_column(Integer, default=0)


class BrandSafety(Base):
    """What holds for the products of a brand that say nothing of their own about safety."""

    __tablename__ = "brand_safety"
    brand: Mapped[str] = mapped_column(Text, primary_key=True)
    safety: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[CreatedAt]


class ProductFile(Base):
    """A file that buyers of a digital product fetch once they paid; nobody else does."""

    __tablename__ = "product_file"
    id: Mapped[Id]
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Text, doc="file name as it came")
    file_key: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(Integer, doc="bytes")
    created_at: Mapped[CreatedAt]


class BundleComponent(Base):
    """A part of a variant that is sold as a bundle: so many of another variant, whose stock it draws."""

    __tablename__ = "bundle_component"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("bundle_id <> component_id", name="other"),
    )
    bundle_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), primary_key=True)
    component_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"), primary_key=True, index=True)
    quantity: Mapped[Qty] = mapped_column(default=Decimal(1), server_default=text("1"))
    position: Mapped[int] = mapped_column(Integer, default=0)


class OptionLabel(Base):
    """How an option ('Size') or a value of it ('Size=Large') was last said in a language, on whatever product."""

    __tablename__ = "option_label"
    locale: Mapped[str] = mapped_column(Text, primary_key=True)
    word: Mapped[str] = mapped_column(Text, primary_key=True)
    label: Mapped[str] = mapped_column(Text)
