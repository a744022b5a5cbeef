"""Which taxes apply: pure choices over a handful of rates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.domains.taxes.standard_rates import EU
from app.domains.taxes.types import NO_TAX, STANDARD, Rate


@dataclass(frozen=True, slots=True)
class TaxTable:
    """The rates in force at one destination on one day."""

    country: str
    rates: tuple[Rate, ...]

    def of(self, tax_class: str) -> tuple[Rate, ...]:
        """The taxes of a class of goods, each on the net amount, a compound one on those before it too; none: not owed.

        A class without a rate of its own is taxed as standard: rather too much tax shown than owed.
        """
        if tax_class == NO_TAX:
            return ()
        own = tuple(rate for rate in self.rates if rate.tax_class == tax_class)
        return own or tuple(rate for rate in self.rates if rate.tax_class == STANDARD)


def table(rates: Sequence[Rate], *, country: str, region: str, home: str, day: date) -> TaxTable:
    """The tax table of a destination, for a seller at home.

    A destination with rates of its own uses them. Inside the European Union a destination without rates is
    taxed as at home (the seller is below the distance-selling threshold); any other is an export without tax.
    """
    valid = [rate for rate in rates if rate.valid_on(day)]
    taxed = country
    if not any(rate.country == country for rate in valid) and {country, home} <= EU:
        taxed, region = home, ""
    found = [rate for rate in valid if rate.country == taxed and rate.region in {"", region}]
    return TaxTable(taxed, tuple(_newest(_most_local(found, region))))


def _most_local(rates: Sequence[Rate], region: str) -> list[Rate]:
    """A region's rates replace those of the country, class by class."""
    local = {rate.tax_class for rate in rates if region and rate.region == region}
    return [rate for rate in rates if rate.region == region or rate.tax_class not in local]


def _newest(rates: Iterable[Rate]) -> list[Rate]:
    """One rate for each tax, by name: the one that began last; those on other taxes behind these."""
    newest: dict[tuple[str, str], Rate] = {}
    for rate in rates:
        known = newest.get((rate.tax_class, rate.name))
        if known is None or _began(rate) > _began(known):
            newest[rate.tax_class, rate.name] = rate
    return sorted(newest.values(), key=_order)


def _order(rate: Rate) -> tuple[str, bool, int, str]:
    return rate.tax_class, rate.compound, 0 if rate.compound else -rate.rate_micro, rate.name


def _began(rate: Rate) -> date:
    return rate.valid_from or date.min


def same_tax(rates: Iterable[Rate], new: Rate) -> list[Rate]:
    """The other periods of a tax: same place, class and name, earliest first."""
    key = (new.country, new.region, new.tax_class, new.name)
    others = (rate for rate in rates if (rate.country, rate.region, rate.tax_class, rate.name) == key)
    return sorted((rate for rate in others if rate.id != new.id), key=_began)


def to_close(others: Sequence[Rate], new: Rate) -> Rate | None:
    """The open-ended earlier period that ends when a new one begins."""
    if new.valid_from is None:
        return None
    return next((rate for rate in others if rate.valid_to is None and _began(rate) < new.valid_from), None)


def day_before(day: date) -> date:
    """The last day of what ends when something else begins."""
    return day - timedelta(days=1)


def overlap(one: Rate, other: Rate) -> bool:
    """Whether two periods share a day."""
    ends = one.valid_to or date.max, other.valid_to or date.max
    return _began(one) <= ends[1] and _began(other) <= ends[0]
