"""A variant on its product's page: what it costs anyone here, what it did, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.domains.catalog.goods import UnitPrice, unit_price
from app.domains.pricing.engine.price_lists import Resolution
from app.queries.price_history import read
from app.queries.price_lists import Asker, offer
from app.queries.sale_prices import Price, Sales, Tag
from app.queries.shown_prices import Showing


@dataclass(frozen=True, slots=True)
class PagePart:
    """A part of a bundle. `listed`: it has a page of its own."""

    sku: str
    title: str
    slug: str
    option_values: tuple[str, ...]
    quantity: Decimal
    listed: bool


@dataclass(frozen=True, slots=True)
class PageVariant:
    """A variant; `available` None means without limit (not counted, or sold past zero).

    `tiers`: from how many on one costs what; `changes_at`: when its price may change next, as planned.
    `lowest`: of the 30 days before the reduction, where there is one and the law or the shop wants it told.
    """

    id: UUID
    sku: str
    option_values: tuple[str, ...]
    price: int | None
    compare_at: int | None
    barcode: str | None
    weight_grams: int | None
    picture_id: UUID | None
    available: Decimal | None
    backorder: bool
    parts: Sequence[PagePart] = ()
    content: Decimal | None = None
    content_unit: str = ""
    tiers: Sequence[tuple[Decimal, int]] = ()
    changes_at: datetime | None = None
    lowest: int | None = None

    @property
    def unit_price(self) -> UnitPrice | None:
        """What a kilogram, litre, metre or piece of it costs."""
        return unit_price(self.price, self.content, self.content_unit)

    @property
    def can_be_bought(self) -> bool:
        return self.price is not None and (self.available is None or self.available > 0)


@dataclass(frozen=True, slots=True)
class PageTerms:
    """Who asks, what lists and promotions there are, how prices are shown, and their tax class, None: untaxed.

    `first`: see `prior_price`.
    """

    asks: Asker
    lists: str | None
    sales: Sales | None
    view: Showing
    taxed: str | None
    first: bool


def variant_of(facts: list[Any], terms: PageTerms) -> PageVariant:
    """A variant in a row of the page's statement."""
    (
        id_,
        sku,
        values,
        price,
        compare_at,
        barcode,
        grams,
        media_id,
        limited,
        units,
        backorder,
        content,
        unit,
        parts,
        entries_,
        past,
    ) = facts
    asks = terms.asks
    prices = offer(terms.lists, entries_, price, compare_at, asks)
    tag = Tag(UUID(id_), Price(price, compare_at), prices, terms.sales)
    one = tag.at(asks.at)
    told = past is not None and one.compare_at is not None and asks.customer is None
    made = PageVariant(
        id=UUID(id_),
        sku=sku,
        option_values=tuple(values),
        price=one.amount,
        compare_at=one.compare_at,
        lowest=read(past, first=terms.first).lowest(tag) if told else None,
        barcode=barcode,
        weight_grams=grams,
        picture_id=UUID(media_id) if media_id else None,
        available=Decimal(str(units)) if limited else None,
        backorder=bool(backorder),
        content=None if content is None else Decimal(str(content)),
        content_unit=unit,
        parts=[_part(*part) for part in parts or ()],
        tiers=tag.tiers(asks.at),
        changes_at=min(tag.changes(asks.at), default=None),
    )
    one_list = prices.of(Decimal(1)) if prices is not None else None
    return made if terms.view.taxes is None else _turned(made, terms, one_list)


def _turned(made: PageVariant, terms: PageTerms, one: Resolution | None) -> PageVariant:
    """The variant with its prices as they are shown to who asks."""

    def turn(amount: int) -> int:
        return terms.view.of(amount, terms.taxed, one)

    return replace(
        made,
        price=None if made.price is None else turn(made.price),
        compare_at=None if made.compare_at is None else turn(made.compare_at),
        tiers=[(least, turn(amount)) for least, amount in made.tiers],
    )


def _part(  # noqa: PLR0917 - a row's columns in their order
    sku: str, title: str, slug: str, values: list[str], quantity: Any, listed: bool
) -> PagePart:
    return PagePart(sku, title, slug, tuple(values), Decimal(str(quantity)), listed)
