"""`price_zone`: what a price does where another rate of tax holds."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import update

from app.conformance.cases import Case, Unfit, Words
from app.conformance.policies import price_rules_of
from app.conformance.price_desk import Desk, desk
from app.core.db import db, unit_of_work
from app.core.ids import new_id
from app.core.tenancy import current_tenant
from app.domains.catalog.models import Product
from app.domains.channels.models import Channel
from app.domains.pricing.engine import Quote
from app.domains.taxes import service as taxes
from app.domains.taxes.types import Rate
from app.flows.quote_cart import BasketLine, quote_cart
from app.queries import sellables, selling_terms

ARTICLE, ABROAD = "A", "CH"
"""A country outside the European Union: without a rate of its own nothing is owed there."""


class Given(Words):
    home_gross: str | None = None
    home_rate: str | None = None
    dest_rate: str | None = None
    qty: Decimal = Decimal(1)
    mode: Literal["constant_net", "constant_gross"] = "constant_gross"
    net: str | None = None
    dest_rates: dict[str, str | None] | None = None
    currency: str = "EUR"


def run(case: Case, number: int) -> dict[str, Any]:
    """Give an article a tax class with the rates of the case, and sell it where they hold."""
    given = Given.read(case.given)
    rules = replace(price_rules_of(case), abroad=given.mode.removeprefix("constant_"))
    with desk(number, rules, given.currency) as at:
        return _net(given, at) if given.net is not None else _gross(given, at)


def _gross(given: Given, at: Desk) -> dict[str, Any]:
    if given.home_gross is None:
        raise Unfit("neither home_gross nor net")
    _article(at, given.home_gross, {current_tenant().country: given.home_rate, ABROAD: given.dest_rate})
    one, all_ = _sold(at, Decimal(1), ABROAD), _sold(at, given.qty, ABROAD)
    net, gross = one.totals.total - one.totals.tax, one.totals.total
    told = {
        "net": net,
        "net_unit": net,
        "dest_gross": gross,
        "dest_gross_unit": gross,
        "dest_tax": one.totals.tax,
    }
    told |= {"total": all_.totals.total, "tax": all_.totals.tax}
    return {name: at.major(amount) for name, amount in told.items()}


def _net(given: Given, at: Desk) -> dict[str, Any]:
    """A shop whose prices are without tax, selling to several countries."""
    rates = given.dest_rates or {}
    _article(at, str(given.net), rates)
    _prices_include(False)
    try:
        return {country: at.major(_sold(at, given.qty, country).totals.total) for country in rates}
    finally:
        _prices_include(None)


def _article(at: Desk, price: str, rates: dict[str, str | None]) -> None:
    at.article(ARTICLE, at.minor(price))
    kind = f"class-{at.shelf.key}"
    with unit_of_work():
        owner = at.products[ARTICLE]
        db.session.execute(update(Product).where(Product.id == owner).values(tax_class=kind))
        for country, rate in rates.items():
            if rate is not None:
                taxes.save(Rate(new_id(), country, "", kind, "VAT", _millionths(rate)))


def _millionths(rate: str) -> int:
    found = Decimal(rate) * 1_000_000
    if found != found.to_integral_value():
        raise Unfit(f"rate {rate} is finer than a millionth")
    return int(found)


def _sold(at: Desk, quantity: Decimal, country: str) -> Quote:
    with unit_of_work():
        sku = at.shelf.sku(ARTICLE)
        terms = selling_terms.terms(channel="web", currency=at.currency, country=country)
        item = sellables.by_skus([sku], at.currency)[sku]
        return quote_cart([BasketLine("1", item, quantity)], terms)


def _prices_include(tax: bool | None) -> None:
    with unit_of_work():
        db.session.execute(update(Channel).where(Channel.code == "web").values(tax_included=tax))
