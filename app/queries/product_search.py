"""The search in PostgreSQL: words, filters and facets in one statement, and what to try where words find nothing."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from app.core.channel import current_channel
from app.core.db import run
from app.core.errors import NotFound
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.paging import clamp, encode_cursor
from app.domains.catalog import service as catalog
from app.domains.search import service as words
from app.domains.search.types import Book, Rule
from app.queries import listed_texts, search_book, search_counts, search_engine, search_facets, search_words
from app.queries.cursors import after
from app.queries.listed import ListedProduct, Shelf, Wish
from app.queries.listing_here import run_here
from app.queries.search_statements import ORDERS, WIDTH, Shape, statement

FIRST, LAST = UUID(int=0), UUID(int=2**128 - 1)
MOST_OPTIONS = 8
MOST_FACET_VALUES = 50
DEAREST = 2**62
BOOST_UNIT = 500_000
CATEGORY = text("select id from category where slug = :slug")
COLLECTION = text("select id, kind, sort from collection where slug = :slug and shown")
CATEGORIES = text("select id from category where slug = any(cast(:slugs as text[]))")


def search(wish: Wish) -> Shelf:
    """What fits the wish, best first. Raises NotFound for a category that there is not."""
    book = search_book.current()
    category = _category(wish.category) if wish.category else None
    found, version = _answer(wish, category, book)
    if version != book.version:
        found, _version = _answer(wish, category, search_book.at(version))
    return found


def preview(wish: Wish, rule: Rule) -> Shelf:
    """What would be seen under a rule that is not kept yet."""
    book = search_book.current()
    category = _category(wish.category) if wish.category else None
    others = tuple(each for each in book.rules if each.id != rule.id)
    return _answer(wish, category, replace(book, rules=(rule, *others)))[0]


def _answer(wish: Wish, category: UUID | None, book: Book) -> tuple[Shelf, int]:
    """The first way of asking that finds something, with the version of the book that the database has."""
    q = words.tidy(wish.q)
    folded = " ".join(words.words_of(q))
    rule = book.rule_for(folded) if q else book.rule_of(category) if category else None
    lead = rule.redirect or None if rule else None
    if elsewhere := search_engine.answer(wish, q, category, rule, book):
        return replace(elsewhere[0], redirect=lead), elsewhere[1]
    first: tuple[Shelf, int] | None = None
    for asked, code, shown in _ways(q, book):
        found, version = _run(wish, category, rule, asked, code)
        found = replace(found, redirect=lead)
        first = first or (found, version)
        if version != book.version:
            break
        if found.total:
            few = q and found.total < search_engine.FEW and not wish.cursor and not shown
            return replace(
                found, perhaps=search_words.mended(q, rare=True) if few else None, **shown
            ), version
    return first or (Shelf([], 0, None), book.version)


def _ways(q: str, book: Book) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Ways of asking for words as (tsquery, code, what the shelf says of it), each wider than the one before."""
    if not q:
        yield "", "", {}
        return
    question = search_words.question(q, book)
    yield question.all_words, question.code, {}
    if question.beginnings:
        yield question.beginnings, question.code, {}
    if better := search_words.mended(q):
        yield search_words.question(better, book).all_words, "", {"instead": better}
    if question.any_word:
        yield question.any_word, "", {"loose": True}


def _run(wish: Wish, category: UUID | None, rule: Rule | None, asked: str, code: str) -> tuple[Shelf, int]:
    limit = clamp(wish.limit, 24)
    collection, usual = collection_of(wish.collection) if wish.collection else (None, None)
    order = _order(wish, category, bool(code or asked), usual)
    key = after(wish.cursor, ORDERS[order][1])
    place = order == "placed" and collection is None
    filters, values = _filters(wish)
    shape = Shape(
        order, words=bool(code or asked), place=place, category=category is not None and not place,
        status=wish.status is not None, in_stock=wish.in_stock, filters=filters, facets=wish.facets,
        spoken=catalog.translations.foreign() is not None,
        further=key is not None, collection=collection is not None,
        ruled=rule is not None and order in ("relevance", "placed"),
    )  # fmt: skip
    values |= {
        "asked": asked, "code": code, "category": category, "collection": collection, "status": wish.status,
        "limit": limit + 1,
        "key": key[0] if key else None, "after": key[1] if key else None,
        "channel": current_channel(), "most": MOST_FACET_VALUES, "steps": search_facets.steps(),
        "locale": current_locale(),
    }  # fmt: skip
    counts_key = search_counts.key_of(shape, values)
    counts = search_counts.known(counts_key)
    if counts is not None:
        shape = replace(shape, facets=False)
    row = run_here(statement(shape), values | (_ruling(rule) if rule else {})).one()
    if counts is None:
        counts = row.facets
        search_counts.remember(counts_key, row.total, counts)
    found = orjson.loads(row.items) if row.items else []
    kept = found[:limit]
    following = encode_cursor(kept[-1][WIDTH], kept[-1][0]) if len(found) > limit else None
    items = listed_texts.spoken([ListedProduct(UUID(item[0]), *item[1:WIDTH]) for item in kept])
    facets = search_facets.named(orjson.loads(counts)) if counts else ()
    return Shelf(items, row.total, following, facets), row.version or 0


def _order(wish: Wish, category: UUID | None, has_words: bool, usual: str | None) -> str:
    order = wish.sort if wish.sort in ORDERS and wish.sort != "placed" else None
    if usual and order in (None, "featured") and not has_words:
        return usual
    order = order or ("relevance" if has_words else "featured" if category else "newest")
    if order == "relevance" and not has_words:
        order = "newest"
    return "placed" if order == "featured" and category and wish.status is None else order


def _filters(wish: Wish) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The facets that are chosen from, and their values by number."""
    chosen: list[tuple[str, Any]] = []
    if wish.brands:
        chosen.append(("brand", list(wish.brands)))
    if wish.rooms:
        chosen.append(("category", [row.id for row in run(CATEGORIES, {"slugs": list(wish.rooms)})]))
    values: dict[str, Any] = {}
    if wish.cheapest is not None or wish.dearest is not None:
        chosen.append(("price", None))
        values |= {
            "cheapest": wish.cheapest or 0,
            "dearest": DEAREST if wish.dearest is None else wish.dearest,
        }
    axes: dict[str, list[str]] = {}
    for option in wish.options:
        axes.setdefault(option.partition("=")[0], []).append(option)
    for axis, options in list(axes.items())[:MOST_OPTIONS]:
        values[f"axis{len(chosen) + 1}"] = axis
        chosen.append(("option", options))
    values |= {f"filter{number}": each for number, (_kind, each) in enumerate(chosen, 1)}
    return tuple(kind for kind, _each in chosen), values


def _ruling(rule: Rule) -> dict[str, Any]:
    brands = [boost for boost in rule.boosts if boost.kind == "brand"]
    rooms = [boost for boost in rule.boosts if boost.kind == "category"]
    return {
        "pins": list(rule.pins), "buries": list(rule.buries),
        "liked": [boost.value for boost in brands], "liking": [_bonus(boost.factor) for boost in brands],
        "rooms": [UUID(boost.value) for boost in rooms], "roominess": [_bonus(boost.factor) for boost in rooms],
    }  # fmt: skip


def _bonus(factor: float) -> int:
    return round((factor - 1) * BOOST_UNIT)


def collection_of(slug: str) -> tuple[UUID, str]:
    """A collection's id and the order that it has by itself. Raises NotFound for one that the shop does not show."""
    row = run(COLLECTION, {"slug": slug}).first()
    if row is None:
        raise NotFound(_("There is no such collection"), code="catalog.collection_not_found")
    return row.id, "placed" if row.kind == "hand" else row.sort


def _category(slug: str) -> UUID:
    found: UUID | None = run(CATEGORY, {"slug": slug}).scalar()
    if found is None:
        raise NotFound(_("There is no such category"), code="catalog.category_not_found")
    return found
