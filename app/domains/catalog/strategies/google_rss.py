"""Google Merchant product feeds, RSS 2.0 or Atom. Items of one group are variants of one product.

A "row" is an item's number plus one, as if the channel's head were the header.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, ClassVar
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from app.core.i18n import to_tell
from app.domains.catalog.strategies.cells import Cells, Problems, bare_code, paths
from app.domains.catalog.strategies.checks import check, reachable
from app.domains.catalog.strategies.tables import LONGEST_CELL, Row, Spool
from app.domains.catalog.types import (
    ImportPicture,
    ImportProduct,
    ImportVariant,
    ParsedFile,
    Problem,
    Status,
)

OPTIONS = ("color", "size", "material", "pattern")
COLUMNS = {"key": "id", "sku": "id", "option_names": "item_group_id", "option_values": "item_group_id",
           "pictures": "image_link", "barcode": "gtin", "categories": "product_type"}  # fmt: skip


class GoogleRss:
    """`google-rss`."""

    key: ClassVar[str] = "google-rss"
    label: ClassVar[str] = "Google Merchant feed"
    suffix: ClassVar[str] = ".xml"

    def read(self, data: BinaryIO, currency: str, chosen: Mapping[str, str] | None = None) -> ParsedFile:
        """Products of the feed; entities and document types are refused before they are expanded."""
        parsed, spool = ParsedFile(), Spool()
        groups: dict[str, list[tuple[int, int]]] = {}
        try:
            for row in _items(data):
                groups.setdefault(row.get("item_group_id", "id"), []).append(spool.put(row))
        except DefusedXmlException:
            parsed.refuse(
                Problem(
                    1, "", to_tell("The file declares a document type or XML entities; these are not allowed")
                )
            )
        except (ParseError, ValueError, LookupError) as error:
            parsed.refuse(
                Problem(1, "", to_tell("The file cannot be read as XML: %(error)s", error=str(error)))
            )
        else:
            if not groups:
                parsed.refuse(
                    Problem(1, "", to_tell("The file has no items; is this a Google Merchant feed?"))
                )
        spool.rest()
        if parsed.readable:
            parsed.total = len(groups)
            parsed.products = _products(groups, spool, currency, parsed)
        return parsed


def _products(
    groups: Mapping[str, Sequence[tuple[int, int]]], spool: Spool, currency: str, parsed: ParsedFile
) -> Iterator[ImportProduct]:
    for key, places in groups.items():
        reader = _Reader(currency)
        product = reader.product(key, [spool.get(place) for place in places])
        yield from parsed.taken(product, reader.problems.errors, reader.problems.warnings)


def _items(data: BinaryIO) -> Iterator[Row]:
    number = 1
    data.seek(0)
    for _, element in iterparse(data, forbid_dtd=True):
        if _plain(element.tag) not in ("item", "entry"):
            continue
        number += 1
        yield Row(number, _cells(element))
        element.clear()


def _plain(tag: str) -> str:
    return tag.rsplit("}", 1)[-1].lower()


def _cells(item: Element) -> dict[str, str]:
    """Texts of an item by name without namespace; repeated ones are joined by a line end."""
    cells: dict[str, str] = {}
    for child in item:
        name = _plain(child.tag)
        text = (child.text or child.get("href") or "").strip()[:LONGEST_CELL]
        if text:
            cells[name] = f"{cells[name]}\n{text}" if name in cells else text
    return cells


class _Reader:
    """Reads the items of one group."""

    def __init__(self, currency: str) -> None:
        self.currency, self.problems = currency, Problems()

    def label(self, field: str) -> str:
        return f"g:{COLUMNS.get(field, field)}"

    def product(self, key: str, rows: Sequence[Row]) -> ImportProduct | None:
        head = rows[0]
        if not key:
            self.problems.error(head.number, "g:id", to_tell("Every item needs an id"))
            return None
        grouped = len(rows) > 1
        options = [name for name in OPTIONS if grouped and len({row.get(name) for row in rows}) > 1]
        named = [url for row in rows for url in row.get("image_link").splitlines()]
        named += [url for row in rows for url in row.get("additional_image_link").splitlines()]
        product = ImportProduct(
            row=head.number,
            key=bare_code(key),
            title=" ".join(head.get("title").split()),
            description=head.get("description", "summary"),
            status=_status(head),
            brand=head.get("brand"),
            option_names=tuple(name.capitalize() for name in options),
            categories=paths(head.get("product_type").splitlines()),
            pictures=reachable([ImportPicture(url) for url in named], head.number, self.label, self.problems),
            variants=tuple(self._variant(row, options) for row in rows),
        )
        check(product, self.label, self.problems)
        return product

    def _variant(self, row: Row, options: Sequence[str]) -> ImportVariant:
        cells = Cells(row.number, self.currency, self.problems)
        regular = cells.amount(row.get("price"), "g:price")
        sale = cells.amount(row.get("sale_price"), "g:sale_price")
        if regular is None and not row.get("price"):
            self.problems.error(row.number, "g:price", to_tell("An item needs a price"))
        reduced = sale is not None and regular is not None and sale < regular
        weight, _, unit = row.get("shipping_weight", "product_weight").partition(" ")
        out = row.get("availability").lower().replace("_", " ") == "out of stock"
        return ImportVariant(
            row=row.number,
            sku=bare_code(row.get("id")),
            option_values=tuple(" ".join(row.get(name).split()) for name in options),
            price=(sale if reduced else regular) or 0,
            compare_at=regular if reduced else None,
            barcode=bare_code(row.get("gtin").split("\n")[0]) or None,
            weight_grams=cells.grams(weight, "g:shipping_weight", unit or "g"),
            tracked=out,
            backorder=row.get("availability").lower().replace("_", " ") in ("backorder", "preorder"),
        )


def _status(head: Row) -> Status:
    return "active" if head.get("title") else "draft"
