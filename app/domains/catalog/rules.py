"""Pure rules of the catalogue: addresses, made SKUs, safe HTML, and what a loaded product is known by."""

import hashlib
import html
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import nh3
import orjson

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.catalog import goods
from app.domains.catalog.errors import CategoryLoop
from app.domains.catalog.types import (
    LONGEST,
    MOST_OPTIONS,
    MOST_VARIANTS,
    ImportProduct,
    ProductDraft,
    Translations,
    VariantDraft,
)

_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "å": "a", "œ": "oe"}
)
_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "div", "dl", "dt", "em",
    "h2", "h3", "h4", "h5", "h6", "hr", "i", "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub",
    "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}}
PLAIN = (
    "title", "description", "brand", "kind", "tags", "option_names", "seo_title", "seo_description",
    "tax_class",
)  # fmt: skip
EXACT = ("sku", "price", "compare_at")
KEPT = ("cost", "barcode", "weight_grams", "picture", "content")
_TAG = re.compile(r"<[a-zA-Z/!?]")
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener nofollow",
    strip_comments=True,
)


def slugify(text: str) -> str:
    """Letters and digits of any script in lower case, joined by dashes; may be empty."""
    plain = unicodedata.normalize("NFKC", text).lower().translate(_GERMAN)
    decomposed = unicodedata.normalize("NFD", plain)
    latin = unicodedata.normalize("NFC", "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f"))
    return re.sub(r"[\W_]+", "-", latin).strip("-")[: LONGEST["slug"] - 20].strip("-")


def slug_for(text: str, key: str) -> str:
    """The address wanted for a name; the same at every run."""
    return slugify(text) or f"product-{_mark(key)}"


def slugs_for(text: str, key: str) -> tuple[str, str]:
    """The address wanted for a name, and the one to take when it is taken; the same at every run."""
    base = slug_for(text, key)
    return base, f"{base}-{_mark(key)}"


def made_sku(key: str, option_values: Sequence[str]) -> tuple[str, str]:
    """A SKU of `[A-Z0-9-]` for a variant, and the one to take when that is taken; always the same."""
    whole = " ".join((key, *option_values))
    ascii_only = (
        unicodedata.normalize("NFKD", whole.lower().translate(_GERMAN)).encode("ascii", "ignore").decode()
    )
    base = re.sub(r"[^A-Z0-9]+", "-", ascii_only.upper()).strip("-")
    mark = _mark("\0".join((key, *option_values))).upper()
    lossy = len(base) > 60 or not base
    first = f"{base[:60].strip('-')}-{mark}".strip("-") if lossy else base
    return first, f"{base[:60].strip('-')}-{mark}".strip("-")


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def safe_html(text: str) -> str:
    """Description as it is shown: plain text becomes paragraphs, HTML keeps only harmless tags."""
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if _TAG.search(text):
        text = str(_CLEANER.clean(text)).strip()
        if "<" in text:
            return text
    if not text:
        return ""
    paragraphs = re.split(r"\s*\n\s*\n\s*", html.escape(html.unescape(text), quote=False))
    return str(_CLEANER.clean("".join(f"<p>{_with_breaks(part)}</p>" for part in paragraphs)))


def _with_breaks(text: str) -> str:
    return re.sub(r"\s*\n\s*", "<br>", text)


def plain_text(description: str, length: int = 300) -> str:
    """The words of a description, for search results and meta tags."""
    words = html.unescape(re.sub(r"<[^>]+>", " ", description))
    return " ".join(words.split())[:length]


def fingerprint(form: ImportProduct) -> str:
    """What a file says of a product, in 32 characters; without stock, which counts only the first time."""
    facts: list[Any] = [
        form.key, form.title, form.description, form.status, form.brand, form.kind, form.tags,
        form.option_names,
        form.seo_title, form.seo_description, form.tax_class, form.categories,
        [(picture.url, picture.alt) for picture in form.pictures],
        [
            (v.sku, v.option_values, v.price, v.compare_at, v.cost, v.barcode, v.weight_grams, v.picture)
            for v in form.variants
        ],
    ]  # fmt: skip
    if form.translations or any(v.content for v in form.variants):
        facts += [form.translations, [(str(v.content or ""), v.content_unit) for v in form.variants]]
    if any(v.keys for v in form.variants):
        facts.append([v.keys for v in form.variants])
    return hashlib.sha256(orjson.dumps(facts)).hexdigest()[:32]


def differences(there: ImportProduct, file: ImportProduct) -> list[str]:
    """Names of what a file would change in the shop; what it does not speak of stays."""
    changed = [name for name in PLAIN if getattr(there, name) != getattr(file, name)]
    if there.status not in ("archived", file.status):
        changed.append("status")
    if not set(file.categories) <= set(there.categories):
        changed.append("categories")
    if file.pictures and [p.url for p in file.pictures] != [p.url for p in there.pictures]:
        changed.append("pictures")
    if _says_otherwise(there.translations, file.translations):
        changed.append("translations")
    here = {variant.option_values: variant for variant in there.variants}
    for variant in file.variants:
        before = here.get(variant.option_values)
        if before is None:
            changed.append("variants")
            continue
        changed.extend(name for name in EXACT if getattr(before, name) != getattr(variant, name))
        for name in KEPT:
            after = getattr(variant, name)
            if after is not None and after != getattr(before, name):
                changed.append(name)
        if variant.content is not None and variant.content_unit != before.content_unit:
            changed.append("content")
    return list(dict.fromkeys(changed))


def _says_otherwise(there: Translations, file: Translations) -> bool:
    """Whether a file has a text, or a label, in another language that the shop has not so."""
    for locale, said in file.items():
        now = there.get(locale) or {}
        labels = now.get("labels") or {}
        if any(now.get(name) != text for name, text in said.items() if name != "labels"):
            return True
        if any(labels.get(word) != label for word, label in (said.get("labels") or {}).items()):
            return True
    return False


def checked_product(draft: ProductDraft) -> dict[str, str]:
    """Field name to what must be mended in it."""
    faults: dict[str, str] = {}
    if not draft.title.strip():
        faults["title"] = _("A product needs a title")
    for field in ("title", "slug", "brand", "kind", "seo_title", "seo_description", "description"):
        if len(getattr(draft, field)) > LONGEST[field]:
            faults[field] = _("Use at most %(max)s characters", max=LONGEST[field])
    if any(len(tag) > LONGEST["tags"] for tag in draft.tags):
        faults["tags"] = _("Use at most %(max)s characters", max=LONGEST["tags"])
    if any(len(word) > LONGEST["keywords"] for word in draft.keywords):
        faults["keywords"] = _("Use at most %(max)s characters", max=LONGEST["keywords"])
    names = [name.strip().casefold() for name in draft.option_names]
    if len(set(names)) < len(names):
        faults["option_names"] = _("Two options have the same name")
    elif any(not name or len(name) > LONGEST["option_names"] for name in names):
        faults["option_names"] = _(
            "Name every option in at most %(max)s characters", max=LONGEST["option_names"]
        )
    elif len(names) > MOST_OPTIONS:
        faults["option_names"] = _("A product has at most %(max)s options", max=MOST_OPTIONS)
    return faults


def checked_variants(
    option_names: Sequence[str], variants: Sequence[VariantDraft], *, known: Collection[str] = ()
) -> dict[str, str]:
    """`variants.<index>.<field>` to what must be mended: values missing, combinations or SKUs that repeat.

    Bar codes in `known` are there already and stay, even if their check digit is wrong.
    """
    faults: dict[str, str] = {}
    if not variants:
        faults["variants"] = _("A product needs at least one variant")
    if len(variants) > MOST_VARIANTS:
        faults["variants"] = _("A product has at most %(max)s variants", max=MOST_VARIANTS)
    combinations: dict[tuple[str, ...], int] = {}
    skus: dict[str, int] = {}
    for index, variant in enumerate(variants):
        values = tuple(value.strip() for value in variant.option_values)
        place = f"variants.{index}"
        if len(values) != len(option_names) or not all(values):
            faults[f"{place}.option_values"] = _("Give a value for every option")
        elif any(len(value) > LONGEST["option_values"] for value in values):
            faults[f"{place}.option_values"] = _(
                "Use at most %(max)s characters", max=LONGEST["option_values"]
            )
        elif combinations.setdefault(values, index) != index:
            faults[f"{place}.option_values"] = _("Another variant has these options already")
        for field in ("sku", "barcode"):
            if len(getattr(variant, field) or "") > LONGEST[field]:
                faults[f"{place}.{field}"] = _("Use at most %(max)s characters", max=LONGEST[field])
        faults |= {f"{place}.{name}": words for name, words in goods.faults_of(variant, known).items()}
        if variant.sku and skus.setdefault(variant.sku, index) != index:
            faults[f"{place}.sku"] = _("Another variant has this SKU already")
    return faults


def refuse(faults: Mapping[str, str]) -> None:
    """Raise Invalid when there are faults."""
    if faults:
        raise Invalid(_("Some fields need another look"), fields=faults)


def tidy(words: Iterable[str]) -> list[str]:
    """Words without blanks around and repeats, in order."""
    return list(dict.fromkeys(word for raw in words if (word := " ".join(raw.split()))))


def refuse_loop(parents: Mapping[UUID, UUID | None], category_id: UUID, new_parent: UUID | None) -> None:
    """Raise CategoryLoop when `new_parent` is the category itself or stands below it."""
    above = new_parent
    while above is not None:
        if above == category_id:
            message = _("A category cannot stand below itself")
            raise CategoryLoop(
                message, fields={"parent_id": _("Choose a category that is not below this one")}
            )
        above = parents.get(above)
