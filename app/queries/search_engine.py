"""Searches by words through another engine than PostgreSQL: it says which products, the shop's own rows say what they are.

So prices, pictures and stock shown are never older than the shop, and a product that left it meanwhile is left out.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson
from prometheus_client import Counter
from sqlalchemy import text

from app.core.channel import current_channel
from app.core.db import current_unit, run
from app.core.i18n import current_locale
from app.core.paging import clamp, encode_cursor
from app.domains.search import service as words
from app.domains.search.ports import Ask, Hits, SearchAway, SearchEngine, Way, engine
from app.domains.search.types import Book, Part, Rule
from app.queries import listed_texts, search_facets, search_words
from app.queries.cursors import after
from app.queries.listed import ListedProduct, Shelf, Wish
from app.queries.listing_here import is_narrowed
from app.queries.search_statements import COLUMNS

log = logging.getLogger(__name__)
FALLBACKS = Counter(
    "galleria_search_fallbacks_total", "Searches that PostgreSQL answered for the search engine", ["reason"]
)
FEW = 3
ROOMS = text("select id from category where slug = any(cast(:slugs as text[]))")
ROWS = text(
    f"""
    select (select version from search_book) as version, (
        select cast(json_agg(row_to_json(p)) as text) from (
            select {COLUMNS} from product_listing l where l.listed and l.product_id = any(cast(:ids as uuid[]))
        ) p) as items
    """  # noqa: S608 - constants
)
NAMES = text(
    """
    select c.id, c.slug, coalesce(c.translations -> :locale ->> 'name', c.name) as name from category c
    where c.id = any(cast(:ids as uuid[]))
        and c.tree_id is not distinct from (select tree_id from channel where code = :channel)
    """
)


def answer(
    wish: Wish, q: str, category: UUID | None, rule: Rule | None, book: Book
) -> tuple[Shelf, int] | None:
    """What fits, with the version of the book; None where PostgreSQL is to answer: for staff, for
    collections, for channels that sell otherwise, and when the engine is away."""
    chosen = engine()
    if chosen is None or not q or wish.status is not None or wish.collection or _sells_otherwise():
        return None
    first: tuple[Shelf, int] | None = None
    try:
        for way, asked, said in _ways(q):
            hits = _find(chosen, _ask(wish, way, words.parts(asked, book.synonyms), category, rule))
            shelf, version = _shelf(hits, wish)
            first = first or (shelf, version)
            if hits.total:
                sparse = hits.total < FEW and not wish.cursor and not said
                perhaps = search_words.mended(q, rare=True) if sparse else None
                return replace(shelf, perhaps=perhaps, **said), version
    except SearchAway as error:
        log.warning("the search engine is away, PostgreSQL answers: %s", error)
        FALLBACKS.labels(error.reason).inc()
        return None
    return first


def _find(chosen: SearchEngine, ask: Ask) -> Hits:
    """What the engine answers, asked between two transactions. Raises SearchAway."""
    if not current_unit().pause():
        raise SearchAway("the transaction cannot wait: it wrote something", "in_transaction")
    return chosen.find(ask)


def _sells_otherwise() -> bool:
    """Whether the channel in use has prices or an assortment of its own, which the engine's documents do not."""
    return is_narrowed()


def _ways(q: str) -> Iterator[tuple[Way, str, dict[str, Any]]]:
    """Ways of asking, each wider than the one before, as in PostgreSQL."""
    yield "all", q, {}
    yield "beginnings", q, {}
    if better := search_words.mended(q):
        yield "all", better, {"instead": better}
    yield "any", q, {"loose": True}


def _ask(wish: Wish, way: Way, parts: tuple[Part, ...], category: UUID | None, rule: Rule | None) -> Ask:
    axes: dict[str, tuple[str, ...]] = {}
    for option in wish.options:
        axis = option.partition("=")[0]
        axes[axis] = (*axes.get(axis, ()), option)
    key = after(wish.cursor, "text")
    return Ask(
        way, parts, code=words.tidy(wish.q).lower(), category=category, brands=tuple(wish.brands),
        rooms=tuple(row.id for row in run(ROOMS, {"slugs": list(wish.rooms)})) if wish.rooms else (),
        options=axes, cheapest=wish.cheapest, dearest=wish.dearest, in_stock=wish.in_stock,
        order=wish.sort if wish.sort in ("price", "-price", "title", "newest") else "relevance", rule=rule,
        facets=wish.facets, steps=search_facets.steps(), limit=clamp(wish.limit, 24) + 1,
        after=(str(key[0]), key[1]) if key else None,
    )  # fmt: skip


def _shelf(hits: Hits, wish: Wish) -> tuple[Shelf, int]:
    limit = clamp(wish.limit, 24)
    kept = hits.found[:limit]
    row = run(ROWS, {"ids": [product_id for product_id, _sort in kept]}).one()
    known = {UUID(each["product_id"]): each for each in orjson.loads(row.items or "[]")}
    items = [
        ListedProduct(
            product_id, **{name: value for name, value in known[product_id].items() if name != "product_id"}
        )
        for product_id, _sort in kept
        if product_id in known
    ]
    following = encode_cursor(kept[-1][1], kept[-1][0]) if len(hits.found) > limit else None
    facets = search_facets.named(_counts(hits)) if wish.facets else ()
    return Shelf(listed_texts.spoken(items), hits.total, following, facets), row.version or 0


def _counts(hits: Hits) -> dict[str, list[Any]]:
    rooms = dict(hits.counts.get("category", ()))
    names = run(
        NAMES,
        {"ids": [UUID(each) for each in rooms], "locale": current_locale(), "channel": current_channel()},
    )
    named = [(row.slug, rooms[str(row.id)], row.name) for row in names]
    return {
        "brand": list(hits.counts.get("brand", ())),
        "category": sorted(named, key=lambda room: (-room[1], room[2])),
        "price": [(int(bucket), count) for bucket, count in hits.counts.get("price", ())],
        "options": list(hits.counts.get("options", ())),
    }
