"""Money: integer minor units and an ISO 4217 currency, and the only ways to round or split them.

Amounts are 64-bit integers in the smallest unit of the currency (cents, yen, fils); rates are integers in
millionths (20 % is 200_000). All rounding is half up, away from zero, so that -x always mirrors x. No floats.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.numbers import NumberPattern, parse_pattern

RATE_ONE: Final = 1_000_000
"""The rate 100 %, in millionths."""

LARGEST_AMOUNT: Final = 2**63 - 1
"""What a 64-bit column holds."""

# ISO 4217 (table A.1 of 2024-06-25): every currency that does not have two decimals.
_NO_DECIMALS: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS: Final = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DECIMALS: Final = "CLF UYW"
_MINOR_DIGITS: Final = {
    code: digits
    for digits, codes in ((0, _NO_DECIMALS), (3, _THREE_DECIMALS), (4, _FOUR_DECIMALS))
    for code in codes.split()
}
_TOO_MANY: Final = Decimal(10) ** 11
_CODE: Final = re.compile(r"[A-Z]{3}", re.ASCII)
_NUMBER: Final = re.compile(r"([+-]?)([0-9][0-9.,' ]{0,39}|[.,][0-9]{1,39})", re.ASCII)
_SPACES: Final = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'", "\u2212": "-"})
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:([.,' ])[0-9]{3})(?:\1[0-9]{3})*", re.ASCII)
# CLDR puts a space between a code and a number ("KWD 1.234"); Babel leaves it out.
_CODE_BESIDE_DIGIT: Final = re.compile(r"(?<=[A-Z])(?=[0-9])", re.ASCII)


class BadAmount(ValueError):
    """A text that is not one amount of money, or could be two different ones."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of a currency. Raises ValueError when the currency is not an ISO 4217 code."""

    amount: int
    currency: str

    def __post_init__(self) -> None:
        minor_digits(self.currency)


def minor_digits(currency: str) -> int:
    """Decimals of a currency by ISO 4217: 2 unless listed. Raises ValueError when it is not a code."""
    if not _CODE.fullmatch(currency):
        raise ValueError(f"{currency!r} is not a currency code")
    return _MINOR_DIGITS.get(currency, 2)


def parse_money(text: str, currency: str) -> int:
    """Read "12.50", "12,50", "1,234.50", "1.234,50" or "1 234,50" as minor units.

    Raises BadAmount (a ValueError) for what is not a number, is more precise than the currency, is too large,
    or can be read in two ways: "1,234" is one thousand to some and one and a bit to others, so it is refused.
    """
    digits = minor_digits(currency)
    match = _NUMBER.fullmatch(text.strip().translate(_SPACES))
    if match is None:
        raise BadAmount(f"{text!r} is not an amount")
    whole, fraction = _split(match[2], digits, text)
    if fraction[digits:].strip("0"):
        raise BadAmount(f"{text!r} has more decimals than {currency} has")
    amount = int(whole + fraction[:digits].ljust(digits, "0"))
    if amount > LARGEST_AMOUNT:
        raise BadAmount(f"{text!r} is too large")
    return -amount if match[1] == "-" else amount


def _split(number: str, digits: int, text: str) -> tuple[str, str]:
    """The digits before and after the decimal sign of an unsigned number."""
    signs = re.findall(r"[.,]", number)
    last = signs[-1] if signs else ""
    if not last or number.count(last) > 1:
        return _ungroup(number, text), ""
    whole, fraction = number.split(last)
    if not fraction.isdigit():
        raise BadAmount(f"{text!r} is not an amount")
    alone = whole.isdigit() and len(whole) <= 3 and whole != "0"
    canonical = last == "." and digits == 3
    if alone and len(fraction) == 3 and not canonical:
        raise BadAmount(f"{text!r} could mean thousands or decimals")
    return _ungroup(whole, text) if whole else "0", fraction


def _ungroup(whole: str, text: str) -> str:
    """Digits without their thousands separators, which must all be the same and three digits apart."""
    if not whole.isdigit() and not _GROUPED.fullmatch(whole):
        raise BadAmount(f"{text!r} is not an amount")
    return re.sub(r"[^0-9]", "", whole)


def to_decimal(amount: int, currency: str) -> Decimal:
    """Minor units as a decimal number of the currency: 1250 EUR is Decimal("12.50")."""
    return Decimal(amount).scaleb(-minor_digits(currency))


@lru_cache(maxsize=4096)
def format_money(amount: int, currency: str, locale: str) -> str:
    """Minor units as people of a locale ("de", "en-US") write them, with every decimal the currency has."""
    pattern = _pattern(locale, minor_digits(currency))
    value = to_decimal(amount, currency)
    written: str = pattern.apply(value, _locale(locale), currency=currency, currency_digits=False)
    return _CODE_BESIDE_DIGIT.sub("\u00a0", written)


@lru_cache(maxsize=64)
def _locale(name: str) -> Locale:
    return Locale.parse(name.replace("-", "_"))


@lru_cache(maxsize=128)
def _pattern(locale: str, digits: int) -> NumberPattern:
    """The locale's currency pattern with ISO's decimals: CLDR would round some currencies."""
    pattern = parse_pattern(_locale(locale).currency_formats["standard"].pattern)
    pattern.frac_prec = (digits, digits)
    return pattern


def round_div(numerator: int, denominator: int) -> int:
    """numerator / denominator, half up away from zero. The denominator is above 0."""
    doubled = 2 * abs(numerator) + denominator
    quotient = doubled // (2 * denominator)
    return quotient if numerator >= 0 else -quotient


def percent_of(rate_micro: int) -> str:
    """Millionths as people type a percentage: 190000 is 19, 75000 is 7.5."""
    return f"{(Decimal(rate_micro) * 100 / RATE_ONE).normalize():f}"


def mul_rate(amount: int, rate_micro: int) -> int:
    """The share of an amount that a rate in millionths gives, half up."""
    return round_div(amount * rate_micro, RATE_ONE)


def tax_of_net(net: int, rate_micro: int) -> int:
    """Tax to put on top of a net amount, half up."""
    return mul_rate(net, rate_micro)


def tax_in_gross(gross: int, rate_micro: int) -> int:
    """Tax inside a gross amount, half up: gross x rate / (1 + rate)."""
    return round_div(gross * rate_micro, RATE_ONE + rate_micro)


def times(amount: int, quantity: Decimal) -> int:
    """Price of a quantity with up to 3 decimals, half up. Raises ValueError for a finer quantity."""
    return round_div(amount * milli(quantity), 1000)


def milli(quantity: Decimal) -> int:
    """A quantity in thousandths, exactly. Raises ValueError for more than 3 decimals or no number."""
    if not quantity.is_finite() or abs(quantity) >= _TOO_MANY:
        raise ValueError(f"{quantity} is not a quantity")
    numerator, denominator = quantity.as_integer_ratio()
    thousandths, rest = divmod(numerator * 1000, denominator)
    if rest:
        raise ValueError(f"quantity {quantity} has more than 3 decimals")
    return thousandths


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split a total in proportion to weights by largest remainder; the parts always sum to the total.

    Equal remainders go to the earlier part; a negative total mirrors the positive one; a zero weight gets 0.
    Raises ValueError for a negative weight, or a total other than 0 with nothing to put it on.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("weights must not be negative")
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError("nothing to spread the amount over")
        return [0] * len(weights)
    size, sign = abs(total), 1 if total >= 0 else -1
    parts = [size * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(size * weights[i] % whole))
    for index in by_remainder[: size - sum(parts)]:
        parts[index] += 1
    return [sign * part for part in parts]
