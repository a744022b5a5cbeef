"""What goods cost the shop, beside what they are sold for: of variants, products, categories, or all."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from app.core.db import run

LOOKED_AT = 20_000
COSTS = text(
    """
    select v.id, v.sku, p.title, v.product_id, coalesce(l.categories, '{}') as categories, b.amount, b.cost,
        p.tax_class
    from base_price b join variant v on v.id = b.variant_id join product p on p.id = v.product_id
    left join product_listing l on l.product_id = p.id
    where b.currency = :currency and b.cost is not null and v.active and p.status <> 'archived'
      and (:all or v.id = any(cast(:variants as uuid[])) or v.product_id = any(cast(:products as uuid[]))
           or l.categories && cast(:categories as uuid[]))
    order by v.sku limit :most
    """
)
NAMES = text(
    """
    select v.id, v.sku, p.title, p.tax_class from variant v join product p on p.id = v.product_id
    where v.id = any(cast(:variants as uuid[]))
    """
)


@dataclass(frozen=True, slots=True)
class Costed:
    """A variant with a known cost; price and cost of one in minor units."""

    variant_id: UUID
    sku: str
    title: str
    product_id: UUID
    categories: Collection[UUID]
    price: int
    cost: int
    tax_class: str


def costed(
    currency: str,
    *,
    variants: Collection[UUID] = (),
    products: Collection[UUID] = (),
    categories: Collection[UUID] = (),
    everything: bool = False,
) -> list[Costed]:
    """Goods with a cost in a currency, at most 20,000."""
    asked = {
        "currency": currency, "variants": list(variants), "products": list(products),
        "categories": list(categories), "all": everything, "most": LOOKED_AT,
    }  # fmt: skip
    return [Costed(*row) for row in run(COSTS, asked, steady=False)]


def named(variants: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """SKU and product's title by variant."""
    return {row.id: (row.sku, row.title) for row in run(NAMES, {"variants": list(variants)}, steady=False)}


def tax_classes(variants: Collection[UUID]) -> dict[UUID, str]:
    """How variants are taxed."""
    return {row.id: row.tax_class for row in run(NAMES, {"variants": list(variants)}, steady=False)}
