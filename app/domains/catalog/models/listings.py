"""What lists and searches read of products."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.dialects.postgresql import UUID as PgUUID
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Minor


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
    lowest: Mapped[Minor | None] = mapped_column(
        nullable=True, doc="of it, of the 30 days before the reduction"
    )
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
    good_until: Mapped[datetime | None] = mapped_column(
        doc="until when what was converted holds; null: for ever"
    )
    lowest: Mapped[Minor | None] = mapped_column(
        nullable=True, doc="of it, of the 30 days before the reduction"
    )


class ListingOffer(Base):
    """What a product costs on one site by price lists, for one of anything and anyone, over a time to come.

    Times are known ahead, so a price changes when its time comes and no job has to run; half open, null for ever.
    Without a row that holds now the base price does.
    """

    __tablename__ = "product_listing_offer"
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    channel: Mapped[str] = mapped_column(Text, primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    ends_at: Mapped[datetime | None]
    price_min: Mapped[Minor]
    price_max: Mapped[Minor]
    compare_at: Mapped[Minor | None] = mapped_column(nullable=True, doc="of the cheapest variant")
    lowest: Mapped[Minor | None] = mapped_column(
        nullable=True, doc="of it, of the 30 days before the reduction"
    )


class ListingOwn(Base):
    """What a product costs buyers who have prices of their own on one site, over a time to come, as they are shown it.

    `audience` names buyers for whom price lists hold alike (`app/queries/audiences.py`); times as in ListingOffer.
    Without a row that holds now the price is everybody's.
    """

    __tablename__ = "product_listing_own"
    __table_args__ = (Index("ix_product_listing_own_product", "product_id"),)
    channel: Mapped[str] = mapped_column(Text, primary_key=True)
    audience: Mapped[str] = mapped_column(Text, primary_key=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    ends_at: Mapped[datetime | None]
    price_min: Mapped[Minor]
    price_max: Mapped[Minor]


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
