"""What shoppers and programs list and search: a category's shelf, a search with facets, in one statement."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import TextClause, text

from app.core.db import run
from app.core.errors import BadRequest, NotFound
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.core.money import format_money, minor_digits
from app.core.paging import clamp, decode_cursor, encode_cursor
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog

SORTS = ("featured", "relevance", "newest", "price", "-price", "title")
PRICE_STEPS = (10, 25, 50, 100, 250, 500, 1000)
MOST_FACET_VALUES = 50

COLUMNS = """
    l.product_id, l.title, l.slug, l.brand, l.price_min, l.price_max, l.compare_at, l.stock, l.image,
    l.image_width, l.image_height, l.image_alt, l.variants"""
SHELF = text(
    """
    with c as materialized (
        select id, (select count(*) from product_listing_place n where n.category_id = category.id) as total
        from category where slug = :category
    )
    select page.*, c.total
    from c left join lateral (
        select /*columns*/, s.position as sort
        from product_listing_place s join product_listing l on l.product_id = s.product_id
        where s.category_id = c.id and (s.position, s.product_id) > (:key, :after)
        order by s.position, s.product_id limit :limit
    ) page on true
    """.replace("/*columns*/", COLUMNS)
)
EVERYTHING = text(
    """
    with c as materialized (select count(*) as total from product_listing where listed)
    select page.*, c.total
    from c left join lateral (
        select /*columns*/, 0 as sort from product_listing l
        where l.listed and l.product_id < :after order by l.product_id desc limit :limit
    ) page on true
    """.replace("/*columns*/", COLUMNS)
)
# The question stands in the statement as a constant, not in a subquery: only so does the planner use the index.
ASKED = {
    "asked": """(websearch_to_tsquery(cast(:language as regconfig), :q)
                || websearch_to_tsquery('simple', :q))""",
    "prefix": "(to_tsquery(cast(:language as regconfig), :prefix) || to_tsquery('simple', :prefix))",
}
FOUND = """
    with hits as materialized (
        select l.product_id, l.brand, l.price_min, l.options, l.categories, cast(/*sort*/ as /*type*/) as sort
        from product_listing l
        where (case when cast(:status as text) is null then l.listed else l.status = :status end)
          and (cast(:q as text) is null or l.search @@ /*words*/)
          and (cast(:category as uuid) is null or l.categories @> array[cast(:category as uuid)])
          and (cast(:brands as text[]) is null or l.brand = any(cast(:brands as text[])))
          and (cast(:options as text[]) is null or l.options @> cast(:options as text[]))
          and (cast(:cheapest as bigint) is null or l.price_max >= :cheapest)
          and (cast(:dearest as bigint) is null or l.price_min <= :dearest)
          and (not :in_stock or l.stock <> 'out')
    ), page as (
        select /*columns*/, h.sort
        from (
            select product_id, sort from hits
            where cast(:key as /*type*/) is null
               or (sort, product_id) /*beyond*/ (cast(:key as /*type*/), cast(:after as uuid))
            order by sort /*way*/, product_id /*way*/ limit :limit
        ) h join product_listing l on l.product_id = h.product_id
        order by h.sort /*way*/, h.product_id /*way*/
    )
    select (select count(*) from hits) as total,
        cast((select jsonb_agg(to_jsonb(page)) from page) as text) as items,
        case when :facets then cast(jsonb_build_object(
            'brand', (select jsonb_agg(b) from (
                select brand as value, count(*) as count from hits where brand <> ''
                group by 1 order by 2 desc, 1 limit :most) b),
            'category', (select jsonb_agg(c) from (
                select c.slug as value, c.name as label, n.count from (
                    select u.id, count(*) from hits, unnest(hits.categories) as u (id) group by 1
                ) n join category c on c.id = n.id order by n.count desc, c.name limit :most) c),
            'price', (select jsonb_agg(p) from (
                select width_bucket(price_min, cast(:steps as bigint[])) as value, count(*) as count
                from hits where price_min is not null group by 1 order by 1) p),
            'options', (select jsonb_agg(o) from (
                select u.value, count(*) as count from hits, unnest(hits.options) as u (value)
                group by 1 order by 2 desc, 1 limit 200) o)
        ) as text) end as facets
    """
# sort key, its type, descending?
ORDERS: Mapping[str, tuple[str, str, bool]] = {
    "relevance": (
        "coalesce(round(1000000 * ts_rank(l.search, /*words*/)), 0)",
        "bigint",
        True,
    ),
    "featured": ("0", "bigint", False),
    "newest": ("0", "bigint", True),
    "price": ("coalesce(l.price_min, 0)", "bigint", False),
    "-price": ("coalesce(l.price_min, 0)", "bigint", True),
    "title": ("l.title", "text", False),
}
CATEGORY = text("select id from category where slug = :slug")


def _statement(order: str, words: str) -> TextClause:
    sort, kind, down = ORDERS[order]
    parts = {
        "/*sort*/": sort, "/*type*/": kind, "/*words*/": ASKED[words], "/*columns*/": COLUMNS,
        "/*beyond*/": "<" if down else ">", "/*way*/": "desc" if down else "asc",
    }  # fmt: skip
    built = FOUND
    for mark, part in parts.items():
        built = built.replace(mark, part)
    return text(built)


STATEMENTS = {(order, words): _statement(order, words) for order in ORDERS for words in ("asked", "prefix")}


FIRST, LAST = UUID(int=0), UUID(int=2**128 - 1)


@dataclass(frozen=True, slots=True)
class ListedProduct:
    """A product in a list. Prices are minor units of the tenant's currency; `stock` is in, low or out."""

    product_id: UUID
    title: str
    slug: str
    brand: str
    price_min: int | None
    price_max: int | None
    compare_at: int | None
    stock: str
    image: str | None
    image_width: int | None
    image_height: int | None
    image_alt: str
    variants: int

    @property
    def in_stock(self) -> bool:
        return self.stock != "out"

    def picture(self, size: int = 640, kind: str = "webp") -> str | None:
        """Address of the picture, `size` pixels wide or the next larger; None without one."""
        return catalog.address(self.image, self.image_width, size, kind) if self.image else None


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    code: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of products with the number of all, the next page's cursor and the facets if asked for."""

    items: Sequence[ListedProduct]
    total: int
    next: str | None
    facets: tuple[Facet, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for. `options` are 'Size=Large'; prices minor units; `status` shows drafts to staff."""

    category: str | None = None
    q: str | None = None
    brands: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    cheapest: int | None = None
    dearest: int | None = None
    in_stock: bool = False
    status: str | None = None
    sort: str | None = None
    facets: bool = False
    limit: int | None = None
    cursor: str | None = None

    @property
    def is_plain(self) -> bool:
        """No filter and the usual order: the fast way."""
        filters = (self.q, self.brands, self.options, self.cheapest, self.dearest, self.in_stock, self.status)
        usual = self.sort in (None, "featured" if self.category else "newest")
        return usual and not self.facets and not any(filters)


def products(wish: Wish) -> Shelf:
    """The products wished for. Raises NotFound for a category that there is not."""
    return _plain_shelf(wish) if wish.is_plain else _search(wish)


def _plain_shelf(wish: Wish) -> Shelf:
    limit = clamp(wish.limit, 24)
    key = _after(wish.cursor, "bigint") or ((-1, FIRST) if wish.category else (0, LAST))
    values: dict[str, Any] = {"after": key[1], "limit": limit + 1}
    if wish.category:
        rows = run(SHELF, values | {"key": key[0], "category": wish.category}).all()
    else:
        rows = run(EVERYTHING, values).all()
    if not rows:
        raise NotFound(_("There is no such category"), code="catalog.category_not_found")
    kept = [row for row in rows[:limit] if row[0] is not None]
    following = encode_cursor(kept[-1].sort, str(kept[-1].product_id)) if len(rows) > limit else None
    return Shelf([ListedProduct(*row[:13]) for row in kept], rows[0].total, following)


def _search(wish: Wish) -> Shelf:
    limit = clamp(wish.limit, 24)
    words = " ".join((wish.q or "").replace("\0", " ").split())[:200]
    order = wish.sort if wish.sort in ORDERS else None
    order = order or ("relevance" if words else "newest")
    key = _after(wish.cursor, ORDERS[order][1])
    values: dict[str, Any] = {
        "q": words or None,
        "prefix": " & ".join(f"{word}:*" for word in re.findall(r"\w+", words)),
        "language": catalog.search_language(current_tenant().locale),
        "status": wish.status,
        "category": _category(wish.category) if wish.category else None,
        "brands": list(wish.brands) or None,
        "options": list(wish.options) or None,
        "cheapest": wish.cheapest,
        "dearest": wish.dearest,
        "in_stock": wish.in_stock,
        "facets": wish.facets,
        "key": key[0] if key else None,
        "after": key[1] if key else FIRST,
        "limit": limit + 1,
        "most": MOST_FACET_VALUES,
        "steps": _steps(),
    }
    row = run(STATEMENTS[order, "asked"], values, steady=False).one()
    if words and not row.total and values["prefix"]:
        row = run(STATEMENTS[order, "prefix"], values, steady=False).one()
    found = orjson.loads(row.items) if row.items else []
    kept = found[:limit]
    following = encode_cursor(kept[-1]["sort"], kept[-1]["product_id"]) if len(found) > limit else None
    items = [ListedProduct(**_plain(item)) for item in kept]
    return Shelf(items, row.total, following, _facets(orjson.loads(row.facets)) if row.facets else ())


def _after(cursor: str | None, kind: str) -> tuple[int | str, UUID] | None:
    """Where a page begins. Raises BadRequest for a cursor that is not of this order."""
    keys = decode_cursor(cursor, 2)
    if keys is None:
        return None
    place = parse_id(str(keys[1]))
    fits = isinstance(keys[0], int) and abs(keys[0]) < 2**62 if kind == "bigint" else isinstance(keys[0], str)
    if place is None or not fits:
        raise BadRequest(_("This cursor is not valid; start again without it"), code="request.cursor")
    return keys[0], place


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    item.pop("sort")
    return item | {"product_id": UUID(item["product_id"])}


def _category(slug: str) -> UUID:
    found: UUID | None = run(CATEGORY, {"slug": slug}, steady=False).scalar()
    if found is None:
        raise NotFound(_("There is no such category"), code="catalog.category_not_found")
    return found


def _steps() -> list[int]:
    """Bounds of the price ranges in minor units."""
    unit: int = 10 ** minor_digits(current_tenant().currency)
    return [step * unit for step in PRICE_STEPS]


def _facets(raw: Mapping[str, list[dict[str, Any]] | None]) -> tuple[Facet, ...]:
    """Counts as facets with words; one without values is left out."""
    brands = tuple(FacetValue(each["value"], each["value"], each["count"]) for each in raw["brand"] or ())
    rooms = tuple(FacetValue(each["value"], each["label"], each["count"]) for each in raw["category"] or ())
    prices = tuple(_price_range(each["value"], each["count"]) for each in raw["price"] or ())
    axes: dict[str, list[FacetValue]] = {}
    for each in raw["options"] or ():
        name, _sign, value = each["value"].partition("=")
        axes.setdefault(name, []).append(FacetValue(each["value"], value, each["count"]))
    facets = [
        Facet("brand", _("Brand"), brands),
        Facet("category", _("Category"), rooms),
        Facet("price", _("Price"), prices),
        *(Facet(f"option:{name}", name, tuple(values[:MOST_FACET_VALUES])) for name, values in axes.items()),
    ]
    return tuple(facet for facet in facets if facet.values)


def _price_range(bucket: int, count: int) -> FacetValue:
    """The n-th range as "1000-2499" in minor units, open at the ends."""
    bounds = [0, *_steps()]
    low = bounds[bucket]
    high = bounds[bucket + 1] - 1 if bucket + 1 < len(bounds) else None
    tenant = current_tenant()

    def words(amount: int) -> str:
        return format_money(amount, tenant.currency, tenant.locale)

    if high is None:
        label = _("From %(low)s", low=words(low))
    elif not low:
        label = _("Under %(high)s", high=words(high + 1))
    else:
        label = _("%(low)s to %(high)s", low=words(low), high=words(high + 1))
    return FacetValue(f"{low}-{'' if high is None else high}", label, count)
