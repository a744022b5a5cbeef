"""Price lists as statements carry them beside base prices: two more columns, decoded once for all rows.

`LISTS` is the same for all rows of a statement and read once by it: null where a shop has no list in the currency, and
then nothing else is asked. `entries(...)` are those of one variant's row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from app.core import clock
from app.core.channel import current_channel
from app.core.principal import current_principal
from app.core.tenancy import current_tenant
from app.domains.pricing.engine.lists import OWN_RULES, resolve
from app.domains.pricing.engine.price_lists import (
    Base,
    Choice,
    Condition,
    Depth,
    Entry,
    Kind,
    PriceList,
    Resolution,
    Rules,
    Wish,
)

Facts = Mapping[str, frozenset[str]]
TICK = timedelta(microseconds=1)
RATE = """case when /*of*/.rate_id is not null then (
            select concat('1 ', x.base, ' = ', trim_scale(x.rate), ' ', x.quote, '; ', date(x.as_of), ' ', x.source)
            from exchange_rate x where x.id = /*of*/.rate_id) end"""
LIST_FACTS = f"""jsonb_build_array(l.id, l.name, l.kind, l.position, l.priority, l.conditions, l.match_any,
            l.status = 'active', l.starts_at, l.ends_at, l.percent, l.based_on, l.ending, l.tax_included,
            l.good_until, {RATE.replace("/*of*/", "l")})"""
LISTS = f"""(select case when count(*) > 0 then cast(jsonb_build_object(
            'lists', jsonb_agg({LIST_FACTS} order by l.position, l.id),
            'country', (select h.country from channel h where h.code = :channel),
            'who', (select jsonb_build_array(c.id, c.groups, m.code) from customer c
                    left join company m on m.id = c.company_id and m.active
                    where c.id = cast(:customer as uuid)),
            'rules', (select s.value from setting s where s.key = 'price_lists')) as text) end
        from price_list l where l.status = 'active' and l.currency = :currency)"""  # noqa: S608 - constant pieces
ENTRY_FACTS = """jsonb_build_array(e.list_id,
            case when e.variant_id is not null then 3 when e.product_id is not null then 2
                 when e.category_id is not null then 1 else 0 end,
            e.amount, e.percent, cast(e.min_quantity as text), cast(e.max_quantity as text), e.conditions,
            e.starts_at, e.ends_at, e.compare_at)"""


def entries(variant: str = "v.id", product: str = "v.product_id") -> str:
    """The entries that concern a variant, as text; null without any."""
    return f"""case when exists (select from price_list l where l.status = 'active' and l.currency = :currency)
        then (select cast(jsonb_agg({ENTRY_FACTS}) as text) from (
            select * from price_list_entry x where x.product_id = {product}
               and (x.variant_id is null or x.variant_id = {variant})
            union all
            select x.* from price_list_entry x
            where x.product_id is null and (x.category_id is null or exists (
                select from product_listing g where g.product_id = {product} and g.categories @> array[x.category_id]))
        ) e) end"""  # noqa: S608 - constant pieces


BASE_RATE = RATE.replace("/*of*/", "b")
HOLDS = "(b.good_until is null or b.good_until > :now)"
"""Of a base price `b`: whether what was converted may still be asked for it."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for prices, where and when; what the shop knows of a customer comes with the lists themselves.

    `country` is the market, where it is not the channel's own.
    """

    channel: str
    at: datetime
    customer: UUID | None = None
    location: UUID | None = None
    campaign: str = ""
    country: str = ""

    @property
    def params(self) -> dict[str, Any]:
        """What LISTS wants to know beside the currency."""
        return {"channel": self.channel, "customer": self.customer}

    @property
    def facts(self) -> Facts:
        """What lists may be for."""
        told = {
            "channel": self.channel, "location": self.location, "campaign": self.campaign, "country": self.country,
        }  # fmt: skip
        return {name: frozenset([str(value)]) for name, value in told.items() if value}


def asker(
    channel: str | None = None,
    *,
    customer: UUID | None = None,
    location: UUID | None = None,
    at: datetime | None = None,
    campaign: str = "",
) -> Asker:
    """Whoever acts, in the channel in use, now, where nothing else is said."""
    who = customer or current_principal().customer_id
    return Asker(channel or current_channel(), at or clock.now(), who, location, campaign)


def anyone() -> Asker:
    """A stranger in the channel in use, now: what pages that are the same for all may show."""
    return Asker(current_channel(), clock.now())


def shopper() -> Asker:
    """Whoever looks at a page, in the channel in use, now: a stranger, unless they have terms of their own."""
    return asker() if current_principal().has_own_terms else anyone()


@dataclass(frozen=True, slots=True)
class Known:
    """What one statement tells of a shop's lists. `facts` are those of who asks, as far as the statement knows."""

    lists: tuple[PriceList, ...] = ()
    facts: Facts = field(default_factory=dict)
    country: str = ""
    rules: Rules = OWN_RULES
    by_stock_unit: bool = False

    def may_hold(self, each: PriceList, facts: Facts) -> bool:
        """Whether a list is for those of whom these facts are known, at some time."""
        return each.holds(Wish(clock.now(), facts=facts))


@dataclass(frozen=True, slots=True)
class Offer:
    """All prices of one variant for one who asks: what it costs depends on how many are wanted."""

    base: Base | None
    known: Known
    entries: Mapping[UUID, Sequence[Entry]]
    wish: Wish
    units: Decimal = Decimal(1)

    def of(self, quantity: Decimal | None) -> Resolution:
        """The price of one, when so many are bought; tiers may count the units of stock that it draws."""
        many = quantity * self.units if quantity is not None and self.known.by_stock_unit else quantity
        return resolve(
            self.base, self.known.lists, self.entries, replace(self.wish, quantity=many), self.known.rules
        )

    def tiers(self) -> list[tuple[Decimal, int]]:
        """From how many on one costs what: steps by quantity, the first from 1; a single one where there are none."""
        units = self.units if self.known.by_stock_unit else Decimal(1)
        steps = {Decimal(1)}
        for each in (entry for of_list in self.entries.values() for entry in of_list):
            steps |= {each.min_quantity / units} if each.min_quantity > units else set()
            steps |= {each.max_quantity / units + 1} if each.max_quantity is not None else set()
        found: list[tuple[Decimal, int]] = []
        for step in sorted(step for step in steps if step == step.to_integral_value()):
            price = self.of(step).amount
            if price is not None and (not found or found[-1][1] != price):
                found.append((step, price))
        return found

    def at(self, moment: datetime) -> "Offer":
        """The same prices at another time."""
        return replace(self, wish=replace(self.wish, at=moment))

    def changes(self) -> set[datetime]:
        """When its price may change, as planned: ends are inclusive, so what follows begins right after them."""
        bounds = [
            *((each.starts_at, each.ends_at) for each in self.known.lists),
            *((each.starts_at, each.ends_at) for of_list in self.entries.values() for each in of_list),
        ]
        stale = {each.good_until + TICK for each in self.known.lists if each.good_until}
        return (
            {start for start, _end in bounds if start} | {end + TICK for _start, end in bounds if end} | stale
        )

    def next_change(self) -> datetime | None:
        """When the price may change next, as far as is planned."""
        return min((at for at in self.changes() if at > self.wish.at), default=None)


@lru_cache(maxsize=256)
def known(text: str) -> Known:
    """The lists in a `LISTS` column; the same text is read once."""
    told = orjson.loads(text)
    who, rules = told["who"], told["rules"] or {}
    facts: dict[str, frozenset[str]] = {}
    if who is not None:
        facts = {"customer": frozenset([who[0]]), "group": frozenset(who[1])}
        facts |= {"company": frozenset([who[2]])} if who[2] else {}
    return Known(
        tuple(list_of(each) for each in told["lists"]), facts, told["country"] or "",
        Rules(Choice(rules.get("choice", "kind")), rules.get("ties") == "refuse"), rules.get("breaks") == "stock",
    )  # fmt: skip


def offer(  # noqa: PLR0917 - a row's columns, and who asks
    lists: str | None,
    told: str | None,
    amount: int | None,
    compare_at: int | None,
    asks: Asker,
    units: Decimal = Decimal(1),
    rate: str | None = None,
) -> Offer | None:
    """The prices in a row's LISTS and entries; None where the shop has no list: the base price is all there is."""
    if lists is None:
        return None
    shop = known(lists)
    country = shop.country or current_tenant().country
    facts = {"country": frozenset([country]), **shop.facts, **asks.facts}
    base = Base(amount, compare_at, rate or "") if amount is not None else None
    return Offer(base, shop, entries_of(told), Wish(asks.at, facts=facts), units)


def list_of(row: Sequence[Any]) -> PriceList:
    """A list out of LIST_FACTS."""
    return PriceList(
        UUID(row[0]), row[1], Kind(row[2]), row[3], row[4], conditions_of(row[5]), row[6], row[7], _time(row[8]),
        _time(row[9]), row[10], UUID(row[11]) if row[11] else None, row[12], row[13],
        _time(row[14]), row[15] or "",
    )  # fmt: skip


def entries_of(told: str | None) -> dict[UUID, list[Entry]]:
    """The entries of a row, by list."""
    found: dict[UUID, list[Entry]] = {}
    for row in orjson.loads(told) if told else ():
        least, most = Decimal(row[4]), Decimal(row[5]) if row[5] is not None else None
        entry = Entry(
            row[2],
            row[3],
            least,
            most,
            Depth(row[1]),
            conditions_of(row[6]),
            _time(row[7]),
            _time(row[8]),
            row[9],
        )
        found.setdefault(UUID(row[0]), []).append(entry)
    return found


def conditions_of(rows: Sequence[Sequence[Any]]) -> tuple[Condition, ...]:
    """[[fact, [values]], …] as the engine has them."""
    return tuple(
        Condition(on, frozenset(value.strip().casefold() if on == "company" else value for value in values))
        for on, values in rows
    )


def _time(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
