"""Products: listed, searched and read by anybody; changed with the scope catalog:write."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response, request
from flask_openapi3 import APIBlueprint, FileStorage, Tag
from pydantic import Field, StringConstraints

from app.api import product_shape
from app.api.product_shape import OutcomeReply, ProductReply, ProductShelf
from app.api.schemas import Body, Language, Money, Params, Quantity, problems, reply
from app.core.errors import Forbidden, Invalid
from app.core.i18n import gettext as _
from app.core.market import market_scope
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.core.principal import current_principal
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.catalog.types import ProductDraft
from app.flows import edit_product, product_content, publish_product
from app.flows.product_content import VariantInput
from app.queries import product_list, product_page, sites
from app.queries.product_list import Wish
from app.web.permissions import public, requires

bp = APIBlueprint("api_products", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Products")])
KEYED: list[dict[str, list[str]]] = [{"key": []}, {"oauth": []}]
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


@bp.get("/products", responses={200: ProductShelf, **problems(400, 401, 403, 404)})
@public
def list_products(query: ProductsQuery) -> Response:
    """What is on sale: a category's products, or a search, with facets if asked for."""
    if query.status is not None:
        _may_read_drafts()
    wish = Wish(
        category=query.category, collection=query.collection, q=query.q,
        brands=tuple(query.brand), options=tuple(query.option),
        cheapest=query.price_from, dearest=query.price_to, in_stock=query.in_stock, status=query.status,
        sort=query.sort, facets=query.facets, limit=query.limit, cursor=query.cursor,
    )  # fmt: skip
    with _selling(query.channel):
        return reply(product_shape.shelf(product_list.products(wish), facets=query.facets))


@contextmanager
def _selling(channel: str | None) -> Iterator[None]:
    """As a site sells; without a name the one whose address was asked."""
    with market_scope(sites.selling(channel)) if channel else nullcontext():
        yield


def _may_read_drafts() -> None:
    if not current_principal().may(Scope.CATALOG_READ):
        raise Forbidden(_("Drafts need a key with the scope catalog:read"))


@bp.get("/products/<string:reference>", responses={200: ProductReply, **problems(400, 401, 403, 404)})
@public
def read_product(path: ProductPath, query: SiteQuery) -> Response:
    """A product by id or slug, with its variants; drafts only to programs that may read the catalogue."""
    with _selling(query.channel):
        return reply(_read(path.reference))


def _read(reference: UUID | str) -> dict[str, Any]:
    drafts = current_principal().may(Scope.CATALOG_READ) or current_principal().may(Scope.CATALOG_WRITE)
    return product_shape.product(product_page.product(str(reference), drafts=drafts))


@bp.post(
    "/products",
    responses={201: ProductReply, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def create_product(body: ProductBody) -> Response:
    """Make a product with its variants; opening stock goes to `main`."""
    draft = ProductDraft(
        title=body.title, slug=body.slug, description=body.description, status=body.status, brand=body.brand,
        kind=body.kind, tags=body.tags, option_names=body.options, seo_title=body.seo_title,
        seo_description=body.seo_description, keywords=body.keywords, type_id=body.type_id,
        attributes=body.attributes, translations=body.model_dump()["translations"],
        safety=body.safety.model_dump() if body.safety else None,
    )  # fmt: skip
    variants = [_input(each, body.options, f"variants.{place}.") for place, each in enumerate(body.variants)]
    made = edit_product.create_product(draft, variants, category_ids=body.categories)
    return reply(_read(made.id), 201)


@bp.patch(
    "/products/<uuid:product_id>",
    responses={200: ProductReply, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def change_product(path: ProductIdPath, body: ProductPatch) -> Response:
    """Change what is named, leave the rest."""
    given = body.model_dump(exclude_none=True, exclude={"categories", "version", "as_draft"})
    if body.as_draft:
        publish_product.change_pending(path.product_id, given, body.categories, expected_version=body.version)
        return reply(_read(path.product_id))
    now = product_content.draft_of(catalog.product(path.product_id))
    draft = ProductDraft(**{name: given.get(name, getattr(now, name)) for name in ProductDraft.__slots__})
    edit_product.update_product(
        path.product_id, draft, category_ids=body.categories, expected_version=body.version
    )
    return reply(_read(path.product_id))


@bp.delete(
    "/products/<uuid:product_id>",
    responses={200: OutcomeReply, **problems(400, 401, 403, 404)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def delete_product(path: ProductIdPath) -> Response:
    """Delete a product that was never sold, archive one that was; `outcome` says which."""
    return reply({"outcome": edit_product.retire_product(path.product_id)})


@bp.post(
    "/products/<uuid:product_id>/variants",
    responses={201: ProductReply, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def add_variant(path: ProductIdPath, body: VariantBody) -> Response:
    """Put one more variant behind the others."""
    names = catalog.product(path.product_id).option_names
    edit_product.add_variant(path.product_id, _input(body, names, ""))
    return reply(_read(path.product_id), 201)


@bp.patch(
    "/products/<uuid:product_id>/variants/<uuid:variant_id>",
    responses={200: ProductReply, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def change_variant(path: VariantPath, body: VariantPatch) -> Response:
    """Change what is named of a variant. A price ends the sale unless `compare_at` is sent with it."""
    names = catalog.product(path.product_id).option_names
    there = {each.id: each for each in product_content.inputs_of(path.product_id)}.get(path.variant_id)
    edit_product.change_variant(path.product_id, _patched(path.variant_id, there, body, names))
    return reply(_read(path.product_id))


@bp.delete(
    "/products/<uuid:product_id>/variants/<uuid:variant_id>",
    responses={200: ProductReply, **problems(400, 401, 403, 404)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def remove_variant(path: VariantPath) -> Response:
    """Take a variant away; one that was sold is switched off."""
    edit_product.remove_variant(path.product_id, path.variant_id)
    return reply(_read(path.product_id))


@bp.post(
    "/products/<uuid:product_id>/images",
    responses={201: ProductReply, **problems(400, 401, 403, 404, 409, 413)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def add_image(path: ProductIdPath, form: ImageForm) -> Response:
    """Upload a picture (JPEG, PNG, WebP, GIF, AVIF) behind the others."""
    sent = request.files["file"]
    edit_product.add_picture(path.product_id, sent.read(), name=sent.filename or "", alt=form.alt)
    return reply(_read(path.product_id), 201)


@bp.delete(
    "/products/<uuid:product_id>/images/<uuid:image_id>",
    responses={200: ProductReply, **problems(400, 401, 403, 404)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def remove_image(path: ImagePath) -> Response:
    """Take a picture away."""
    edit_product.remove_picture(path.product_id, path.image_id, forget=True)
    return reply(_read(path.product_id))


def _input(body: VariantBody, names: list[str], prefix: str) -> VariantInput:
    return VariantInput(
        sku=body.sku, option_values=_values(body.options, names, prefix),
        price=_minor(body.price, f"{prefix}price"), compare_at=_minor(body.compare_at, f"{prefix}compare_at"),
        cost=_minor(body.cost, f"{prefix}cost"), barcode=body.barcode, weight_grams=body.weight_grams,
        active=body.active, tracked=body.tracked, backorder=body.backorder, quantity=body.quantity,
        content=body.content, content_unit=body.content_unit,
    )  # fmt: skip


def _patched(
    variant_id: UUID, there: VariantInput | None, body: VariantPatch, names: list[str]
) -> VariantInput:
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
