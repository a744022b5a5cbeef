"""Products as rows of Shopify's product CSV, with two columns of our own that Shopify passes over.

What is written is read back as the same: our categories are paths and tax classes have our names.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.core.money import to_decimal
from app.domains.catalog.strategies.cells import join_list
from app.domains.catalog.strategies.galleria_rows import safe
from app.domains.catalog.types import MOST_OPTIONS, ImportProduct, ImportVariant

CATEGORIES, TAX_CLASS = "Categories (Galleria)", "Tax class (Galleria)"
COLUMNS = (
    "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published",
    *(f"Option{n} {part}" for n in range(1, MOST_OPTIONS + 1) for part in ("Name", "Value")),
    "Variant SKU", "Variant Grams", "Variant Inventory Tracker", "Variant Inventory Qty",
    "Variant Inventory Policy", "Variant Price", "Variant Compare At Price", "Variant Barcode", "Image Src",
    "Image Position", "Image Alt Text", "SEO Title", "SEO Description", "Variant Image", "Cost per item", "Status",
    CATEGORIES, TAX_CLASS,
)  # fmt: skip


def table(products: Iterable[ImportProduct], currency: str) -> Iterator[tuple[object, ...]]:
    """The products as rows of this format, header first; no cell is run as a formula by a spreadsheet."""
    yield COLUMNS
    for product in products:
        for row in _rows(product, currency):
            yield tuple(safe(row.get(name, "")) for name in COLUMNS)


def _rows(product: ImportProduct, currency: str) -> Iterator[Mapping[str, Any]]:
    pictures = [
        {"Image Src": each.url, "Image Position": place, "Image Alt Text": each.alt}
        for place, each in enumerate(product.pictures, start=1)
    ]
    for index, variant in enumerate(product.variants):
        row = (
            {"Handle": product.key} | _variant(variant, currency) | (_product(product) if index == 0 else {})
        )
        yield row | (pictures.pop(0) if pictures else {})
    for picture in pictures:
        yield {"Handle": product.key} | picture


def _product(product: ImportProduct) -> dict[str, Any]:
    names = product.option_names or ("Title",)
    return {f"Option{n} Name": name for n, name in enumerate(names, start=1)} | {
        "Title": product.title,
        "Body (HTML)": product.description,
        "Vendor": product.brand,
        "Type": product.kind,
        "Tags": join_list(product.tags, ","),
        "Published": "TRUE" if product.status == "active" else "FALSE",
        "SEO Title": product.seo_title,
        "SEO Description": product.seo_description,
        "Status": product.status,
        CATEGORIES: join_list((join_list(path, ">") for path in product.categories), "|"),
        TAX_CLASS: product.tax_class,
    }


def _variant(variant: ImportVariant, currency: str) -> dict[str, Any]:
    values = variant.option_values or ("Default Title",)
    amounts = {
        "Variant Price": variant.price, "Variant Compare At Price": variant.compare_at, "Cost per item": variant.cost,
    }  # fmt: skip
    return (
        {f"Option{n} Value": value for n, value in enumerate(values, start=1)}
        | {
            name: to_decimal(amount, currency)
            for name, amount in amounts.items()
            if amount is not None and amount >= 0
        }
        | {
            "Variant SKU": variant.sku,
            "Variant Grams": 0 if variant.weight_grams is None else variant.weight_grams,
            "Variant Inventory Tracker": "shopify" if variant.tracked else "",
            "Variant Inventory Qty": ""
            if variant.quantity is None
            else format(variant.quantity.normalize(), "f"),
            "Variant Inventory Policy": "continue" if variant.backorder else "deny",
            "Variant Barcode": variant.barcode or "",
            "Variant Image": variant.picture or "",
        }
    )
