"""Words without a database: folding, taking a query apart, trigrams, how far two words are apart."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from app.domains.search.types import Part

LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "\u0131": "i"}
)
WORD = re.compile(r"\w+")
PART = re.compile(r'(-?)"([^"]*)"|(\S+)')
MOST_PARTS, LONGEST_QUERY, LONGEST_WORD = 16, 200, 40
SYNONYM_LENGTH = 4


def tidy(q: str | None) -> str:
    """A query with single spaces, cut to what anybody types."""
    return " ".join((q or "").replace("\0", " ").split())[:LONGEST_QUERY]


def fold(text: str) -> str:
    """Small letters without accents, as PostgreSQL's unaccent sees Latin, Greek and Cyrillic ones."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The folded words of a text, in its order."""
    return WORD.findall(fold(text).replace("_", " "))


def parts(q: str, synonyms: Mapping[str, Sequence[str]]) -> tuple[Part, ...]:
    """A query taken apart: words, "phrases", -words; each word or run of words with its synonyms."""
    found: list[Part] = []
    run: list[str] = []
    for sign, phrase, other in PART.findall(q):
        if other and not (other.startswith("-") and len(other) > 1 and other[1].isalnum()):
            run += WORD.findall(other.replace("_", " "))
            continue
        found += _with_synonyms(run, synonyms)
        run = []
        form = " ".join(WORD.findall(phrase or other))
        if form:
            found.append(Part((form,), phrase=True, without=bool(sign) or bool(other)))
    return tuple([*found, *_with_synonyms(run, synonyms)][:MOST_PARTS])


def _with_synonyms(run: Sequence[str], synonyms: Mapping[str, Sequence[str]]) -> list[Part]:
    """Words as parts; the longest run that has synonyms goes first."""
    found, place = [], 0
    while place < len(run):
        for size in range(min(SYNONYM_LENGTH, len(run) - place), 0, -1):
            words = " ".join(run[place : place + size])
            if others := synonyms.get(fold(words)):
                found.append(Part((words, *others)))
                break
        else:
            size = 1
            found.append(Part((run[place],)))
        place += size
    return found


def grams(word: str) -> list[str]:
    """Groups of three letters of a folded word, with its beginning and end marked."""
    marked = f"  {word} "
    return sorted({marked[place : place + 3] for place in range(len(marked) - 2)})


def distance(one: str, other: str, most: int) -> int:
    """Letters to add, drop, change or swap to get from one word to the other; `most` + 1 when there are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, now = list[int](), list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        older, before, now = before, now, [row]
        for column, wanted in enumerate(other, 1):
            cost = min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, older[column - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
    return now[-1]


def nearest(word: str, candidates: Iterable[tuple[str, int]]) -> str | None:
    """The candidate (word, uses) that was probably meant; None when none is near enough."""
    most = 0 if len(word) < 3 or word.isdigit() else 1 if len(word) < 5 else 2
    near = [
        (distance(word, each, most), each[:1] != word[:1], -uses, each)
        for each, uses in candidates
        if each != word
    ]
    best = min((each for each in near if each[0] <= most), default=None)
    return best[3] if best else None
