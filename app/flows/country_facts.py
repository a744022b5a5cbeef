"""What a shop of a country begins with: its standard rate of value added tax, its language and time zone."""

from dataclasses import dataclass

from babel.core import get_global

from app.core.i18n import best_locale

# Standard rates in millionths, as in force in 2026.
STANDARD_RATES = {
    "AT": 200_000, "BE": 210_000, "BG": 200_000, "CH": 81_000, "CY": 190_000, "CZ": 210_000, "DE": 190_000,
    "DK": 250_000, "EE": 240_000, "ES": 210_000, "FI": 255_000, "FR": 200_000, "GB": 200_000, "GR": 240_000,
    "HR": 250_000, "HU": 270_000, "IE": 230_000, "IS": 240_000, "IT": 220_000, "LI": 81_000, "LT": 210_000,
    "LU": 170_000, "LV": 210_000, "MT": 180_000, "NL": 210_000, "NO": 250_000, "PL": 230_000, "PT": 230_000,
    "RO": 210_000, "SE": 250_000, "SI": 220_000, "SK": 230_000,
}  # fmt: skip
LANGUAGES = {"DE": "de", "AT": "de", "CH": "de", "LI": "de"}
BUSIEST_ZONES = {
    "US": "America/New_York",
    "CA": "America/Toronto",
    "AU": "Australia/Sydney",
    "DE": "Europe/Berlin",
}


def adds_tax(country: str) -> bool:
    """Whether shops there show prices without tax and add it at the end."""
    return country in ("US", "CA")


@dataclass(frozen=True, slots=True)
class CountryFacts:
    """`tax_rate` is in millionths; 0 and not `tax_known` where we know no national rate."""

    tax_rate: int
    tax_known: bool
    locale: str
    timezone: str


def country_facts(country: str) -> CountryFacts:
    """Facts for an ISO 3166 code in upper case; unknown ones speak English and live in UTC."""
    zones = get_global("territory_zones").get(country, [])
    return CountryFacts(
        tax_rate=STANDARD_RATES.get(country, 0),
        tax_known=country in STANDARD_RATES,
        locale=best_locale(LANGUAGES.get(country)),
        timezone=BUSIEST_ZONES.get(country) or (zones[0] if zones else "UTC"),
    )
