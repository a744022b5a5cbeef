"""The goods that a promotion means, with what it may ask of them, their price and their cost."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from app.core.db import run
from app.core.tenancy import current_tenant
from app.domains.pricing.engine.offers import Facts, Where
from app.queries.offers import FACTS

LOOKED_AT, MOST = 20_000, 2_000
FITTING = text(
    f"""
    with goods as (
        select v.sku, p.title, b.amount, b.cost, p.tax_class, {FACTS} as facts
        from variant v join product p on p.id = v.product_id and p.status = 'active'
        left join product_listing l on l.product_id = p.id
        join base_price b on b.variant_id = v.id and b.currency = :currency
        where v.active and (cast(:named as text[]) is null
            or 'sku:' || v.sku = any(cast(:named as text[])) or 'product:' || p.slug = any(cast(:named as text[])))
        limit :looked_at
    )
    select sku, title, amount, cost, facts, tax_class from goods
    where not exists (
            select from jsonb_array_elements(cast(:having as jsonb)) g
            where not exists (select from jsonb_array_elements_text(g) f where f = any(facts)))
      and not facts && cast(:lacking as text[])
      and (cast(:least as bigint) is null or amount >= :least) and (cast(:most as bigint) is null or amount <= :most)
    order by sku limit :limit
    """  # noqa: S608 - a constant piece
)


@dataclass(frozen=True, slots=True)
class Good:
    """A variant on sale; price and cost of one in minor units of the shop's currency."""

    sku: str
    title: str
    price: int
    cost: int | None
    facts: Facts
    tax_class: str = "standard"

    def fits(self, where: Where) -> bool:
        """Whether a filter means it."""
        return (
            all(group & self.facts for group in where.having)
            and not where.lacking & self.facts
            and (where.price_min is None or self.price >= where.price_min)
            and (where.price_max is None or self.price <= where.price_max)
        )


def fitting(where: Where) -> Sequence[Good]:
    """Up to 2,000 variants that a filter means, of at most 20,000 that are looked at."""
    named = next(
        (sorted(g) for g in where.having if all(f.startswith(("sku:", "product:")) for f in g)), None
    )
    asked = {
        "currency": current_tenant().currency, "named": named, "looked_at": LOOKED_AT, "limit": MOST,
        "having": json.dumps([sorted(group) for group in where.having]), "lacking": sorted(where.lacking),
        "least": where.price_min, "most": where.price_max,
    }  # fmt: skip
    return [
        Good(row.sku, row.title, row.amount, row.cost, frozenset(row.facts), row.tax_class)
        for row in run(FITTING, asked)
    ]
