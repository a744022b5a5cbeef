"""Our own CSV: a row a variant, product fields on a product's first row, picture-only rows; read and written.

What is written is read back as the same. Rows without a handle are products of their own, known by their SKU.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from app.core.money import to_decimal
from app.domains.catalog.strategies.cells import (
    Cells,
    Problems,
    bare_code,
    guarded,
    join_list,
    split_list,
    unguarded,
)
from app.domains.catalog.strategies.checks import check, reachable
from app.domains.catalog.strategies.tables import Row, Table, read_table
from app.domains.catalog.types import (
    MOST_OPTIONS,
    ImportPicture,
    ImportProduct,
    ImportVariant,
    ParsedFile,
    Problem,
    Status,
)

COLUMNS = (
    "handle", "title", "description", "status", "brand", "type", "tags", "categories",
    *(f"option{n}_{part}" for n in range(1, MOST_OPTIONS + 1) for part in ("name", "value")),
    "sku", "price", "compare_at", "cost", "barcode", "weight_grams", "tracked", "backorder", "quantity",
    "variant_picture", "picture", "picture_alt", "seo_title", "seo_description", "tax_class",
)  # fmt: skip
ALIASES = {
    "title": ("name",), "brand": ("vendor",), "type": ("kind",), "categories": ("category",),
    "compare_at": ("compare_at_price",), "weight_grams": ("grams",), "quantity": ("qty", "stock"),
    "picture": ("image", "image_url"), "picture_alt": ("image_alt",), "handle": ("slug",),
}  # fmt: skip
FIELDS = {
    "key": "handle", "kind": "type", "option_names": "option1_name", "option_values": "option1_value",
    "pictures": "picture",
}  # fmt: skip
SAYS_VARIANT = ("sku", "price", "quantity", *(f"option{n}_value" for n in range(1, MOST_OPTIONS + 1)))


class GalleriaCsv:
    """`galleria-csv`."""

    key: ClassVar[str] = "galleria-csv"
    label: ClassVar[str] = "Galleria CSV"
    suffix: ClassVar[str] = ".csv"

    def read(self, data: bytes, currency: str) -> ParsedFile:
        """Products of the file; one with a broken or wrong row is left out and its errors are named."""
        table = read_table(data)
        parsed = ParsedFile()
        missing = [name for name in ("title", "price") if not _has(table, name)]
        if not table.labels and table.unreadable:
            parsed.refuse(table.unreadable)
        elif missing:
            parsed.refuse(Problem(1, missing[0], "This column is missing; is this a Galleria product CSV?"))
        else:
            _read_products(table, currency, parsed)
        return parsed


def _has(table: Table, name: str) -> bool:
    return any(each in table.labels for each in (name, *ALIASES.get(name, ())))


def _cell(row: Row, name: str) -> str:
    return unguarded(row.get(name, *ALIASES.get(name, ())))


def _key(row: Row) -> str:
    """Handle; without one the title for rows with options, else the SKU."""
    by_title = " ".join(_cell(row, "title").split()) if _cell(row, "option1_value") else ""
    return bare_code(_cell(row, "handle")) or by_title or bare_code(_cell(row, "sku")) or _cell(row, "title")


def _read_products(table: Table, currency: str, parsed: ParsedFile) -> None:
    groups: dict[str, list[Row]] = {}
    for row in table.rows:
        groups.setdefault(_key(row), []).append(row)
    spoiled = {_key(row) for row, _ in table.broken}
    parsed.errors.extend(table.problems())
    for key, rows in groups.items():
        reader = _Reader(table, currency)
        product = reader.product(key, rows)
        parsed.take(None if key in spoiled else product, reader.problems.errors, reader.problems.warnings)
    parsed.errors.sort(key=lambda problem: problem.row)


class _Reader:
    """Reads the rows of one product."""

    def __init__(self, table: Table, currency: str) -> None:
        self.table, self.currency, self.problems = table, currency, Problems()

    def label(self, field: str) -> str:
        name = FIELDS.get(field, field)
        known = (each for each in (name, *ALIASES.get(name, ())) if each in self.table.labels)
        return self.table.label(next(known, name))

    def product(self, key: str, rows: Sequence[Row]) -> ImportProduct:
        head = next((row for row in rows if _cell(row, "title")), rows[0])
        used = [n for n in range(1, MOST_OPTIONS + 1) if any(_cell(row, f"option{n}_value") for row in rows)]
        names = tuple(" ".join(_cell(head, f"option{n}_name").split()) or f"Option {n}" for n in used)
        pictures = [
            ImportPicture(url, _cell(row, "picture_alt")) for row in rows if (url := _cell(row, "picture"))
        ] + [ImportPicture(url) for row in rows if (url := _cell(row, "variant_picture"))]
        product = ImportProduct(
            row=head.number,
            key=key,
            title=" ".join(_cell(head, "title").split()),
            description=_cell(head, "description"),
            status=_status(_cell(head, "status")),
            brand=_cell(head, "brand"),
            kind=_cell(head, "type"),
            tags=split_list(_cell(head, "tags"), ","),
            option_names=names,
            seo_title=_cell(head, "seo_title"),
            seo_description=_cell(head, "seo_description"),
            tax_class=_cell(head, "tax_class") or "standard",
            categories=tuple(split_list(path, ">") for path in split_list(_cell(head, "categories"), "|")),
            pictures=reachable(pictures, head.number, self.label, self.problems),
            variants=tuple(
                self._variant(row, used) for row in rows if any(_cell(row, name) for name in SAYS_VARIANT)
            ),
            by_sku=not _cell(head, "handle") and bool(_cell(head, "sku")),
        )
        check(product, self.label, self.problems)
        return product

    def _variant(self, row: Row, options: Sequence[int]) -> ImportVariant:
        cells, label = Cells(row.number, self.currency, self.problems), self.label
        price = cells.amount(_cell(row, "price"), label("price"))
        if not _cell(row, "price"):
            self.problems.error(row.number, label("price"), "A variant needs a price")
        quantity = cells.quantity(_cell(row, "quantity"), label("quantity"))
        return ImportVariant(
            row=row.number,
            sku=bare_code(_cell(row, "sku")),
            option_values=tuple(" ".join(_cell(row, f"option{n}_value").split()) for n in options),
            price=price or 0,
            compare_at=cells.compare_at(_cell(row, "compare_at"), label("compare_at"), price),
            cost=cells.amount(_cell(row, "cost"), label("cost")),
            barcode=bare_code(_cell(row, "barcode")) or None,
            weight_grams=cells.grams(_cell(row, "weight_grams"), label("weight_grams")),
            picture=_cell(row, "variant_picture") or None,
            tracked=cells.flag(_cell(row, "tracked"), label("tracked"), default=quantity is not None),
            backorder=cells.flag(_cell(row, "backorder"), label("backorder"), default=False),
            quantity=quantity,
        )


def _status(word: str) -> Status:
    return "active" if word.lower() in ("", "active") else "draft"


def lines(products: Iterable[ImportProduct], currency: str) -> Iterator[str]:
    """The products as lines of this format, header first; no cell is run as a formula by a spreadsheet."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for product in products:
        for row in _rows(product, currency):
            writer.writerow(
                {name: guarded(value) if isinstance(value, str) else value for name, value in row.items()}
            )
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def _rows(product: ImportProduct, currency: str) -> Iterator[dict[str, Any]]:
    pictures = list(product.pictures)
    for index, variant in enumerate(product.variants):
        row: dict[str, Any] = {"handle": product.key} | _variant_cells(variant, currency)
        if index == 0:
            row |= _product_cells(product)
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
        | {name: to_decimal(amount, currency) for name, amount in amounts.items() if amount is not None}
        | {
            "sku": variant.sku,
            "barcode": variant.barcode or "",
            "weight_grams": variant.weight_grams if variant.weight_grams is not None else "",
            "tracked": "true" if variant.tracked else "false",
            "backorder": "true" if variant.backorder else "false",
            "quantity": format(variant.quantity.normalize(), "f") if variant.quantity is not None else "",
            "variant_picture": variant.picture or "",
        }
    )
