"""Standard rates of value added tax (or goods and services tax) by country: what a new shop starts with.

Facts as of August 2025, from the public tables ibericode/vat-rates and commerceguys/tax (both MIT) and
kdeldycke's history of European rates (BSD-2). Only countries with one national standard rate are listed:
the United States, Canada, Brazil and India have none. Reduced rates and later changes are the merchant's.
"""

from datetime import date, timedelta
from typing import Final, NamedTuple

EU: Final = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)


class StandardRate(NamedTuple):
    """A rate in millionths and the days it is in force, both inclusive, None = open."""

    rate_micro: int
    valid_from: date | None = None
    valid_to: date | None = None


# Rates in force, in millionths.
_CURRENT: Final = {
    "AE": 50_000, "AL": 200_000, "AM": 200_000, "AR": 210_000, "AT": 200_000, "AU": 100_000, "AZ": 180_000,
    "BA": 170_000, "BE": 210_000, "BG": 200_000, "CH": 81_000, "CL": 190_000, "CN": 130_000, "CO": 190_000,
    "CR": 130_000, "CY": 190_000, "CZ": 210_000, "DE": 190_000, "DK": 250_000, "DO": 180_000, "EE": 240_000,
    "EG": 140_000, "ES": 210_000, "FI": 255_000, "FR": 200_000, "GB": 200_000, "GE": 180_000, "GR": 240_000,
    "HR": 250_000, "HU": 270_000, "IE": 230_000, "IL": 180_000, "IS": 240_000, "IT": 220_000, "JP": 100_000,
    "KE": 160_000, "KR": 100_000, "LI": 81_000, "LT": 210_000, "LU": 170_000, "LV": 210_000, "MA": 200_000,
    "MC": 200_000, "MD": 200_000, "MK": 180_000, "MT": 180_000, "MX": 160_000, "NG": 75_000, "NL": 210_000,
    "NO": 250_000, "NZ": 150_000, "PE": 180_000, "PH": 120_000, "PL": 230_000, "PT": 230_000, "RO": 210_000,
    "RS": 200_000, "SA": 150_000, "SE": 250_000, "SG": 90_000, "SI": 220_000, "SK": 230_000, "TR": 200_000,
    "TW": 50_000, "UA": 200_000, "UY": 220_000, "ZA": 150_000,
}  # fmt: skip
# The last change of those that changed since 2024: since when, and the rate until then.
_CHANGED: Final = {
    "CH": (date(2024, 1, 1), 77_000),
    "LI": (date(2024, 1, 1), 77_000),
    "LU": (date(2024, 1, 1), 160_000),
    "SG": (date(2024, 1, 1), 80_000),
    "FI": (date(2024, 9, 1), 240_000),
    "IL": (date(2025, 1, 1), 170_000),
    "SK": (date(2025, 1, 1), 200_000),
    "EE": (date(2025, 7, 1), 220_000),
    "RO": (date(2025, 8, 1), 190_000),
}


def standard_rates(country: str) -> tuple[StandardRate, ...]:
    """The standard rate of a country (ISO 3166) and the one before it; empty where there is no single one."""
    current = _CURRENT.get(country)
    if current is None:
        return ()
    if country not in _CHANGED:
        return (StandardRate(current),)
    since, former = _CHANGED[country]
    return (StandardRate(former, None, since - timedelta(days=1)), StandardRate(current, since))
