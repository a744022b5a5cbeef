"""What products cost on a site in another currency, beside the shop's own prices."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.core.paging import Page, decode_cursor, encode_cursor
from app.core.tenancy import current_tenant

PAGE_SIZE = 25
PAGE = text(
    """
    with page as (
        select l.product_id, l.title from product_listing l
        where l.status <> 'archived' and (l.title, l.product_id) > (:key, cast(:after as uuid))
          and (:q = '' or strpos(lower(l.title), :q) > 0
               or exists (select from unnest(l.skus) s (sku) where strpos(lower(s.sku), :q) > 0))
          and (not :missing or exists (
              select from variant v where v.product_id = l.product_id and v.active and not exists (
                  select from base_price b where b.variant_id = v.id and b.currency = :currency)))
        order by l.title, l.product_id limit :limit
    )
    select g.product_id, g.title, v.id as variant_id, v.sku, v.option_values as options, h.amount as own,
           b.amount, b.compare_at
    from page g join variant v on v.product_id = g.product_id and v.active
    left join base_price h on h.variant_id = v.id and h.currency = :home
    left join base_price b on b.variant_id = v.id and b.currency = :currency
    order by g.title, g.product_id, v.position, v.id
    """
)
OWN = text(
    """
    select h.variant_id, h.amount, h.compare_at from base_price h join variant v on v.id = h.variant_id and v.active
    where h.currency = :home and (not :missing or not exists (
        select from base_price b where b.variant_id = h.variant_id and b.currency = :currency))
    order by h.variant_id limit :most
    """
)
NEXT_OWN = text(
    """
    select h.variant_id, h.amount, h.compare_at from base_price h join variant v on v.id = h.variant_id and v.active
    where h.currency = :home and (cast(:after as uuid) is null or h.variant_id > cast(:after as uuid))
    order by h.variant_id limit :limit
    """
)
OWN_OF = text(
    """
    select h.variant_id, h.amount, h.compare_at from base_price h join variant v on v.id = h.variant_id and v.active
    where h.currency = :home and h.variant_id = any(cast(:ids as uuid[]))
    """
)
CONVERTED = text("select distinct currency from base_price where rate_id is not null")
WITH_PRICE = text(
    """
    select distinct v.product_id from base_price b join variant v on v.id = b.variant_id
    where b.currency = :currency and (cast(:after as uuid) is null or v.product_id > cast(:after as uuid))
    order by v.product_id limit :limit
    """
)
BY_SKU = text("select id, sku from variant where sku = any(cast(:skus as text[]))")


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A variant with the shop's own price and the site's, minor units of their currencies; None: not sold there."""

    product_id: UUID
    title: str
    variant_id: UUID
    sku: str
    options: Sequence[str]
    own: int | None
    amount: int | None
    compare_at: int | None


@dataclass(frozen=True, slots=True)
class OwnPrice:
    """The shop's own price of a variant."""

    variant_id: UUID
    amount: int
    compare_at: int | None


def page(currency: str, *, q: str = "", missing: bool = False, cursor: str | None = None) -> Page[PriceRow]:
    """Variants of the next products by name. Raises BadRequest for a cursor that is not one of ours."""
    key, after = decode_cursor(cursor, str, UUID) or ("", UUID(int=0))
    asked = {
        "key": key, "after": after, "q": q.lower(), "missing": missing, "currency": currency,
        "home": current_tenant().currency, "limit": PAGE_SIZE + 1,
    }  # fmt: skip
    rows = [PriceRow(*row) for row in run(PAGE, asked, steady=False)]
    products = list(dict.fromkeys((row.title, row.product_id) for row in rows))
    kept = {product for _title, product in products[:PAGE_SIZE]}
    further = encode_cursor(*map(str, products[PAGE_SIZE - 1])) if len(products) > PAGE_SIZE else None
    return Page([row for row in rows if row.product_id in kept], further, None)


def own_prices(home: str, currency: str, *, missing_only: bool, most: int) -> list[OwnPrice]:
    """The shop's own prices, or those of variants that have none in the currency."""
    asked = {"home": home, "currency": currency, "missing": missing_only, "most": most}
    return [OwnPrice(*row) for row in run(OWN, asked, steady=False)]


def next_own(home: str, after: UUID | None, limit: int) -> list[OwnPrice]:
    """The shop's own prices of the next variants, by id."""
    return [
        OwnPrice(*row) for row in run(NEXT_OWN, {"home": home, "after": after, "limit": limit}, steady=False)
    ]


def own_of(variant_ids: Sequence[UUID], home: str) -> list[OwnPrice]:
    """The shop's own prices of these variants."""
    return [OwnPrice(*row) for row in run(OWN_OF, {"home": home, "ids": list(variant_ids)}, steady=False)]


def converted_currencies() -> list[str]:
    """Currencies in which there are converted prices."""
    return [row.currency for row in run(CONVERTED)]


def products_with(currency: str, after: UUID | None, limit: int) -> list[UUID]:
    """The next products that have a price in a currency, by id."""
    asked = {"currency": currency, "after": after, "limit": limit}
    return [row.product_id for row in run(WITH_PRICE, asked, steady=False)]


def variants_of(skus: Sequence[str]) -> dict[str, UUID]:
    """Variants by SKU; unknown ones are not there."""
    return {row.sku: row.id for row in run(BY_SKU, {"skus": list(skus)}, steady=False)}
