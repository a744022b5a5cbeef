"""`convert`: prices and totals in another currency, by a stored rate."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.conformance.amounts import Number
from app.conformance.cases import Case, Unfit, Words
from app.conformance.price_desk import Desk, desk
from app.core import clock
from app.core.db import unit_of_work
from app.core.money import times, to_decimal
from app.core.tenancy import current_tenant
from app.domains.channels.types import PriceListRules
from app.domains.pricing import rates
from app.domains.pricing.rates import Rate, RateDraft
from app.flows import convert_prices
from app.queries.price_lists import anyone

ARTICLE = "A"


class Given(Words):
    base: str
    display: str
    rate: Number
    unit_price: str
    qty: Decimal = Decimal(1)


def run(case: Case, number: int) -> dict[str, Any]:
    """Keep the rate, put the article on a list and on one that is converted from it, and ask what it costs on each."""
    given = Given.read(case.given)
    with desk(number, PriceListRules(), given.base) as at:
        unit = at.minor(given.unit_price)
        at.article(ARTICLE, unit)
        one = at.cost(ARTICLE, Decimal(1), anyone()).amount
        rate = _rate(given)
        total = times(one or 0, given.qty)
        shown = {"unit": _converted(at, unit, rate), "total": rate.convert(total)}
    return {
        "unit_display": to_decimal(shown["unit"], given.display), "total_base": to_decimal(total, given.base),
        "total_display": to_decimal(shown["total"], given.display),
    }  # fmt: skip


def _rate(given: Given) -> Rate:
    """The case's rate as the shop finds it again. Raises Unfit for one that cannot be kept."""
    if given.base == given.display:
        raise Unfit("one currency")
    with unit_of_work():
        rates.add([RateDraft(given.base, given.display, Decimal(given.rate), clock.now())], "hand")
        return rates.rates().fresh(given.base, given.display, timedelta(hours=1))


def _converted(at: Desk, unit: int, rate: Rate) -> int:
    """The price on the converted list; the shop's own currency has none, there the amount itself is converted."""
    if rate.quote == current_tenant().currency:
        return rate.convert(unit)
    source = at.keep("own", [at.entry(ARTICLE, amount=unit)])
    other = replace(at, currency=rate.quote)
    other.keep("converted", [], converted_from=source)
    with unit_of_work():
        convert_prices.convert_lists()
    found = other.cost(ARTICLE, Decimal(1), anyone()).amount
    if found is None:
        raise Unfit("no price came out")
    return found
