"""What promotions of the catalogue stage make of the prices that are shown: of one piece, for anyone, at any time.

They are read only where a shop has one (`ON` goes with a statement that is sent anyway), in one statement with the terms
of the site; the engine prices one piece as the cart would, so page and cart cannot differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text

from app.core import clock
from app.core.db import run
from app.domains.pricing import engine
from app.domains.pricing.engine.offers import Facts, Promotion, When
from app.domains.pricing.engine.promotions import catalog_promotions
from app.domains.pricing.engine.stages import base_prices
from app.queries.offers import FACTS, PROMOTIONS, local_time, promotion_of, zone_of
from app.queries.price_lists import TICK, Offer
from app.queries.selling_terms import Terms, rates_of, terms_facts, terms_of, terms_sql

AHEAD = timedelta(days=4)  # how far hours and weekdays are planned; a worker plans anew every day
DAY = timedelta(days=1)
STAGES = (base_prices, catalog_promotions)
RUNNING = """p.status = 'active' and p.rule ->> 'stage' = 'catalog' and not p.needs_coupon
             and (p.ends_at is null or p.ends_at >= :now)"""
ON = f"exists (select from promotion p where {RUNNING})"
TIMES = f"""(select jsonb_agg(jsonb_build_array(p.starts_at, p.ends_at, p.rule -> 'when' -> 'weekdays',
                                           p.rule -> 'when' ->> 'opens', p.rule -> 'when' ->> 'closes'))
         from promotion p where {RUNNING})"""  # noqa: S608 - a constant piece
UNTAXED = "(p.gift_card and p.gift_card_vat = 'multi')"
"""Of a product `p`: a multi-purpose gift card, which is taxed when it pays."""
READ = text(
    f"""
    select t.*, (select {PROMOTIONS} from promotion p where {RUNNING}) as promotions,
        (select coalesce(jsonb_object_agg(v.id, jsonb_build_array(
             v.sku, p.tax_class, p.gift_card, {UNTAXED}, {FACTS})), '{{}}')
         from variant v join product p on p.id = v.product_id left join product_listing l on l.product_id = p.id
         where v.product_id = any(cast(:products as uuid[])) and v.active) as goods
    from ({terms_sql(duties=False)}) t
    """  # noqa: S608 - fragments of ours
)


@dataclass(frozen=True, slots=True)
class Price:
    """What one of a variant costs, and what it did before; `own`: neither a list nor a promotion says so."""

    amount: int | None
    compare_at: int | None = None
    own: bool = True


@dataclass(frozen=True, slots=True)
class _Good:
    sku: str
    tax_class: str
    gift_card: bool
    untaxed: bool
    facts: Facts


@dataclass(frozen=True, slots=True)
class Sales:
    """The promotions that change prices on a site, now or later, and what they ask of its goods."""

    terms: Terms
    promotions: tuple[Promotion, ...]
    goods: Mapping[UUID, _Good]

    def price(self, variant: UUID, told: Price, at: datetime, quantity: Decimal = Decimal(1)) -> Price:
        """The price with them, the one without beside it where it is lower."""
        good = self.goods.get(variant)
        if told.amount is None or good is None:
            return told
        line = engine.Line(
            "it", good.sku, quantity, told.amount, compare_at=told.compare_at, facts=good.facts,
            discountable=not good.gift_card,
            taxes=() if good.untaxed else rates_of(self.terms.taxes, good.tax_class),
        )  # fmt: skip
        context = engine.Context(
            self.terms.currency, self.terms.tax_included, (line,), channel=self.terms.channel,
            at=local_time(at, self.terms.timezone),
            promotions=self.promotions, rules=self.terms.rules,
            facts=frozenset({f"channel:{self.terms.channel}", f"country:{self.terms.country}"}),
            destination=engine.Destination(self.terms.country),
        )  # fmt: skip
        amount = engine.price(context, STAGES).lines[0].unit_price
        return told if amount == told.amount else Price(amount, told.compare_at or told.amount, own=False)

    def changes(self, after: datetime) -> set[datetime]:
        """When a price may change by them."""
        zone = zone_of(self.terms.timezone)
        return {
            at
            for each in self.promotions
            for at in moments(each.starts_at, each.ends_at, each.when, after, zone)
        }


@dataclass(frozen=True, slots=True)
class Tag:
    """What one of a variant costs at any time: its base price, the lists over it, the promotions over both."""

    variant: UUID
    base: Price
    lists: Offer | None
    sales: Sales | None

    def at(self, moment: datetime, quantity: Decimal = Decimal(1)) -> Price:
        """The price at a time, for each of so many."""
        told = self.base
        if self.lists is not None:
            found = self.lists.at(moment).of(quantity)
            told = Price(found.amount, found.compare_at, own=found.list is None)
        return self.sales.price(self.variant, told, moment, quantity) if self.sales is not None else told

    def tiers(self, moment: datetime) -> list[tuple[Decimal, int]]:
        """From how many on one costs what, as lists know it, with the promotions over it."""
        steps = [step for step, _ in self.lists.at(moment).tiers()] if self.lists is not None else []
        found: list[tuple[Decimal, int]] = []
        for step in steps:
            price = self.at(moment, step).amount
            if price is not None and (not found or found[-1][1] != price):
                found.append((step, price))
        return found

    def changes(self, after: datetime) -> set[datetime]:
        """When it may change, as far as is planned."""
        planned = self.lists.changes() if self.lists is not None else set()
        own = {at for at in planned if at > after}
        return own | self.sales.changes(after) if self.sales is not None else own


def read(products: Sequence[UUID], *, channel: str, currency: str, country: str) -> Sales | None:
    """The promotions over the prices of these products on a site; None where there is none, or no such channel."""
    now = clock.now()
    asked = {
        **terms_facts(channel=channel, currency=currency, country=country, pickup=None),
        "now": now, "person": None, "products": list(products),
    }  # fmt: skip
    row = run(READ, asked, steady=False).first()
    if row is None or not row.promotions:
        return None
    goods = {
        UUID(key): _Good(told[0], told[1], told[2], told[3], frozenset(told[4]))
        for key, told in row.goods.items()
    }
    terms = terms_of(row, currency=currency, country=country, region="")
    return Sales(terms, tuple(promotion_of(each) for each in row.promotions), goods)


def any_runs() -> bool:
    """Whether the shop has a promotion that changes prices, now or later."""
    return bool(run(text(f"select {ON} as runs"), {"now": clock.now()}).one().runs)


def moments(
    starts_at: datetime | None, ends_at: datetime | None, when: When, after: datetime, zone: ZoneInfo
) -> set[datetime]:
    """When a promotion may begin or end to hold: its dates, and its hours and days in a zone for the time that is planned.

    Its end is inclusive, so what follows begins right after it.
    """
    found = {starts_at, ends_at + TICK if ends_at else None}
    if when.weekdays or when.opens or when.closes:
        first = after.astimezone(zone).date()
        for day in (first + DAY * number for number in range(AHEAD.days + 1)):
            found |= _of_day(datetime.combine(day, time(), zone), (when.opens, when.closes))
    return {at for at in found if at is not None and at > after}


def _of_day(midnight: datetime, hours: Iterable[str]) -> set[datetime]:
    """Midnight and those hours of a day; all hours of the day on which the clocks are changed."""
    zone, base = midnight.tzinfo, midnight.astimezone(UTC)
    if midnight.utcoffset() != (midnight + DAY).utcoffset():
        return {base + timedelta(minutes=30 * number) for number in range(51)}
    said = [time.fromisoformat(each) for each in hours if each and each != "24:00"]
    return {base, *(datetime.combine(midnight.date(), at, zone).astimezone(UTC) for at in said)}


def next_change(rows: Sequence[Sequence[Any]], after: datetime, timezone: str) -> datetime | None:
    """When a price may change next by promotions, in a channel's zone: rows of `TIMES`."""
    found: set[datetime] = set()
    for starts, ends, weekdays, opens, closes in rows:
        when = When(weekdays=frozenset(weekdays or ()), opens=opens or "", closes=closes or "")
        begins, ceases = (datetime.fromisoformat(each) if each else None for each in (starts, ends))
        found |= moments(begins, ceases, when, after, zone_of(timezone))
    return min(found, default=None)
