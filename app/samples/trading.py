"""A year of trade as a plan: who buys what, when, by which way, and what becomes of it.

The same plan for the same shop, day and seed. It knows seasons, weekdays, opening hours and growth; stock it
leaves to the shop, which refuses what is not there.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.samples.goods import Form, Good
from app.samples.people import Buyer, customers
from app.samples.places import Shop

WEEK_WEB = (1.15, 1.05, 1.0, 1.0, 0.9, 0.85, 1.2)
WEEK_STORE = (0.7, 0.8, 0.85, 0.95, 1.2, 1.8, 0.0)
WEEK_TRADE = (1.3, 1.25, 1.2, 1.15, 1.1, 0.25, 0.05)
MONTHS = {
    "fashion and home": (0.85, 0.75, 0.95, 1.0, 1.0, 0.9, 0.8, 0.8, 1.0, 1.15, 1.5, 1.75),
    "outdoor and electronics": (0.75, 0.7, 0.85, 1.0, 1.3, 1.4, 1.3, 1.15, 0.95, 0.9, 1.25, 1.35),
    "trade supply": (0.85, 0.95, 1.1, 1.15, 1.15, 1.1, 1.05, 0.95, 1.15, 1.1, 1.0, 0.6),
}
GROWTH = 0.45  # more orders at the end of the year than at its beginning
OPEN_DAYS = 6  # younger delivery orders are still on their way


@dataclass(frozen=True, slots=True)
class Wanted:
    """A form of a good and how many of it."""

    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """One order of the plan.

    way: web (delivered), pickup (web, fetched at the store), pos. fate: done, open, ready (for pickup), cancelled, returned.
    """

    at: datetime
    way: str
    fate: str
    buyer: Buyer | None
    store: int
    lines: tuple[Wanted, ...]
    parcel: str = "standard"
    cash: bool = False


def year(shop: Shop, now: datetime, count: int | None = None, seed: int = 5) -> list[Purchase]:
    """The year up to now, oldest first; `count` orders instead of the shop's own number."""
    rng = random.Random(f"{shop.slug}-{seed}")
    wanted = shop.orders if count is None else count
    today = now.astimezone(ZoneInfo(shop.timezone)).date()
    days = [today - timedelta(days=n) for n in range(365, -1, -1)]
    weights = [_weight(shop, day, place / len(days)) for place, day in enumerate(days)]
    forms = _shelf(shop)
    people = customers(shop, max(12, wanted // 3))
    lately = max(3, wanted // 16)
    chosen = rng.choices(days, weights, k=wanted - lately) + rng.choices(days[-4:], k=lately)
    plan = [_purchase(shop, day, today, forms, people, rng) for day in chosen]
    made = [purchase if purchase.at < now else _earlier(purchase, now, people, rng) for purchase in plan]
    return _with_pickups_waiting(sorted(made, key=lambda purchase: purchase.at))


def _with_pickups_waiting(plan: list[Purchase]) -> list[Purchase]:
    """Of the newest orders from afar each store has one ready and one to fetch, two are sent: no queue is empty."""
    fates = (("pickup", "ready", 0), ("pickup", "ready", 1), ("pickup", "open", 0), ("pickup", "open", 1), ("web", "open", 0), ("web", "open", 0))  # fmt: skip
    newest = [place for place, each in enumerate(plan) if each.way == "web"][-len(fates) :]
    for place, (way, fate, store) in zip(newest, fates, strict=False):
        plan[place] = replace(plan[place], way=way, fate=fate, store=store)
    return plan


def _earlier(purchase: Purchase, now: datetime, people: tuple[Buyer, ...], rng: random.Random) -> Purchase:
    """Nobody buys in the future: what today still had in store happened over the last hours, online."""
    way = "web" if purchase.way == "pos" else purchase.way
    buyer = purchase.buyer or rng.choice(people)
    return replace(
        purchase, at=now - timedelta(minutes=rng.uniform(5, 600)), way=way, buyer=buyer, fate="open"
    )


def _weight(shop: Shop, day: date, progress: float) -> float:
    """How likely an order falls on a day."""
    month = MONTHS[shop.trade]
    ahead = (day.day - 15) / 30  # months run into one another
    neighbour = month[(day.month - 1 + (1 if ahead > 0 else -1)) % 12]
    season = month[day.month - 1] * (1 - abs(ahead)) + neighbour * abs(ahead)
    online = (WEEK_TRADE if shop.b2b else WEEK_WEB)[day.weekday()]
    store = (WEEK_TRADE if shop.b2b else WEEK_STORE)[day.weekday()]
    return season * (online * (1 - shop.pos_share) + store * shop.pos_share) * (1 + GROWTH * progress)


def _shelf(shop: Shop) -> list[tuple[Good, list[Form]]]:
    return [(good, shop.shelf.forms(good, shop.language)) for good in shop.shelf.goods]


def _purchase(
    shop: Shop,
    day: date,
    today: date,
    forms: list[tuple[Good, list[Form]]],
    people: tuple[Buyer, ...],
    rng: random.Random,
) -> Purchase:
    store_open = shop.stores[0].hours is not None and str(day.weekday()) in shop.stores[0].hours
    way = (
        "pos"
        if store_open and rng.random() < shop.pos_share * 1.15
        else "pickup"
        if rng.random() < 0.12
        else "web"
    )
    age = (today - day).days
    lines = tuple(_basket(shop, day, forms, rng))
    buyer = None if way == "pos" else _choose(people, rng)
    parcel = "standard" if rng.random() < 0.9 or len(shop.parcels) < 2 else shop.parcels[1].code
    return Purchase(
        _moment(shop, day, way, rng),
        way,
        _fate(way, age, rng),
        buyer,
        rng.choices((0, 1), (0.62, 0.38))[0],
        lines,
        parcel,
        rng.random() < 0.38,
    )


def _choose(people: tuple[Buyer, ...], rng: random.Random) -> Buyer:
    """Few buy often, many once."""
    return (
        people[min(int(rng.paretovariate(1.1) - 1), len(people) - 1)]
        if rng.random() < 0.55
        else rng.choice(people)
    )


def _basket(
    shop: Shop, day: date, forms: list[tuple[Good, list[Form]]], rng: random.Random
) -> Iterator[Wanted]:
    weights = [good.share * (2.0 if day.month in good.season else 1.0) for good, _ in forms]
    size = min(1 + int(rng.expovariate(1.1 if not shop.b2b else 0.55)), 6)
    seen: set[str] = set()
    for good, choices in rng.choices(forms, weights, k=size):
        form = rng.choice(choices)
        if form.sku in seen:
            continue
        seen.add(form.sku)
        yield Wanted(form.sku, _quantity(shop, good, rng))


def _quantity(shop: Shop, good: Good, rng: random.Random) -> int:
    if shop.b2b and good.price < 2000:
        return rng.choice((1, 2, 3, 4, 5, 6, 10, 10, 12))
    if good.price < 3000:
        return rng.choices((1, 2, 4, 6), (0.6, 0.22, 0.13, 0.05))[0]
    return rng.choices((1, 2), (0.9, 0.1))[0]


def _moment(shop: Shop, day: date, way: str, rng: random.Random) -> datetime:
    if way == "pos":
        hours = (shop.stores[0].hours or {}).get(str(day.weekday()), "10:00-18:00")
        begin, end = (int(part[:2]) * 60 + int(part[3:]) for part in hours.split("-"))
        minute = rng.uniform(begin + 10, end - 5)
    else:
        peak = 10.5 if shop.b2b else 20.0
        minute = (rng.gauss(peak, 3.2) * 60) % 1440
    local = datetime.combine(
        day, time(int(minute // 60) % 24, int(minute % 60), rng.randrange(60)), ZoneInfo(shop.timezone)
    )
    return local.astimezone(UTC)


def _fate(way: str, age: int, rng: random.Random) -> str:
    roll = rng.random()
    if way == "pos":
        return "returned" if roll < 0.03 and age > 2 else "done"
    if age <= OPEN_DAYS and roll < math.exp(-age / 3):
        return "open"
    if roll < 0.05:
        return "cancelled"
    return "returned" if 0.05 <= roll < 0.12 and age > 12 else "done"


def demand(plan: list[Purchase]) -> dict[str, int]:
    """How many of each SKU the plan takes in all."""
    sums: dict[str, int] = {}
    for purchase in plan:
        for line in purchase.lines:
            sums[line.sku] = sums.get(line.sku, 0) + line.quantity
    return sums
