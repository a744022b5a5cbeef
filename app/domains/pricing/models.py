"""Base prices, price lists over them, and the log of both."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Numeric,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Minor, Qty


class ExchangeRate(Base):
    """What one unit of `base` is worth in `quote` as of a time; `source` is hand, file, api or ecb.

    A rate that was wrong is withdrawn, never changed or deleted: orders and prices name it.
    """

    __tablename__ = "exchange_rate"
    __table_args__ = (
        CheckConstraint("rate > 0", name="rate"),
        CheckConstraint("base <> quote", name="pair"),
        UniqueConstraint("base", "quote", "source", "as_of", "rate"),
    )
    id: Mapped[Id]
    base: Mapped[str] = mapped_column(Text)
    quote: Mapped[str] = mapped_column(Text)
    rate: Mapped[Decimal] = mapped_column(Numeric(20, 10))
    as_of: Mapped[datetime]
    source: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    created_at: Mapped[CreatedAt]
    withdrawn_at: Mapped[datetime | None]


class BasePrice(Base):
    """A variant's price in a currency, minor units, in the tenant's tax mode.

    With a `rate_id` it was converted by that rate and holds until `good_until`, null for ever; else it was said.
    """

    __tablename__ = "base_price"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("compare_at is null or compare_at > amount", name="compare_at"),
        Index("ix_base_price_rate", "rate_id", postgresql_where=text("rate_id is not null")),
    )
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), primary_key=True)
    currency: Mapped[str] = mapped_column(Text, primary_key=True)
    amount: Mapped[Minor]
    compare_at: Mapped[Minor | None] = mapped_column(nullable=True)
    cost: Mapped[Minor | None] = mapped_column(nullable=True)
    updated_at: Mapped[CreatedAt]
    rate_id: Mapped[UUID | None] = mapped_column(ForeignKey("exchange_rate.id"))
    good_until: Mapped[datetime | None]


class PriceList(Base):
    """Prices over the base price for whom `conditions` name: [[fact, [values]], …], all of them or any.

    `percent` (millionths, below 0 dearer) is off every price that no entry names, taken of the list `based_on` or of
    the base price; `ending` in minor units (99 makes 17.43 16.99). `tax_included` null: as the shop's prices.
    A list `converted_from` another has that one's prices by the rate `rate_id`; they hold until `good_until`.
    """

    __tablename__ = "price_list"
    __table_args__ = (
        CheckConstraint("kind in ('base', 'market', 'channel', 'sale', 'segment', 'contract')", name="kind"),
        CheckConstraint("status in ('draft', 'active', 'paused')", name="status"),
        CheckConstraint("ends_at is null or starts_at is null or ends_at > starts_at", name="period"),
        CheckConstraint("percent between -10000000 and 1000000", name="percent"),
        CheckConstraint("ending between 0 and 99999", name="ending"),
        CheckConstraint("based_on <> id", name="based_on"),
        Index("ix_price_list_currency", "currency", postgresql_where=text("status = 'active'")),
    )
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default="draft", server_default="draft")
    position: Mapped[int] = mapped_column(default=100, server_default=text("100"))
    priority: Mapped[int | None]
    tax_included: Mapped[bool | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    conditions: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    match_any: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    percent: Mapped[int | None]
    based_on: Mapped[UUID | None] = mapped_column(ForeignKey("price_list.id", ondelete="RESTRICT"))
    ending: Mapped[int | None]
    converted_from: Mapped[UUID | None] = mapped_column(ForeignKey("price_list.id", ondelete="RESTRICT"))
    rate_id: Mapped[UUID | None] = mapped_column(ForeignKey("exchange_rate.id"))
    good_until: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt] = mapped_column(index=True)


class PriceListEntry(Base):
    """One price of a list: of a variant, a product, a category with all below it, or (none named) of everything.

    An amount in minor units or a percentage (millionths) off. Quantities are inclusive; a row of a variant names its
    product too, so that one lookup finds all that concerns a product.
    """

    __tablename__ = "price_list_entry"
    __table_args__ = (
        CheckConstraint("(amount is null) <> (percent is null)", name="one_price"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("compare_at > amount", name="compare_at"),
        CheckConstraint("percent between -10000000 and 1000000", name="percent"),
        CheckConstraint("min_quantity > 0 and (max_quantity is null or max_quantity >= min_quantity)", name="tier"),
        CheckConstraint("variant_id is null or product_id is not null", name="owner"),
        CheckConstraint("product_id is null or category_id is null", name="target"),
        CheckConstraint("ends_at is null or starts_at is null or ends_at > starts_at", name="period"),
        UniqueConstraint(
            "list_id", "product_id", "variant_id", "category_id", "min_quantity", "starts_at", "conditions",
            name="uq_price_list_entry_target", postgresql_nulls_not_distinct=True,
        ),
        Index("ix_price_list_entry_product", "product_id"),
        Index("ix_price_list_entry_starts", "starts_at", postgresql_where=text("starts_at is not null")),
        Index("ix_price_list_entry_ends", "ends_at", postgresql_where=text("ends_at is not null")),
        Index("ix_price_list_entry_for_some", "list_id", postgresql_where=text("conditions <> '[]'")),
    )  # fmt: skip
    id: Mapped[Id]
    list_id: Mapped[UUID] = mapped_column(ForeignKey("price_list.id", ondelete="CASCADE"))
    product_id: Mapped[UUID | None] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"))
    variant_id: Mapped[UUID | None] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), index=True)
    category_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("category.id", ondelete="CASCADE"), index=True
    )
    min_quantity: Mapped[Qty] = mapped_column(default=1, server_default=text("1"))
    max_quantity: Mapped[Qty | None]
    amount: Mapped[Minor | None] = mapped_column(nullable=True)
    percent: Mapped[int | None]
    compare_at: Mapped[Minor | None] = mapped_column(nullable=True)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    conditions: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    updated_at: Mapped[CreatedAt] = mapped_column(index=True)


class PriceChange(Base):
    """Append-only history of prices: the price log, and what the lowest price of 30 days is folded from.

    Of a base price, or of an entry of the list `list_id`; `after` null: the price is gone. `compare_at`: the former price
    that a base price is shown with from then on. `source` is how it came: screen, import, api or job.
    """

    __tablename__ = "price_change"
    __table_args__ = (Index("ix_price_change_at", "at", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    variant_id: Mapped[UUID | None] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), index=True)
    currency: Mapped[str] = mapped_column(Text)
    before: Mapped[Minor | None] = mapped_column(nullable=True)
    after: Mapped[Minor | None] = mapped_column(nullable=True)
    compare_at: Mapped[Minor | None] = mapped_column(nullable=True)
    actor: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    source: Mapped[str] = mapped_column(Text, default="", server_default="")
    list_id: Mapped[UUID | None] = mapped_column(index=True, doc="kept when the list is gone")
    list_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    min_quantity: Mapped[Qty] = mapped_column(default=1, server_default=text("1"))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))


class PriceRequest(Base):
    """Prices, the terms of a list, or a promotion that leave less than the least margin: somebody decides about them.

    `subject_id` is the list or the promotion. `articles` is what they look at: [{sku, title, quantity, before, after,
    cost}, …] in minor units, the worst first; `payload` is what is written once it is approved. `replaced`: asked for
    anew before anybody decided.
    """

    __tablename__ = "price_request"
    __table_args__ = (
        CheckConstraint("kind in ('base', 'list', 'terms', 'promotion')", name="kind"),
        CheckConstraint("status in ('open', 'approved', 'refused', 'replaced')", name="status"),
        Index("ix_price_request_created", "created_at", "id"),
        Index("ix_price_request_open", "kind", "subject_id", postgresql_where=text("status = 'open'")),
    )
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[UUID | None]
    subject_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    currency: Mapped[str] = mapped_column(Text)
    articles: Mapped[list[Any]]
    payload: Mapped[dict[str, Any]]
    least_margin: Mapped[int] = mapped_column(doc="in millionths of the price, when it was asked for")
    source: Mapped[str] = mapped_column(Text, default="", server_default="")
    status: Mapped[str] = mapped_column(Text, default="open", server_default="open")
    actor: Mapped[str] = mapped_column(Text)
    actor_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    decided_by: Mapped[str] = mapped_column(Text, default="", server_default="")
    note: Mapped[str] = mapped_column(Text, default="", server_default="", doc="why it was decided so")
    created_at: Mapped[CreatedAt]
    decided_at: Mapped[datetime | None]


class ShownPrice(Base):
    """Append-only: what lists and promotions made one piece of a variant cost anyone on a site, as planned at a time.

    `plan` is [[from, amount, former], …] in order of time, amount null: the base price. It held from `at` to the next
    row, so together with the base prices in the log it tells what was shown at any time.
    """

    __tablename__ = "shown_price"
    __table_args__ = (Index("ix_shown_price_variant", "variant_id", "channel", "id"),)
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    plan: Mapped[list[Any]]
