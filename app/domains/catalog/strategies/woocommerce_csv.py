"""WooCommerce's product CSV: simple and variable products; grouped and external ones are refused."""

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from app.domains.catalog.strategies.cells import Cells, Problems, bare_code, paths, unguarded, words
from app.domains.catalog.strategies.checks import check, reachable
from app.domains.catalog.strategies.tables import Row, Table, read_table
from app.domains.catalog.types import (
    ImportPicture,
    ImportProduct,
    ImportVariant,
    ParsedFile,
    Problem,
    Status,
)

ATTRIBUTES = range(1, 11)
ANY = "Any"
COLUMNS = {
    "title": "name", "key": "sku", "kind": "type", "option_names": "attribute 1 name", "brand": "brands",
    "option_values": "attribute 1 value(s)", "price": "regular price", "pictures": "images",
    "barcode": "gtin, upc, ean, or isbn",
}  # fmt: skip


class WooCommerceCsv:
    """`woocommerce-csv`."""

    key: ClassVar[str] = "woocommerce-csv"
    label: ClassVar[str] = "WooCommerce product CSV"
    suffix: ClassVar[str] = ".csv"

    def read(self, data: bytes, currency: str) -> ParsedFile:
        """Products of the file; one with a broken or wrong row is left out and its errors are named."""
        table = read_table(data)
        parsed = ParsedFile()
        if not table.labels and table.unreadable:
            parsed.refuse(table.unreadable)
        elif missing := table.lacks("type", "name"):
            parsed.refuse(
                Problem(1, missing.title(), "This column is missing; is this a WooCommerce product CSV?")
            )
        else:
            _read_products(table, currency, parsed)
        return parsed


def _read_products(table: Table, currency: str, parsed: ParsedFile) -> None:
    heads: dict[str, Row] = {}
    children: dict[str, list[Row]] = {}
    names: dict[str, str] = {}
    for row in table.rows:
        kinds = words(row.get("type").lower())
        if "variation" in kinds:
            children.setdefault(_own_name(row.get("parent")), []).append(row)
        elif "simple" in kinds or "variable" in kinds:
            key = bare_code(row.get("sku")) or f"id:{row.get('id')}"
            if key in heads:
                message = f"The SKU {key} is on row {heads[key].number} already"
                parsed.errors.append(Problem(row.number, table.label("sku"), message))
                continue
            heads[key] = row
            names[f"id:{row.get('id')}"] = key
        else:
            message = f"Products of the type {row.get('type')[:40] or '(blank)'} cannot be loaded"
            parsed.errors.append(Problem(row.number, table.label("type"), message))
    parsed.errors.extend(table.problems())
    spoiled = {_own_name(row.get("parent")) or bare_code(row.get("sku")) for row, _ in table.broken}
    owned = {names.get(parent, parent): rows for parent, rows in children.items()}
    for key in owned.keys() - heads.keys():
        for row in owned[key]:
            message = "The product that this variation belongs to is not in the file"
            parsed.errors.append(Problem(row.number, table.label("parent"), message))
    for key, head in heads.items():
        reader = _Reader(table, currency)
        variable = "variable" in words(head.get("type").lower())
        rows = [child for child in owned.get(key, []) if _flag(child)] if variable else [head]
        product = reader.product(key, head, rows, variable)
        parsed.take(None if key in spoiled else product, reader.problems.errors, reader.problems.warnings)
    parsed.errors.sort(key=lambda problem: problem.row)


def _own_name(parent: str) -> str:
    """A parent is named by its SKU, or as `id:12`."""
    return parent.replace(" ", "") if parent.lower().startswith("id:") else bare_code(parent)


def _flag(row: Row) -> bool:
    return row.get("published") not in ("0", "-1", "false")


class _Reader:
    """Reads one product's rows."""

    def __init__(self, table: Table, currency: str) -> None:
        self.table, self.currency, self.problems = table, currency, Problems()

    def label(self, field: str) -> str:
        return self.table.label(COLUMNS.get(field, field))

    def product(self, key: str, head: Row, rows: Sequence[Row], variable: bool) -> ImportProduct:
        options = self._options(head, rows) if variable else {}
        product = ImportProduct(
            row=head.number,
            key=key,
            title=" ".join(unguarded(head.get("name")).split()),
            description=_text(head.get("description")) or _text(head.get("short description")),
            status=_status(head),
            brand=head.get("brands"),
            tags=words(head.get("tags")),
            option_names=tuple(options.values()),
            seo_description=re.sub(r"<[^>]+>", "", _text(head.get("short description")))[:300],
            categories=paths(words(head.get("categories"))),
            pictures=self._pictures(head, rows),
            variants=tuple(self._variant(row, head, options) for row in rows),
        )
        check(product, self.label, self.problems)
        return product

    def _options(self, head: Row, rows: Sequence[Row]) -> Mapping[str, str]:
        """Attributes that variations choose from, by lower-case name; one that none chooses is no option."""
        named = [name for n in ATTRIBUTES if (name := head.get(f"attribute {n} name"))]
        chosen = {name for row in rows for name, value in _values(row).items() if value}
        for name in named:
            if rows and name.lower() not in chosen and any(name.lower() in _values(row) for row in rows):
                words_ = f"No variation says which {name} it is; this option is left out"
                self.problems.warn(head.number, self.label("option_names"), words_)
        return {name.lower(): name for name in named if name.lower() in chosen}

    def _pictures(self, head: Row, rows: Sequence[Row]) -> tuple[ImportPicture, ...]:
        named = [*words(head.get("images")), *(url for row in rows for url in words(row.get("images")))]
        return reachable([ImportPicture(url) for url in named], head.number, self.label, self.problems)

    def _variant(self, row: Row, head: Row, options: Mapping[str, str]) -> ImportVariant:
        cells, label = Cells(row.number, self.currency, self.problems), self.table.label
        regular = cells.amount(row.get("regular price"), label("regular price"))
        sale = cells.amount(row.get("sale price"), label("sale price"))
        if regular is None and sale is None:
            self.problems.error(row.number, label("regular price"), "A product needs a price")
        price = regular if sale is None else sale
        values = _values(row)
        weight, unit = _weight(row, head)
        pictures = words(row.get("images"))
        stock = row.get("stock")
        return ImportVariant(
            row=row.number,
            sku=bare_code(row.get("sku")),
            option_values=tuple(values.get(name) or ANY for name in options),
            price=price or 0,
            compare_at=regular if regular is not None and sale is not None and regular > sale else None,
            cost=None,
            barcode=bare_code(row.get("gtin, upc, ean, or isbn")) or None,
            weight_grams=cells.grams(weight, label(f"weight ({unit})"), unit),
            picture=pictures[0] if pictures and options else None,
            tracked=bool(stock) and stock.lower() != "parent",
            backorder=row.get("backorders allowed?").lower() in ("1", "notify", "yes", "true"),
            quantity=cells.quantity("" if stock.lower() == "parent" else stock, label("stock")),
        )


def _values(row: Row) -> dict[str, str]:
    """What a row says of each attribute, by lower-case name."""
    return {
        name.lower(): " ".join(row.get(f"attribute {n} value(s)").split())
        for n in ATTRIBUTES
        if (name := row.get(f"attribute {n} name"))
    }


def _weight(row: Row, head: Row) -> tuple[str, str]:
    for unit in ("kg", "lbs", "g", "oz"):
        if text := row.get(f"weight ({unit})") or head.get(f"weight ({unit})"):
            return (f"0{text}" if text.startswith(".") else text), unit
    return "", "g"


def _text(text: str) -> str:
    r"""The export writes line ends as \n."""
    return unguarded(text).replace("\\n", "\n")


def _status(head: Row) -> Status:
    hidden = head.get("visibility in catalog").lower() == "hidden"
    return "active" if _flag(head) and not hidden else "draft"
