"""Products: listed, searched and read by anybody; changed with the scope catalog:write."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, request
from flask_openapi3 import Tag

from app.api import product_shape, shelf_shape
from app.api.product_bodies import (
    ImageForm,
    ImagePath,
    ProductBody,
    ProductIdPath,
    ProductPatch,
    ProductPath,
    ProductsQuery,
    SiteQuery,
    VariantBody,
    VariantPatch,
    VariantPath,
    patched_variant,
    variant_input,
)
from app.api.product_shape import OutcomeReply, ProductKeptReply, ProductReply
from app.api.schemas import problems, reply
from app.api.shelf_shape import ProductShelf
from app.core.errors import Forbidden
from app.core.i18n import gettext as _
from app.core.market import market_scope
from app.core.permissions import Scope
from app.core.principal import acting_as, current_principal
from app.domains.catalog import service as catalog
from app.domains.catalog.types import ProductDraft
from app.domains.customers import service as customers
from app.flows import edit_product, product_content, publish_product
from app.queries import audiences, price_requests, product_list, product_page, shown_prices, sites
from app.queries.product_list import Wish
from app.web.nouns import APIBlueprint
from app.web.permissions import public, requires

bp = APIBlueprint("api_products", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Products")])
KEYED: list[dict[str, list[str]]] = [{"key": []}, {"oauth": []}]


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
    with _selling(query.channel), _buying(query.customer):
        found = product_list.products(wish)
        found = replace(found, items=shown_prices.of_products(found.items))
        return reply(shelf_shape.shelf(found, facets=query.facets))


@contextmanager
def _buying(customer: UUID | None) -> Iterator[None]:
    """At a customer's prices, with their rights and no others. Raises Forbidden, NotFound."""
    if customer is None:
        yield
        return
    if not current_principal().may(Scope.CUSTOMERS_READ):
        raise Forbidden(_("The prices of a customer need a key with the scope customers:read"))
    buyers = audiences.buyers_of([customers.customer(customer).id])
    with acting_as(buyers[0]) if buyers else nullcontext():
        yield


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


def _kept(product_id: UUID) -> dict[str, Any]:
    """The product as it is now, and which of its prices wait."""
    found = _read(product_id)
    waiting = price_requests.of_skus([each["sku"] for each in found["variants"]])
    return found | {"waiting": sorted({sku for sku, _amount, _currency in waiting})}


@bp.post(
    "/products",
    responses={201: ProductKeptReply, **problems(400, 401, 403, 404, 409)},
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
    variants = [
        variant_input(each, body.options, f"variants.{place}.") for place, each in enumerate(body.variants)
    ]
    made = edit_product.create_product(draft, variants, category_ids=body.categories)
    return reply(_kept(made.id), 201)


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
    responses={201: ProductKeptReply, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def add_variant(path: ProductIdPath, body: VariantBody) -> Response:
    """Put one more variant behind the others."""
    names = catalog.product(path.product_id).option_names
    edit_product.add_variant(path.product_id, variant_input(body, names, ""))
    return reply(_kept(path.product_id), 201)


@bp.patch(
    "/products/<uuid:product_id>/variants/<uuid:variant_id>",
    responses={200: ProductKeptReply, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def change_variant(path: VariantPath, body: VariantPatch) -> Response:
    """Change what is named of a variant. A price ends the sale unless `compare_at` is sent with it."""
    names = catalog.product(path.product_id).option_names
    there = {each.id: each for each in product_content.inputs_of(path.product_id)}.get(path.variant_id)
    edit_product.change_variant(path.product_id, patched_variant(path.variant_id, there, body, names))
    return reply(_kept(path.product_id))


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
