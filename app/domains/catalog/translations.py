"""A product's texts in languages other than the shop's own: what may be said, and what shoppers read.

What nobody translated is read in the shop's own language, field by field.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.i18n import LOCALES, current_locale
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.catalog import rules
from app.domains.catalog.models import Category
from app.domains.catalog.types import LONGEST, Translations

FIELDS = ("title", "description", "seo_title", "seo_description", "warnings")
MOST_LABELS = 5_000


def own_language() -> str:
    """The language that the shop's texts are written in first."""
    return current_tenant().locale[:2].lower()


def others() -> tuple[str, ...]:
    """Languages that texts can be translated into."""
    return tuple(locale for locale in LOCALES if locale != own_language())


def foreign() -> str | None:
    """The reader's language when it is not the shop's own."""
    locale = current_locale()
    return locale if locale != own_language() else None


def value_word(option: str, value: str) -> str:
    """What an option's value is kept under among the labels; an option is kept under its name."""
    return f"{option}={value}"


def words_of(option_names: Sequence[str], option_values: Sequence[Sequence[str]]) -> list[str]:
    """All that labels can be given for: each option, followed by its values in the variants' order."""
    found: list[str] = []
    for place, name in enumerate(option_names):
        values = dict.fromkeys(each[place] for each in option_values if len(each) > place)
        found += [name, *(value_word(name, value) for value in values)]
    return found


def said(texts: Translations | None, locale: str | None) -> Mapping[str, Any]:
    """What is said in a language; nothing for the shop's own."""
    return (texts or {}).get(locale or "") or {}


def tidied(given: Translations) -> dict[str, dict[str, Any]]:
    """Normal form: known languages but the shop's own, without what is empty; descriptions are safe HTML."""
    found: dict[str, dict[str, Any]] = {}
    for locale in others():
        texts = given.get(locale) or {}
        kept: dict[str, Any] = {name: words for name in FIELDS if (words := _clean(name, texts.get(name)))}
        labels = {
            str(word): clean
            for word, label in dict(texts.get("labels") or {}).items()
            if (clean := " ".join(str(label).split()))
        }
        if labels:
            kept["labels"] = labels
        if kept:
            found[locale] = kept
    return found


def _clean(name: str, words: object) -> str:
    text = str(words or "").replace("\0", "")
    if name == "description":
        return rules.safe_html(text)
    return text.strip() if name == "warnings" else " ".join(text.split())


def faults_of(given: Translations) -> dict[str, str]:
    """`translations.<language>.<field>` to what must be mended in it."""
    faults: dict[str, str] = {}
    for locale in given:
        if locale not in others() and locale != own_language():
            faults[f"translations.{locale}"] = _("Choose languages of the list")
    for locale, texts in tidied(given).items():
        for name in FIELDS:
            longest = LONGEST.get(name, 5_000)
            if len(texts.get(name, "")) > longest:
                faults[f"translations.{locale}.{name}"] = _("Use at most %(max)s characters", max=longest)
        labels = texts.get("labels", {})
        for word, label in labels.items():
            if len(label) > LONGEST["option_values"] or len(word) > 2 * LONGEST["option_values"]:
                place = f"translations.{locale}.labels.{word}"
                faults[place] = _("Use at most %(max)s characters", max=LONGEST["option_values"])
        if len(labels) > MOST_LABELS:
            faults[f"translations.{locale}.labels"] = _("These are too many")
    return faults


def category_texts(row: Category) -> tuple[str, str]:
    """A category's name and description in the reader's language, else in the shop's own."""
    texts = said(row.translations, foreign())
    return texts.get("name") or row.name, texts.get("description") or row.description


def tidied_category(given: Translations) -> dict[str, dict[str, str]]:
    """As `tidied`, of a category."""
    found: dict[str, dict[str, str]] = {}
    for locale in others():
        texts = given.get(locale) or {}
        kept = {
            "name": " ".join(str(texts.get("name") or "").split()),
            "description": rules.safe_html(str(texts.get("description") or "")),
        }
        if present := {name: words for name, words in kept.items() if words}:
            found[locale] = present
    return found


def category_faults(given: Translations) -> dict[str, str]:
    """`translations.<language>.name` to what must be mended in it."""
    return {
        f"translations.{locale}.name": _("Use at most %(max)s characters", max=LONGEST["categories"])
        for locale, texts in tidied_category(given).items()
        if len(texts.get("name", "")) > LONGEST["categories"]
    }
