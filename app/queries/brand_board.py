"""The brands of the shop's products, and whether it is said who makes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.core.like import contains
from app.core.paging import Page, clamp, cut, decode_cursor

BRANDS = text(
    """
    select b.brand, b.products, coalesce(s.safety ->> 'maker', '') as maker,
        coalesce(s.safety ->> 'eu_name', '') as eu_name
    from (select brand, count(*) as products from product where brand <> '' and brand ilike :q and brand > :after
          group by brand order by brand limit :limit) b
    left join brand_safety s on s.brand = b.brand order by b.brand
    """
)
PRODUCTS = text(
    "select product_id from product_listing where brand = :brand order by product_id limit :limit"
)


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand with how many products it has; empty texts: nobody said."""

    name: str
    products: int
    maker: str
    eu_name: str


def brands(q: str, *, cursor: str | None = None, limit: int | None = None) -> Page[Brand]:
    """Brands by name. Raises BadRequest for a broken cursor."""
    size, (after,) = clamp(limit), decode_cursor(cursor, str) or ("",)
    asked = {"q": contains(q) or "%", "after": after, "limit": size + 1}
    return cut([Brand(*row) for row in run(BRANDS, asked)], size, key=lambda brand: (brand.name,))


def products_of(brand: str, limit: int | None = None) -> Sequence[UUID]:
    """Ids of a brand's products, at most so many."""
    return [row.product_id for row in run(PRODUCTS, {"brand": brand, "limit": limit})]
