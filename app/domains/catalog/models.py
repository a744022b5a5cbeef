"""Products, their variants, pictures and categories."""

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
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.dialects.postgresql import UUID as PgUUID
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Minor, Qty


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


class PendingProduct(Base):
    """Changes to a published product that shoppers do not see yet; `content` is the whole product as edited."""

    __tablename__ = "product_pending"
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[dict[str, Any]]
    actor_name: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[CreatedAt]


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


class CategoryTree(Base):
    """Another tree over the same products. The main menu has no row: its categories have no `tree_id`."""

    __tablename__ = "category_tree"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(Text, unique=True)
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


class LicenceGrant(Base):
    """An order line that gets licence keys: one for each of its `units`, fewer once units are paid back."""

    __tablename__ = "licence_grant"
    __table_args__ = (CheckConstraint("units >= 0", name="units"),)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("order_line.id", ondelete="CASCADE"), primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id", ondelete="CASCADE"), index=True)
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), index=True)
    units: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[CreatedAt]


class LicenceKey(Base):
    """A key of a variant's pool, sealed: free, handed out to a line, or taken back and shown to nobody any more."""

    __tablename__ = "licence_key"
    __table_args__ = (
        UniqueConstraint("variant_id", "digest"),
        Index("ix_licence_key_free", "variant_id", "id", postgresql_where=text("line_id is null")),
        CheckConstraint("(line_id is null) = (handed_at is null)", name="handed"),
        CheckConstraint("revoked_at is null or line_id is not null", name="revoked"),
    )
    id: Mapped[Id]
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"))
    sealed: Mapped[bytes]
    digest: Mapped[bytes] = mapped_column(doc="tells a key that is there already, and nothing else")
    line_id: Mapped[UUID | None] = mapped_column(ForeignKey("licence_grant.line_id"), index=True)
    handed_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
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


class ImportRun(Base):
    """A file of products on its way in: checked by a dry run, then loaded when a person says so."""

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint("status in ('checking', 'checked', 'loading', 'loaded', 'failed')", name="status"),
        Index("ix_import_run_created", "created_at", "id"),
    )
    id: Mapped[Id]
    file_name: Mapped[str] = mapped_column(Text)
    file_key: Mapped[str] = mapped_column(Text)
    format: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default="checking")
    done: Mapped[int] = mapped_column(Integer, default=0, doc="products so far")
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


class Listing(Base):
    """What lists and searches read: one row a product, rewritten with every change of what it shows.

    Prices are the lowest and highest of the variants on sale, in the tenant's currency and tax mode; `stock`
    is `in`, `low` or `out` and changes on crossing only. `listed`: active, with a variant that has a price.
    """

    __tablename__ = "product_listing"
    __table_args__ = (
        CheckConstraint("stock in ('in', 'low', 'out')", name="stock"),
        Index("ix_product_listing_search", "search", postgresql_using="gin"),
        Index("ix_product_listing_codes", "codes", postgresql_using="gin"),
        Index("ix_product_listing_categories", "categories", postgresql_using="gin"),
        Index("ix_product_listing_listed", "product_id", postgresql_where=text("listed")),
        Index("ix_product_listing_title", "title", "product_id"),
        Index("ix_product_listing_updated", "updated_at", "product_id"),
        Index("ix_product_listing_status", "status"),
        Index("ix_product_listing_brand", "brand", "product_id"),
        Index("ix_product_listing_price", text("coalesce(price_min, 0)"), "product_id"),
        Index("ix_product_listing_priceless", "product_id", postgresql_where=text("price_min is null")),
        Index("ix_product_listing_gaps", "gaps", postgresql_using="gin"),
        Index("ix_product_listing_pictureless", "product_id", postgresql_where=text("image is null")),
    )
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    listed: Mapped[bool]
    status: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Text)
    brand: Mapped[str] = mapped_column(Text)
    price_min: Mapped[Minor | None] = mapped_column(nullable=True)
    price_max: Mapped[Minor | None] = mapped_column(nullable=True)
    compare_at: Mapped[Minor | None] = mapped_column(nullable=True, doc="of the cheapest variant")
    stock: Mapped[str] = mapped_column(Text)
    image: Mapped[str | None] = mapped_column(Text, doc="file key of the first picture")
    image_width: Mapped[int | None] = mapped_column(Integer)
    image_height: Mapped[int | None] = mapped_column(Integer)
    image_alt: Mapped[str] = mapped_column(Text)
    variants: Mapped[int] = mapped_column(Integer, doc="how many are active")
    skus: Mapped[list[str]] = mapped_column(ARRAY(Text))
    options: Mapped[list[str]] = mapped_column(
        ARRAY(Text),
        doc="'Size=Large' of the active variants, and 'Material=Wool' of typed facts that are filters",
    )
    attributes: Mapped[list[str]] = mapped_column(
        ARRAY(Text),
        server_default=text("'{}'"),
        doc="'code=value' of the type's fields that filter; localised ones in the shop's own language",
    )
    categories: Mapped[list[UUID]] = mapped_column(
        ARRAY(PgUUID(as_uuid=True)), doc="own ones and all above them"
    )
    gaps: Mapped[list[str]] = mapped_column(
        ARRAY(Text),
        server_default=text("'{}'"),
        doc="what is missing: 'picture', 'fact:<code>', in a language 'de:title'",
    )
    content: Mapped[Decimal | None] = mapped_column(Numeric(14, 3), doc="of the cheapest variant")
    content_unit: Mapped[str] = mapped_column(Text, server_default="")
    codes: Mapped[list[str]] = mapped_column(ARRAY(Text), doc="SKUs and barcodes in small letters")
    heading: Mapped[str] = mapped_column(TSVECTOR, doc="all but the description: what ranks a hit")
    search: Mapped[str] = mapped_column(TSVECTOR)
    updated_at: Mapped[CreatedAt]


class ListingPrice(Base):
    """What a product costs on the tenant's sites in another currency; without a row it is not sold there."""

    __tablename__ = "product_listing_price"
    __table_args__ = (Index("ix_product_listing_price_currency", "currency", "product_id"),)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    currency: Mapped[str] = mapped_column(Text, primary_key=True)
    price_min: Mapped[Minor]
    price_max: Mapped[Minor]
    compare_at: Mapped[Minor | None] = mapped_column(nullable=True, doc="of the cheapest variant")


class ListingPlace(Base):
    """Where a listed product stands in a category or in one above it: the order of the shop's pages."""

    __tablename__ = "product_listing_place"
    category_id: Mapped[UUID] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("product.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ListingText(Base):
    """What lists and searches read of a product in a language other than the shop's own.

    Only for languages that somebody wrote something in; what they left out is there in the shop's own.
    """

    __tablename__ = "product_listing_text"
    __table_args__ = (Index("ix_product_listing_text_search", "search", postgresql_using="gin"),)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(Text, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    image_alt: Mapped[str] = mapped_column(Text)
    heading: Mapped[str] = mapped_column(TSVECTOR)
    search: Mapped[str] = mapped_column(TSVECTOR)


class OptionLabel(Base):
    """How an option ('Size') or a value of it ('Size=Large') was last said in a language, on whatever product."""

    __tablename__ = "option_label"
    locale: Mapped[str] = mapped_column(Text, primary_key=True)
    word: Mapped[str] = mapped_column(Text, primary_key=True)
    label: Mapped[str] = mapped_column(Text)


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
