"""The terms of a sale in one statement: channel, tax rates of the destination, delivery methods, pickup store."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import run
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.money import minor_digits
from app.core.tenancy import current_tenant
from app.domains.experiments.types import Running
from app.domains.pricing.engine import TaxRate
from app.domains.pricing.engine.rounding import DEFAULT, Rules
from app.domains.pricing.engine.wire_offers import rules_from_json
from app.domains.shipping.rules import delivers_to
from app.domains.shipping.types import Method
from app.domains.taxes.rules import TaxTable, table
from app.domains.taxes.types import Duty, Rate

_SQL = """
    select c.id as channel_id, c.code as channel_code, c.kind as channel_kind, c.currency as channel_currency,
        c.tax_included, c.delivery, c.payments, c.timezone,
        (select coalesce(json_agg(json_build_array(t.id, t.country, t.region, t.tax_class, t.name, t.rate,
                                                     t.valid_from, t.valid_to, t.compound)), '[]')
         from tax_rate t where t.country in (:country, :home)
        ) as rates,
        (select coalesce(json_agg(json_build_array(s.id, s.code, s.name, s.currency, s.price, s.free_from, s.tax_class,
                                                     s.countries, s.days_min, s.days_max)
                                   order by s.position, s.price, s.code), '[]')
         from shipping_method s where s.active and s.currency = :currency
        ) as methods,
        (select json_build_array(l.id, l.name, l.address) from location l
         where l.code = :pickup and l.active and l.offers_pickup) as store,
        (select l.id from location l where l.active and l.ships order by l.priority, l.code limit 1) as ships_from,
        (select g.value ->> 'take_from' from setting g where g.key = 'stock') as take_from,
        (select g.value ->> 'abroad' from setting g where g.key = 'price_lists') as abroad,
        (select g.value from setting g where g.key = 'pricing') as reckoning,
        /*border*/ as border,
        exists (select 1 from promotion o where o.status = 'active') as offers,
        (select jsonb_agg(jsonb_build_array(e.id, e.code, e.share)) from experiment e
         where e.status = 'running' and e.channel_id = c.id) as tests
    from channel c where c.code = :channel and c.active
"""
_BORDER = """(select jsonb_build_object(
             'duties', jsonb_agg(jsonb_build_array(d.id, d.country, d.hs_prefix, d.origin, d.duty, d.import_tax,
                                                   d.duty_free, d.tax_free, d.with_delivery)),
             'collect', (select g.value ->> 'collect' from setting g where g.key = 'duties'),
             'places', (select jsonb_object_agg(l.id, l.address ->> 'country') from location l where l.active and l.ships),
             'rate', (select cast(case when x.base = :own then x.rate else 1 / x.rate end as text) from exchange_rate x
                      where (x.base, x.quote) in ((:own, :currency), (:currency, :own)) and x.withdrawn_at is null
                      order by x.base = :own desc, x.as_of desc, x.id desc limit 1))
         from duty_rate d where d.country = :country having count(*) > 0)"""


@cache
def terms_sql(*, duties: bool = True) -> str:
    """The statement; without `duties` for a shop that keeps none: what it does not ask for costs nothing."""
    return _SQL.replace("/*border*/", _BORDER if duties else "cast(null as jsonb)")


TERMS = text(terms_sql())
PICKUP = "pickup"
_RULES = frozenset(field.name for field in fields(Rules))


@dataclass(frozen=True, slots=True)
class Store:
    """A store that hands out orders."""

    id: UUID
    name: str
    address: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Border:
    """What the destination takes of goods from abroad; `free` values are in the currency of the sale.

    `collect`: with the order ("checkout") or on "delivery"; `places`: the country of each location that ships.
    """

    duties: tuple[Duty, ...]
    collect: str
    places: dict[UUID, str]


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for one basket: the taxes of its destination today, how it may be delivered and paid.

    `delivery` and `payments` are what its site allows, None for all; `take_from`: how a line is spread over places;
    `offers`: whether there is any promotion; `home_taxes`: those inside prices that keep their net amount abroad.
    `offers`: whether there is any promotion; `rules`: how the shop reckons; `exact_codes`: how it reads codes.
    `tests`: the A/B tests that run on its channel; `timezone`: where weekdays and hours are read, empty for the shop's.
    `border`: what the destination takes of goods from abroad, None where the shop keeps no rates for it.
    """

    channel_id: UUID
    channel: str
    channel_kind: str
    currency: str
    country: str
    taxes: TaxTable
    methods: tuple[Method, ...]
    store: Store | None
    ships_from: UUID | None
    tax_included: bool
    delivery: frozenset[str] | None = None
    payments: frozenset[str] | None = None
    take_from: str = "one_place"
    offers: bool = False
    home_taxes: TaxTable | None = None
    rules: Rules = DEFAULT
    exact_codes: bool = False
    tests: tuple[Running, ...] = ()
    timezone: str = ""
    border: Border | None = None

    def takes(self, payment: str) -> bool:
        """Whether the site of this sale takes a method of payment."""
        return self.payments is None or payment in self.payments

    @property
    def hands_out(self) -> bool:
        """Whether what is bought there may be collected at a store."""
        return self.delivery is None or PICKUP in self.delivery

    def method(self, code: str) -> Method | None:
        """The active method of a code that serves the destination."""
        found = next((method for method in self.methods if method.code == code), None)
        return found if found is not None and delivers_to(found, self.country) else None


def terms(
    *,
    channel: str,
    currency: str,
    country: str,
    region: str = "",
    pickup: str | None = None,
    today: date | None = None,
) -> Terms:
    """The terms for a destination. Raises Invalid at `channel` when there is no such active channel."""
    facts = terms_facts(channel=channel, currency=currency, country=country, pickup=pickup)
    row = run(TERMS, facts).first()
    return terms_of(row, currency=currency, country=country, region=region, today=today)


def terms_facts(*, channel: str, currency: str, country: str, pickup: str | None) -> dict[str, Any]:
    """What the statement wants to know."""
    tenant = current_tenant()
    return {
        "channel": channel, "currency": currency, "country": country, "home": tenant.country, "own": tenant.currency,
        "pickup": pickup,
    }  # fmt: skip


def terms_of(row: Any, *, currency: str, country: str, region: str, today: date | None = None) -> Terms:
    """The terms in a row of the statement. Raises Invalid at `channel` when there is none, or not in this currency."""
    if row is None:
        raise Invalid(_("There is no such channel"), fields={"channel": _("Choose one of the channels")})
    if row.channel_kind == "web" and row.channel_currency != currency:
        words = _("This site sells in %(currency)s only", currency=row.channel_currency)
        raise Invalid(words, fields={"currency": words}, code="pricing.currency_not_sold")
    allowed = None if row.delivery is None else frozenset(row.delivery)
    home, day = current_tenant().country, today or clock.now().date()
    rates = [_rate(*rate) for rate in row.rates]
    moves = row.abroad == "net" and country != home
    return Terms(
        row.channel_id, row.channel_code, row.channel_kind, currency, country,
        table(rates, country=country, region=region, home=home, day=day),
        tuple(_method(method) for method in row.methods if allowed is None or method[1] in allowed),
        Store(UUID(row.store[0]), row.store[1], row.store[2]) if row.store else None,
        row.ships_from, current_tenant().tax_included if row.tax_included is None else row.tax_included, allowed,
        None if row.payments is None else frozenset(row.payments), row.take_from or "one_place", row.offers,
        table(rates, country=home, region="", home=home, day=day) if moves else None,
        _rules(row.reckoning), bool(row.reckoning and row.reckoning.get("exact_codes")),
        tuple(Running(UUID(test[0]), test[1], test[2]) for test in row.tests or ()),
        row.timezone or "", _border(row.border, currency) if row.border else None,
    )  # fmt: skip


def _border(kept: dict[str, Any], currency: str) -> Border:
    own = current_tenant().currency
    rate = Decimal(1) if currency == own else Decimal(kept["rate"] or 0)
    scale = rate.scaleb(minor_digits(currency) - minor_digits(own))

    def here(amount: int) -> int:
        """A value in the currency of the sale; without an exchange rate nothing counts as free."""
        return int((amount * scale).to_integral_value(ROUND_HALF_UP))

    duties = tuple(_duty(row, here) for row in kept["duties"])
    places = {UUID(place): country or "" for place, country in (kept["places"] or {}).items()}
    return Border(duties, kept["collect"] or "delivery", places)


def _duty(row: list[Any], here: Callable[[int], int]) -> Duty:
    duty_id, country, prefix, origin, duty, tax, duty_free, tax_free, with_delivery = row
    return Duty(
        UUID(duty_id), country, prefix, origin, duty, tax, here(duty_free), here(tax_free), with_delivery
    )


def rates_of(rates: TaxTable, tax_class: str) -> tuple[TaxRate, ...]:
    """The taxes of a class as the engine reads them."""
    return tuple(
        TaxRate(str(rate.id), rate.name, rate.rate_micro, rate.compound) for rate in rates.of(tax_class)
    )


def _rules(kept: dict[str, Any] | None) -> Rules:
    """How the shop reckons, in the engine's words (PricingRules of the channels)."""
    return rules_from_json({name: kept[name] for name in _RULES if name in kept}) if kept else DEFAULT


def _rate(  # noqa: PLR0917 - a row, unpacked
    rate_id: str,
    country: str,
    region: str,
    tax_class: str,
    name: str,
    rate: int,
    begins: str | None,
    ends: str | None,
    compound: bool,
) -> Rate:
    first, last = (date.fromisoformat(day) if day else None for day in (begins, ends))
    return Rate(UUID(rate_id), country, region, tax_class, name, rate, first, last, compound)


def _method(row: list[Any]) -> Method:
    return Method(UUID(row[0]), row[1], row[2], row[3], row[4], row[5], row[6], tuple(row[7]), row[8], row[9])
