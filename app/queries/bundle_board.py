"""What a product's variants consist of, which bundles need them, and what could be a part."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.core.like import begins, contains
from app.core.tenancy import current_tenant
from app.queries import sellables

VARIANTS = text(
    """
    select v.id, v.sku, v.option_values,
        (select jsonb_agg(jsonb_build_array(c.sku, q.title, c.option_values, k.quantity, q.id)
                order by k.position)
         from bundle_component k join variant c on c.id = k.component_id join product q on q.id = c.product_id
         where k.bundle_id = v.id) as parts
    from variant v where v.product_id = :id order by v.position, v.id
    """
)
NEEDED_BY = text(
    """
    select distinct p.id, p.title, b.sku
    from variant v join bundle_component k on k.component_id = v.id
    join variant b on b.id = k.bundle_id join product p on p.id = b.product_id
    where v.product_id = :id order by p.title, b.sku
    """
)
COULD_BE = text(
    """
    select v.sku, p.title, v.option_values from variant v join product p on p.id = v.product_id
    where (lower(v.sku) like :sku or p.title ilike :title) and p.id <> :id
      and not exists (select from bundle_component k where k.bundle_id = v.id)
    order by lower(v.sku) like :sku desc, p.title, v.position limit 20
    """
)


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part: so many of a variant, and how many of that are free."""

    sku: str
    title: str
    options: str
    quantity: Decimal
    product_id: UUID | None = None
    free: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BundleRow:
    """A variant with its parts; `available` None: without limit."""

    id: UUID
    sku: str
    options: str
    parts: Sequence[PartRow]
    available: Decimal | None


@dataclass(frozen=True, slots=True)
class Needing:
    """A bundle that needs a variant of the product."""

    product_id: UUID
    title: str
    sku: str


def variants(product_id: UUID) -> list[BundleRow]:
    """A product's variants with what they consist of, in two statements."""
    rows = run(VARIANTS, {"id": product_id}).all()
    known = [row.sku for row in rows] + [part[0] for row in rows for part in row.parts or ()]
    items = sellables.by_skus(known, current_tenant().currency)
    return [
        BundleRow(
            row.id, row.sku, " / ".join(row.option_values),
            [_part(part, items[part[0]].available()) for part in row.parts or ()], items[row.sku].available(),
        )
        for row in rows
    ]  # fmt: skip


def needed_by(product_id: UUID) -> list[Needing]:
    """Bundles with a part of this product."""
    return [Needing(*row) for row in run(NEEDED_BY, {"id": product_id})]


def could_be_parts(product_id: UUID, typed: str) -> list[PartRow]:
    """Variants of other products whose SKU begins so, or whose title has it; bundles not among them."""
    words = typed.replace("\0", "").strip()[:60]
    if len(words) < 2:
        return []
    rows = run(COULD_BE, {"sku": begins(words.lower()), "title": contains(words), "id": product_id})
    return [PartRow(row.sku, row.title, " / ".join(row.option_values), Decimal(1)) for row in rows]


def _part(facts: list[Any], free: Decimal | None) -> PartRow:
    sku, title, options, quantity, product_id = facts
    return PartRow(sku, title, " / ".join(options), Decimal(str(quantity)), UUID(product_id), free)
