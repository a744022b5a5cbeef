"""Magento's product CSV: simple and configurable products, and the simpler tables of its sample data.

A simple product that a configurable one names is that product's variant, not a product of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from app.core.i18n import to_tell
from app.domains.catalog.strategies.cells import Cells, Problems, bare_code, words
from app.domains.catalog.strategies.checks import check, reachable
from app.domains.catalog.strategies.headers import Columns
from app.domains.catalog.strategies.table_format import Place, TableFormat, doubtful
from app.domains.catalog.strategies.tables import Row, Table
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


OWN = {
    "sku": "sku", "title": "name", "description": "description", "short_description": "short_description",
    "price": "price", "sale_price": "special_price", "quantity": "qty", "weight": "weight",
    "picture": "base_image", "pictures": "additional_images", "categories": "categories",
    "visibility": "visibility", "seo_title": "meta_title", "seo_description": "meta_description",
    "kind": "product_type", "tracked": "manage_stock", "backorder": "allow_backorders",
}  # fmt: skip
MORE = (
    "category", "store_view_code", "attribute_set_code", "attribute_set", "product_websites", "product_online",
    "tax_class_name", "url_key", "meta_keywords", "special_price_from_date", "special_price_to_date",
    "base_image_label", "small_image", "thumbnail_image", "swatch_image", "additional_attributes",
    "use_config_manage_stock", "use_config_backorders", "configurable_variations", "is_in_stock", "website_id",
    "configurable_variation_labels", "related_skus", "upsell_skus", "bundle_values", "associated_skus",
)  # fmt: skip


class MagentoCsv(TableFormat):
    """`magento-csv`."""

    key: ClassVar[str] = "magento-csv"
    label: ClassVar[str] = "Magento product CSV"
    columns: ClassVar[Columns] = Columns(OWN, MORE)
    needs: ClassVar[tuple[str, ...]] = ("sku", "name")

    def products(self, table: Table, currency: str, parsed: ParsedFile) -> Iterator[ImportProduct]:
        """Configurable products with their simple ones, and the simple ones that none names."""
        places, variations = _articles(table, parsed)
        owned = {child for named in variations.values() for child in named}
        spoiled = {bare_code(row.get("sku")) for row in doubtful(table)}
        heads = [sku for sku in places if sku not in owned]
        parsed.total = len(heads)
        for sku in heads:
            children = variations.get(sku)
            rows = {child: table.row(places[child]) for child in (sku, *(children or ())) if child in places}
            reader = _Reader(table, currency)
            product = reader.product(sku, rows[sku], rows, children)
            problems = reader.problems
            yield from parsed.taken(None if sku in spoiled else product, problems.errors, problems.warnings)


def _articles(
    table: Table, parsed: ParsedFile
) -> tuple[dict[str, Place], dict[str, dict[str, dict[str, str]]]]:
    """Where each SKU's row lies, and the variations of those that have any; other rows are errors."""
    places: dict[str, Place] = {}
    numbers: dict[str, int] = {}
    variations: dict[str, dict[str, dict[str, str]]] = {}
    for place, row in table.rows():
        sku, kind = bare_code(row.get("sku")), row.get("product_type").lower()
        if row.get("store_view_code"):
            continue  # a translation of a product above: content per language comes later
        if not sku:
            parsed.errors.append(Problem(row.number, table.label("sku"), to_tell("Every row needs a SKU")))
        elif sku in places:
            message = to_tell("The SKU %(sku)s is on row %(row)s already", sku=sku, row=numbers[sku])
            parsed.errors.append(Problem(row.number, table.label("sku"), message))
        elif kind not in (*SIMPLE, "configurable"):
            message = to_tell("Products of the type %(kind)s cannot be loaded", kind=kind[:40])
            parsed.errors.append(Problem(row.number, table.label("product_type"), message))
        else:
            places[sku], numbers[sku] = place, row.number
            if row.get("configurable_variations"):
                variations[sku] = _variations(row)
    return places, variations


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
                self.problems.error(
                    head.number, self.label("option_values"), to_tell("%(sku)s is not in the file", sku=child)
                )
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
        label = self.table.label
        cells = Cells(row.number, self.currency, self.problems, self.table.decimal)
        regular = cells.amount(row.get("price"), label("price"))
        special = cells.amount(row.get("special_price"), label("special_price"))
        if regular is None and special is None:
            self.problems.error(row.number, label("price"), to_tell("A product needs a price"))
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
