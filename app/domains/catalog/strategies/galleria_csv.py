"""Our own CSV: a row a variant, product fields on a product's first row, picture-only rows; read and written.

What is written is read back as the same. Rows without a handle are products of their own, known by their SKU.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
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
from app.domains.catalog.strategies.checks import Label, check, reachable
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
CANONICAL = {alias: name for name, aliases in ALIASES.items() for alias in aliases}
DOUBLY = frozenset(ALIASES)  # where a file has both, the format's own name wins
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


def _canonical(row: Row) -> Row:
    """The row under the column names of this format, without the quotes that guard formulas."""
    cells = {CANONICAL.get(name, name): unguarded(value) for name, value in row.cells.items()}
    return Row(row.number, cells | {name: unguarded(row.cells[name]) for name in DOUBLY & row.cells.keys()})


def _key(row: Row) -> str:
    """Handle; without one the title for rows with options, else the SKU."""
    by_title = " ".join(row.get("title").split()) if row.get("option1_value") else ""
    return bare_code(row.get("handle")) or by_title or bare_code(row.get("sku")) or row.get("title")


def _read_products(table: Table, currency: str, parsed: ParsedFile) -> None:
    @cache
    def label(field: str) -> str:
        name = FIELDS.get(field, field)
        known = (each for each in (name, *ALIASES.get(name, ())) if each in table.labels)
        return table.label(next(known, name))

    groups: dict[str, list[Row]] = {}
    for row in map(_canonical, table.rows):
        groups.setdefault(_key(row), []).append(row)
    spoiled = {_key(_canonical(row)) for row, _ in table.broken}
    parsed.errors.extend(table.problems())
    for key, rows in groups.items():
        reader = _Reader(label, currency)
        product = reader.product(key, rows)
        parsed.take(None if key in spoiled else product, reader.problems.errors, reader.problems.warnings)
    parsed.errors.sort(key=lambda problem: problem.row)


class _Reader:
    """Reads the rows of one product."""

    def __init__(self, label: Label, currency: str) -> None:
        self.label, self.currency, self.problems = label, currency, Problems()

    def product(self, key: str, rows: Sequence[Row]) -> ImportProduct:
        head = next((row for row in rows if row.get("title")), rows[0])
        used = [n for n in range(1, MOST_OPTIONS + 1) if any(row.get(f"option{n}_value") for row in rows)]
        names = tuple(" ".join(head.get(f"option{n}_name").split()) or f"Option {n}" for n in used)
        pictures = [
            ImportPicture(url, row.get("picture_alt")) for row in rows if (url := row.get("picture"))
        ] + [ImportPicture(url) for row in rows if (url := row.get("variant_picture"))]
        product = ImportProduct(
            row=head.number,
            key=key,
            title=" ".join(head.get("title").split()),
            description=head.get("description"),
            status=_status(head.get("status")),
            brand=head.get("brand"),
            kind=head.get("type"),
            tags=split_list(head.get("tags"), ","),
            option_names=names,
            seo_title=head.get("seo_title"),
            seo_description=head.get("seo_description"),
            tax_class=head.get("tax_class") or "standard",
            categories=tuple(split_list(path, ">") for path in split_list(head.get("categories"), "|")),
            pictures=reachable(pictures, head.number, self.label, self.problems),
            variants=tuple(
                self._variant(row, used) for row in rows if any(row.get(name) for name in SAYS_VARIANT)
            ),
            by_sku=not head.get("handle") and bool(head.get("sku")),
        )
        check(product, self.label, self.problems)
        return product

    def _variant(self, row: Row, options: Sequence[int]) -> ImportVariant:
        cells, label = Cells(row.number, self.currency, self.problems), self.label
        price = cells.amount(row.get("price"), label("price"))
        if not row.get("price"):
            self.problems.error(row.number, label("price"), "A variant needs a price")
        quantity = cells.quantity(row.get("quantity"), label("quantity"))
        return ImportVariant(
            row=row.number,
            sku=bare_code(row.get("sku")),
            option_values=tuple(" ".join(row.get(f"option{n}_value").split()) for n in options),
            price=price or 0,
            compare_at=cells.compare_at(row.get("compare_at"), label("compare_at"), price),
            cost=cells.amount(row.get("cost"), label("cost")),
            barcode=bare_code(row.get("barcode")) or None,
            weight_grams=cells.grams(row.get("weight_grams"), label("weight_grams")),
            picture=row.get("variant_picture") or None,
            tracked=cells.flag(row.get("tracked"), label("tracked"), default=quantity is not None),
            backorder=cells.flag(row.get("backorder"), label("backorder"), default=False),
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
