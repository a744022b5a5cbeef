"""Buyers who pay alike: customers reduced to what price lists ask of them, and to how prices are shown to them.

Lists of products keep what things cost each audience (`product_listing_own`), so that who has prices of their own may
sort and filter by them; strangers belong to none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from app.core.channel import current_channel
from app.core.db import current_unit, run
from app.core.market import current_market
from app.core.principal import Principal, current_principal
from app.domains.channels.types import PriceListRules
from app.queries import shown_prices
from app.queries.price_lists import Facts
from app.queries.remembered import Remembered

CONDITIONS = """select l.conditions from price_list l where l.status = 'active' and l.currency = :currency
        union all
        select e.conditions from price_list_entry e join price_list l on l.id = e.list_id
        where e.conditions <> '[]' and l.status = 'active' and l.currency = :currency"""
ASKED = text(
    f"""
    with said as (
        select c.value ->> 0 as fact, v.value
        from ({CONDITIONS}) t cross join lateral jsonb_array_elements(t.conditions) as c
        left join lateral jsonb_array_elements_text(c.value -> 1) as v on true
    )
    select distinct case when value is null then 'signed' else fact end as fact, coalesce(value, '') as value,
        cast(null as uuid) as company
    from said where value is null or fact in ('group', 'customer')
    union all
    select 'company', m.code, m.id from company m
    where m.active and m.code in (select lower(btrim(value)) from said where fact = 'company')
    """  # noqa: S608 - constant pieces
)
WITH_TERMS = """from customer c left join company m on m.id = c.company_id and m.active
    where (c.groups <> '{}' or m.id is not null)"""
BUYERS = text(
    f"""
    select distinct c.groups, m.id as company, case when cast(c.id as text) = any(:customers) then c.id end as customer
    {WITH_TERMS}
    """
)
SOME_BUYERS = text(
    f"""
    select c.groups, m.id as company, c.id as customer
    {WITH_TERMS} and (c.id = any(cast(:customers as uuid[])) or m.id = any(cast(:companies as uuid[])))
    """
)
UNPRICED = text(
    """
    select exists (select from product_listing g where g.price_min is null and g.status = 'active'
        and exists (select from product_listing_own w where w.product_id = g.product_id)) as found
    """
)
PRICED = text(
    "select distinct audience from product_listing_own where channel = :channel and audience = any(:keys)"
)


@dataclass(frozen=True, slots=True)
class Audience:
    """Buyers for whom lists hold alike. `included`: shown prices have tax inside; None as on the site.

    `signed`: a list asks for anyone who is known.
    """

    groups: frozenset[str] = frozenset()
    company: str = ""
    customer: str = ""
    signed: bool = False
    included: bool | None = None

    @property
    def is_special(self) -> bool:
        """Whether a list asks for them."""
        return bool(self.groups or self.company or self.customer or self.signed)

    @property
    def key(self) -> str:
        """Its name in `product_listing_own`."""
        told = [sorted(self.groups), self.company, self.customer, self.signed, self.included]
        return blake2b(orjson.dumps(told), digest_size=12).hexdigest()

    @property
    def shown_alike(self) -> "Audience | None":
        """Everybody who is shown prices in the same way, where that is not the site's."""
        return None if self.included is None else Audience(included=self.included)

    @property
    def facts(self) -> Facts:
        """What lists are told of them."""
        told = {
            "group": self.groups,
            "company": frozenset({self.company} - {""}),
            "customer": frozenset({self.customer or "-"}),
        }
        return {name: values for name, values in told.items() if values}

    @property
    def keys(self) -> tuple[str, ...]:
        """Where their prices stand, the first that has one counts."""
        own = [self] if self.is_special else []
        return tuple(each.key for each in (*own, self.shown_alike) if each is not None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What lists in a currency ask of buyers; companies by id with their codes."""

    groups: frozenset[str] = frozenset()
    companies: Mapping[UUID, str] = field(default_factory=dict)
    customers: frozenset[str] = frozenset()
    signed: bool = False

    def of(self, who: Principal, *, included: bool | None) -> Audience:
        """The audience of a buyer with terms of their own."""
        customer = str(who.customer_id or "")
        return Audience(
            who.groups & self.groups,
            self.companies.get(who.company_id, "") if who.company_id else "",
            customer if customer in self.customers else "",
            self.signed,
            included,
        )


KNOWN: Remembered[Asked] = Remembered(1_000)
UNPRICED_KNOWN: Remembered[bool] = Remembered(1_000)


def current_keys() -> tuple[str, ...]:
    """Where the prices of who asks stand; empty for strangers and for who pays and sees what they do."""
    who = current_principal()
    if not who.has_own_terms:
        return ()
    notes, place = current_unit().notes, f"audience:{current_channel()}"
    if place not in notes:
        view = shown_prices.showing()
        notes[place] = (
            asked(current_market().currency).of(who, included=view.included if view.is_own else None).keys
        )
    found: tuple[str, ...] = notes[place]
    return found


def have_unpriced() -> bool:
    """Whether something has a price for some buyers and none for strangers; read once an epoch."""
    found = UNPRICED_KNOWN.known()
    if found is None:
        found = bool(run(UNPRICED, steady=False).scalar())
        UNPRICED_KNOWN.keep(found)
    return found


def asked(currency: str) -> Asked:
    """What lists ask of buyers: read once an epoch, and once a unit where nobody knows the epoch."""
    notes, place = current_unit().notes, f"asked:{currency}"
    found: Asked | None = notes.get(place) or KNOWN.known(currency)
    if found is None:
        found = _asked(currency)
        KNOWN.keep(found, currency)
    notes[place] = found
    return found


def _asked(currency: str) -> Asked:
    rows = run(ASKED, {"currency": currency}, steady=False).all()
    told: dict[str, set[str]] = {}
    for row in rows:
        told.setdefault(row.fact, set()).add(row.value)
    companies = {row.company: row.value for row in rows if row.company is not None}
    return Asked(
        frozenset(told.get("group", ())), companies, frozenset(told.get("customer", ())), "signed" in told
    )


def of_site(
    currency: str, rules: PriceListRules, *, tax_included: bool, buyers: Iterable[Principal] | None = None
) -> list[Audience]:
    """The audiences of these buyers on a site, and each way of showing that is not the site's.

    Without buyers those of all the shop's customers.
    """
    wanted, found = asked(currency), dict[str, Audience]()
    for who in _everyone(currency, wanted) if buyers is None else buyers:
        included = shown_prices.included(who, rules, site=tax_included)
        audience = wanted.of(who, included=None if included is tax_included else included)
        for each in (audience if audience.is_special else None, audience.shown_alike):
            if each is not None:
                found[each.key] = each
    return [found[key] for key in sorted(found)]


def _everyone(currency: str, wanted: Asked) -> list[Principal]:
    """Customers with terms of their own, those whom no list tells apart once; read once a unit."""
    notes, place = current_unit().notes, f"buyers:{currency}"
    if place not in notes:
        rows = run(BUYERS, {"customers": sorted(wanted.customers)}, steady=False)
        notes[place] = [_buyer(row) for row in rows]
    found: list[Principal] = notes[place]
    return found


def buyers_of(customers: Iterable[UUID], companies: Iterable[UUID] = ()) -> list[Principal]:
    """Those of these customers, and of who buys for these companies, who have terms of their own, as they would ask."""
    rows = run(SOME_BUYERS, {"customers": list(customers), "companies": list(companies)}, steady=False)
    return [_buyer(row) for row in rows]


def unpriced(channel: str, wanted: Iterable[Audience]) -> list[Audience]:
    """Those of these audiences for whom nothing is written down on a site yet."""
    by_key = {each.key: each for each in wanted}
    known = {row.audience for row in run(PRICED, {"channel": channel, "keys": list(by_key)}, steady=False)}
    return [each for key, each in by_key.items() if key not in known]


def _buyer(row: Any) -> Principal:
    return Principal(
        "customer", customer_id=row.customer, company_id=row.company, groups=frozenset(row.groups)
    )
