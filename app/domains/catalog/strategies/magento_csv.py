"""Magento's product CSV: simple and configurable products, and the simpler tables of its sample data.

A simple product that a configurable one names is that product's variant, not a product of its own.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from app.domains.catalog.strategies.cells import Cells, Problems, bare_code, words
from app.domains.catalog.strategies.checks import check, reachable
from app.domains.catalog.strategies.tables import Row, Table, read_table
from app.domains.catalog.types import (
    ImportPicture,
    ImportProduct,
    ImportVariant,
    ParsedFile,
    Path,
    Problem,
    Status,
)

SIMPLE = ("", "simple", "virtual", "downloadable")
COLUMNS = {
    "title": "name", "key": "sku", "pictures": "base_image", "option_values": "configurable_variations",
    "option_names": "configurable_variations",
}  # fmt: skip
INVISIBLE = "not visible individually"


class MagentoCsv:
    """`magento-csv`."""

    key: ClassVar[str] = "magento-csv"
    label: ClassVar[str] = "Magento product CSV"
    suffix: ClassVar[str] = ".csv"

    def read(self, data: bytes, currency: str) -> ParsedFile:
        """Products of the file; one with a broken or wrong row is left out and its errors are named."""
        table = read_table(data)
        parsed = ParsedFile()
        if not table.labels and table.unreadable:
            parsed.refuse(table.unreadable)
        elif missing := table.lacks("sku", "name"):
            parsed.refuse(Problem(1, missing, "This column is missing; is this a Magento product CSV?"))
        else:
            _read_products(table, currency, parsed)
        return parsed


def _read_products(table: Table, currency: str, parsed: ParsedFile) -> None:
    rows: dict[str, Row] = {}
    for row in table.rows:
        sku, kind = bare_code(row.get("sku")), row.get("product_type").lower()
        if row.get("store_view_code"):
            continue  # a translation of a product above: content per language comes later
        if not sku:
            parsed.errors.append(Problem(row.number, table.label("sku"), "Every row needs a SKU"))
        elif sku in rows:
            message = f"The SKU {sku} is on row {rows[sku].number} already"
            parsed.errors.append(Problem(row.number, table.label("sku"), message))
        elif kind not in (*SIMPLE, "configurable"):
            message = f"Products of the type {kind[:40]} cannot be loaded"
            parsed.errors.append(Problem(row.number, table.label("product_type"), message))
        else:
            rows[sku] = row
    parsed.errors.extend(table.problems())
    variations = {sku: _variations(row) for sku, row in rows.items() if row.get("configurable_variations")}
    owned = {child for named in variations.values() for child in named}
    for sku, row in rows.items():
        if sku in owned:
            continue
        reader = _Reader(table, currency)
        product = reader.product(sku, row, rows, variations.get(sku))
        parsed.take(product, reader.problems.errors, reader.problems.warnings)
    parsed.errors.sort(key=lambda problem: problem.row)


def _variations(row: Row) -> dict[str, dict[str, str]]:
    """SKU to option values of `sku=A-S,size=S,color=Red|sku=A-M,…`."""
    found: dict[str, dict[str, str]] = {}
    for part in row.get("configurable_variations").split("|"):
        pairs = dict(pair.split("=", 1) for pair in part.split(",") if "=" in pair)
        if sku := bare_code(pairs.pop("sku", "")):
            found[sku] = {name.strip(): value.strip() for name, value in pairs.items()}
    return found


class _Reader:
    """Reads one product and the rows of its variants."""

    def __init__(self, table: Table, currency: str) -> None:
        self.table, self.currency, self.problems = table, currency, Problems()

    def label(self, field: str) -> str:
        return self.table.label(COLUMNS.get(field, field))

    def product(
        self, sku: str, head: Row, rows: Mapping[str, Row], variations: Mapping[str, Mapping[str, str]] | None
    ) -> ImportProduct:
        options: tuple[str, ...] = ()
        if variations:
            options = tuple(dict.fromkeys(name for values in variations.values() for name in values))
        variants = []
        for child, values in (variations or {sku: {}}).items():
            if child in rows:
                variants.append(self._variant(rows[child], tuple(values.get(name, "") for name in options)))
            else:
                self.problems.error(head.number, self.label("option_values"), f"{child} is not in the file")
        product = ImportProduct(
            row=head.number,
            key=sku,
            title=" ".join(head.get("name").split()),
            description=head.get("description", "short_description"),
            status=_status(head),
            brand=_attributes(head).get("manufacturer", ""),
            option_names=tuple(name.replace("_", " ").capitalize() for name in options),
            seo_title=head.get("meta_title"),
            seo_description=head.get("meta_description"),
            categories=_categories(head),
            pictures=self._pictures(head),
            variants=tuple(variants),
        )
        check(product, self.label, self.problems)
        return product

    def _pictures(self, head: Row) -> tuple[ImportPicture, ...]:
        """Addresses are taken; paths inside Magento's own media folder are not known here."""
        named = [head.get("base_image"), *words(head.get("additional_images"))]
        return reachable(
            [ImportPicture(url) for url in named if "//" in url], head.number, self.label, self.problems
        )

    def _variant(self, row: Row, values: Sequence[str]) -> ImportVariant:
        cells, label = Cells(row.number, self.currency, self.problems), self.table.label
        regular = cells.amount(row.get("price"), label("price"))
        special = cells.amount(row.get("special_price"), label("special_price"))
        if regular is None and special is None:
            self.problems.error(row.number, label("price"), "A product needs a price")
        reduced = special is not None and (regular is None or special < regular)
        managed = row.get("manage_stock") == "1" or row.get("use_config_manage_stock") != "0"
        return ImportVariant(
            row=row.number,
            sku=bare_code(row.get("sku")),
            option_values=tuple(values),
            price=(special if reduced else regular) or 0,
            compare_at=regular if reduced else None,
            barcode=bare_code(_attributes(row).get("ean", "")) or None,
            weight_grams=cells.grams(row.get("weight"), label("weight"), "lbs"),
            tracked=managed and bool(row.get("qty")),
            backorder=row.get("allow_backorders") in ("1", "2") and row.get("use_config_backorders") != "1",
            quantity=cells.quantity(row.get("qty"), label("qty")),
        )


def _attributes(row: Row) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in row.get("additional_attributes").split(",") if "=" in pair)


def _categories(head: Row) -> tuple[Path, ...]:
    """Paths such as "Default Category/Men/Tops"; the root is no category of a shop. The sample data's simpler
    tables name one category a line, from the top down."""
    if head.get("categories"):
        split = [tuple(filter(None, name.split("/")[1:])) for name in words(head.get("categories"))]
        return tuple(dict.fromkeys(path for path in split if path))
    names = tuple(name.strip() for name in head.get("category").splitlines() if name.strip())
    return (names[:2],) if names else ()


def _status(head: Row) -> Status:
    shown = head.get("visibility").lower() != INVISIBLE and head.get("product_online") not in ("0", "2")
    return "active" if shown else "draft"
