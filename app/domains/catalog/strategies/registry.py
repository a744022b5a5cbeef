"""The formats that products are loaded from, by the name that the command line and the API use."""

import re
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from app.domains.catalog.ports import CatalogFormat
from app.domains.catalog.strategies.galleria_csv import GalleriaCsv
from app.domains.catalog.strategies.galleria_xlsx import GalleriaXlsx
from app.domains.catalog.strategies.galleria_xml import GalleriaXml
from app.domains.catalog.strategies.google_rss import GoogleRss
from app.domains.catalog.strategies.headers import concepts, plain
from app.domains.catalog.strategies.magento_csv import MagentoCsv
from app.domains.catalog.strategies.shopify_csv import ShopifyCsv
from app.domains.catalog.strategies.strangers import is_page
from app.domains.catalog.strategies.table_format import TableFormat
from app.domains.catalog.strategies.tables import header_of
from app.domains.catalog.strategies.woocommerce_csv import WooCommerceCsv
from app.domains.catalog.strategies.workbooks import is_workbook

FORMATS: dict[str, CatalogFormat] = {
    form.key: form
    for form in (
        GalleriaCsv(),
        GalleriaXlsx(),
        GalleriaXml(),
        ShopifyCsv(),
        WooCommerceCsv(),
        MagentoCsv(),
        GoogleRss(),
    )
}
AUTO = "auto"
# Words of a header, as `plain` spells them, that only this format uses.
_SHOPIFY = {
    "body html",
    "variant price",
    "variant sku",
    "url handle",
    "option 1 linked to",
    "product image url",
}
_WOOCOMMERCE = {"regular price", "regularer preis", "tarif regulier", "precio normal", "grouped products"}
_MAGENTO = {"attribute set code", "attribute set", "configurable variations", "product websites", "product online",
            "additional attributes", "store view code"}  # fmt: skip
_FEED = re.compile(rb"<(\w+:)?(rss|feed)[\s>]|base\.google\.com/ns")


def detect(data: BinaryIO) -> str:
    """The format that a file seems to be in, by its content alone."""
    data.seek(0)
    head = data.read(4000)
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    if text.startswith(b"<") and not is_page(text):
        return GoogleRss.key if _FEED.search(text) else GalleriaXml.key
    words = {plain(cell) for cell in header_of(data)}
    about = {concepts().get(word) for word in words}
    if about & {"handle"} and words & _SHOPIFY:
        return ShopifyCsv.key
    if "attribute_name1" in about or ({"kind", "title"} <= about and words & _WOOCOMMERCE):
        return WooCommerceCsv.key
    if {"sku", "title"} <= about and words & _MAGENTO:
        return MagentoCsv.key
    return GalleriaXlsx.key if is_workbook(head) else GalleriaCsv.key


# What a person may say that a column is, in the order in which it is offered.
TARGETS = (
    "title", "handle", "sku", "price", "sale_price", "compare_at", "cost", "quantity", "barcode", "description",
    "short_description", "brand", "kind", "categories", "tags", "status", "published", "picture", "pictures",
    "weight_grams", "weight_kg", "color", "size", "material", "licence_keys",
)  # fmt: skip


def columns_of(data: BinaryIO, kind: str) -> list[str]:
    """The names of a file's columns; none where the format has no columns to choose."""
    form = FORMATS[kind]
    return form.header(data) if isinstance(form, TableFormat) else []


def targets_of(kind: str) -> dict[str, str]:
    """What a column may be said to be, with the format's name for it."""
    form = FORMATS[kind]
    own = form.columns.own if isinstance(form, TableFormat) else {}
    return {concept: own[concept] for concept in TARGETS if concept in own}


def recognised(kind: str, header: Sequence[str], chosen: Mapping[str, str] | None) -> dict[str, str]:
    """Of each column what it is taken for, as in `targets_of`; empty where it is passed over."""
    form = FORMATS[kind]
    if not isinstance(form, TableFormat):
        return {}
    concepts_of = {column: concept for concept, column in reversed(targets_of(kind).items())}
    found = {
        header[place]: concepts_of.get(column, "") for place, column in form.columns.resolve(header, chosen)
    }
    return {name: found.get(name, "") for name in header if name.strip()}


__all__ = ["AUTO", "FORMATS", "columns_of", "detect", "recognised", "targets_of"]
