"""Words in the reader's language, outside and inside requests. Message ids are English."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from babel.support import LazyProxy, Translations

LOCALES = ("en", "de")
CATALOGS = Path(__file__).resolve().parent.parent / "web" / "translations"
_locale: ContextVar[str] = ContextVar("locale", default="en")


def current_locale() -> str:
    return _locale.get()


@contextmanager
def locale_scope(locale: str) -> Iterator[None]:
    """Speak `locale` for the block; unknown ones fall back to English."""
    token = _locale.set(best_locale(locale))
    try:
        yield
    finally:
        _locale.reset(token)


def best_locale(wanted: str | None) -> str:
    """The supported locale nearest to a tag like `de-AT`."""
    language = (wanted or "en").replace("_", "-").split("-")[0].lower()
    return language if language in LOCALES else "en"


@lru_cache(maxsize=16)
def _translations(locale: str) -> NullTranslations:
    return Translations.load(CATALOGS, [locale])


def gettext(message: str, **values: object) -> str:
    """`message` in the current language, with `%(name)s` filled in."""
    translated = _translations(_locale.get()).gettext(message)
    return translated % values if values else translated


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The plural form for `num`, which is also available as `%(num)s`."""
    translated = _translations(_locale.get()).ngettext(one, many, num)
    return translated % {"num": num, **values}


def lazy_gettext(message: str, **values: object) -> LazyProxy:
    """Translated when shown: for labels made at import time."""
    return LazyProxy(lambda: gettext(message, **values), enable_cache=False)


def format_datetime(moment: datetime, timezone: str = "UTC", style: str = "medium") -> str:
    return str(babel_datetime(moment, format=style, tzinfo=ZoneInfo(timezone), locale=Locale(_locale.get())))  # type: ignore[arg-type]  # babel takes the literal names


def format_date(moment: datetime, timezone: str = "UTC", style: str = "medium") -> str:
    return str(babel_date(moment.astimezone(ZoneInfo(timezone)), format=style, locale=Locale(_locale.get())))  # type: ignore[arg-type]  # babel takes the literal names
