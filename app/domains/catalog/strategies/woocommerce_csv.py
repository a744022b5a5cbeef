"""WooCommerce's product CSV: simple and variable products; grouped and external ones are refused."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from app.core.i18n import to_tell
from app.domains.catalog.strategies.cells import (
    FALSE,
    TRUE,
    Cells,
    Problems,
    bare_code,
    paths,
    words,
)
from app.domains.catalog.strategies.checks import check, reachable
from app.domains.catalog.strategies.headers import MOST_ATTRIBUTES, Columns, numbered
from app.domains.catalog.strategies.table_format import Place, TableFormat, doubtful
from app.domains.catalog.strategies.tables import Row, Table
from app.domains.catalog.types import (
    ImportPicture,
    ImportProduct,
    ImportVariant,
    ParsedFile,
    Problem,
    Status,
)

ATTRIBUTES = range(1, MOST_ATTRIBUTES + 1)
ANY = "Any"
COLUMNS = {
    "title": "name", "key": "sku", "kind": "type", "option_names": "attribute 1 name", "brand": "brands",
    "option_values": "attribute 1 value(s)", "price": "regular price", "pictures": "images",
    "barcode": "gtin, upc, ean, or isbn",
}  # fmt: skip


OWN = (
    {
        "sku": "sku", "title": "name", "kind": "type", "published": "published", "parent": "parent",
        "visibility": "visibility in catalog", "short_description": "short description",
        "description": "description", "quantity": "stock", "backorder": "backorders allowed?",
        "weight_kg": "weight (kg)", "weight_lb": "weight (lbs)", "weight_grams": "weight (g)",
        "weight_oz": "weight (oz)", "sale_price": "sale price", "price": "regular price", "tags": "tags",
        "categories": "categories", "pictures": "images", "picture": "images", "brand": "brands",
        "barcode": "gtin, upc, ean, or isbn", "tax_class": "tax class",
    }
    | numbered("attribute_name", "attribute {n} name", MOST_ATTRIBUTES)
    | numbered("attribute_value", "attribute {n} value(s)", MOST_ATTRIBUTES)
)  # fmt: skip
MORE = (
    "id", "is featured?", "in stock?", "tax status", "sold individually?", "shipping class", "grouped products",
    "upsells", "cross-sells", "external url", "button text", "position", "purchase note",
    "allow customer reviews?", "date sale price starts", "date sale price ends", "attribute 1 visible",
    "attribute 1 global",
)  # fmt: skip


class WooCommerceCsv(TableFormat):
    """`woocommerce-csv`."""

    key: ClassVar[str] = "woocommerce-csv"
    label: ClassVar[str] = "WooCommerce product CSV"
    columns: ClassVar[Columns] = Columns(OWN, MORE)
    needs: ClassVar[tuple[str, ...]] = ("type", "name")

    def products(self, table: Table, currency: str, parsed: ParsedFile) -> Iterator[ImportProduct]:
        """Simple products, and variable ones with the variations that name them, before or after."""
        heads, owned = _families(table, parsed)
        doubts = doubtful(table)
        spoiled = {_own_name(row.get("parent")) or bare_code(row.get("sku")) for row in doubts}
        parsed.total = len(heads)
        for key, place in heads.items():
            head, reader = table.row(place), _Reader(table, currency)
            variable = "variable" in words(head.get("type").lower())
            children = map(table.row, owned.get(key, []))
            rows = [child for child in children if _flag(child)] if variable else [head]
            product = reader.product(key, head, rows, variable)
            left_out = not spoiled.isdisjoint((key, f"id:{head.get('id')}"))
            problems = reader.problems
            yield from parsed.taken(None if left_out else product, problems.errors, problems.warnings)


def _families(table: Table, parsed: ParsedFile) -> tuple[dict[str, Place], dict[str, list[Place]]]:
    """Where each product's own row lies, and those of its variations; other rows are errors."""
    heads: dict[str, Place] = {}
    numbers: dict[str, int] = {}
    names: dict[str, str] = {}
    children: dict[str, list[Place]] = {}
    for place, row in table.rows():
        kinds = words(row.get("type").lower())
        if "variation" in kinds:
            children.setdefault(_own_name(row.get("parent")), []).append(place)
        elif "simple" in kinds or "variable" in kinds:
            key = bare_code(row.get("sku")) or _stand_in(row)
            if key in heads:
                message = to_tell("The SKU %(sku)s is on row %(row)s already", sku=key, row=numbers[key])
                parsed.errors.append(Problem(row.number, table.label("sku"), message))
                continue
            heads[key], numbers[key], names[f"id:{row.get('id')}"] = place, row.number, key
        else:
            message = to_tell(
                "Products of the type %(kind)s cannot be loaded", kind=row.get("type")[:40] or "?"
            )
            parsed.errors.append(Problem(row.number, table.label("type"), message))
    owned: dict[str, list[Place]] = {}
    for parent, places in children.items():
        owned.setdefault(names.get(parent, parent), []).extend(places)
    for place in (place for key in owned.keys() - heads.keys() for place in owned[key]):
        message = to_tell("The product that this variation belongs to is not in the file")
        parsed.errors.append(Problem(table.row(place).number, table.label("parent"), message))
    return heads, {key: sorted(places) for key, places in owned.items()}


def _stand_in(row: Row) -> str:
    """What a product without SKU is known by: its number in the other shop, else its name."""
    return f"id:{row.get('id')}" if row.get("id") else " ".join(row.get("name").split())


def _own_name(parent: str) -> str:
    """A parent is named by its SKU, or as `id:12`."""
    return parent.replace(" ", "") if parent.lower().startswith("id:") else bare_code(parent)


def _flag(row: Row) -> bool:
    return row.get("published").lower() not in FALSE


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
            title=" ".join(head.get("name").split()),
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
                words_ = to_tell("No variation says which %(name)s it is; this option is left out", name=name)
                self.problems.warn(head.number, self.label("option_names"), words_)
        return {name.lower(): name for name in named if name.lower() in chosen}

    def _pictures(self, head: Row, rows: Sequence[Row]) -> tuple[ImportPicture, ...]:
        named = [*words(head.get("images")), *(url for row in rows for url in words(row.get("images")))]
        return reachable([ImportPicture(url) for url in named], head.number, self.label, self.problems)

    def _variant(self, row: Row, head: Row, options: Mapping[str, str]) -> ImportVariant:
        label = self.table.label
        cells = Cells(row.number, self.currency, self.problems, self.table.decimal)
        regular = cells.amount(row.get("regular price"), label("regular price"))
        sale = cells.amount(row.get("sale price"), label("sale price"))
        if regular is None and sale is None:
            self.problems.error(row.number, label("regular price"), to_tell("A product needs a price"))
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
            backorder=row.get("backorders allowed?").lower() in {"notify"} | TRUE,
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
    return text.replace("\\n", "\n")


def _status(head: Row) -> Status:
    hidden = head.get("visibility in catalog").lower() == "hidden"
    return "active" if _flag(head) and not hidden else "draft"
