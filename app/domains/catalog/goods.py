"""What is in a package and what it is known by: unit prices (Directive 98/6/EC) and bar codes (GS1). Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext
from app.domains.catalog.types import VariantDraft

# Unit of the content: the unit that its price is compared by, and how many of the first are one of it.
BASES: Mapping[str, tuple[str, Decimal]] = {
    "kg": ("kg", Decimal(1)), "g": ("kg", Decimal(1000)), "mg": ("kg", Decimal(1_000_000)),
    "l": ("l", Decimal(1)), "cl": ("l", Decimal(100)), "ml": ("l", Decimal(1000)),
    "m": ("m", Decimal(1)), "cm": ("m", Decimal(100)), "mm": ("m", Decimal(1000)),
    "m2": ("m2", Decimal(1)), "cm2": ("m2", Decimal(10_000)), "m3": ("m3", Decimal(1)),
    "piece": ("piece", Decimal(1)),
}  # fmt: skip
WORDS = {"m2": "m²", "cm2": "cm²", "m3": "m³", "piece": lazy_gettext("piece")}
# What schema.org and Google call the units (UN/CEFACT).
CODES = {"kg": "KGM", "l": "LTR", "m": "MTR", "m2": "MTK", "m3": "MTQ", "piece": "C62"}
GTIN_LENGTHS = (8, 12, 13, 14)
MOST = Decimal(10**9)


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """An amount in minor units for one `unit` of the content."""

    amount: int
    unit: str

    @property
    def word(self) -> str:
        return str(WORDS.get(self.unit, self.unit))

    @property
    def code(self) -> str:
        """The unit as schema.org wants it."""
        return CODES[self.unit]


def unit_price(price: int | None, content: Decimal | None, unit: str) -> UnitPrice | None:
    """What one kilogram, litre, metre or piece costs; rounded half up. None where nothing is said of the content."""
    if price is None or not content or unit not in BASES:
        return None
    base, parts = BASES[unit]
    amount = (Decimal(price) * parts / content).quantize(Decimal(1), ROUND_HALF_UP)
    return UnitPrice(int(amount), base)


def is_gtin(code: str) -> bool:
    """Whether this is an EAN-8, UPC-A, EAN-13 or ITF-14 with the right check digit."""
    if len(code) not in GTIN_LENGTHS or not (code.isascii() and code.isdigit()):
        return False
    digits = [int(each) for each in reversed(code)]
    total = sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return total % 10 == 0


def check_digit(code: str) -> int:
    """The digit that makes `code` a GTIN when it stands behind it."""
    total = sum(int(each) * (1 if place % 2 else 3) for place, each in enumerate(reversed(code)))
    return -total % 10


def faults_of(variant: VariantDraft, known: Collection[str] = ()) -> dict[str, str]:
    """Field to what must be mended. Codes of other lengths, or with letters, are the shop's own and pass."""
    faults: dict[str, str] = {}
    code = "".join((variant.barcode or "").split())
    if len(code) in GTIN_LENGTHS and code.isdigit() and code not in known and not is_gtin(code):
        right = check_digit(code[:-1])
        faults["barcode"] = _("The check digit is wrong: it should end in %(digit)s", digit=right)
    if variant.content is not None:
        if not 0 < variant.content < MOST or variant.content != round(variant.content, 3):
            faults["content"] = _("Write a number above 0, such as 0.75")
        if variant.content_unit not in BASES:
            faults["content_unit"] = _("Choose one of the options")
    return faults
