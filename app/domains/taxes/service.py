"""The door of the taxes: rates by country, region, class and time. Computing them is the pricing engine's."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from app.core import audit, events
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.money import RATE_ONE
from app.domains.taxes import repo, rules
from app.domains.taxes.errors import RatesOverlap, UnknownRate
from app.domains.taxes.events import TaxRatesChanged
from app.domains.taxes.standard_rates import standard_rates
from app.domains.taxes.types import NO_TAX, STANDARD, Rate


def tax_table(*, country: str, region: str = "", home: str, day: date) -> rules.TaxTable:
    """The taxes of a destination for a seller at `home` on a day: one statement, then `.of(tax_class)`."""
    rates = repo.of_countries({country, home})
    return rules.table(rates, country=country, region=region, home=home, day=day)


def rates() -> list[Rate]:
    """Every rate, past and future ones too, by place, class and time."""
    return repo.every()


def open_country(country: str, *, name: str) -> bool:
    """Give a new shop the standard rate of its country; False, and a rate of 0, where we know none."""
    known = standard_rates(country)
    periods = [(period.rate_micro, period.valid_from, period.valid_to) for period in known] or [
        (0, None, None)
    ]
    repo.write(Rate(new_id(), country, "", STANDARD, name, *period) for period in periods)
    events.record(TaxRatesChanged(country=country))
    return bool(known)


def save(rate: Rate) -> Rate:
    """Add a rate, or change the one with its id.

    One that begins later ends the open rate of the same tax (place, class, name) the day before. Raises
    Invalid naming the field, or RatesOverlap when the tax would have two rates on one day.
    """
    new = replace(
        rate,
        country=rate.country.strip().upper(),
        region=rate.region.strip().upper(),
        tax_class=rate.tax_class.strip(),
        name=rate.name.strip(),
    )
    _check(new)
    known = repo.of_countries({new.country})
    others = rules.same_tax(known, new)
    closing = rules.to_close(others, new)
    clash = next((other for other in others if other != closing and rules.overlap(other, new)), None)
    if clash is not None:
        raise RatesOverlap(_("This tax has another rate in that time"), rate_id=str(clash.id))
    if closing is not None and new.valid_from is not None:
        repo.end(closing.id, last_day=rules.day_before(new.valid_from))
    before = next((other for other in known if other.id == new.id), None)
    repo.write([new])
    _note("taxes.rate_saved", new, before=before, after=new)
    return new


def remove(rate_id: UUID) -> None:
    """Delete a rate; orders keep what they were taxed with. Raises UnknownRate."""
    rate = repo.one(rate_id)
    if rate is None:
        raise UnknownRate(_("There is no such tax rate"))
    repo.remove(rate_id)
    _note("taxes.rate_removed", rate, before=rate, after=None)


def _check(rate: Rate) -> None:
    problems = {}
    if len(rate.country) != 2 or not rate.country.isalpha():
        problems["country"] = _("This is not a country code")
    if not rate.name:
        problems["name"] = _("The tax needs a name")
    if not rate.tax_class or rate.tax_class == NO_TAX:
        problems["tax_class"] = _("This class cannot have a rate")
    if not 0 <= rate.rate_micro <= RATE_ONE:
        problems["rate"] = _("A rate is between 0 and 100 percent")
    if rate.valid_from and rate.valid_to and rate.valid_to < rate.valid_from:
        problems["valid_to"] = _("The rate ends before it begins")
    if problems:
        raise Invalid(_("This tax rate cannot be kept"), fields=problems)


def _note(action: str, rate: Rate, *, before: Rate | None, after: Rate | None) -> None:
    audit.record(
        action,
        object_type="tax_rate",
        object_id=rate.id,
        before=_facts(before) if before else None,
        after=_facts(after) if after else None,
    )
    events.record(TaxRatesChanged(country=rate.country))


def _facts(rate: Rate) -> dict[str, str | int | None]:
    return {
        "country": rate.country,
        "region": rate.region,
        "tax_class": rate.tax_class,
        "name": rate.name,
        "rate_micro": rate.rate_micro,
        "compound": rate.compound,
        "valid_from": rate.valid_from.isoformat() if rate.valid_from else None,
        "valid_to": rate.valid_to.isoformat() if rate.valid_to else None,
    }
