"""What shoppers and programs list and search: a category's shelf in one statement, or a search (`product_search`)."""

from dataclasses import replace
from typing import Any

from sqlalchemy import text

from app.core.db import run
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.paging import clamp, encode_cursor
from app.queries import listed_texts, product_search, search_book
from app.queries.cursors import after
from app.queries.listed import Facet, FacetValue, ListedProduct, Shelf, Wish
from app.queries.listing_here import is_narrowed, run_here
from app.queries.product_search import FIRST, LAST
from app.queries.search_statements import COLUMNS, WIDTH

SORTS = ("featured", "relevance", "newest", "price", "-price", "title")
SHELF = text(
    """
    with c as materialized (
        select id, (select count(*) from product_listing_place n where n.category_id = category.id) as total
        from category where slug = :category
    )
    select page.*, c.total, c.id as category_id, (select version from search_book) as version
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


GATHERED = """
    select page.*, (select count(*) from collection_place n where n.collection_id = :collection) as total
    from (select 1) one left join lateral (
        select /*columns*/, s.position as sort
        from collection_place s join product_listing l on l.product_id = s.product_id
        where s.collection_id = :collection and (s.position, s.product_id) /*beyond*/ (:key, cast(:after as uuid))
        order by s.position /*way*/, s.product_id /*way*/ limit :limit
    ) page on true
    """.replace("/*columns*/", COLUMNS)
BY_HAND = text(GATHERED.replace("/*beyond*/", ">").replace("/*way*/", "asc"))
BY_RULE = text(GATHERED.replace("/*beyond*/", "<").replace("/*way*/", "desc"))


def products(wish: Wish) -> Shelf:
    """The products wished for. Raises NotFound for a category or collection that there is not."""
    if wish.collection and wish.sort is None and replace(wish, collection=None).is_plain:
        return _gathered(wish)
    if not wish.is_plain:
        return product_search.search(wish)
    return _shelf(wish) if wish.category else _everything(wish)


def _shelf(wish: Wish) -> Shelf:
    """A category in the merchant's order; one with a rule of its own is searched, which knows of rules."""
    limit = clamp(wish.limit, 24)
    key = after(wish.cursor, "bigint") or (-(2**61), FIRST)
    values: dict[str, Any] = {"after": key[1], "limit": limit + 1, "key": key[0], "category": wish.category}
    rows = run_here(SHELF, values).all()
    if not rows:
        raise NotFound(_("There is no such category"), code="catalog.category_not_found")
    if rows[0].version and search_book.at(rows[0].version).rule_of(rows[0].category_id):
        return product_search.search(wish)
    return _page(rows, limit)


def _gathered(wish: Wish) -> Shelf:
    """A collection in its own order: the places alone, where the channel offers everything in the shop's money."""
    collection, order = product_search.collection_of(str(wish.collection))
    if is_narrowed() or order not in ("placed", "newest"):
        return product_search.search(wish)
    limit = clamp(wish.limit, 24)
    first = (-(2**61), FIRST) if order == "placed" else (2**61, LAST)
    key = after(wish.cursor, "bigint") or first
    asked = {"collection": collection, "key": key[0], "after": key[1], "limit": limit + 1}
    return _page(run(BY_HAND if order == "placed" else BY_RULE, asked).all(), limit)


def _everything(wish: Wish) -> Shelf:
    limit = clamp(wish.limit, 24)
    key = after(wish.cursor, "bigint") or (0, LAST)
    return _page(run_here(EVERYTHING, {"after": key[1], "limit": limit + 1}).all(), limit)


def _page(rows: list[Any], limit: int) -> Shelf:
    kept = [row for row in rows[:limit] if row[0] is not None]
    following = encode_cursor(kept[-1].sort, str(kept[-1].product_id)) if len(rows) > limit else None
    items = listed_texts.spoken([ListedProduct(*row[:WIDTH]) for row in kept])
    return Shelf(items, rows[0].total, following)


__all__ = ["COLUMNS", "SORTS", "Facet", "FacetValue", "ListedProduct", "Shelf", "Wish", "products"]
