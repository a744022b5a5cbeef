"""What a shop of a country begins with: how it shows prices, its language and time zone."""

from dataclasses import dataclass

from babel.core import get_global

from app.core.i18n import best_locale

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
    """A language that we speak, and the time zone where most people live."""

    locale: str
    timezone: str


def country_facts(country: str) -> CountryFacts:
    """Facts for an ISO 3166 code in upper case; unknown ones speak English and live in UTC."""
    zones = get_global("territory_zones").get(country, [])
    return CountryFacts(
        locale=best_locale(LANGUAGES.get(country)),
        timezone=BUSIEST_ZONES.get(country) or (zones[0] if zones else "UTC"),
    )
