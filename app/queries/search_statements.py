"""The search's SQL, put together from constant pieces by what is asked: small texts are planned once and fast.

`found` holds what the words and the fixed conditions let through, with the one filter (`fails`) that a product does not
pass, 0 for those that pass all: so each facet is counted without its own filter, in one look at the index.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import TextClause, text

COLUMNS = """
    l.product_id, l.title, l.slug, l.brand, l.price_min, l.price_max, l.compare_at, l.stock, l.image,
    l.image_width, l.image_height, l.image_alt, l.variants, l.content, l.content_unit,
    l.lowest"""
WIDTH = COLUMNS.count(",") + 1
EXACT = "exact as materialized (select product_id from product_listing where codes @> array[cast(:code as text)]),"
IS_EXACT = "l.product_id = any(array(select product_id from exact))"
# Texts in another language than the shop's own: what is said there counts beside the shop's own words.
SPOKEN = """spoken as materialized (
        select product_id from product_listing_text where locale = :locale and search @@ cast(:asked as tsquery)
    ),"""
MATCH = f"(l.search @@ cast(:asked as tsquery) or {IS_EXACT})"
MATCH_SPOKEN = f"({MATCH} or l.product_id = any(array(select product_id from spoken)))"  # noqa: S608 - constants
# Title 1, brand and SKU 0.4, tags 0.2. What is in stock stands first, and before it what has the very SKU.
RANK = f"""cast(
    200000000 * cast({IS_EXACT} as integer)
    + 10000000 * cast(l.stock <> 'out' as integer)
    + 1000000 * ts_rank('{{0.05, 0.2, 0.4, 1}}', l.heading, cast(:asked as tsquery)) as bigint)"""
RANK_SPOKEN = RANK.replace(
    "ts_rank('{0.05, 0.2, 0.4, 1}', l.heading, cast(:asked as tsquery))",
    """greatest(ts_rank('{0.05, 0.2, 0.4, 1}', l.heading, cast(:asked as tsquery)), coalesce((
        select ts_rank('{0.05, 0.2, 0.4, 1}', t.heading, cast(:asked as tsquery)) from product_listing_text t
        where t.product_id = l.product_id and t.locale = :locale), 0))""",
)
# name: sort key, its type, descending?
ORDERS: Mapping[str, tuple[str, str, bool]] = {
    "relevance": (RANK, "bigint", True),
    "featured": ("cast(0 as bigint)", "bigint", False),
    "placed": ("cast(s.position as bigint)", "bigint", False),
    "newest": ("cast(0 as bigint)", "bigint", True),
    "price": ("coalesce(l.price_min, 0)", "bigint", False),
    "-price": ("coalesce(l.price_min, 0)", "bigint", True),
    "title": ("l.title", "text", False),
}
FILTERS: Mapping[str, str] = {
    "brand": "l.brand = any(cast(:filter{n} as text[]))",
    "category": "l.categories && cast(:filter{n} as uuid[])",
    "price": "coalesce(l.price_max >= cast(:cheapest as bigint) and l.price_min <= cast(:dearest as bigint), false)",
    "option": "l.options && cast(:filter{n} as text[])",
}
COMBINATIONS = """, combinations as materialized (
        select fails, brand, width_bucket(price_min, cast(:steps as bigint[])) as price, options, categories,
            count(*) as number
        from found group by 1, 2, 3, 4, 5
    )"""
COUNTS = """(
    select cast(json_build_object(
        'brand', (select json_agg(json_build_array(b.value, b.count)) from (
            select brand as value, sum(number) as count from combinations where fails in (0, {brand}) and brand <> ''
            group by 1 order by 2 desc, 1 limit :most) b),
        'category', (select json_agg(json_build_array(c.slug, c.count, c.name)) from (
            select c.slug, coalesce(c.translations -> :locale ->> 'name', c.name) as name, n.count from (
                select u.id, sum(g.count) as count from (
                    select categories, sum(number) as count from combinations where fails in (0, {category}) group by 1
                ) g, unnest(g.categories) as u (id) group by 1
            ) n join category c on c.id = n.id
                and c.tree_id is not distinct from (select tree_id from channel where code = :channel)
            order by n.count desc, c.name limit :most) c),
        'price', (select json_agg(json_build_array(p.value, p.count)) from (
            select price as value, sum(number) as count
            from combinations where fails in (0, {price}) and price is not null group by 1 order by 1) p),
        'options', (select json_agg(json_build_array(o.value, o.count)) from (
            select u.value, sum(g.count) as count from (
                select options, fails, sum(number) as count from combinations group by 1, 2
            ) g, unnest(g.options) as u (value) where {option}
            group by 1 order by 2 desc, 1 limit 200) o)
    ) as text))"""


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides the text of a statement. `filters` are keys of FILTERS, `option` once for each axis."""

    order: str
    words: bool = False
    place: bool = False
    category: bool = False
    status: bool = False
    in_stock: bool = False
    filters: tuple[str, ...] = ()
    facets: bool = False
    further: bool = False
    ruled: bool = False
    spoken: bool = False
    collection: bool = False


@lru_cache(maxsize=512)
def statement(shape: Shape) -> TextClause:
    """The statement of a shape; the same object each time, so that it is compiled once."""
    sort, kind, down = ORDERS[shape.order]
    spoken = shape.words and shape.spoken
    if spoken and shape.order == "relevance":
        sort = RANK_SPOKEN
    fails, conditions = _filters(shape)
    if shape.ruled:
        sort = RULED.format(sort=sort, sign="+" if down else "-")
    beyond = f"and (sort, product_id) {'<' if down else '>'} (cast(:key as {kind}), cast(:after as uuid))"
    way = "desc" if down else "asc"
    pieces = {
        "sort": sort, "fails": fails, "beyond": beyond if shape.further else "", "way": way, "columns": COLUMNS,
        "item": ITEM, "conditions": " and ".join([*_fixed(shape), *conditions]),
        "place": _shelf(shape), "exact": (EXACT + (SPOKEN if spoken else "")) if shape.words else "",
        "facets": _counts(shape) if shape.facets else "null",
        "combinations": COMBINATIONS if shape.facets else "",
    }  # fmt: skip
    built = FOUND
    for mark, piece in pieces.items():
        built = built.replace(f"/*{mark}*/", piece)
    return text(built)


FOUND = """
    with /*exact*/ found as materialized (
        select l.product_id, l.brand, l.price_min, l.options, l.categories, /*sort*/ as sort, /*fails*/ as fails
        from product_listing l /*place*/
        where /*conditions*/
    )/*combinations*/, page as (
        select /*columns*/, h.sort
        from (
            select product_id, sort from found where fails = 0 /*beyond*/
            order by sort /*way*/, product_id /*way*/ limit :limit
        ) h join product_listing l on l.product_id = h.product_id
        order by h.sort /*way*/, h.product_id /*way*/
    )
    select (select count(*) from found where fails = 0) as total,
        (select version from search_book) as version,
        (select cast(json_agg(/*item*/) as text) from page p) as items,
        /*facets*/ as facets
    """
PLACE = "join product_listing_place s on s.product_id = l.product_id"
COLLECTED = "join collection_place s on s.product_id = l.product_id"
ITEM = """json_build_array(p.product_id, p.title, p.slug, p.brand, p.price_min, p.price_max, p.compare_at, p.stock,
    p.image, p.image_width, p.image_height, p.image_alt, p.variants, p.content, p.content_unit, p.lowest,
    p.sort)"""
RULED = """({sort} {sign} cast(
    coalesce(1000000000000 - 1000000000 * array_position(cast(:pins as uuid[]), l.product_id), 0)
    - 400000000 * cast(l.product_id = any(cast(:buries as uuid[])) as integer)
    + coalesce((cast(:liking as bigint[]))[array_position(cast(:liked as text[]), l.brand)], 0)
    + (select coalesce(sum(b.bonus), 0) from unnest(cast(:rooms as uuid[]), cast(:roominess as bigint[])) as b (id, bonus)
       where l.categories @> array[b.id]) as bigint))"""


def _shelf(shape: Shape) -> str:
    return PLACE if shape.place else COLLECTED if shape.collection else ""


def _fixed(shape: Shape) -> list[str]:
    """What every counted product must meet."""
    fixed = ["l.status = :status" if shape.status else "l.listed"]
    if shape.words:
        match = MATCH_SPOKEN if shape.spoken else MATCH
        fixed.append(f"({match} or l.product_id = any(cast(:pins as uuid[])))" if shape.ruled else match)
    if shape.place:
        fixed.append("s.category_id = cast(:category as uuid)")
    if shape.collection:
        fixed.append("s.collection_id = cast(:collection as uuid)")
    if shape.category:
        fixed.append("l.categories @> array[cast(:category as uuid)]")
    if shape.in_stock:
        fixed.append("l.stock <> 'out'")
    return fixed


def _filters(shape: Shape) -> tuple[str, list[str]]:
    """The number of the filter that a product fails, and the condition that it fails one at most."""
    passes = [FILTERS[kind].format(n=number) for number, kind in enumerate(shape.filters, 1)]
    if not shape.facets or not passes:
        return "0", passes
    fails = " ".join(f"when not {each} then {number}" for number, each in enumerate(passes, 1))
    misses = " + ".join(f"cast(not {each} as integer)" for each in passes)
    return f"case {fails} else 0 end", [f"{misses} <= 1"]


def _counts(shape: Shape) -> str:
    numbers = {kind: number for number, kind in enumerate(shape.filters, 1)}
    axes = [number for number, kind in enumerate(shape.filters, 1) if kind == "option"]
    own = " ".join(f"when cast(:axis{number} as text) then {number}" for number in axes)
    chosen = f"g.fails = case split_part(u.value, '=', 1) {own} else -1 end" if axes else "false"
    places = {kind: numbers.get(kind, 0) for kind in ("brand", "category", "price")}
    return COUNTS.format(option=f"(g.fails = 0 or {chosen})", **places)
