"""How complete a product is for a channel and a language, and what is missing: from what its listing keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext
from app.domains.catalog import service as catalog
from app.domains.catalog.types import FieldSpec

# What a channel needs of a product, in the order in which it is told.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "web": ("picture", "alt", "description", "category", "price", "weight", "maker", "fact"),
    "b2b": ("picture", "alt", "description", "category", "price", "weight", "maker", "fact"),
    "pos": ("price", "barcode"),
    "marketplace": (
        "picture", "description", "category", "price", "weight", "barcode", "brand", "maker", "fact",
    ),
    "api": ("picture", "description", "price", "fact"),
    "phone": ("price",),
}  # fmt: skip
TEXTS: Mapping[str, tuple[str, ...]] = {
    "web": ("title", "description", "seo_title", "seo_description", "labels", "alt", "fact"),
    "b2b": ("title", "description", "seo_title", "seo_description", "labels", "alt", "fact"),
    "pos": ("title", "labels"),
    "marketplace": ("title", "description", "labels", "fact"),
    "api": ("title", "description", "labels", "fact"),
    "phone": ("title", "labels"),
}
WORDS = {
    "picture": lazy_gettext("Picture"), "alt": lazy_gettext("Picture in words"),
    "description": lazy_gettext("Description"), "category": lazy_gettext("Category"),
    "price": lazy_gettext("Price"), "weight": lazy_gettext("Weight"), "barcode": lazy_gettext("Bar code"),
    "brand": lazy_gettext("Brand"), "maker": lazy_gettext("Manufacturer"), "title": lazy_gettext("Title"),
    "seo_title": lazy_gettext("Page title"), "seo_description": lazy_gettext("Page description"),
    "labels": lazy_gettext("Options and values"),
}  # fmt: skip
OF_PRODUCT = text("select gaps from product_listing where product_id = :id")
KINDS = text(
    "select kind from channel where active group by kind order by kind <> 'web', kind <> 'pos', kind"
)
CHANNELS = {
    "web": lazy_gettext("Web shop"), "pos": lazy_gettext("Stores"), "b2b": lazy_gettext("Business customers"),
    "marketplace": lazy_gettext("Marketplaces"), "api": lazy_gettext("API"), "phone": lazy_gettext("Phone orders"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing: `code` as the listing keeps it, such as `picture`, `fact:width`, `de:title`."""

    code: str
    label: str

    @property
    def language(self) -> str:
        """Of a text in another language, which; else empty."""
        first, _sign, rest = self.code.partition(":")
        return first if rest and first != "fact" else ""

    @property
    def field(self) -> str:
        """What is missing, without its language."""
        return self.code.partition(":")[2] if self.language else self.code


@dataclass(frozen=True, slots=True)
class Score:
    """For a channel and a language: whole per cent, 100 only when nothing is missing."""

    percent: int
    missing: Sequence[Gap]


def kinds() -> list[tuple[str, str]]:
    """The kinds of channel that the tenant sells on, with their words; the web shop first."""
    return [(row.kind, str(CHANNELS[row.kind])) for row in run(KINDS, {}) if row.kind in NEEDS]


def gaps_of(product_id: UUID) -> list[str]:
    """What is missing of a product, for whatever channel and language."""
    row = run(OF_PRODUCT, {"id": product_id}).first()
    return list(row.gaps) if row else []


def specs_by_type() -> dict[UUID, list[FieldSpec]]:
    """The required facts of each product type."""
    return {
        row.id: [spec for spec in catalog.attributes.read(row.fields) if spec.required]
        for row in catalog.attributes.types()
    }


def codes(kind: str, locale: str, specs: Sequence[FieldSpec]) -> list[str]:
    """All that can be missing for a channel and a language."""
    own = catalog.translations.own_language()
    facts = [f"fact:{spec.code}" for spec in specs]
    plain = _with_facts(NEEDS[kind], facts)
    if locale == own:
        return plain
    localised = [f"fact:{spec.code}" for spec in specs if spec.localised]
    spoken = _with_facts(TEXTS[kind], localised)
    return [code for code in plain if code not in spoken] + [f"{locale}:{code}" for code in spoken]


def _with_facts(needs: Sequence[str], facts: Sequence[str]) -> list[str]:
    return [each for need in needs for each in (facts if need == "fact" else [need])]


def score(gaps: Sequence[str], kind: str, locale: str, specs: Sequence[FieldSpec]) -> Score:
    """How complete a product with these gaps is."""
    asked, there = codes(kind, locale, specs), set(gaps)
    labels = {spec.code: spec.label for spec in specs}
    missing = [Gap(code, _label(code, labels)) for code in asked if code in there]
    return Score(100 * (len(asked) - len(missing)) // len(asked), missing)


def _label(code: str, labels: Mapping[str, Any]) -> str:
    gap = Gap(code, "")
    if gap.field.startswith("fact:"):
        name = gap.field.removeprefix("fact:")
        words = labels.get(name, name)
    else:
        words = str(WORDS[gap.field])
    return _("%(what)s (%(language)s)", what=words, language=gap.language) if gap.language else words


def every_code(kind: str, locale: str) -> list[str]:
    """As `codes`, for products of whatever type: to find those that miss one."""
    specs = {spec.code: spec for each in specs_by_type().values() for spec in each}
    return codes(kind, locale, list(specs.values()))
