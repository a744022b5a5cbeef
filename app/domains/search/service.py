"""The door of the shop's search: words, synonyms, rules, what was sought. Nothing here commits."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, text

from app.core import audit
from app.core.db import db, run
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.search.counting import MOST_RESULTS, fold_notes, note
from app.domains.search.errors import UnknownSynonym
from app.domains.search.merchandising import changed, checked, remove_rule, rule, rules, save_rule
from app.domains.search.models import SearchSynonym
from app.domains.search.rules import LONGEST_WORD, fold, grams, nearest, parts, tidy, words_of

LEARN = text(
    """
    insert into search_word (kind, word, label, grams, uses)
    select w.kind, w.word, w.label, array(select jsonb_array_elements_text(w.grams)), w.uses
    from jsonb_to_recordset(cast(:words as jsonb)) as w (kind text, word text, label text, grams jsonb, uses integer)
    where not exists (select from search_word k where k.kind = w.kind and k.word = w.word)
    order by w.kind, w.word
    on conflict do nothing
    """
)
FORGET = text("delete from search_word")


def synonyms() -> list[SearchSynonym]:
    """All of them, oldest first."""
    return list(db.session.scalars(select(SearchSynonym).order_by(SearchSynonym.id)))


def add_synonym(words: Iterable[str], *, one_way: bool = False) -> SearchSynonym:
    """Let words find one another, or only the first the others. Raises Invalid for fewer than two."""
    given = list(dict.fromkeys(" ".join(words_of(each)) for each in words if words_of(each)))
    if len(given) < 2:
        problem = _("Give at least two words or phrases")
        raise Invalid(problem, fields={"words": problem})
    row = SearchSynonym(id=new_id(), words=given, one_way=one_way)
    db.session.add(row)
    db.session.flush()
    audit.record("search.synonym_added", object_type="synonym", object_id=row.id, after={"words": given})
    changed()
    return row


def remove_synonym(synonym_id: UUID) -> None:
    """Take a group of words away. Raises UnknownSynonym."""
    row = db.session.get(SearchSynonym, synonym_id)
    if row is None:
        raise UnknownSynonym(_("There is no such synonym"))
    audit.record(
        "search.synonym_removed", object_type="synonym", object_id=row.id, before={"words": row.words}
    )
    db.session.delete(row)
    db.session.flush()
    changed()


def synonym_map(groups: Iterable[Sequence[Any]]) -> dict[str, tuple[str, ...]]:
    """Groups of (words, one way) as folded words to what they find besides."""
    found: dict[str, dict[str, None]] = {}
    for words, one_way in groups:
        for word in words[:1] if one_way else words:
            others = (each for each in words if each != word)
            found.setdefault(fold(word), {}).update(dict.fromkeys(others))
    return {word: tuple(others) for word, others in found.items()}


def learn(uses: Mapping[tuple[str, str], int], *, afresh: bool = False) -> None:
    """Know words and brands of the products on sale: (kind, as written) to how many have it."""
    known: dict[tuple[str, str], dict[str, Any]] = {}
    for (kind, label), count in uses.items():
        word = " ".join(words_of(label)) if kind == "brand" else fold(label)
        if 2 < len(word) <= LONGEST_WORD and not word.isdigit():
            row = known.setdefault(
                (kind, word), {"kind": kind, "word": word, "label": label, "grams": grams(word), "uses": 0}
            )
            row["uses"] += count
    if afresh:
        run(FORGET)
    run(LEARN, {"words": orjson.dumps(list(known.values())).decode()})


__all__ = [
    "MOST_RESULTS", "add_synonym", "changed", "checked", "fold", "fold_notes", "grams", "learn", "nearest", "note", "parts",
    "remove_rule", "remove_synonym", "rule", "rules", "save_rule", "synonym_map", "synonyms", "tidy", "words_of",
]  # fmt: skip
