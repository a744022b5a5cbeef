"""What products cost on each site by lists and promotions, over the time that is planned: for one of it, and for anyone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import db, run
from app.core.market import Market
from app.core.tenancy import current_tenant
from app.domains.pricing.prior import Step, prior_price, reduced_since
from app.domains.pricing.types import Plan
from app.queries import price_history
from app.queries.price_history import EVER, FIRST, History, history, planned
from app.queries.price_lists import HOLDS, LISTS, Asker, Known, entries, known, offer
from app.queries.sale_prices import ON, Price, Tag, read

SITES = text(
    f"""
    select h.code, h.currency, h.country, {ON} as promoted, {FIRST} as first
    from channel h where h.kind = 'web' and h.active and (
        {ON} or exists (
            select from price_list l where l.status = 'active' and l.currency = h.currency
               and (l.ends_at is null or l.ends_at > :now))
        or exists (select from shown_price s join variant v on v.id = s.variant_id
                   where v.product_id = any(cast(:ids as uuid[])) and s.channel = h.code))
    union all
    select '', '', '', false, false where exists (
        select from product_listing_offer where product_id = any(cast(:ids as uuid[])))
    order by code
    """  # noqa: S608 - a constant piece
)
ROWS = text(
    f"""
    select v.product_id, v.id, b.amount, b.compare_at, {LISTS} as lists, {entries()} as entries,
        {history()} as history
    from variant v left join base_price b on b.variant_id = v.id and b.currency = :currency and {HOLDS}
    where v.product_id = any(cast(:ids as uuid[])) and v.active order by v.product_id, v.position
    """  # noqa: S608 - constant pieces
)
RULES = text(f"select {ON} as promoted, {FIRST} as first")
NEXT = text(
    "select id from product where (cast(:after as uuid) is null or id > :after) and status <> 'archived'"
    " order by id limit :limit"
)


@dataclass(frozen=True, slots=True)
class Period:
    """Lowest and highest price of a product from a time on; `ends_at` None: as far as anybody planned."""

    starts_at: datetime
    ends_at: datetime | None
    price_min: int
    price_max: int
    compare_at: int | None
    lowest: int | None = None

    @property
    def prices(self) -> tuple[int, int, int | None, int | None]:
        return self.price_min, self.price_max, self.compare_at, self.lowest


@dataclass(frozen=True, slots=True)
class Shelf:
    """What products cost on the sites: rows of ListingOffer, and the plans that are not written down yet."""

    offers: Sequence[dict[str, Any]]
    plans: Sequence[Plan]


@dataclass(frozen=True, slots=True)
class Site:
    """A site whose prices are wanted. `promoted`: promotions may change them; `first`: see `prior_price`."""

    code: str
    currency: str
    country: str
    promoted: bool
    first: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A price as anyone sees it: the lowest of the 30 days before its reduction, and when that began."""

    price: Price
    lowest: int | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class _Tagged:
    """A variant's prices with what they were."""

    tag: Tag
    history: History
    steps: Sequence[Step]

    def shown(self, at: datetime) -> tuple[Price, int | None]:
        """The price at a time from now on, and the lowest one that is told beside it."""
        price = self.tag.at(at)
        told = self.history.lowest(self.tag, at, self.steps) if price.compare_at is not None else None
        return price, told


def of_products(ids: Sequence[UUID]) -> Shelf | None:
    """What these products cost on every site whose lists or promotions change their prices, now and later.

    None where nothing does, and nothing did.
    """
    sites = db.session.execute(SITES, {"now": clock.now(), "ids": list(ids)}).all()
    offers: list[dict[str, Any]] = []
    plans: list[Plan] = []
    for site in (Site(*each) for each in sites if each.code):
        tagged = _tagged(site, ids)
        offers += _of_site(site.code, tagged)
        plans += _plans_of(site, tagged)
    return Shelf(offers, plans) if sites else None


def shown(product_id: UUID, variant_id: UUID, site: Market, at: datetime) -> Shown | None:
    """What one of a variant cost, costs or will cost anyone on a site at a time, and how its reduction is told."""
    rules = run(RULES, {"now": clock.now()}).one()
    place = Site(site.channel, site.currency, site.country, rules.promoted, rules.first)
    found = [
        each for each in _tagged(place, [product_id]).get(product_id, ()) if each.tag.variant == variant_id
    ]
    steps = [step for step in found[0].steps if step.at <= at] if found else []
    if not steps:
        return None
    price = Price(steps[-1].amount, steps[-1].former)
    return Shown(
        price, prior_price(steps, at, first=rules.first), reduced_since(steps, at, first=rules.first)
    )


def steps_of(ids: Sequence[UUID], site: Market) -> dict[UUID, Sequence[Step]]:
    """What one of each variant of these products cost, costs and will cost anyone on a site, in order of time."""
    rules = run(RULES, {"now": clock.now()}).one()
    place = Site(site.channel, site.currency, site.country, rules.promoted, rules.first)
    return {each.tag.variant: each.steps for of_one in _tagged(place, ids).values() for each in of_one}


def lowest_now(ids: Sequence[UUID], site: Market) -> dict[UUID, int]:
    """The lowest prices told beside those of these products' variants that anyone sees reduced on a site now."""
    rules, now = run(RULES, {"now": clock.now()}).one(), clock.now()
    place = Site(site.channel, site.currency, site.country, rules.promoted, rules.first)
    found = (
        (each.tag.variant, each.shown(now)[1]) for of_one in _tagged(place, ids).values() for each in of_one
    )
    return {variant: lowest for variant, lowest in found if lowest is not None}


def next_products(after: UUID | None, limit: int) -> list[UUID]:
    """The next products by id."""
    return list(db.session.scalars(NEXT, {"after": after, "limit": limit}))


def _tagged(site: Site, ids: Sequence[UUID]) -> dict[UUID, list[_Tagged]]:
    """The prices of each product's variants on a site."""
    asks = Asker(site.code, clock.now())
    rows = run(
        ROWS, {**asks.params, "currency": site.currency, "ids": list(ids), "now": asks.at}, steady=False
    ).all()
    listed = bool(rows and rows[0].lists and _concerns(known(rows[0].lists), asks))
    country = site.country or current_tenant().country
    promoted = site.promoted and bool(rows)
    sales = read(ids, channel=site.code, currency=site.currency, country=country) if promoted else None
    found: dict[UUID, list[_Tagged]] = {}
    for row in rows:
        prices = offer(row.lists, row.entries, row.amount, row.compare_at, asks) if listed else None
        tag = Tag(row.id, Price(row.amount, row.compare_at), prices, sales)
        past = price_history.read(row.history, first=site.first)
        found.setdefault(row.product_id, []).append(_Tagged(tag, past, past.steps(tag)))
    return found


def _of_site(code: str, tagged: Mapping[UUID, Sequence[_Tagged]]) -> list[dict[str, Any]]:
    return [
        {
            "product_id": str(product), "channel": code, "starts_at": each.starts_at.isoformat(),
            "ends_at": each.ends_at.isoformat() if each.ends_at else None, "price_min": each.price_min,
            "price_max": each.price_max, "compare_at": each.compare_at, "lowest": each.lowest,
        }
        for product, variants in tagged.items() for each in periods(variants, clock.now())
    ]  # fmt: skip


def _plans_of(site: Site, tagged: Mapping[UUID, Sequence[_Tagged]]) -> list[Plan]:
    """What is planned from now on and was not said yet."""
    found: list[Plan] = []
    for each in (one for variants in tagged.values() for one in variants):
        plan = planned(each.tag, clock.now())
        if not each.history.is_told(plan):
            steps = [(step.at.isoformat(), step.amount, step.former) for step in plan]
            found.append(Plan(each.tag.variant, site.code, site.currency, steps))
    return found


def periods(variants: Sequence[_Tagged], now: datetime) -> list[Period]:
    """The times in which lists or promotions, not base prices alone, say what a product costs, or what it did."""
    changes = sorted({at for each in variants for at in each.tag.changes(now)})
    had = any(each.history.plans for each in variants)
    found: list[Period] = []
    for begins, ends in zip([EVER, *changes], [*changes, None], strict=True):
        shown = [each.shown(max(begins, now)) for each in variants]
        prices = sorted(
            (one.amount, one.compare_at or 0, told or 0) for one, told in shown if one.amount is not None
        )
        own = all(one.own for one, _ in shown) and not (had and any(each[1] for each in prices))
        if prices and not own:
            (low, former, told), high = prices[0], prices[-1][0]
            found.append(Period(begins, ends, low, high, former or None, told or None))
    return _joined(found)


def _joined(periods: Sequence[Period]) -> list[Period]:
    """The same, those that follow one another at one price as one."""
    found: list[Period] = []
    for each in periods:
        if found and found[-1].ends_at == each.starts_at and found[-1].prices == each.prices:
            found[-1] = replace(found[-1], ends_at=each.ends_at)
        else:
            found.append(each)
    return found


def _concerns(shop: Known, asks: Asker) -> bool:
    """Whether a list may hold for a stranger on this site."""
    country = frozenset([shop.country or current_tenant().country])
    facts = {**asks.facts, "country": country}
    return any(shop.may_hold(each, facts) for each in shop.lists)
