"""How options and their values are called in another language elsewhere in the shop."""

from collections.abc import Sequence

from sqlalchemy import text

from app.core.db import run

KNOWN = text(
    "select word, label from option_label where locale = :locale and word = any(cast(:words as text[]))"
)


def known(locale: str, words: Sequence[str]) -> dict[str, str]:
    """Word ("Size", "Size=Large") to its label, for those that some product has one for."""
    if not words:
        return {}
    return {row.word: row.label for row in run(KNOWN, {"locale": locale, "words": list(words)})}
