"""A product's texts side by side: the shop's own on one hand, another language on the other, and what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext
from app.domains.catalog import service as catalog
from app.domains.catalog.types import FieldSpec
from app.domains.channels import service as channels
from app.domains.channels.types import Languages
from app.flows.product_content import Content, content_of, from_json
from app.queries import option_labels

NAMES = {"en": lazy_gettext("English"), "de": lazy_gettext("German")}
LONG = ("description", "warnings", "seo_description")
LABELS = {
    "title": lazy_gettext("Title"), "description": lazy_gettext("Description"),
    "seo_title": lazy_gettext("Page title"), "seo_description": lazy_gettext("Page description"),
    "warnings": lazy_gettext("Warnings"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Language:
    """A language with how many of a product's texts it lacks; `missing` 0 where the shop does not offer it."""

    code: str
    name: str
    missing: int
    offered: bool


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a product. `name` is its form field; `guess` is how another product says it."""

    name: str
    label: str
    source: str
    value: str
    long: bool = False
    html: bool = False
    guess: str = ""

    @property
    def missing(self) -> bool:
        return bool(self.source) and not self.value


def name_of(locale: str) -> str:
    """A language in the reader's own."""
    return str(NAMES.get(locale, locale))


def now(product_id: UUID) -> Content:
    """The product as it waits to be published, else as it is. Raises NoSuchProduct."""
    product, waiting = catalog.product(product_id), catalog.pending(product_id)
    return from_json(waiting.content) if waiting else content_of(product)


def languages(content: Content) -> list[Language]:
    """Every language that the product's texts can be translated into."""
    offered = channels.setting(Languages).offered
    return [
        Language(
            locale, name_of(locale), sum(each.missing for each in texts(content, locale)) if locale in offered else 0,
            locale in offered,
        )
        for locale in catalog.translations.others()
    ]  # fmt: skip


def texts(content: Content, locale: str) -> list[Text]:
    """Every text with what it is in a language so far; those that the shop's own language has not are left out."""
    draft, said = content.draft, catalog.translations.said(content.draft.translations, locale)
    sources = {name: str(getattr(draft, name, "") or "") for name in LABELS} | {
        "warnings": str((draft.safety or {}).get("warnings", ""))
    }
    found = [
        Text(
            f"translations.{locale}.{name}", str(label), sources[name], str(said.get(name, "")),
            name in LONG, name == "description",
        )
        for name, label in LABELS.items()
        if sources[name] or said.get(name)
    ]  # fmt: skip
    return found + _labels(content, locale, said) + _facts(content, locale)


def _labels(content: Content, locale: str, said: Mapping[str, Any]) -> list[Text]:
    words = catalog.translations.words_of(
        content.draft.option_names, [each.option_values for each in content.variants if each.active]
    )
    labels, known = said.get("labels") or {}, option_labels.known(locale, words)
    found = []
    for word in words:
        name, sign, value = word.partition("=")
        label = _("Option %(name)s", name=name) if not sign else f"{name}"
        guess = "" if word in labels else known.get(word, "")
        found.append(
            Text(
                f"translations.{locale}.labels.{word}",
                label,
                value or name,
                labels.get(word, ""),
                guess=guess,
            )
        )
    return found


def _facts(content: Content, locale: str) -> list[Text]:
    own = catalog.translations.own_language()
    found = []
    for spec in _localised(content):
        value = content.draft.attributes.get(spec.code)
        by_locale = value if isinstance(value, Mapping) else {own: value}
        source, said = str(by_locale.get(own) or ""), str(by_locale.get(locale) or "")
        if source or said:
            rich = spec.kind == "rich"
            name = f"attributes.{spec.code}.{locale}"
            found.append(Text(name, spec.label, source, said, rich, rich))
    return found


def _localised(content: Content) -> Sequence[FieldSpec]:
    return [spec for spec in catalog.attributes.specs_of(content.draft.type_id) if spec.localised]


def translated(content: Content, locale: str, form: Mapping[str, str]) -> Content:
    """The content with one language as typed; other languages stay. Fields are named as in `texts`."""
    prefix, marks = f"translations.{locale}.", f"translations.{locale}.labels."
    said: dict[str, Any] = {
        name: form[prefix + name] for name in catalog.translations.FIELDS if prefix + name in form
    }
    said["labels"] = {
        name.removeprefix(marks): words for name, words in form.items() if name.startswith(marks)
    }
    attributes = dict(content.draft.attributes)
    own = catalog.translations.own_language()
    for spec in _localised(content):
        if (name := f"attributes.{spec.code}.{locale}") in form:
            value = attributes.get(spec.code)
            by_locale = dict(value) if isinstance(value, Mapping) else {own: value}
            attributes[spec.code] = by_locale | {locale: form[name]}
    whole = {**(content.draft.translations or {}), locale: said}
    return replace(content, draft=replace(content.draft, translations=whole, attributes=attributes))
