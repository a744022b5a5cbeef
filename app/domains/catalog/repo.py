"""SQL of the catalogue. Bulk statements take their rows as one JSON parameter and work on sets."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, BindParameter, Text, any_, bindparam, delete, func, select, text
from sqlalchemy.exc import IntegrityError

from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import LOCALES
from app.core.i18n import gettext as _
from app.domains.catalog.listing_sql import GAPS, TEXTS
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

LISTING = text(
    """
    with recursive above (category_id, ancestor_id) as (
        select id, id from category
        union
        select a.category_id, c.parent_id from above a join category c on c.id = a.ancestor_id
        where c.parent_id is not null
    ),
    facts as (
        select * from jsonb_to_recordset(cast(:facts as jsonb))
            as f (variant_id uuid, amount bigint, compare_at bigint, stock integer)
    ),
    put as (
        insert into product_listing (
            product_id, listed, status, title, slug, brand, price_min, price_max, compare_at, stock, image,
            image_width, image_height, image_alt, variants, skus, options, attributes, categories, codes,
            heading, search, gaps, content, content_unit, updated_at)
        select p.id, p.status = 'active' and v.amount is not null, p.status, p.title, p.slug, p.brand,
            v.amount, v.highest, v.compare_at,
            case coalesce(v.stock, 0) when 2 then 'in' when 1 then 'low' else 'out' end,
            m.file_key, m.width, m.height, coalesce(m.alt, ''), coalesce(v.active, 0), coalesce(v.skus, '{}'),
            coalesce(o.options, '{}'), coalesce(y.attributes, '{}'), coalesce(c.categories, '{}'),
            coalesce(v.lower_codes, '{}'), h.heading,
            h.heading || setweight(to_tsvector(cast(:language as regconfig), t.d) || cast('''+''\\:2' as tsvector)
                || to_tsvector(cast(:language as regconfig), case when f.d <> t.d then f.d else '' end), 'D'),
            /*gaps*/, v.content, coalesce(v.content_unit, ''), p.updated_at
        from product p
        left join lateral (
            select min(f.amount) as amount, max(f.amount) as highest, max(f.stock) as stock,
                (array_agg(f.compare_at order by f.amount nulls last))[1] as compare_at,
                (array_agg(v.content order by f.amount nulls last, v.position))[1] as content,
                (array_agg(v.content_unit order by f.amount nulls last, v.position))[1] as content_unit,
                count(f.amount) as priced, count(v.weight_grams) as weighed, count(v.barcode) as coded,
                count(*) as active, array_agg(v.sku order by v.position) as skus,
                left(string_agg(concat_ws(' ', v.sku, v.barcode), ' '), 20000) as codes,
                array_remove(array_agg(lower(v.sku)) || array_agg(lower(v.barcode)), null) as lower_codes
            from variant v left join facts f on f.variant_id = v.id
            where v.product_id = p.id and v.active
        ) v on true
        left join lateral (
            select array_agg(distinct name || '=' || value) as options,
                string_agg(distinct value, ' ') as names
            from variant v, unnest(p.option_names, v.option_values) as u (name, value)
            where v.product_id = p.id and v.active and name is not null and value is not null
        ) o on true
        left join lateral (  -- what shoppers filter by: 'code=value', localised facts in the shop's own language
            select array_agg(concat(f ->> 'code', '=', x.value) order by f ->> 'code') as attributes
            from product_type t, jsonb_array_elements(t.fields) f, lateral (
                select case jsonb_typeof(p.attributes -> (f ->> 'code'))
                    when 'object' then p.attributes -> (f ->> 'code') ->> :locale
                    else p.attributes ->> (f ->> 'code') end as value
            ) x
            where t.id = p.type_id and cast(f ->> 'facet' as boolean) and x.value is not null
        ) y on true
        left join lateral (
            select array_agg(distinct a.ancestor_id) as categories, string_agg(distinct c.name, ' ') as names
            from product_category pc
            join above a on a.category_id = pc.category_id
            join category c on c.id = a.ancestor_id
            where pc.product_id = p.id
        ) c on true
        left join lateral (
            select file_key, width, height, alt from media
            where product_id = p.id and file_key is not null order by position, id limit 1
        ) m on true
        cross join lateral (
            select p.title as a, concat_ws(' ', p.brand, p.kind) as b,
                concat_ws(' ', array_to_string(p.tags, ' '), array_to_string(p.keywords, ' '), c.names, o.names) as c,
                left(p.description, 50000) as d
            offset 0  -- computed once, not wherever it is named; so below
        ) t
        cross join lateral (
            select unaccent(t.a) as a, unaccent(t.b) as b, unaccent(t.c) as c, unaccent(t.d) as d
            offset 0
        ) f
        cross join lateral (
            select setweight(to_tsvector(cast(:language as regconfig), t.a)
                    || cast('''+''\\:2' as tsvector)  -- a gap: phrases must not reach from one form into the next
                    || to_tsvector(cast(:language as regconfig), case when f.a <> t.a then f.a else '' end)
                    || cast('''+''\\:2' as tsvector) || to_tsvector('simple', translate(f.a, '-_/.', '    '))
                    || cast('''+''\\:2' as tsvector), 'A')
                || setweight(to_tsvector(cast(:language as regconfig), t.b)
                    || to_tsvector('simple', translate(f.b, '-_/.', '    '))
                    || to_tsvector('simple', translate(coalesce(v.codes, ''), '-_/.', '    ')), 'B')
                || setweight(to_tsvector(cast(:language as regconfig), t.c)
                    || to_tsvector(cast(:language as regconfig), case when f.c <> t.c then f.c else '' end), 'C')
                as heading
            offset 0
        ) h
        where p.id = any(cast(:ids as uuid[]))
        on conflict (product_id) do update set
            listed = excluded.listed, status = excluded.status, title = excluded.title, slug = excluded.slug,
            brand = excluded.brand, price_min = excluded.price_min, price_max = excluded.price_max,
            compare_at = excluded.compare_at, stock = excluded.stock, image = excluded.image,
            image_width = excluded.image_width, image_height = excluded.image_height,
            image_alt = excluded.image_alt, variants = excluded.variants, skus = excluded.skus,
            options = excluded.options, attributes = excluded.attributes,
            categories = excluded.categories, codes = excluded.codes, heading = excluded.heading, search = excluded.search,
            gaps = excluded.gaps, content = excluded.content, content_unit = excluded.content_unit,
            updated_at = excluded.updated_at
        returning product_id, listed
    ),
    wanted as (
        select a.ancestor_id as category_id, min(pc.position) as position, pc.product_id
        from put join product_category pc on pc.product_id = put.product_id
        join above a on a.category_id = pc.category_id
        where put.listed
        group by a.ancestor_id, pc.product_id
    ),
    gone as (
        delete from product_listing_place l
        where l.product_id = any(cast(:ids as uuid[])) and not exists (
            select 1 from wanted w
            where (w.category_id, w.position, w.product_id) = (l.category_id, l.position, l.product_id))
    )
    insert into product_listing_place (category_id, position, product_id)
    select category_id, position, product_id from wanted
    on conflict do nothing
    """.replace("/*gaps*/", GAPS)
)
PRICES_ABROAD = text(
    """
    with given as (
        select * from jsonb_to_recordset(cast(:prices as jsonb)) as f
            (product_id uuid, currency text, price_min bigint, price_max bigint, compare_at bigint)
    ), gone as (
        delete from product_listing_price p
        where p.product_id = any(cast(:ids as uuid[])) and not exists (
            select from given g where (g.product_id, g.currency) = (p.product_id, p.currency))
    )
    insert into product_listing_price (product_id, currency, price_min, price_max, compare_at)
    select product_id, currency, price_min, price_max, compare_at from given
    on conflict (product_id, currency) do update set
        price_min = excluded.price_min, price_max = excluded.price_max, compare_at = excluded.compare_at
    """
)
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
    db.session.execute(
        LISTING, words | {"facts": rows, "language": search_language(locale), "others": others}
    )
    configurations = orjson.dumps({each: search_language(each) for each in others}).decode()
    db.session.execute(TEXTS, {"ids": list(product_ids), "configurations": configurations})


def write_prices_abroad(product_ids: Sequence[UUID], prices: Iterable[Mapping[str, Any]]) -> None:
    """Rewrite what products cost in currencies other than the tenant's own, in one statement."""
    rows = orjson.dumps(list(prices)).decode()
    db.session.execute(PRICES_ABROAD, {"ids": list(product_ids), "prices": rows})


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
