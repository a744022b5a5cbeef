"""What single cells mean: amounts, counts, flags, weights, SKUs. Problems are collected, never raised."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from app.core.i18n import to_tell
from app.core.money import BadAmount, minor_digits, parse_money
from app.domains.catalog.types import LONGEST_KEY, MOST_KEYS, Path, Problem

TRUE = {"true", "yes", "1", "y", "on", "wahr", "ja", "vrai", "oui", "verdadero", "si", "sí", "x"}
FALSE = {"false", "no", "0", "n", "off", "falsch", "nein", "faux", "non", "falso", "-1"}
ACTIVE = {"", "active", "published", "online", "enabled", "visible", "live", "aktiv", "veröffentlicht", "sichtbar",
          "actif", "publié", "en ligne", "activo", "activa", "publicado"} | TRUE  # fmt: skip
GRAMS = {"g": Decimal(1), "kg": Decimal(1000), "lb": Decimal("453.59237"), "lbs": Decimal("453.59237"),
         "oz": Decimal("28.349523")}  # fmt: skip
LARGEST_COUNT = Decimal(10) ** 10
LARGEST_GRAMS = 2_000_000_000
_CURRENCY = re.compile(
    r"\s*(?:([^\W\d_]{3}|[^\w\s.,'+-]|[^\W\d_]{1,3}\.?)\s*)?"
    r"([-+0-9.,'\s\u00a0\u202f\u2009\u2019\u2212]+?)\s*(?:([^\W\d_]{3}|[^\w\s.,'+-]|[^\W\d_]{1,2}\.?))?\s*"
)
_PLAIN_CENTS = re.compile(r"[0-9]{1,9}[.,][0-9]{2}")
_ROUND = re.compile(r"[.,][-\u2013\u2014]{1,2}(?=\s|$)")
_SYMBOLS = {"€": "EUR", "£": "GBP", "₹": "INR", "₺": "TRY", "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "₽": "RUB"}
_SHARED = {"$", "¥", "kr", "kr.", "fr", "fr.", "r$", "us$"}
_DECIMALS = re.compile(r"[0-9]([.,])[0-9]{1,2}(?![0-9.,])")
_GROUPS = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}")
_UNIT = re.compile(r"(.*?[0-9])\s*(kgs?|g|gr|grams?|gramm|lbs?|oz)\.?", re.IGNORECASE)
_FORMULA = re.compile(r"'*[-=+@\t\r]")
_GUARD = re.compile(r"'(?='*[-=+@\t\r])")
_ROUNDED = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
_BLANKS = str.maketrans({" ": None, "\u00a0": None, "\u202f": None, "\u2009": None, "'": None, "\u2212": "-"})


class Problems:
    """Errors and warnings of one product while it is read."""

    def __init__(self) -> None:
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []

    def error(self, row: int, field: str, message: str) -> None:
        self.errors.append(Problem(row, field, message))

    def warn(self, row: int, field: str, message: str) -> None:
        self.warnings.append(Problem(row, field, message))


class Cells:
    """Reads the cells of one row; one that cannot be taken is an error at its column and reads as nothing."""

    def __init__(self, row: int, currency: str, problems: Problems, decimal: str = "") -> None:
        self.row, self.currency, self.problems, self.decimal = row, currency, problems, decimal

    def amount(self, text: str, field: str) -> int | None:
        """Minor units of an amount such as "69.99", "1,299.00" or "69.99 EUR"; never below 0."""
        if not text:
            return None
        if _PLAIN_CENTS.fullmatch(text) and minor_digits(self.currency) == 2:
            return int(text[:-3] + text[-2:])
        match = _CURRENCY.fullmatch(_ROUND.sub("", text))
        code = match and (match[1] or match[3])
        if code and not self._is_ours(code):
            self._refuse(
                field,
                to_tell(
                    "%(text)s is not in %(currency)s, the shop's currency",
                    text=_quoted(text),
                    currency=self.currency,
                ),
            )
            return None
        try:
            value = parse_money(self._grouped(match[2] if match else text), self.currency)
        except BadAmount:
            self._refuse(
                field, to_tell("%(text)s is not an amount; write it like 1299.00", text=_quoted(text))
            )
            return None
        if value < 0:
            self._refuse(field, to_tell("A price is not below 0"))
            return None
        return value

    def _is_ours(self, code: str) -> bool:
        return code.lower() in _SHARED or _SYMBOLS.get(code, code.upper()) == self.currency

    def _grouped(self, number: str) -> str:
        """ "1,299" is one thousand and more where the file's other prices have a point before their cents."""
        match = _GROUPS.fullmatch(number.strip())
        if match is None or not self.decimal or match[1] == self.decimal:
            return number
        return number.replace(match[1], "")

    def quantity(self, text: str, field: str) -> Decimal | None:
        """A stock count with up to 3 decimals; below 0 counts as 0 with a warning."""
        if not text:
            return None
        value = _number(text)
        if value is None or abs(value) > LARGEST_COUNT or value != round(value, 3):
            self._refuse(
                field, to_tell("%(text)s is not a quantity; write a number such as 12", text=_quoted(text))
            )
            return None
        if value < 0:
            self.problems.warn(
                self.row, field, to_tell("The quantity %(value)s is below 0; 0 is used", value=str(value))
            )
            return Decimal(0)
        return value

    def grams(self, text: str, field: str, unit: str = "g") -> int | None:
        """A weight in whole grams; the unit is g, kg, lb or oz. 0 means not known."""
        if not text:
            return None
        if named := _UNIT.fullmatch(text):
            text, unit = named[1], named[2].lower()
        unit = {"kgs": "kg", "lbs": "lb"}.get(unit.lower(), unit.lower())
        value = _number(text)
        grams = None if value is None else round(value * GRAMS.get(unit, Decimal(1)))
        if grams is None or not 0 <= grams <= LARGEST_GRAMS:
            self._refuse(
                field, to_tell("%(text)s is not a weight; write a number such as 250", text=_quoted(text))
            )
            return None
        return grams or None

    def flag(self, text: str, field: str, *, default: bool) -> bool:
        """True or false in the ways people write it."""
        word = text.lower()
        if word and word not in TRUE | FALSE:
            words = (
                to_tell("%(text)s is neither true nor false; true is used", text=_quoted(text))
                if default
                else to_tell("%(text)s is neither true nor false; false is used", text=_quoted(text))
            )
            self.problems.warn(self.row, field, words)
        return word in TRUE or (default and word not in FALSE)

    def compare_at(self, text: str, field: str, price: int | None) -> int | None:
        """A former price, dropped with a warning unless it is above the price."""
        value = self.amount(text, field)
        if value is None or price is None or value > price:
            return value
        self.problems.warn(
            self.row, field, to_tell("%(text)s is not above the price and is left out", text=text[:40])
        )
        return None

    def barcode(self, text: str, field: str) -> str | None:
        """A barcode; one that a spreadsheet turned into "4,00638E+12" has lost its digits and is left out."""
        code = bare_code(text)
        if not _ROUNDED.fullmatch(code):
            return code or None
        words = to_tell("%(text)s was rounded by a spreadsheet and is left out", text=_quoted(code))
        self.problems.warn(self.row, field, words)
        return None

    def keys(self, text: str, field: str) -> tuple[str, ...]:
        """Licence keys of one cell: a line each, or with a bar between. What is wrong never repeats one."""
        found = tuple(dict.fromkeys(key for line in text.splitlines() for key in split_list(line, "|")))
        if any(len(key) > LONGEST_KEY for key in found):
            words = to_tell("A licence key is longer than %(most)s characters", most=LONGEST_KEY)
            self._refuse(field, words)
        elif len(found) > MOST_KEYS:
            self._refuse(field, to_tell("At most %(most)s licence keys a variant at a time", most=MOST_KEYS))
        return found

    def _refuse(self, field: str, message: str) -> None:
        self.problems.error(self.row, field, message)


def _quoted(text: str) -> str:
    return repr(text[:40])


def decimal_sign(text: str) -> str:
    """The sign before the cents of an amount such as "12.50" or "1.299,00 €"; empty when there is none."""
    found = _DECIMALS.findall(text) if len(text) < 40 else []
    return found[-1] if found else ""


def decimal_of(text: str) -> Decimal | None:
    """A plain number with either decimal sign; None for what is none."""
    return _number(text)


def _number(text: str) -> Decimal | None:
    """A plain number. One comma counts as the decimal sign, unless "1,234" could also mean thousands."""
    if text.isascii() and text.isdigit():
        return Decimal(text)
    plain = text.translate(_BLANKS)
    last = max(plain.rfind("."), plain.rfind(","))
    if last >= 0 and plain[last] == "," and "." not in plain and _GROUPS.fullmatch(plain):
        return None
    if last >= 0 and plain.count(plain[last]) == 1:
        whole, fraction = plain[:last], plain[last + 1 :]
        plain = f"{_ungrouped(whole)}.{fraction}" if fraction else _ungrouped(whole)
        plain = f"0{plain}" if plain.startswith(".") else plain
    elif last >= 0:
        plain = _ungrouped(plain)
    return Decimal(plain) if _NUMBER.fullmatch(plain) and plain.isascii() else None


def _ungrouped(whole: str) -> str:
    """Digits without separators between thousands; as it is when they stand elsewhere."""
    return (
        re.sub(r"[.,]", "", whole)
        if re.fullmatch(r"[-+]?[0-9]{1,3}([.,])[0-9]{3}(\1[0-9]{3})*", whole)
        else whole
    )


def guarded(text: str) -> str:
    """A cell that no spreadsheet runs as a formula: a quote before what begins like one; numbers stay."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """Undo `guarded`."""
    return text[1:] if text.startswith("'") and _GUARD.match(text) else text


def words(text: str, separator: str = ",") -> tuple[str, ...]:
    """The parts of a list in one cell, each once, in order."""
    return tuple(dict.fromkeys(part for piece in text.split(separator) if (part := piece.strip())))


def paths(names: Iterable[str], separator: str = ">") -> tuple[Path, ...]:
    """Category paths such as "Clothing > T-shirts", each once."""
    found = (tuple(part for piece in name.split(separator) if (part := piece.strip())) for name in names)
    return tuple(dict.fromkeys(path for path in found if path))


def split_list(text: str, separator: str) -> tuple[str, ...]:
    """Parts of a cell, each once; a backslash before a separator makes it part of the word."""
    if "\\" not in text:
        return words(text, separator)
    pieces = re.split(rf"(?<!\\){re.escape(separator)}", text)
    parts = (piece.replace(f"\\{separator}", separator).strip() for piece in pieces)
    return tuple(dict.fromkeys(part for part in parts if part))


def join_list(parts: Iterable[str], separator: str) -> str:
    """The cell that `split_list` reads back."""
    return f" {separator} ".join(part.replace(separator, f"\\{separator}") for part in parts)


def bare_code(text: str) -> str:
    """A SKU or bar code on one line, without the quote that spreadsheets put before numbers."""
    return " ".join(unguarded(text).removeprefix("'").split())


def repeated(combinations: Sequence[tuple[str, ...]]) -> int | None:
    """Index of the first option combination that an earlier one has too."""
    seen: set[tuple[str, ...]] = set()
    for index, combination in enumerate(combinations):
        if combination in seen:
            return index
        seen.add(combination)
    return None
