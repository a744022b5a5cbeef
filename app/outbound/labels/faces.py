"""What a label shows of a thing, written out in the language in use, and the room that its code has."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as later
from app.core.money import format_money
from app.outbound.labels.codes import Code, code_of
from app.outbound.labels.sizes import Size
from app.queries.label_facts import Labelled

CodeKind = Literal["bars", "qr", "none"]
SHOWN = {
    "title": later("Title"),
    "options": later("Options"),
    "sku": later("SKU"),
    "price": later("Price"),
    "unit_price": later("Unit price"),
}
# Millimetres: the price beside the code, the line of digits below it, the words above it.
PRICE_WIDTH, DIGITS, WORDS, TALLEST = 22.0, 3.0, 13.5, 15.0


@dataclass(frozen=True, slots=True)
class Face:
    """One label, written out. `large`: the code is what people read from afar, as on a bin."""

    title: str
    options: str
    sku: str
    price: str
    unit_price: str
    code: Code | None
    large: bool = False

    @property
    def priced(self) -> bool:
        return bool(self.price or self.unit_price)


def room(size: Size, *, priced: bool) -> tuple[float, float]:
    """Width and height in mm that a label of this size has for bars."""
    width = size.width - 2 * size.edge - (PRICE_WIDTH if priced else 0)
    return width, min(TALLEST, size.height - 2 * size.edge - WORDS - DIGITS)


def goods_face(thing: Labelled, size: Size, shown: Collection[str], code: CodeKind, currency: str) -> Face:
    """A label of goods with what is to be shown of them; the price in the shop's currency, as it is sold for."""

    def told(name: str, words: str) -> str:
        return words if name in shown else ""

    price = format_money(thing.price, currency, current_locale()) if thing.price is not None else ""
    face = Face(
        title=told("title", thing.title or thing.code),
        options=told("options", " / ".join(thing.options)),
        sku=told("sku", thing.code),
        price=told("price", price),
        unit_price=told("unit_price", _unit_price(thing, currency)),
        code=None,
    )
    return _coded(face, thing, size, code)


def bin_face(thing: Labelled, size: Size, code: CodeKind) -> Face:
    """A label of a bin: its code large, its zone or place, and what scanners read."""
    return _coded(Face(thing.code, thing.title, "", "", "", None, large=True), thing, size, code)


def _coded(face: Face, thing: Labelled, size: Size, code: CodeKind) -> Face:
    if code == "none":
        return face
    width, _height = room(size, priced=face.priced)
    found = code_of(thing.code, thing.barcode, width, qr=code == "qr")
    return replace(face, code=found)


def _unit_price(thing: Labelled, currency: str) -> str:
    found = thing.unit_price
    if found is None:
        return ""
    return _(
        "%(amount)s per %(unit)s",
        amount=format_money(found.amount, currency, current_locale()),
        unit=found.word,
    )
