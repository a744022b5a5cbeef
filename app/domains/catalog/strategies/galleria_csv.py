"""Our own table, as CSV or as a workbook: a row a variant, product fields on a product's first row, picture-only rows.

Rows without a handle are products of their own, known by their SKU. Lists that follow no format are read here
too: columns in other words and languages, options as columns of their own.
"""

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from app.core.i18n import to_tell
from app.domains.catalog.strategies import languages
from app.domains.catalog.strategies.cells import ACTIVE, Cells, Problems, bare_code, split_list
from app.domains.catalog.strategies.checks import check, reachable
from app.domains.catalog.strategies.galleria_rows import COLUMNS, LICENCE_KEYS
from app.domains.catalog.strategies.headers import WORDS, Columns, numbered
from app.domains.catalog.strategies.table_format import Place, TableFormat, doubtful
from app.domains.catalog.strategies.tables import Row, Table
from app.domains.catalog.types import (
    MOST_OPTIONS,
    ImportPicture,
    ImportProduct,
    ImportVariant,
    ParsedFile,
    Status,
)

OWN = (
    {concept: concept for concept in WORDS if concept not in ("kind", "parent", "visibility", "tracker")}
    | {"kind": "type"}
    | numbered("option_name", "option{n}_name", MOST_OPTIONS)
    | numbered("option_value", "option{n}_value", MOST_OPTIONS)
)
FIELDS = {
    "key": "handle", "kind": "type", "option_names": "option1_name", "option_values": "option1_value",
    "pictures": "picture",
}  # fmt: skip
SAYS_VARIANT = ("sku", "price", "quantity", *(f"option{n}_value" for n in range(1, MOST_OPTIONS + 1)))
LOOSE = ("color", "size", "material")
_SPLIT_PICTURES = re.compile(r"\s*[\n|;]\s*|\s*,\s*(?=https?://|//)")


class GalleriaCsv(TableFormat):
    """`galleria-csv`."""

    key: ClassVar[str] = "galleria-csv"
    label: ClassVar[str] = "Galleria CSV"
    columns: ClassVar[Columns] = Columns(OWN, (*COLUMNS, *languages.COLUMNS, "id"))
    needs: ClassVar[tuple[str, ...]] = ("title", "price")

    def products(self, table: Table, currency: str, parsed: ParsedFile) -> Iterator[ImportProduct]:
        """Rows of one handle are one product, wherever they stand."""
        groups: dict[str, list[Place]] = {}
        titles: dict[str, str] = {}
        for place, row in table.rows():
            groups.setdefault(_apart(row, titles), []).append(place)
        spoiled = {_key(row) for row in doubtful(table)}
        parsed.total = len(groups)
        for key, places in groups.items():
            reader = _Reader(table, currency)
            product = reader.product(key, [table.row(place) for place in places])
            problems = reader.problems
            yield from parsed.taken(None if key in spoiled else product, problems.errors, problems.warnings)


def _key(row: Row) -> str:
    """Handle; without one the title for rows with options, else the SKU."""
    by_title = " ".join(row.get("title").split()) if row.get("option1_value") else ""
    return bare_code(row.get("handle")) or by_title or bare_code(row.get("sku", "id")) or row.get("title")


def _apart(row: Row, titles: dict[str, str]) -> str:
    """The row's key; a row without a handle whose SKU an earlier one of another title has is a product by itself."""
    key, title = _key(row), row.get("title")
    if row.get("handle") or not title or titles.setdefault(key, title) == title:
        return key
    return f"{key} {title}"


class _Reader:
    """Reads the rows of one product."""

    def __init__(self, table: Table, currency: str) -> None:
        self.table, self.currency, self.problems = table, currency, Problems()

    def label(self, field: str) -> str:
        return self.table.label(FIELDS.get(field, field))

    def product(self, key: str, rows: Sequence[Row]) -> ImportProduct:
        head = next((row for row in rows if row.get("title")), rows[0])
        options = self._options(head, rows)
        product = ImportProduct(
            row=head.number,
            key=key,
            title=" ".join(head.get("title").split()),
            description=head.get("description", "short_description"),
            status=self._status(head),
            brand=head.get("brand"),
            kind=head.get("type"),
            tags=split_list(head.get("tags"), ","),
            option_names=tuple(options.values()),
            seo_title=head.get("seo_title"),
            seo_description=head.get("seo_description"),
            tax_class=head.get("tax_class") or "standard",
            categories=tuple(split_list(path, ">") for path in split_list(head.get("categories"), "|")),
            pictures=reachable(_pictures(rows), head.number, self.label, self.problems),
            variants=tuple(
                self._variant(row, tuple(options))
                for row in rows
                if any(row.get(name) for name in SAYS_VARIANT)
            ),
            by_sku=not head.get("handle") and bool(head.get("sku", "id")),
            translations=languages.texts_of(
                head, rows, [name for name in options if name.startswith("option")]
            ),
        )
        check(product, self.label, self.problems)
        return product

    def _options(self, head: Row, rows: Sequence[Row]) -> dict[str, str]:
        """Columns that variants differ in, with the options' names."""
        used = [n for n in range(1, MOST_OPTIONS + 1) if any(row.get(f"option{n}_value") for row in rows)]
        if used:
            return {
                f"option{n}_value": " ".join(head.get(f"option{n}_name").split()) or f"Option {n}"
                for n in used
            }
        differ = [name for name in LOOSE if len({row.get(name) for row in rows}) > 1]
        return {name: self.table.label(name).capitalize() for name in differ}

    def _variant(self, row: Row, options: Sequence[str]) -> ImportVariant:
        label = self.table.label
        cells = Cells(row.number, self.currency, self.problems, self.table.decimal)
        price, compare_at = self._prices(row, cells)
        quantity = cells.quantity(row.get("quantity"), label("quantity"))
        content, unit = languages.content_of(
            row.get(languages.CONTENT), row.number, label(languages.CONTENT), self.problems
        )
        return ImportVariant(
            row=row.number,
            sku=bare_code(row.get("sku") or ("" if "sku" in self.table.labels else row.get("id"))),
            option_values=tuple(" ".join(row.get(name).split()) for name in options),
            price=price or 0,
            compare_at=compare_at,
            cost=cells.amount(row.get("cost"), label("cost")),
            barcode=cells.barcode(row.get("barcode"), label("barcode")),
            weight_grams=self._grams(row, cells),
            picture=row.get("variant_picture") or None,
            tracked=cells.flag(row.get("tracked"), label("tracked"), default=quantity is not None),
            backorder=cells.flag(row.get("backorder"), label("backorder"), default=False),
            quantity=quantity,
            content=content,
            content_unit=unit,
            keys=cells.keys(row.get(LICENCE_KEYS), label(LICENCE_KEYS)),
        )

    def _prices(self, row: Row, cells: Cells) -> tuple[int | None, int | None]:
        """What a variant costs now, and before."""
        label = self.table.label
        code = row.get("currency")
        if code and code.upper() != self.currency:
            message = to_tell(
                "%(text)s is not in %(currency)s, the shop's currency",
                text=repr(code[:40]),
                currency=self.currency,
            )
            self.problems.error(row.number, label("currency"), message)
        price = cells.amount(row.get("price"), label("price"))
        if not row.get("price"):
            self.problems.error(row.number, label("price"), to_tell("A variant needs a price"))
        sale = cells.amount(row.get("sale_price"), label("sale_price"))
        if sale is not None and price is not None and sale < price:
            return sale, price
        return price, cells.compare_at(row.get("compare_at"), label("compare_at"), price)

    def _grams(self, row: Row, cells: Cells) -> int | None:
        for name, unit in (
            ("weight_grams", "g"),
            ("weight_kg", "kg"),
            ("weight_lb", "lb"),
            ("weight_oz", "oz"),
        ):
            if text := row.get(name):
                return cells.grams(text, self.table.label(name), unit)
        return cells.grams(row.get("weight"), self.table.label("weight"), "kg")

    def _status(self, head: Row) -> Status:
        cells = Cells(head.number, self.currency, self.problems)
        published = cells.flag(head.get("published"), self.table.label("published"), default=True)
        return "active" if published and head.get("status").lower() in ACTIVE else "draft"


def _pictures(rows: Sequence[Row]) -> list[ImportPicture]:
    """Those of the product, then more of a list in one cell, then those that only a variant names."""
    own = [ImportPicture(url, row.get("picture_alt")) for row in rows if (url := row.get("picture"))]
    own += [
        ImportPicture(url)
        for row in rows
        for url in _SPLIT_PICTURES.split(row.get("pictures").strip())
        if url
    ]
    return own + [ImportPicture(url) for row in rows if (url := row.get("variant_picture"))]
