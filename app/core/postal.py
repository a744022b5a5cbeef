"""Addresses as they are written on an envelope of their country."""

from functools import lru_cache

from babel import Locale

from app.core.i18n import current_locale

CITY_FIRST = frozenset({"AU", "CA", "US"})  # "Portland, OR 97201"
CODE_LAST = frozenset({"GB", "IE", "IN", "NZ", "ZA"})  # the code on a line of its own
NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})


def postal_lines(
    *, name: str = "", line1: str = "", line2: str = "", postal_code: str = "", city: str = "", region: str = "",
    country: str = "", home: str = "",
) -> list[str]:  # fmt: skip
    """The lines of an address; the country is named, in the current language, unless it is `home`."""
    if country in CITY_FIRST:
        place = [", ".join(filter(None, (city, " ".join(filter(None, (region, postal_code))))))]
    elif country in CODE_LAST:
        place = [city, region, postal_code]
    else:
        place = [" ".join(filter(None, (postal_code, city)))]
    abroad = country_name(country) if country and country != home else ""
    return [line for line in (name, line1, line2, *place, abroad) if line]


def country_name(country: str) -> str:
    """The name of an ISO 3166 code in the current language; the code itself when it is none."""
    return str(Locale(current_locale()).territories.get(country, country))


def countries() -> list[tuple[str, str]]:
    """(code, name) of every country, by name in the current language."""
    return _countries(current_locale())


@lru_cache(maxsize=8)
def _countries(locale: str) -> list[tuple[str, str]]:
    names = Locale.parse(locale).territories
    known = [(code, str(name)) for code, name in names.items() if len(code) == 2 and code.isalpha()]
    return sorted(
        (pair for pair in known if pair[0] not in NO_COUNTRIES), key=lambda pair: pair[1].casefold()
    )
