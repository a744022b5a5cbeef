"""What programs ask of products, and what they send of them."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from flask_openapi3 import FileStorage
from pydantic import Field, StringConstraints

from app.api.schemas import Body, Language, Money, Params, Quantity
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.paging import MAX_LIMIT
from app.core.tenancy import current_tenant
from app.flows.product_content import VariantInput

Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300, pattern=r"^[^\x00]*$")]
Long = Annotated[str, StringConstraints(max_length=500_000, pattern=r"^[^\x00]*$")]
Address = Annotated[str, StringConstraints(strip_whitespace=True, max_length=600, pattern=r"^[^\x00]*$")]
Code = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=r"^[^\x00]*$")]
Unit = Literal["", "kg", "g", "mg", "l", "cl", "ml", "m", "cm", "mm", "m2", "cm2", "m3", "piece"]
Content = Annotated[Decimal, Field(gt=0, lt=10**9, max_digits=12, decimal_places=3)]
LANGUAGE = "texts in this language instead of Accept-Language's; what is not translated is in the shop's own"
State = Literal["draft", "active", "archived"]


class ProductsQuery(Params):
    category: Annotated[Word, Field(description="slug of a category; those below it count")] | None = None
    collection: Annotated[Word, Field(description="slug of a collection that the shop shows")] | None = None
    q: Annotated[Word, Field(description="words to search for")] | None = None
    brand: Annotated[list[Word], Field(max_length=50, description="any of these")] = []
    option: Annotated[
        list[Word], Field(max_length=50, description="as Size=Large: any of those of one option")
    ] = []
    price_from: Annotated[int, Field(ge=0, le=10**15, description="minor units")] | None = None
    price_to: Annotated[int, Field(ge=0, le=10**15, description="minor units")] | None = None
    in_stock: bool = False
    status: Annotated[State, Field(description="not only what is on sale; needs catalog:read")] | None = None
    sort: Literal["featured", "relevance", "newest", "price", "-price", "title"] | None = None
    facets: bool = False
    language: Annotated[str, Field(max_length=10, description=LANGUAGE)] | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 24
    cursor: Annotated[Word, StringConstraints(max_length=500)] | None = None
    channel: (
        Annotated[Code, Field(description="as this site sells; else the site of this address")] | None
    ) = None
    customer: Annotated[
        UUID | None, Field(description="at this customer's prices and with their goods; needs customers:read")
    ] = None


class LanguageQuery(Params):
    language: Annotated[str, Field(max_length=10, description=LANGUAGE)] | None = None


class SiteQuery(LanguageQuery):
    channel: (
        Annotated[Code, Field(description="as this site sells; else the site of this address")] | None
    ) = None


class ProductPath(Params):
    reference: Annotated[str, Field(description="id or slug", max_length=300)]


class ProductIdPath(Params):
    product_id: UUID


class VariantPath(ProductIdPath):
    variant_id: UUID


class ImagePath(ProductIdPath):
    image_id: UUID


class TextsBody(Body):
    """A product's texts in one language. `labels`: of options ("Size") and their values ("Size=Large")."""

    title: Word = ""
    description: Long = ""
    seo_title: Word = ""
    seo_description: Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")] = ""
    warnings: Annotated[str, StringConstraints(max_length=5000, pattern=r"^[^\x00]*$")] = ""
    labels: Annotated[dict[Word, Code], Field(max_length=5000)] = {}


class SafetyBody(Body):
    """Who answers for a product and what to heed (Regulation (EU) 2023/988)."""

    maker: Word = ""
    maker_address: Address = ""
    maker_email: Word = ""
    eu_name: Word = ""
    eu_address: Address = ""
    eu_email: Word = ""
    warnings: Annotated[str, StringConstraints(max_length=5000, pattern=r"^[^\x00]*$")] = ""


class VariantBody(Body):
    sku: Annotated[Code, Field(description="made when blank")] = ""
    options: dict[Code, Code] = Field(default={}, max_length=5)
    price: Money | None = None
    compare_at: Money | None = None
    cost: Money | None = None
    barcode: Code | None = None
    weight_grams: Annotated[int, Field(ge=0, le=2_000_000_000)] | None = None
    active: bool = True
    tracked: bool | None = None
    backorder: bool | None = None
    quantity: Annotated[Quantity, Field(description="opening stock at main of a new variant")] | None = None
    content: Annotated[Content, Field(description="how much is in it, for the unit price")] | None = None
    content_unit: Unit = ""


class ProductBody(Body):
    title: Word
    slug: Word = ""
    description: Long = ""
    status: State = "draft"
    brand: Word = ""
    kind: Word = ""
    tags: list[Word] = Field(default=[], max_length=250)
    options: list[Code] = Field(default=[], max_length=5)
    seo_title: Word = ""
    seo_description: Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")] = ""
    keywords: Annotated[list[Word], Field(max_length=250, description="found by them, never shown")] = []
    type_id: UUID | None = None
    attributes: Annotated[
        dict[Code, Any], Field(max_length=60, description="by code; localised ones as {locale: value}")
    ] = {}
    translations: Annotated[
        dict[Language, TextsBody], Field(max_length=20, description="by language, but the shop's own")
    ] = {}
    safety: SafetyBody | None = None
    categories: list[UUID] = Field(default=[], max_length=100)
    variants: list[VariantBody] = Field(min_length=1, max_length=2000)


class ProductPatch(Body):
    title: Word | None = None
    slug: Word | None = None
    description: Long | None = None
    status: State | None = None
    brand: Word | None = None
    kind: Word | None = None
    tags: Annotated[list[Word], Field(max_length=250)] | None = None
    seo_title: Word | None = None
    seo_description: Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")] | None = None
    keywords: Annotated[list[Word], Field(max_length=250)] | None = None
    type_id: UUID | None = None
    attributes: Annotated[dict[Code, Any], Field(max_length=60, description="all of them")] | None = None
    translations: (
        Annotated[dict[Language, TextsBody], Field(max_length=20, description="all of them")] | None
    ) = None
    safety: SafetyBody | None = None
    categories: Annotated[list[UUID], Field(max_length=100)] | None = None
    as_draft: Annotated[
        bool, Field(description="keep changes to a published product apart until they are published")
    ] = False
    version: Annotated[int, Field(description="refused with 409 when the product was saved since")] | None = (
        None
    )


class VariantPatch(Body):
    sku: Code | None = None
    options: Annotated[dict[Code, Code], Field(max_length=5)] | None = None
    price: Money | None = None
    compare_at: Money | None = None
    cost: Money | None = None
    barcode: Code | None = None
    weight_grams: Annotated[int, Field(ge=0, le=2_000_000_000)] | None = None
    active: bool | None = None
    tracked: bool | None = None
    backorder: bool | None = None
    content: Content | None = None
    content_unit: Unit | None = None


class ImageForm(Params):
    file: FileStorage
    alt: Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")] = ""


def variant_input(body: VariantBody, names: list[str], prefix: str) -> VariantInput:
    """A new variant as the product\'s editor takes it. Raises Invalid naming the field after `prefix`."""
    return VariantInput(
        sku=body.sku, option_values=_values(body.options, names, prefix),
        price=_minor(body.price, f"{prefix}price"), compare_at=_minor(body.compare_at, f"{prefix}compare_at"),
        cost=_minor(body.cost, f"{prefix}cost"), barcode=body.barcode, weight_grams=body.weight_grams,
        active=body.active, tracked=body.tracked, backorder=body.backorder, quantity=body.quantity,
        content=body.content, content_unit=body.content_unit,
    )  # fmt: skip


def patched_variant(
    variant_id: UUID, there: VariantInput | None, body: VariantPatch, names: list[str]
) -> VariantInput:
    """What is `there` with what was sent in its place. Raises Invalid naming the field."""
    now = there or VariantInput()
    given = body.model_fields_set
    repriced = "price" in given
    return VariantInput(
        id=variant_id,
        sku=body.sku if body.sku is not None else now.sku,
        option_values=_values(body.options, names, "") if body.options is not None else now.option_values,
        price=_minor(body.price, "price") if repriced else now.price,
        compare_at=_minor(body.compare_at, "compare_at")
        if repriced or "compare_at" in given
        else now.compare_at,
        cost=_minor(body.cost, "cost") if "cost" in given else now.cost,
        barcode=body.barcode if "barcode" in given else now.barcode,
        weight_grams=body.weight_grams if "weight_grams" in given else now.weight_grams,
        active=now.active if body.active is None else body.active,
        tracked=body.tracked,
        backorder=body.backorder,
        content=body.content if "content" in given else now.content,
        content_unit=now.content_unit if body.content_unit is None else body.content_unit,
    )


def _values(options: dict[str, str], names: list[str], prefix: str) -> list[str]:
    """Values in the order of the product's options. Raises Invalid for an option that it does not have."""
    if strangers := options.keys() - set(names):
        words = _("The product has no option %(name)s", name=sorted(strangers)[0])
        raise Invalid(words, fields={f"{prefix}options": words})
    return [options.get(name, "") for name in names]


def _minor(amount: Money | None, field: str) -> int | None:
    if amount is None:
        return None
    currency = current_tenant().currency
    if amount.currency != currency:
        words = _("Prices are in %(currency)s here", currency=currency)
        raise Invalid(words, fields={field: words})
    return amount.amount
