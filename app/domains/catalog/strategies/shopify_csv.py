"""Shopify's product CSV: a row a variant, product fields on a handle's first row, picture-only rows.

Price columns of single markets ("Price / Europe") and metafields are not read.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from app.core.i18n import to_tell
from app.domains.catalog.strategies.cells import (
    ACTIVE,
    TRUE,
    Cells,
    Problems,
    bare_code,
    paths,
    split_list,
)
from app.domains.catalog.strategies.checks import check, reachable
from app.domains.catalog.strategies.headers import Columns, numbered
from app.domains.catalog.strategies.shopify_rows import CATEGORIES, TAX_CLASS
from app.domains.catalog.strategies.table_format import Place, TableFormat, doubtful
from app.domains.catalog.strategies.tables import Row, Table
from app.domains.catalog.types import (
    MOST_OPTIONS,
    ImportPicture,
    ImportProduct,
    ImportVariant,
    ParsedFile,
    Path,
    Problem,
    Status,
)

CONTINUE = {"continue"} | TRUE
NO_OPTIONS = ("title", "default title")
SAYS_VARIANT = (
    "variant sku", "variant price", *(f"option{n} value" for n in range(1, MOST_OPTIONS + 1))
)  # fmt: skip
OURS, OUR_TAX = CATEGORIES.lower(), TAX_CLASS.lower()
COLUMNS = {
    "title": "title", "key": "handle", "brand": "vendor", "kind": "type", "description": "body (html)",
    "tags": "tags", "seo_title": "seo title", "seo_description": "seo description",
    "option_names": "option1 name", "option_values": "option1 value", "sku": "variant sku",
    "barcode": "variant barcode", "price": "variant price", "pictures": "image src", "categories": "type",
}  # fmt: skip


OWN = (
    {
        "handle": "handle", "title": "title", "description": "body (html)", "brand": "vendor", "kind": "type",
        "tags": "tags", "published": "published", "status": "status", "sku": "variant sku",
        "weight_grams": "variant grams", "tracker": "variant inventory tracker", "quantity": "variant inventory qty",
        "backorder": "variant inventory policy", "price": "variant price", "barcode": "variant barcode",
        "compare_at": "variant compare at price", "picture": "image src", "picture_position": "image position",
        "picture_alt": "image alt text", "seo_title": "seo title", "seo_description": "seo description",
        "variant_picture": "variant image", "cost": "cost per item", "tax_class": "variant tax code",
    }
    | numbered("option_name", "option{n} name", MOST_OPTIONS)
    | numbered("option_value", "option{n} value", MOST_OPTIONS)
)  # fmt: skip
MORE = (
    "custom product type", "product category", "standard product type", "collection", "gift card",
    OURS, OUR_TAX, "variant requires shipping", "variant taxable", "variant weight unit", "variant fulfillment service",
)  # fmt: skip


class ShopifyCsv(TableFormat):
    """`shopify-csv`."""

    key: ClassVar[str] = "shopify-csv"
    label: ClassVar[str] = "Shopify product CSV"
    columns: ClassVar[Columns] = Columns(OWN, MORE)
    needs: ClassVar[tuple[str, ...]] = ("handle",)

    def products(self, table: Table, currency: str, parsed: ParsedFile) -> Iterator[ImportProduct]:
        """Rows of one handle are one product, wherever they stand."""
        groups: dict[str, list[Place]] = {}
        for place, row in table.rows():
            if handle := bare_code(row.get("handle")):
                groups.setdefault(handle, []).append(place)
            else:
                message = to_tell("Every row needs its product's handle")
                parsed.errors.append(Problem(row.number, table.label("handle"), message))
        spoiled = {bare_code(row.get("handle")) for row in doubtful(table)}
        parsed.total = len(groups)
        for handle, places in groups.items():
            reader = _Reader(table, currency)
            product = reader.product(handle, [table.row(place) for place in places])
            problems = reader.problems
            yield from parsed.taken(
                None if handle in spoiled else product, problems.errors, problems.warnings
            )


class _Reader:
    """Reads the rows of one handle."""

    def __init__(self, table: Table, currency: str) -> None:
        self.column, self.decimal, self.ours = table.label, table.decimal, OURS in table.labels
        self.currency = currency
        self.problems = Problems()

    def label(self, field: str) -> str:
        return self.column(COLUMNS[field])

    def product(self, handle: str, rows: Sequence[Row]) -> ImportProduct:
        """The rows' product; what is wrong with it is in `problems`."""
        head = next((row for row in rows if row.get("title")), rows[0])
        options = _options(head, rows)
        product = ImportProduct(
            row=head.number,
            key=handle,
            title=" ".join(head.get("title").split()),
            description=head.get("body (html)"),
            status=self._status(head),
            brand=head.get("vendor"),
            kind=head.get("type", "custom product type"),
            tags=split_list(head.get("tags"), ","),
            option_names=tuple(options.values()),
            seo_title=head.get("seo title"),
            seo_description=head.get("seo description"),
            tax_class=head.get(OUR_TAX) or "standard",
            categories=self._categories(head),
            pictures=reachable(_pictures(rows), head.number, self.label, self.problems),
            variants=tuple(
                self._variant(row, tuple(options))
                for row in rows
                if any(row.get(name) for name in SAYS_VARIANT)
            ),
        )
        check(product, self.label, self.problems)
        return product

    def _variant(self, row: Row, options: Sequence[int]) -> ImportVariant:
        cells, column = Cells(row.number, self.currency, self.problems, self.decimal), self.column
        price = cells.amount(row.get("variant price"), column("variant price"))
        if not row.get("variant price"):
            self.problems.error(row.number, column("variant price"), to_tell("A variant needs a price"))
        former = row.get("variant compare at price")
        return ImportVariant(
            row=row.number,
            sku=bare_code(row.get("variant sku")),
            option_values=tuple(" ".join(row.get(f"option{n} value").split()) for n in options),
            price=price or 0,
            compare_at=cells.compare_at(former, column("variant compare at price"), price),
            cost=cells.amount(row.get("cost per item"), column("cost per item")),
            barcode=bare_code(row.get("variant barcode")) or None,
            weight_grams=cells.grams(row.get("variant grams"), column("variant grams")),
            picture=row.get("variant image") or None,
            tracked=row.get("variant inventory tracker").lower() not in ("", "not tracked"),
            backorder=row.get("variant inventory policy").lower() in CONTINUE,
            quantity=cells.quantity(row.get("variant inventory qty"), column("variant inventory qty")),
        )

    def _status(self, head: Row) -> Status:
        cells = Cells(head.number, self.currency, self.problems)
        published = cells.flag(head.get("published"), self.column("published"), default=True)
        return "active" if published and head.get("status").lower() in ACTIVE else "draft"

    def _categories(self, head: Row) -> tuple[Path, ...]:
        """Ours, where the file has them; the shop's own collection and type; else the standard taxonomy's leaf."""
        if self.ours:
            return tuple(split_list(path, ">") for path in split_list(head.get(OURS), "|"))
        own = [name for name in (head.get("collection"), head.get("type", "custom product type")) if name]
        if own:
            return tuple(dict.fromkeys((" ".join(name.split()),) for name in own))
        taxonomy = head.get("product category", "standard product type")
        return tuple(path[-1:] for path in paths([taxonomy])) if ">" in taxonomy else ()


def _options(head: Row, rows: Sequence[Row]) -> Mapping[int, str]:
    """Option columns in use, with their names; "Title: Default Title" means that there are none."""
    used = [
        n
        for n in range(1, MOST_OPTIONS + 1)
        if head.get(f"option{n} name") or any(row.get(f"option{n} value") for row in rows)
    ]
    names = {n: " ".join(head.get(f"option{n} name").split()) or f"Option {n}" for n in used}
    if used == [1] and (names[1].lower(), head.get("option1 value").lower()) == NO_OPTIONS:
        return {}
    return names


def _pictures(rows: Sequence[Row]) -> list[ImportPicture]:
    """Pictures in their own order; those that only a variant names come last."""
    ranked: list[tuple[int, ImportPicture]] = []
    for index, row in enumerate(rows):
        place = row.get("image position")
        rank = int(place) if place.isascii() and place.isdigit() and len(place) < 6 else index + 1
        if source := row.get("image src"):
            ranked.append((rank, ImportPicture(source, row.get("image alt text"))))
        if source := row.get("variant image"):
            ranked.append((10**6 + index, ImportPicture(source)))
    return [picture for _, picture in sorted(ranked, key=lambda item: item[0])]
