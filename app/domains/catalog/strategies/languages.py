"""Columns of texts in other languages, as `title:de`, and the content of a package, as `250 g`."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.core.i18n import LOCALES, to_tell
from app.domains.catalog.goods import BASES
from app.domains.catalog.strategies.cells import Problems, decimal_of
from app.domains.catalog.strategies.tables import Row
from app.domains.catalog.types import MOST_OPTIONS, ImportProduct, ImportVariant

TEXTS = ("title", "description", "seo_title", "seo_description", "warnings")
OPTIONS = tuple(f"option{n}_{part}" for n in range(1, MOST_OPTIONS + 1) for part in ("name", "value"))
COLUMNS = tuple(f"{name}:{locale}" for locale in LOCALES for name in (*TEXTS, *OPTIONS))
CONTENT = "unit_content"
_CONTENT = re.compile(r"([\d.,\s]+?)\s*([^\W\d_]+[23\u00b2\u00b3]?)\.?")
_UNITS = {
    "gr": "g", "gramm": "g", "gram": "g", "grams": "g", "kilo": "kg", "liter": "l", "litre": "l", "ltr": "l",
    "meter": "m", "metre": "m", "m\u00b2": "m2", "qm": "m2", "cm\u00b2": "cm2", "m\u00b3": "m3",
    "pieces": "piece", "pcs": "piece", "st": "piece", "st\u00fcck": "piece", "stk": "piece",
}  # fmt: skip


def columns(locales: Sequence[str]) -> tuple[str, ...]:
    """The columns that a file with these languages has."""
    return tuple(f"{name}:{locale}" for locale in locales for name in (*TEXTS, *OPTIONS))


def texts_of(head: Row, rows: Sequence[Row], names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What the rows of a product say in other languages; `names`: its options' columns, `option1_value` and so on."""
    found: dict[str, dict[str, Any]] = {}
    if not any(":" in name for row in rows for name in row.cells):
        return found
    for locale in LOCALES:
        said: dict[str, Any] = {name: text for name in TEXTS if (text := head.get(f"{name}:{locale}"))}
        if labels := _labels(head, rows, names, locale):
            said["labels"] = labels
        if said:
            found[locale] = said
    return found


def _labels(head: Row, rows: Sequence[Row], names: Sequence[str], locale: str) -> dict[str, str]:
    labels: dict[str, str] = {}
    for column in names:
        option = " ".join(head.get(column.replace("_value", "_name")).split()) or column[:7].title()
        if label := head.get(f"{column.replace('_value', '_name')}:{locale}"):
            labels[option] = label
        for row in rows:
            if label := row.get(f"{column}:{locale}"):
                labels[f"{option}={' '.join(row.get(column).split())}"] = label
    return labels


def product_cells(product: ImportProduct) -> dict[str, str]:
    """The product's own cells: its texts, and its options' names."""
    cells: dict[str, str] = {}
    for locale, said in product.translations.items():
        cells |= {f"{name}:{locale}": said[name] for name in TEXTS if said.get(name)}
        labels = said.get("labels") or {}
        for n, option in enumerate(product.option_names, start=1):
            if option in labels:
                cells[f"option{n}_name:{locale}"] = labels[option]
    return cells


def variant_cells(product: ImportProduct, variant: ImportVariant) -> dict[str, str]:
    """The variant's own cells: how its options' values are called, and how much is in it."""
    cells = {CONTENT: content_words(variant.content, variant.content_unit)}
    for locale, said in product.translations.items():
        labels: Mapping[str, str] = said.get("labels") or {}
        pairs = zip(product.option_names, variant.option_values, strict=True)
        for n, (option, value) in enumerate(pairs, start=1):
            if label := labels.get(f"{option}={value}"):
                cells[f"option{n}_value:{locale}"] = label
    return cells


def content_words(content: Decimal | None, unit: str) -> str:
    """As `content_of` reads it back; empty for none."""
    return "" if content is None else f"{content.normalize():f} {unit}"


def content_of(text: str, row: int, label: str, problems: Problems) -> tuple[Decimal | None, str]:
    """How much is in a package, by "250 g" or "0,75 l"; what cannot be read is left out with a warning."""
    if not text:
        return None, ""
    match = _CONTENT.fullmatch(text.strip())
    amount = decimal_of(match[1]) if match else None
    unit = match[2].lower() if match else ""
    unit = _UNITS.get(unit, unit)
    if amount is None or not 0 < amount < 10**9 or unit not in BASES:
        problems.warn(
            row, label, to_tell("%(text)s is no content such as 250 g; it is left out", text=repr(text[:40]))
        )
        return None, ""
    return round(amount, 3), unit
