"""What changed in a product between two of its versions, in words, and who changed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext
from app.core.money import format_money
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.catalog.models import Product, ProductVersion
from app.flows.product_content import content_of, to_json

LABELS = {
    "title": lazy_gettext("Title"), "slug": lazy_gettext("Address"),
    "description": lazy_gettext("Description"), "status": lazy_gettext("State"),
    "brand": lazy_gettext("Brand"), "kind": lazy_gettext("Type"), "tags": lazy_gettext("Tags"),
    "option_names": lazy_gettext("Options"), "tax_class": lazy_gettext("Tax class"),
    "seo_title": lazy_gettext("Page title"), "seo_description": lazy_gettext("Page description"),
    "keywords": lazy_gettext("Search words"),
}  # fmt: skip
CELLS = {
    "sku": lazy_gettext("SKU"), "price": lazy_gettext("Price"), "compare_at": lazy_gettext("Former price"),
    "cost": lazy_gettext("Cost"), "barcode": lazy_gettext("Bar code"),
    "weight_grams": lazy_gettext("Weight in grams"), "active": lazy_gettext("On sale"),
    "content": lazy_gettext("Content"), "content_unit": lazy_gettext("Unit of the content"),
}  # fmt: skip
SAFETY = {
    "maker": lazy_gettext("Manufacturer"), "maker_address": lazy_gettext("Manufacturer's address"),
    "maker_email": lazy_gettext("Manufacturer's e-mail"), "eu_name": lazy_gettext("Responsible in the EU"),
    "eu_address": lazy_gettext("Address in the EU"), "eu_email": lazy_gettext("E-mail in the EU"),
    "warnings": lazy_gettext("Warnings"),
}  # fmt: skip
MONEY = ("price", "compare_at", "cost")
LONGEST = 240


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. Empty texts: there was nothing, or nothing is left."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A version beside the one before it. `changes` None: nothing older is known."""

    version: ProductVersion
    changes: Sequence[Change] | None


def note(product: Product, act: str) -> None:
    """Keep the product as it is now."""
    catalog.history.keep(product, act, to_json(content_of(product)))


def note_unseen(product: Product) -> None:
    """Keep what nobody kept, such as an import, before it is changed."""
    newest = catalog.history.latest(product.id)
    if newest is None or newest.number < product.version:
        catalog.history.keep_unseen(product, to_json(content_of(product)))


def as_live(product_id: UUID) -> dict[str, Any]:
    """The product as shoppers see it, in the form of kept contents."""
    return to_json(content_of(catalog.product(product_id)))


def entries(product_id: UUID, before: int | None = None, limit: int = 20) -> tuple[list[Entry], int | None]:
    """Versions newest first, each with its differences, and the number to go on from."""
    rows = catalog.history.versions(product_id, before, limit + 1)
    names = _category_names()
    found = [
        Entry(row, differences(older.content, row.content, names) if older else None)
        for row, older in zip(rows, [*rows, None][1:], strict=True)
    ]
    more = len(rows) > limit
    return found[:limit], rows[limit - 1].number if more else None


def since(product_id: UUID, number: int) -> tuple[ProductVersion | None, list[Change]]:
    """Who saved last, and what is different from what somebody saw as version `number`."""
    newest, seen = catalog.history.latest(product_id), catalog.history.at(product_id, number)
    if newest is None or seen is None:
        return newest, []
    return newest, differences(seen.content, newest.content)


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, str] | None = None
) -> list[Change]:
    """What is not the same in two kept contents."""
    changes = [
        Change(str(label), _words(before["draft"].get(name)), _words(after["draft"].get(name)))
        for name, label in LABELS.items()
        if before["draft"].get(name) != after["draft"].get(name)
    ]
    changes += _of_attributes(before["draft"].get("attributes") or {}, after["draft"].get("attributes") or {})
    changes += _of_safety(before["draft"].get("safety") or {}, after["draft"].get("safety") or {})
    changes += _of_texts(before["draft"].get("translations") or {}, after["draft"].get("translations") or {})
    changes += _of_variants(before["variants"], after["variants"])
    if before["categories"] != after["categories"]:
        known = _category_names() if names is None else names
        changes.append(
            Change(_("Categories"), _named(before["categories"], known), _named(after["categories"], known))
        )
    return changes


def _of_attributes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    codes = [code for code in {**before, **after} if before.get(code) != after.get(code)]
    return [
        Change(code.replace("_", " "), _spoken(before.get(code)), _spoken(after.get(code))) for code in codes
    ]


def _of_safety(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    return [
        Change(str(label), _words(before.get(name)), _words(after.get(name)))
        for name, label in SAFETY.items()
        if before.get(name) != after.get(name)
    ]


def _of_texts(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What is said otherwise in other languages, each with its language."""
    changes: list[Change] = []
    for locale in sorted({*before, *after}):
        old, new = before.get(locale) or {}, after.get(locale) or {}
        for name in catalog.translations.FIELDS:
            if old.get(name) != new.get(name):
                label = LABELS.get(name) or SAFETY[name]
                changes.append(Change(f"{label} ({locale})", _words(old.get(name)), _words(new.get(name))))
        before_labels, labels = old.get("labels") or {}, new.get("labels") or {}
        changes += [
            Change(f"{word} ({locale})", _words(before_labels.get(word)), _words(labels.get(word)))
            for word in {**before_labels, **labels}
            if before_labels.get(word) != labels.get(word)
        ]
    return changes


def _spoken(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{locale}: {_words(each)}" for locale, each in value.items())
    return _words(value)


def _of_variants(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[Change]:
    old = {_key(each): each for each in before}
    new = {_key(each): each for each in after}
    changes = [Change(_("Variant"), _name(old[key]), "") for key in old.keys() - new.keys()]
    for key, each in new.items():
        was = old.get(key)
        if was is None:
            changes.append(Change(_("Variant"), "", _name(each)))
            continue
        for cell, label in CELLS.items():
            if was.get(cell) != each.get(cell):
                place = f"{_name(each)}: {label}" if len(after) > 1 else str(label)
                changes.append(Change(place, _cell(cell, was.get(cell)), _cell(cell, each.get(cell))))
    return changes


def _key(variant: Mapping[str, Any]) -> str:
    return variant.get("id") or f"new {variant['sku']} {variant['option_values']}"


def _name(variant: Mapping[str, Any]) -> str:
    return " / ".join(variant["option_values"]) or variant["sku"] or _("new")


def _cell(name: str, value: Any) -> str:
    if name in MONEY and value is not None:
        tenant = current_tenant()
        return format_money(value, tenant.currency, tenant.locale)
    return _words(value)


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    text = catalog.plain_text(str(value), LONGEST + 1) if value is not None else ""
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text


def _category_names() -> dict[str, str]:
    return {str(key): " / ".join(path) for key, path in catalog.paths().items()}


def _named(ids: Sequence[str], names: Mapping[str, str]) -> str:
    return ", ".join(sorted(names.get(each, _("a category that is gone")) for each in ids))
