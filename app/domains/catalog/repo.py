"""SQL of the catalogue. Bulk statements take their rows as one JSON parameter and work on sets."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, BindParameter, Text, any_, bindparam, delete, func, select, text
from sqlalchemy.exc import IntegrityError

from app.core.db import db, post
from app.core.errors import Invalid
from app.core.i18n import LOCALES
from app.core.i18n import gettext as _
from app.domains.catalog.listing_sql import LISTING, OFFERS, OWN_PRICES, PRICES_ABROAD, TEXTS
from app.domains.catalog.models import Category, Media, Product, ProductCategory, Variant

CONFIGURATIONS = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "it": "italian", "nb": "norwegian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "sv": "swedish",
}  # fmt: skip
TAKEN = {
    "uq_variant_sku": ("sku", "Another product has this SKU already"),
    "uq_product_slug": ("slug", "Another product has this address already"),
    "uq_category_slug": ("slug", "Another category has this address already"),
    "uq_collection_slug": ("slug", "Another collection has this address already"),
    "uq_category_tree_name": ("name", "Another tree has this name already"),
    "uq_variant_product_id_option_values": ("option_values", "Another variant has these options already"),
}

LOCK_IMPORTS = text("select pg_advisory_xact_lock(hashtext('catalog.import'), hashtext(current_schema()))")
LOCK_LISTINGS = text(
    "select 1 from product_listing where product_id = any(cast(:ids as uuid[]))"
    " order by product_id for update"
)


def write_listings(product_ids: Sequence[UUID], facts: Iterable[Mapping[str, Any]], *, locale: str) -> None:
    """Rewrite listings and places of products in one statement; `facts` has price and stock by variant."""
    rows = orjson.dumps(list(facts)).decode()
    others = [each for each in LOCALES if each != locale[:2]]
    words = {"ids": list(product_ids), "locale": locale[:2]}
    post(LISTING, words | {"facts": rows, "language": search_language(locale), "others": others})
    configurations = orjson.dumps({each: search_language(each) for each in others}).decode()
    post(TEXTS, {"ids": list(product_ids), "configurations": configurations})


def write_prices_abroad(product_ids: Sequence[UUID], prices: Iterable[Mapping[str, Any]]) -> None:
    """Rewrite what products cost in currencies other than the tenant's own, in one statement."""
    rows = orjson.dumps(list(prices)).decode()
    db.session.execute(PRICES_ABROAD, {"ids": list(product_ids), "prices": rows})


def write_offers(product_ids: Sequence[UUID], offers: Iterable[Mapping[str, Any]]) -> None:
    """Rewrite what price lists make products cost over time, in one statement."""
    rows = orjson.dumps(list(offers)).decode()
    db.session.execute(OFFERS, {"ids": list(product_ids), "offers": rows})


def write_own_prices(
    product_ids: Sequence[UUID], prices: Iterable[Mapping[str, Any]], only: Sequence[str] | None
) -> None:
    """Rewrite what products cost buyers with prices of their own, or those of some audiences, in one statement."""
    rows = orjson.dumps(list(prices)).decode()
    told = {"ids": list(product_ids), "prices": rows, "only": None if only is None else list(only)}
    db.session.execute(OWN_PRICES, told)


def search_language(locale: str) -> str:
    """PostgreSQL's text search configuration for a language, `simple` for those it has none for."""
    return CONFIGURATIONS.get(locale.replace("_", "-").partition("-")[0].lower(), "simple")


def lock_listings(product_ids: Sequence[UUID]) -> None:
    """Wait for others who rewrite these listings, so that the next statement reads what they left."""
    db.session.execute(LOCK_LISTINGS, {"ids": list(product_ids)})


def flush() -> None:
    """Flush; what another row has taken in the meantime is refused at its field."""
    try:
        db.session.flush()
    except IntegrityError as error:
        name = getattr(getattr(error.orig, "diag", None), "constraint_name", "")
        if name not in TAKEN:
            raise
        field, words = TAKEN[name]
        raise Invalid(_("Some fields need another look"), fields={field: _(words)}) from error


def product(product_id: UUID) -> Product | None:
    return db.session.get(Product, product_id)


def product_by_slug(slug: str) -> Product | None:
    return db.session.scalar(select(Product).where(Product.slug == slug))


def variants_of(product_id: UUID) -> list[Variant]:
    """A product's variants in their order."""
    query = select(Variant).where(Variant.product_id == product_id).order_by(Variant.position, Variant.id)
    return list(db.session.scalars(query))


def owners_of_skus(skus: Iterable[str]) -> dict[str, tuple[UUID, UUID]]:
    """SKU to (variant, product) for those that are in use."""
    query = select(Variant.sku, Variant.id, Variant.product_id).where(Variant.sku == any_(_texts(skus)))
    return {row.sku: (row.id, row.product_id) for row in db.session.execute(query)}


def _texts(words: Iterable[str]) -> BindParameter[list[str]]:
    """One array parameter, however many words: statements keep their text and are compiled once."""
    return bindparam(None, sorted(set(words)), type_=ARRAY(Text))  # type: ignore[arg-type]  # an array of texts


def taken_slugs(slugs: Iterable[str]) -> dict[str, UUID]:
    """Those of these addresses that products have, and which."""
    query = select(Product.slug, Product.id).where(Product.slug == any_(_texts(slugs)))
    return {row.slug: row.id for row in db.session.execute(query)}


def pictures_of(product_id: UUID) -> list[Media]:
    """A product's pictures in their order."""
    query = select(Media).where(Media.product_id == product_id).order_by(Media.position, Media.id)
    return list(db.session.scalars(query))


def categories() -> list[Category]:
    """All categories, by position and name."""
    return list(db.session.scalars(select(Category).order_by(Category.position, Category.name, Category.id)))


def categories_of(product_id: UUID) -> list[UUID]:
    """Ids of the categories a product was put in."""
    query = select(ProductCategory.category_id).where(ProductCategory.product_id == product_id)
    return list(db.session.scalars(query))


def leave_categories(product_id: UUID, category_ids: Iterable[UUID]) -> None:
    """Take a product out of categories."""
    query = delete(ProductCategory).where(
        ProductCategory.product_id == product_id, ProductCategory.category_id.in_(list(category_ids))
    )
    db.session.execute(query)


def next_place(category_id: UUID) -> int:
    """The position behind the last product of a category."""
    query = select(func.coalesce(func.max(ProductCategory.position), 0) + 1)
    return int(db.session.scalar(query.where(ProductCategory.category_id == category_id)) or 1)


def product_ids(after: UUID, limit: int, *, status: str = "", category: UUID | None = None) -> list[UUID]:
    """Ids behind `after`, in their order; of a status, and of a category with those below it, where these are said."""
    query = select(Product.id).where(Product.id > after).order_by(Product.id).limit(limit)
    if status:
        query = query.where(Product.status == status)
    if category is not None:
        query = query.where(Product.id.in_(products_below(category)))
    return list(db.session.scalars(query))


def lock_imports() -> None:
    """Hold the tenant's import lock until the transaction ends."""
    db.session.execute(LOCK_IMPORTS)


def products_below(category_id: UUID) -> list[UUID]:
    """Products of a category and of those below it."""
    query = text(
        """
        with recursive below (id) as (
            select cast(:category as uuid)
            union select c.id from category c join below b on c.parent_id = b.id)
        select distinct product_id from product_category join below on below.id = category_id
        """
    )
    return list(db.session.scalars(query, {"category": category_id}))


def products_in_tree(tree_id: UUID) -> list[UUID]:
    """Products of any category of a tree."""
    query = select(ProductCategory.product_id).distinct().join(Category).where(Category.tree_id == tree_id)
    return list(db.session.scalars(query))
