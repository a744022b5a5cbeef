"""XML of products: our own, and lists of others that name a product and its parts in tags.

An element that stands for a product holds its fields; elements for variants inside it are its variants. The file
is turned into the rows of our own table, so the same names, languages and checks hold.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, BinaryIO, ClassVar
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape, quoteattr

import orjson
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from app.core.i18n import LOCALES, to_tell
from app.core.money import to_decimal
from app.domains.catalog.strategies import languages
from app.domains.catalog.strategies.cells import join_list
from app.domains.catalog.strategies.galleria_csv import GalleriaCsv
from app.domains.catalog.strategies.galleria_rows import LICENCE_KEYS
from app.domains.catalog.strategies.headers import concepts, plain
from app.domains.catalog.strategies.tables import table_of
from app.domains.catalog.types import MOST_OPTIONS, ImportProduct, ImportVariant, ParsedFile, Problem

PRODUCTS = {"product", "item", "entry", "article", "offer", "produkt", "artikel", "produit", "producto", "articulo",
            "shopitem", "row", "record"}  # fmt: skip
VARIANTS = {"variant", "variation", "variante", "variacion", "sku item", "child"}
LISTS = {"categories": "|", "pictures": "\n", "picture": "\n", "tags": ","}
SHARED = ("handle", "price", "sale_price", "compare_at", "currency")
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])


class GalleriaXml(GalleriaCsv):
    """`galleria-xml`."""

    key: ClassVar[str] = "galleria-xml"
    label: ClassVar[str] = "Galleria XML"
    suffix: ClassVar[str] = ".xml"

    def read(self, data: BinaryIO, currency: str, chosen: Mapping[str, str] | None = None) -> ParsedFile:
        """Products of the file; entities and document types are refused before they are expanded."""
        refused = ParsedFile()
        with tempfile.TemporaryFile(prefix="galleria-import-") as kept:
            try:
                header = _keep(data, kept)
            except DefusedXmlException:
                refused.refuse(
                    Problem(
                        1,
                        "",
                        to_tell("The file declares a document type or XML entities; these are not allowed"),
                    )
                )
            except (ParseError, ValueError, LookupError) as error:
                refused.refuse(
                    Problem(1, "", to_tell("The file cannot be read as XML: %(error)s", error=str(error)))
                )
            else:
                if header:
                    return self.parsed(table_of(_records(header, kept), self.columns, chosen), currency)
                refused.refuse(Problem(1, "", to_tell("The file has no products")))
        return refused

    def header(self, data: BinaryIO) -> list[str]:
        """The names of the file's tags that hold something."""
        with tempfile.TemporaryFile() as kept:
            try:
                return _keep(data, kept)
            except (DefusedXmlException, ParseError, ValueError, LookupError):
                return []


def _keep(data: BinaryIO, kept: IO[bytes]) -> list[str]:
    """Write the rows of each product down, a line each; returns all names that occur."""
    names: dict[str, None] = {}
    data.seek(0)
    for _, element in iterparse(data, forbid_dtd=True):
        if _name(element) not in PRODUCTS or not len(element):
            continue
        if any(_name(child) in PRODUCTS and len(child) for child in element):
            continue
        for row in _rows(element):
            names.update(dict.fromkeys(row))
            kept.write(orjson.dumps(row) + b"\n")
        element.clear()
    return list(names)


def _records(header: list[str], kept: IO[bytes]) -> Iterator[list[str]]:
    yield header
    kept.seek(0)
    for line in kept:
        row = orjson.loads(line)
        yield [row.get(name, "") for name in header]


def _name(element: Element) -> str:
    return plain(_tag(element))


def _tag(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _rows(product: Element) -> Iterator[dict[str, str]]:
    """The product's fields with its first variant, its other variants, and its pictures with their words."""
    variants = [
        each for each in product.iter() if each is not product and _name(each) in VARIANTS and len(each)
    ]
    inside = {id(part) for each in variants for part in each.iter()}
    own = _cells(product, inside)
    pictures = _pictures(product)
    if not variants:
        yield own | (pictures.pop(0) if pictures else {})
    if len(variants) > 1 or pictures:
        own = _with_handle(own)
    shared = {name: value for name, value in own.items() if _concept(name) in SHARED}
    for place, variant in enumerate(variants):
        cells = _cells(variant, set())
        yield (own if place == 0 else shared) | cells | (pictures.pop(0) if pictures else {})
    for picture in pictures:
        yield {name: value for name, value in own.items() if _concept(name) == "handle"} | picture


def _with_handle(own: dict[str, str]) -> dict[str, str]:
    """A product of several rows needs a name that they share: its own, else its SKU or title."""
    by_concept = {_concept(name): value for name, value in reversed(own.items())}
    name = next((by_concept[each] for each in ("handle", "sku", "title") if each in by_concept), "")
    return own if "handle" in by_concept or not name else own | {"handle": name}


def _concept(name: str) -> str:
    return concepts().get(plain(name), "")


def _pictures(product: Element) -> list[dict[str, str]]:
    """Pictures as our own files have them: an element each, with the words for those who do not see it."""
    return [
        {"picture": (each.text or "").strip(), "picture_alt": each.get("alt", "")}
        for group in product
        if _name(group) == "pictures"
        for each in group
    ]


def _cells(element: Element, without: set[int]) -> dict[str, str]:
    cells = {name.rsplit("}", 1)[-1]: value for name, value in element.attrib.items()}
    options = 0
    for child in element:
        name = _tag(child)
        if id(child) in without or name == "pictures":
            continue
        if plain(name) == "option" and child.get("name") and options < MOST_OPTIONS:
            options += 1
            cells[f"option{options}_name"], cells[f"option{options}_value"] = (
                child.get("name", ""),
                _text(child),
            )
            cells |= {
                f"option{options}_{part}:{locale}": label
                for locale in LOCALES
                for part in ("name", "value")
                if (label := child.get(f"{part}-{locale}"))
            }
        elif len(child):
            texts = [
                text for part in child if id(part) not in without and not len(part) and (text := _text(part))
            ]
            if texts and _concept(name) in LISTS:
                cells[name] = LISTS[_concept(name)].join(texts)
        elif plain(name) == "text" and child.get("lang") in LOCALES and child.get("name"):
            cells[f"{child.get('name')}:{child.get('lang')}"] = _text(child)
        elif text := _text(child):
            cells[name] = f"{cells[name]}{LISTS.get(_concept(name), ' ')}{text}" if name in cells else text
    return cells


def _text(element: Element) -> str:
    return (element.text or element.get("href") or "").strip()


def lines(products: Iterable[ImportProduct], currency: str) -> Iterator[str]:
    """The products as XML, piece by piece."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<catalog currency={quoteattr(currency)}>\n'
    for product in products:
        yield _product(product, currency)
    yield "</catalog>\n"


def _product(product: ImportProduct, currency: str) -> str:
    fields = {
        "handle": product.key, "title": product.title, "description": product.description,
        "status": product.status, "brand": product.brand, "type": product.kind,
        "tags": join_list(product.tags, ","), "seo_title": product.seo_title,
        "seo_description": product.seo_description, "tax_class": product.tax_class,
    }  # fmt: skip
    parts = [_leaf(name, value) for name, value in fields.items() if value]
    parts += [
        f'<text name="{name}" lang="{locale}">{escape(_clean(said[name]))}</text>'
        for locale, said in product.translations.items()
        for name in languages.TEXTS
        if said.get(name)
    ]
    if product.categories:
        paths = "".join(
            _leaf("category", join_list(path, ">").replace("|", "\\|")) for path in product.categories
        )
        parts.append(f"<categories>{paths}</categories>")
    if product.pictures:
        parts.append(
            "<pictures>"
            + "".join(
                f"<picture alt={quoteattr(_clean(each.alt))}>{escape(_clean(each.url))}</picture>"
                for each in product.pictures
            )
            + "</pictures>"
        )
    parts += [_variant(variant, product, currency) for variant in product.variants]
    return f"<product>{''.join(parts)}</product>\n"


def _option(product: ImportProduct, name: str, value: str) -> str:
    labels = {
        f"{part}-{locale}": label
        for locale, said in product.translations.items()
        for part, word in (("name", name), ("value", f"{name}={value}"))
        if (label := (said.get("labels") or {}).get(word))
    }
    more = "".join(f" {key}={quoteattr(_clean(label))}" for key, label in labels.items())
    return f"<option name={quoteattr(_clean(name))}{more}>{escape(_clean(value))}</option>"


def _variant(variant: ImportVariant, product: ImportProduct, currency: str) -> str:
    pairs = zip(product.option_names, variant.option_values, strict=True)
    options = "".join(_option(product, name, value) for name, value in pairs)
    amounts = {"price": variant.price, "compare_at": variant.compare_at, "cost": variant.cost}
    fields = {
        name: format(to_decimal(amount, currency), "f")
        for name, amount in amounts.items()
        if amount is not None and amount >= 0
    } | {
        "barcode": variant.barcode or "",
        "weight_grams": "" if variant.weight_grams is None else str(variant.weight_grams),
        languages.CONTENT: languages.content_words(variant.content, variant.content_unit),
        "tracked": "true" if variant.tracked else "false",
        "backorder": "true" if variant.backorder else "false",
        "quantity": "" if variant.quantity is None else format(variant.quantity.normalize(), "f"),
        "variant_picture": variant.picture or "",
        LICENCE_KEYS: join_list(variant.keys, "|"),
    }
    leaves = "".join(_leaf(name, value) for name, value in fields.items() if value)
    return f"<variant>{_leaf('sku', variant.sku)}{options}{leaves}</variant>"


def _leaf(name: str, text: str) -> str:
    return f"<{name}>{escape(_clean(text))}</{name}>"


def _clean(text: str) -> str:
    """Without characters that XML cannot hold."""
    return text.translate(_FORBIDDEN)
