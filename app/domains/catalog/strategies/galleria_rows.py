"""Products as rows of our own table, and as lines of CSV. What is written is read back as the same."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.core.money import to_decimal
from app.domains.catalog.strategies import languages
from app.domains.catalog.strategies.cells import guarded, join_list
from app.domains.catalog.types import MOST_OPTIONS, ImportProduct, ImportVariant

COLUMNS = (
    "handle", "title", "description", "status", "brand", "type", "tags", "categories",
    *(f"option{n}_{part}" for n in range(1, MOST_OPTIONS + 1) for part in ("name", "value")),
    "sku", "price", "compare_at", "cost", "barcode", "weight_grams", "unit_content", "tracked", "backorder", "quantity",
    "variant_picture", "picture", "picture_alt", "seo_title", "seo_description", "tax_class",
)  # fmt: skip
LICENCE_KEYS = "licence_keys"
"""A column that is written only when it is asked for."""


def csv_lines(rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    """Rows as lines of CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow(row)
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def table(
    products: Iterable[ImportProduct], currency: str, locales: Sequence[str] = (), *, keys: bool = False
) -> Iterator[tuple[object, ...]]:
    """The products as rows of this format, header first; no cell is run as a formula by a spreadsheet.

    `locales`: languages that get columns of their own. `keys`: with a column of licence keys.
    """
    columns = (*COLUMNS, *languages.columns(locales), *((LICENCE_KEYS,) if keys else ()))
    yield columns
    for product in products:
        for row in _rows(product, currency):
            yield tuple(safe(row.get(name, "")) for name in columns)


def safe(value: object) -> object:
    """A cell that no spreadsheet runs as a formula."""
    return guarded(value) if isinstance(value, str) else value


def _rows(product: ImportProduct, currency: str) -> Iterator[dict[str, Any]]:
    pictures = list(product.pictures)
    for index, variant in enumerate(product.variants):
        row: dict[str, Any] = {"handle": product.key} | _variant_cells(variant, currency)
        row |= languages.variant_cells(product, variant)
        if index == 0:
            row |= _product_cells(product) | languages.product_cells(product)
        if pictures:
            picture = pictures.pop(0)
            row |= {"picture": picture.url, "picture_alt": picture.alt}
        yield row
    for picture in pictures:
        yield {"handle": product.key, "picture": picture.url, "picture_alt": picture.alt}


def _product_cells(product: ImportProduct) -> dict[str, Any]:
    names = {f"option{n}_name": name for n, name in enumerate(product.option_names, start=1)}
    return names | {
        "title": product.title,
        "description": product.description,
        "status": product.status,
        "brand": product.brand,
        "type": product.kind,
        "tags": join_list(product.tags, ","),
        "categories": join_list((join_list(path, ">") for path in product.categories), "|"),
        "seo_title": product.seo_title,
        "seo_description": product.seo_description,
        "tax_class": product.tax_class,
    }


def _variant_cells(variant: ImportVariant, currency: str) -> dict[str, Any]:
    values = {f"option{n}_value": value for n, value in enumerate(variant.option_values, start=1)}
    amounts = {"price": variant.price, "compare_at": variant.compare_at, "cost": variant.cost}
    return (
        values
        | {
            name: to_decimal(amount, currency)
            for name, amount in amounts.items()
            if amount is not None and amount >= 0
        }
        | {
            "sku": variant.sku,
            "barcode": variant.barcode or "",
            "weight_grams": variant.weight_grams if variant.weight_grams is not None else "",
            "tracked": "true" if variant.tracked else "false",
            "backorder": "true" if variant.backorder else "false",
            "quantity": format(variant.quantity.normalize(), "f") if variant.quantity is not None else "",
            "variant_picture": variant.picture or "",
            LICENCE_KEYS: join_list(variant.keys, "|"),
        }
    )
