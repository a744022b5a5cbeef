"""Words that people typed as patterns for LIKE: what they wrote stands for itself, never for any letter."""

LONGEST = 100
_PLAIN = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


def contains(words: str, longest: int = LONGEST) -> str | None:
    """Matches what has the words in it; None where nothing was typed."""
    plain = _plain(words, longest)
    return f"%{plain}%" if plain else None


def begins(words: str, longest: int = LONGEST) -> str:
    """Matches what begins with the words, and everything where nothing was typed."""
    return f"{_plain(words, longest)}%"


def _plain(words: str, longest: int) -> str:
    return words.replace("\0", "").strip()[:longest].translate(_PLAIN)
