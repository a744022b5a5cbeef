"""A tenant's synonyms and search rules, kept by each process until the version that statements report is another."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.core.tenancy import current_tenant
from app.domains.search import service as search
from app.domains.search.types import Book, Boost, Rule

BOOK = text(
    """
    select (select version from search_book) as version,
        (select json_agg(json_build_array(words, one_way) order by id) from search_synonym) as synonyms,
        (select json_agg(json_build_array(id, words, match, category_id, pins, buries, boosts, redirect)
                         order by length(words) desc, id) from search_rule where active) as rules
    """
)
_books: dict[str, Book] = {}


def current() -> Book:
    """The book as this process knows it; the search that uses it says when it is old."""
    return _books.get(current_tenant().schema) or _load()


def at(version: int) -> Book:
    """The book of a version just read from the database."""
    known = _books.get(current_tenant().schema)
    return known if known is not None and known.version == version else _load()


def _load() -> Book:
    row = run(BOOK).one()
    found = Book(
        row.version or 0,
        search.synonym_map(row.synonyms or ()),
        tuple(map(_rule, row.rules or ())),
    )
    _books[current_tenant().schema] = found
    return found


def _rule(row: list[Any]) -> Rule:
    id_, words, match, category, pins, buries, boosts, redirect = row
    return Rule(
        UUID(id_), words, match, UUID(category) if category else None, tuple(map(UUID, pins)), tuple(map(UUID, buries)),
        tuple(Boost(each["kind"], each["value"], each["factor"]) for each in boosts), redirect,
    )  # fmt: skip
