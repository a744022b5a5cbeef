"""A whole product as a person edits it, and as it is kept: in versions and as changes not published yet."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.core.ids import parse_id
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.catalog.models import Product, Variant
from app.domains.catalog.types import ProductDraft, VariantDraft
from app.domains.pricing import service as pricing
from app.domains.pricing.types import Price


@dataclass(frozen=True, slots=True)
class VariantInput:
    """A variant as edited. Amounts are minor units; None for price, tracked, backorder leaves what is there.

    `quantity` is the opening stock at `main` of a new variant.
    """

    sku: str = ""
    option_values: Sequence[str] = ()
    price: int | None = None
    compare_at: int | None = None
    cost: int | None = None
    barcode: str | None = None
    weight_grams: int | None = None
    active: bool = True
    tracked: bool | None = None
    backorder: bool | None = None
    quantity: Decimal | None = None
    id: UUID | None = None
    content: Decimal | None = None
    content_unit: str = ""

    @property
    def draft(self) -> VariantDraft:
        return VariantDraft(
            sku=self.sku, option_values=self.option_values, barcode=self.barcode,
            weight_grams=self.weight_grams, active=self.active, id=self.id,
            content=self.content, content_unit=self.content_unit,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Content:
    """All that the editor holds, but pictures and stock."""

    draft: ProductDraft
    variants: Sequence[VariantInput]
    categories: Sequence[UUID]


def content_of(product: Product) -> Content:
    """The product as it is now."""
    return Content(draft_of(product), inputs_of(product.id), catalog.categories_of(product.id))


def draft_of(product: Product) -> ProductDraft:
    """The product's own facts, to be changed in part."""
    return ProductDraft(**{each.name: getattr(product, each.name) for each in fields(ProductDraft)})


def inputs_of(product_id: UUID) -> list[VariantInput]:
    """The variants as they are, to be changed in part."""
    rows = catalog.variants(product_id)
    prices = pricing.base_prices([row.id for row in rows], current_tenant().currency)
    return [_input(row, prices.get(row.id)) for row in rows]


def _input(row: Variant, price: Price | None) -> VariantInput:
    return VariantInput(
        id=row.id, sku=row.sku, option_values=row.option_values, barcode=row.barcode,
        weight_grams=row.weight_grams, active=row.active, content=row.content, content_unit=row.content_unit,
        price=price.amount if price else None,
        compare_at=price.compare_at if price else None,
        cost=price.cost if price else None,
    )  # fmt: skip


def to_json(content: Content) -> dict[str, Any]:
    """As it is kept; `from_json` reads it back."""
    return {
        "draft": _plain(asdict(content.draft)),
        "variants": [_plain(asdict(variant)) for variant in content.variants],
        "categories": sorted(str(category) for category in content.categories),
    }


def from_json(kept: Mapping[str, Any]) -> Content:
    """What `to_json` wrote; what later versions of this program added is as by default."""
    variants = []
    for each in kept["variants"]:
        given = _known(each, VariantInput)
        for name in ("quantity", "content"):
            given[name] = None if given.get(name) is None else Decimal(given[name])
        given["id"] = parse_id(given["id"]) if given.get("id") else None
        variants.append(VariantInput(**given))
    draft = _known(kept["draft"], ProductDraft)
    draft["type_id"] = parse_id(draft["type_id"]) if draft.get("type_id") else None
    return Content(
        ProductDraft(**draft),
        variants,
        [found for text in kept["categories"] if (found := parse_id(text))],
    )


def _known(given: Mapping[str, Any], kind: type) -> dict[str, Any]:
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in given.items() if name in names}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: str(v) if isinstance(v, UUID | Decimal) else v for name, v in values.items()}
