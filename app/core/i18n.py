"""Words in the reader's language, outside and inside requests. Message ids are English.

Catalogs are read from their `.po` files: nothing to compile, nothing that can be stale.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, numbers
from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
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
    """The catalog of a language; English, whose words are the message ids, has none."""
    source = CATALOGS / locale / "LC_MESSAGES" / "messages.po"
    if not source.exists():
        return NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale))
    compiled.seek(0)
    return Translations(compiled)


def gettext(message: str, **values: object) -> str:
    """`message` in the current language, with `%(name)s` filled in."""
    translated = _translations(_locale.get()).gettext(message)
    return translated % values if values else translated


class Told(str):
    """A sentence in English that can be said in other languages later: its words, and what fills them in."""

    __slots__ = ("facts", "words")
    words: str
    facts: Mapping[str, object]

    @classmethod
    def of(cls, words: str, facts: Mapping[str, object]) -> "Told":
        """The sentence of these words, filled in."""
        made = cls(words % facts if facts else words)
        made.words, made.facts = words, facts
        return made


def to_tell(words: str, **facts: object) -> Told:
    """A sentence whose reader is not known yet; the fact `why` is a sentence itself. Babel finds its words."""
    return Told.of(words, facts)


def spoken(words: str, facts: Mapping[str, object]) -> str:
    """What was `told`, in the current language."""
    said = {name: gettext(str(each)) if name == "why" else each for name, each in facts.items()}
    return gettext(words, **said)


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The plural form for `num`, which is also available as `%(num)s`."""
    translated = _translations(_locale.get()).ngettext(one, many, num)
    return translated % {"num": num, **values}


def lazy_gettext(message: str, **values: object) -> LazyProxy:
    """Translated when shown: for labels made at import time."""
    return LazyProxy(lambda: gettext(message, **values), enable_cache=False)


def format_datetime(moment: datetime, timezone: str = "UTC", style: str = "medium") -> str:
    return str(babel_datetime(moment, format=style, tzinfo=ZoneInfo(timezone), locale=Locale(_locale.get())))


def format_date(moment: datetime, timezone: str = "UTC", style: str = "medium") -> str:
    return str(babel_date(moment.astimezone(ZoneInfo(timezone)), format=style, locale=Locale(_locale.get())))


def format_quantity(quantity: Decimal) -> str:
    """A quantity with up to three decimals, as written in the current language."""
    return _quantity(quantity, _locale.get())


@lru_cache(maxsize=1024)
def _quantity(quantity: Decimal, locale: str) -> str:
    return str(numbers.format_decimal(quantity, format="#,##0.###", locale=locale))


def format_rate(rate_micro: int) -> str:
    """A tax rate in millionths as a percentage in the current language: 190000 is "19%"."""
    return str(
        numbers.format_percent(Decimal(rate_micro) / 1_000_000, format=_rate_pattern(), locale=_locale.get())
    )


def _rate_pattern() -> str:
    return "#,##0.###\N{NO-BREAK SPACE}%" if _locale.get() == "de" else "#,##0.###%"
