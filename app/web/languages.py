"""Which language a browser asks for, whatever the region: `de-DE` and `de-AT` are German."""

from functools import lru_cache

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from app.core.i18n import LOCALES

LONGEST_HEADER = 200


def asked_locale(header: str) -> str | None:
    """The language we speak that an Accept-Language header ranks highest; None when it names none of ours."""
    return _ranked_first(header[:LONGEST_HEADER]) if header else None


@lru_cache(maxsize=512)
def _ranked_first(header: str) -> str | None:
    for tag, quality in parse_accept_header(header, LanguageAccept):
        language = tag.replace("_", "-").split("-")[0].lower()
        if quality > 0 and language in LOCALES:
            return language
    return None
