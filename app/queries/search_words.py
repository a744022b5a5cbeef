"""What people type becomes a question to PostgreSQL's full text, and misspelt words become those on sale.

Parsing needs the server's dictionaries: it is asked once a process for each query, and the answer is kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import text

from app.core.db import run
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.search import service as search
from app.domains.search.types import Book

PARSE = text(
    """
    select cast(phraseto_tsquery(cast(:language as regconfig), form) as text) as own,
        cast(phraseto_tsquery(cast(:language as regconfig), unaccent(form)) as text) as folded,
        cast(phraseto_tsquery('simple', unaccent(form)) as text) as plain,
        cast(phraseto_tsquery(cast(:spoken as regconfig), form) as text) as spoken,
        cast(phraseto_tsquery(cast(:spoken as regconfig), unaccent(form)) as text) as spoken_folded
    from unnest(cast(:forms as text[])) with ordinality as f (form, place) order by place
    """
)
NEAR = text(
    """
    select asked.word as typed, v.word, v.uses
    from jsonb_to_recordset(cast(:asked as jsonb)) as asked (word text, grams jsonb)
    cross join lateral (select array_agg(value) as grams from jsonb_array_elements_text(asked.grams)) g
    cross join lateral (
        select w.word, w.uses from search_word w
        where w.kind = 'word' and w.grams && g.grams and abs(length(w.word) - length(asked.word)) <= 2
        order by (select count(*) from unnest(w.grams) u where u = any(g.grams)) desc, w.uses desc limit 20
    ) v
    """
)
KEPT: dict[tuple[str, str, str, str, int], "Question"] = {}
MOST_KEPT = 5_000
RARE = 3
SHORTEST = 3  # a letter between quotation marks


@dataclass(frozen=True, slots=True)
class Question:
    """A query as tsqueries in text: all its words; their beginnings; any of them. `code`: as a SKU or barcode."""

    words: str
    code: str
    all_words: str
    beginnings: str
    any_word: str


def question(q: str, book: Book) -> Question:
    """The question that a tidied query asks under the merchant's synonyms. A statement the first time.

    Words are taken in the shop's own language and in the reader's: products may be described in either.
    """
    tenant = current_tenant()
    language = catalog.search_language(tenant.locale)
    spoken = catalog.search_language(catalog.translations.foreign() or tenant.locale)
    key = (tenant.schema, language, spoken, q, book.version)
    found = KEPT.get(key)
    if found is None:
        if len(KEPT) >= MOST_KEPT:
            KEPT.clear()
        found = KEPT[key] = _parse(q, book, language, spoken)
    return found


def _parse(q: str, book: Book, language: str, spoken: str) -> Question:
    wanted = search.parts(q, book.synonyms)
    forms = [form for part in wanted for form in part.forms]
    asked = {"language": language, "spoken": spoken, "forms": forms}
    parsed = iter(run(PARSE, asked, steady=False).all() if forms else [])
    each = [(part, [next(parsed) for _form in part.forms]) for part in wanted]
    telling = [(part, rows) for part, rows in each if any(row.own for row in rows)] or each
    must = [_any(rows) for part, rows in telling if not part.without]
    without = [f"!({_any(rows)})" for part, rows in telling if part.without]
    beginnings = [_any(rows, begin=not part.phrase) for part, rows in telling if not part.without]
    return Question(
        q, q.lower(), _all([*must, *without]), _all([*beginnings, *without]),
        _all([" | ".join(f"({each})" for each in must), *without]) if len(must) > 1 else "",
    )  # fmt: skip


def _any(rows: Sequence[Any], *, begin: bool = False) -> str:
    forms = dict.fromkeys(form for row in rows for form in _spellings(row) if form)
    if begin:
        forms |= dict.fromkeys(f"{row.plain}:*" for row in rows if len(row.plain) > SHORTEST)
    return " | ".join(f"({form})" for form in forms)


def _spellings(row: Any) -> tuple[str, ...]:
    return row.own, row.folded, row.plain, row.spoken, row.spoken_folded


def _all(terms: Iterable[str]) -> str:
    return " & ".join(f"({term})" for term in terms if term)


def mended(q: str, *, rare: bool = False) -> str | None:
    """The query with its unknown words replaced by the nearest on sale; None when there is nothing to mend.

    With `rare`, a word that few products have gives way to one that many times as many have.
    """
    typed = [word for word in dict.fromkeys(search.words_of(q)) if len(word) > 2]
    if not typed:
        return None
    asked = [{"word": word, "grams": search.grams(word)} for word in typed]
    candidates: dict[str, list[tuple[str, int]]] = {}
    for row in run(NEAR, {"asked": orjson.dumps(asked).decode()}, steady=False):
        candidates.setdefault(row.typed, []).append((row.word, row.uses))
    uses = {word: count for near in candidates.values() for word, count in near}
    better = {
        word: nearest
        for word in typed
        if (word not in uses or rare)
        and (nearest := search.nearest(word, candidates.get(word, ())))
        and uses[nearest] >= RARE * uses.get(word, 0)
    }
    return " ".join(better.get(word, word) for word in search.words_of(q)) if better else None
