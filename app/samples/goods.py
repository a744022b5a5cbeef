"""What the sample catalogues are made of: products with their forms, prices, barcodes and pictures."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.samples.pictures.gallery import Picture


@dataclass(frozen=True, slots=True)
class Tone:
    """A colour as the shop calls it: code, English name, German name, the colours of the picture's slots."""

    code: str
    en: str
    de: str
    colors: Mapping[str, str]


def tone(code: str, en: str, de: str, main: str, **slots: str) -> Tone:
    """A tone by its main colour and those of other slots."""
    return Tone(code, en, de, {"main": main, **slots})


@dataclass(frozen=True, slots=True)
class Words:
    """Title and description of a product in one language; facts are listed below the text."""

    title: str
    text: str
    facts: tuple[str, ...] = ()

    @property
    def html(self) -> str:
        """The description as a shop shows it."""
        listed = "".join(f"<li>{fact}</li>" for fact in self.facts)
        return f"<p>{self.text}</p>" + (f"<ul>{listed}</ul>" if listed else "")


@dataclass(frozen=True, slots=True)
class Good:
    """A product of a sample catalogue. Money in minor units; `sizes` with what each adds to the price.

    share: of sales among all goods; season: months (1-12) in which it sells twice as well.
    """

    code: str
    kind: str
    category: tuple[str, ...]
    words: Mapping[str, Words]
    price: int
    cost: int
    grams: int
    tones: tuple[Tone, ...] = ()
    sizes: tuple[tuple[str, int], ...] = ()
    was: int | None = None
    share: float = 1.0
    season: frozenset[int] = frozenset()
    tags: tuple[str, ...] = ()
    stock: int = 40
    size_name: str = "Size"


@dataclass(frozen=True, slots=True)
class Form:
    """One buyable form of a good."""

    sku: str
    options: tuple[str, ...]
    price: int
    compare_at: int | None
    cost: int
    barcode: str
    grams: int
    picture: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """A catalogue: its goods, and how its codes, barcodes and option names are made."""

    prefix: str
    brand: str
    studio: str
    barcode_start: str
    color_name: Mapping[str, str]
    goods: tuple[Good, ...]
    size_names: Mapping[str, str] = field(default_factory=dict)

    def option_names(self, good: Good, language: str) -> tuple[str, ...]:
        """What the good can be chosen by."""
        names = []
        if len(good.tones) > 1:
            names.append(self.color_name[language])
        if good.sizes:
            names.append(
                self.size_names.get(good.size_name, good.size_name) if language == "de" else good.size_name
            )
        return tuple(names)

    def forms(self, good: Good, language: str) -> list[Form]:
        """All forms of a good, colours first."""
        place = self.goods.index(good)
        made = []
        for t, each in enumerate(good.tones or (PLAIN,)):
            for s, (size, extra) in enumerate(good.sizes or (("", 0),)):
                code = "-".join(
                    part
                    for part in (
                        self.prefix,
                        good.code,
                        each.code if len(good.tones) > 1 else "",
                        _code(size),
                    )
                    if part
                )
                options = ((getattr(each, language),) if len(good.tones) > 1 else ()) + (
                    (size,) if size else ()
                )
                step = extra * good.cost // good.price
                made.append(
                    Form(
                        code.upper(),
                        options,
                        good.price + extra,
                        good.was + extra if good.was else None,
                        good.cost + step,
                        ean13(f"{self.barcode_start}{place:02d}{t}{s:02d}"),
                        good.grams + s * good.grams // 12,
                        f"{good.code}-{each.code}",
                    )
                )
        return made

    def pictures(self) -> list[Picture]:
        """A picture for every good in every colour."""
        return [
            Picture(f"{good.code}-{each.code}", good.kind, self.studio, tuple(sorted(each.colors.items())))
            for good in self.goods
            for each in good.tones or (PLAIN,)
        ]


PLAIN = Tone("plain", "Plain", "Natur", {"main": "#c9c4b8"})


def ean13(digits: str) -> str:
    """Twelve digits with their check digit. Raises ValueError for other lengths."""
    if len(digits) != 12 or not digits.isdigit():
        raise ValueError(f"{digits!r} is not twelve digits")
    total = sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(digits))
    return f"{digits}{-total % 10}"


def slug_of(title: str) -> str:
    """The address of a title: plain letters, digits and hyphens."""
    spelt = title.lower()
    for sign, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        spelt = spelt.replace(sign, plain)
    letters = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def _code(size: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "", size)[:8]


def sizes(*names: str, step: int = 0) -> tuple[tuple[str, int], ...]:
    """Sizes at one price, or each `step` dearer than the one before."""
    return tuple((name, step * place) for place, name in enumerate(names))
