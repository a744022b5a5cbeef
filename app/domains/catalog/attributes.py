"""Product types and the facts of their products: what may be said, what must be, and how it is shown."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, get_args
from uuid import UUID

from sqlalchemy import func, select

from app.core import audit
from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.core.i18n import LOCALES
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.tenancy import current_tenant
from app.domains.catalog import rules, translations
from app.domains.catalog.models import Product, ProductType
from app.domains.catalog.types import FieldKind, FieldSpec

MOST_FIELDS, LONGEST_TEXT = 60, 1000
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def types() -> list[ProductType]:
    """All of them by name."""
    return list(db.session.scalars(select(ProductType).order_by(ProductType.name)))


def type_of(type_id: UUID) -> ProductType:
    """Raises NotFound."""
    found = db.session.get(ProductType, type_id)
    if found is None:
        raise NotFound(_("There is no such product type"), code="catalog.type_not_found")
    return found


def specs_of(type_id: UUID | None) -> list[FieldSpec]:
    """The facts that products of a type have. Raises Invalid at `type_id` for a type that there is not."""
    if type_id is None:
        return []
    found = db.session.get(ProductType, type_id)
    if found is None:
        rules.refuse({"type_id": _("Choose one from the list")})
    return read(found.fields if found else [])


def read(fields: Sequence[Mapping[str, Any]]) -> list[FieldSpec]:
    """Specs as they are kept."""
    return [FieldSpec(**each) for each in fields]


def save_type(type_id: UUID | None, name: str, specs: Sequence[FieldSpec]) -> ProductType:
    """Make or change a type. Raises Invalid at `name` or `fields.<index>.<what>`, NotFound."""
    name = " ".join(name.split())
    coded = [_coded(spec) for spec in specs]
    rules.refuse(_faults(type_id, name, coded))
    row = type_of(type_id) if type_id else ProductType(id=new_id())
    row.name, row.fields = name, [asdict(spec) for spec in coded]
    db.session.add(row)
    db.session.flush()
    after = {"name": name, "fields": [spec.code for spec in coded]}
    audit.record("catalog.product_type_saved", object_type="product_type", object_id=row.id, after=after)
    return row


def describe(row: Product, type_id: UUID, given: Mapping[str, Any]) -> None:
    """Give a product a type and facts. Raises Invalid at `attributes.<code>`."""
    clean, faults = checked(specs_of(type_id), given, whole=row.status == "active")
    rules.refuse(faults)
    row.type_id, row.attributes = type_id, clean


def delete_type(type_id: UUID) -> None:
    """Raises Conflict while products are of this type, NotFound."""
    row = type_of(type_id)
    used = db.session.scalar(select(func.count()).select_from(Product).where(Product.type_id == type_id))
    if used:
        raise Conflict(
            _("Products are of this type. Give them another one first"), code="catalog.type_in_use"
        )
    audit.record("catalog.product_type_deleted", object_type="product_type", object_id=row.id)
    db.session.delete(row)
    db.session.flush()


def products_of_type(type_id: UUID) -> list[UUID]:
    """Ids of the products of a type."""
    return list(db.session.scalars(select(Product.id).where(Product.type_id == type_id)))


def _coded(spec: FieldSpec) -> FieldSpec:
    code = spec.code or rules.slugify(spec.label).replace("-", "_")[:60]
    choices = rules.tidy(spec.choices)
    said = {locale: kept for locale, words in spec.translations.items() if (kept := _said(words))}
    return replace(spec, code=code, label=" ".join(spec.label.split()), choices=choices, translations=said)


def _said(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a fact in another language, without what is empty."""
    label, choices = " ".join(str(given.get("label") or "").split()), rules.tidy(given.get("choices") or ())
    return ({"label": label} if label else {}) | ({"choices": choices} if choices else {})


def _faults(type_id: UUID | None, name: str, specs: Sequence[FieldSpec]) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not name or len(name) > 100:
        faults["name"] = _("Give it a name of at most %(max)s characters", max=100)
    elif db.session.scalar(select(ProductType.id).where(ProductType.name == name, ProductType.id != type_id)):
        faults["name"] = _("Another type has this name already")
    if len(specs) > MOST_FIELDS:
        faults["fields"] = _("A type has at most %(max)s facts", max=MOST_FIELDS)
    codes: set[str] = set()
    for index, spec in enumerate(specs):
        if not spec.label or not spec.code or len(spec.label) > 100:
            faults[f"fields.{index}.label"] = _("Give it a name of at most %(max)s characters", max=100)
        elif spec.code in codes:
            faults[f"fields.{index}.label"] = _("Another fact has this name already")
        codes.add(spec.code)
        if spec.kind not in get_args(FieldKind):
            faults[f"fields.{index}.kind"] = _("Choose one from the list")
        if spec.kind == "choice" and not spec.choices:
            faults[f"fields.{index}.choices"] = _("Name what can be chosen, parted by commas")
        faults |= _said_wrong(spec, f"fields.{index}")
    return faults


def _said_wrong(spec: FieldSpec, place: str) -> dict[str, str]:
    """Names that are too long, and choices that cannot be told apart from the shop's own."""
    faults: dict[str, str] = {}
    for locale, said in spec.translations.items():
        if locale not in translations.others():
            faults[f"{place}.translations.{locale}"] = _("Choose languages of the list")
        if len(said.get("label", "")) > 100:
            faults[f"{place}.label.{locale}"] = _("Give it a name of at most %(max)s characters", max=100)
        if len(said.get("choices", spec.choices)) != len(spec.choices):
            words = _("Name %(count)s choices, in the same order", count=len(spec.choices))
            faults[f"{place}.choices.{locale}"] = words
    return faults


def checked(
    specs: Sequence[FieldSpec], given: Mapping[str, Any], *, whole: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    """Values in their normal form, and faults by `attributes.<code>[.<locale>]`. `whole`: required ones too."""
    clean: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for code in given.keys() - {spec.code for spec in specs}:
        if given[code] not in (None, "", {}):
            faults[f"attributes.{code}"] = _("The product's type has no such fact")
    for spec in specs:
        value = _value(spec, given.get(spec.code), faults)
        if value is not None:
            clean[spec.code] = value
        elif whole and spec.required and not any(each.startswith(_place(spec)) for each in faults):
            faults[_place(spec)] = _("%(label)s is needed before it is published", label=spec.label)
    return clean, faults


def _place(spec: FieldSpec) -> str:
    own = f".{current_tenant().locale[:2]}" if spec.localised else ""
    return f"attributes.{spec.code}{own}"


def _value(spec: FieldSpec, given: Any, faults: dict[str, str]) -> Any:
    if not spec.localised:
        return _single(spec, given, f"attributes.{spec.code}", faults)
    by_locale = given if isinstance(given, Mapping) else {current_tenant().locale[:2]: given}
    found = {
        locale: value
        for locale in LOCALES
        if (value := _single(spec, by_locale.get(locale), f"attributes.{spec.code}.{locale}", faults))
        is not None
    }
    return found or None


def _single(spec: FieldSpec, given: Any, place: str, faults: dict[str, str]) -> Any:
    """One value in its normal form; None when there is none or it is refused."""
    if spec.kind == "boolean" and isinstance(given, bool):
        return given
    words = str(given).strip() if given is not None else ""
    if not words:
        return None
    try:
        return _READERS[spec.kind](words, spec)
    except (ValueError, InvalidOperation):
        faults[place] = _wrong(spec)
        return None


def _text(words: str, _spec: FieldSpec) -> str:
    if len(words) > LONGEST_TEXT:
        raise ValueError(words)
    return words


def _number(words: str, _spec: FieldSpec) -> str:
    number = Decimal(words.replace(",", "."))
    if not number.is_finite() or abs(number) >= 10**12:
        raise ValueError(words)
    return format(number.normalize(), "f")


def _choice(words: str, spec: FieldSpec) -> str:
    if words not in spec.choices:
        raise ValueError(words)
    return words


def _colour(words: str, _spec: FieldSpec) -> str:
    if not _COLOUR.fullmatch(words.lower()):
        raise ValueError(words)
    return words.lower()


def _date(words: str, _spec: FieldSpec) -> str:
    return date.fromisoformat(words).isoformat()


def _boolean(words: str, _spec: FieldSpec) -> bool:
    if words.lower() not in ("true", "false"):
        raise ValueError(words)
    return words.lower() == "true"


def _rich(words: str, _spec: FieldSpec) -> str:
    if len(words) > 20_000:
        raise ValueError(words)
    return rules.safe_html(words)


def _file(words: str, _spec: FieldSpec) -> str:
    """A file of the product, by its id among the product's pictures and files."""
    return str(UUID(words))


_READERS = {
    "text": _text, "number": _number, "choice": _choice, "colour": _colour, "date": _date,
    "boolean": _boolean, "rich": _rich, "file": _file,
}  # fmt: skip


def _wrong(spec: FieldSpec) -> str:
    return {
        "text": _("Use at most %(max)s characters", max=LONGEST_TEXT),
        "number": _("Write a number, such as 12.5"),
        "choice": _("Choose one of: %(known)s", known=", ".join(spec.choices)),
        "colour": _("Write a colour like #1f6f5c"),
        "date": _("Write a date like 2030-01-31"),
        "boolean": _("Choose yes or no"),
        "rich": _("Use at most %(max)s characters", max=20_000),
        "file": _("Choose one of the product's files"),
    }[spec.kind]


def spoken(value: Any, locale: str, own: str) -> Any:
    """A fact in the reader's language, else in the shop's own, else in any that there is."""
    if not isinstance(value, Mapping):
        return value
    return value.get(locale[:2]) or value.get(own[:2]) or next(iter(value.values()), None)
