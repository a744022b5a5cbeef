"""Prices in other currencies that follow the exchange rates: base prices, and price lists made of another list.

Converting is work for workers; whoever sells asks only whether what was converted still holds.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from app.core.events import on, on_several
from app.core.tenancy import current_tenant
from app.domains.channels import service as channels
from app.domains.channels.events import SettingsChanged
from app.domains.channels.types import RateRules
from app.domains.pricing import converted_lists, rates
from app.domains.pricing import service as pricing
from app.domains.pricing.events import BasePricesChanged, PriceListsChanged, RatesChanged
from app.domains.pricing.rates import NoRate, Rate, Rates
from app.domains.pricing.types import Price
from app.queries import site_prices

CHUNK = 1000


def convert_all() -> int:
    """Convert every price and list anew; returns how many prices changed."""
    return sum(convert_currency(code) for code in _rules().converted) + convert_lists()


def convert_currency(currency: str) -> int:
    """Convert the shop's own prices into a currency; returns how many changed, 0 where no rate is fresh.

    A currency that is not converted loses what was.
    """
    rules, home = _rules(), current_tenant().currency
    if currency not in rules.converted or currency == home:
        dropped = 0
        while gone := pricing.drop_converted_prices(None, currency):
            dropped += gone
        return dropped
    rate = fresh(rates.rates(), home, currency, rules)
    changed, after = 0, None
    while rate is not None and (found := site_prices.next_own(home, after, CHUNK)):
        changed += _write(found, rate, rules)
        after = found[-1].variant_id
    return changed


def convert_variants(variant_ids: Sequence[UUID]) -> None:
    """Convert these variants into every currency that follows the rates, after their own prices changed."""
    rules, home = _rules(), current_tenant().currency
    if not rules.converted:
        return
    own = site_prices.own_of(variant_ids, home)
    gone = set(variant_ids) - {each.variant_id for each in own}
    known = rates.rates()
    for currency in rules.converted:
        pricing.drop_converted_prices(gone, currency)
        rate = fresh(known, home, currency, rules)
        if rate is not None:
            _write(own, rate, rules)


def convert_lists(source_ids: Sequence[UUID] | None = None) -> int:
    """Convert the lists made of these lists, None for all; returns how many prices changed."""
    found = converted_lists.pairs(source_ids)
    if not found:
        return 0
    rules, known, changed = _rules(), rates.rates(), 0
    for each in found:
        rate = fresh(known, each.from_currency, each.currency, rules)
        if rate is not None:
            changed += converted_lists.convert(each.list_id, rate, good_until(rate, rules))
    return changed


def fresh(known: Rates, base: str, quote: str, rules: RateRules) -> Rate | None:
    """The rate that may convert now, None without one."""
    try:
        return known.fresh(base, quote, timedelta(hours=rules.hours))
    except NoRate:
        return None


def good_until(rate: Rate, rules: RateRules) -> datetime | None:
    """Until when what a rate gave may be sold."""
    return None if rules.when_old == "keep" else rate.as_of + timedelta(hours=rules.hours)


def _write(own: Sequence[site_prices.OwnPrice], rate: Rate, rules: RateRules) -> int:
    ending, prices = rules.converted[rate.quote], []
    for each in own:
        amount = rate.price(each.amount, ending)
        former = rate.price(each.compare_at, ending) if each.compare_at else None
        prices.append(
            Price(
                each.variant_id, rate.quote, amount, compare_at=former if former and former > amount else None
            )
        )
    return pricing.set_converted_prices(prices, rate, good_until(rate, rules))


def _rules() -> RateRules:
    return channels.setting(RateRules)


@on_several(BasePricesChanged)
def follow_own_prices(told: Sequence[BasePricesChanged]) -> None:
    """The shop's own prices changed: what is converted from them follows."""
    variants = sorted({UUID(variant) for each in told for variant in each.variant_ids})
    for start in range(0, len(variants), CHUNK):
        convert_variants(variants[start : start + CHUNK])


@on(RatesChanged)
def follow_rates(told: RatesChanged) -> None:
    """A rate came or went."""
    for currency in set(told.currencies) & set(_rules().converted):
        convert_currency(currency)
    convert_lists()


@on_several(PriceListsChanged)
def follow_lists(told: Sequence[PriceListsChanged]) -> None:
    """Lists changed: those made of them follow."""
    convert_lists(sorted({UUID(each) for change in told for each in change.list_ids}))


@on(SettingsChanged)
def follow_rules(told: SettingsChanged) -> None:
    """The limit, the endings, or which currencies follow the rates."""
    if told.key == RateRules.KEY:
        for currency in site_prices.converted_currencies():
            convert_currency(currency)
        convert_all()
