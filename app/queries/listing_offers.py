"""What products cost on each site by price lists, over the time that is planned: for one of it, and for anyone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import db, run
from app.core.tenancy import current_tenant
from app.queries.price_lists import HOLDS, LISTS, Asker, Known, Offer, entries, known, offer

EVER = datetime(1970, 1, 1, tzinfo=UTC)
SITES = text(
    """
    select h.code, h.currency from channel h where h.kind = 'web' and h.active and exists (
        select from price_list l where l.status = 'active' and l.currency = h.currency
           and (l.ends_at is null or l.ends_at > :now))
    union all
    select '', '' where exists (select from product_listing_offer where product_id = any(cast(:ids as uuid[])))
    order by code
    """
)
ROWS = text(
    f"""
    select v.product_id, b.amount, b.compare_at, {LISTS} as lists, {entries()} as entries
    from variant v left join base_price b on b.variant_id = v.id and b.currency = :currency and {HOLDS}
    where v.product_id = any(cast(:ids as uuid[])) and v.active order by v.product_id, v.position
    """  # noqa: S608 - constant pieces
)
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


def of_products(ids: Sequence[UUID]) -> list[dict[str, Any]] | None:
    """Rows of what these products cost on every site whose lists change their prices, now and later.

    None where no list does, and none did.
    """
    sites = db.session.execute(SITES, {"now": clock.now(), "ids": list(ids)}).all()
    found: list[dict[str, Any]] = []
    for site in (each for each in sites if each.code):
        asks = Asker(site.code, clock.now())
        rows = run(
            ROWS, {**asks.params, "currency": site.currency, "ids": list(ids), "now": asks.at}, steady=False
        ).all()
        if rows and _concerns(known(rows[0].lists), asks):
            found += _of_site(site.code, rows, asks)
    return found if sites else None


def next_products(after: UUID | None, limit: int) -> list[UUID]:
    """The next products by id."""
    return list(db.session.scalars(NEXT, {"after": after, "limit": limit}))


def _of_site(code: str, rows: Iterable[Any], asks: Asker) -> list[dict[str, Any]]:
    offers: dict[UUID, list[Offer]] = {}
    for row in rows:
        prices = offer(row.lists, row.entries, row.amount, row.compare_at, asks)
        if prices is not None:
            offers.setdefault(row.product_id, []).append(prices)
    return [
        {
            "product_id": str(product), "channel": code, "starts_at": each.starts_at.isoformat(),
            "ends_at": each.ends_at.isoformat() if each.ends_at else None, "price_min": each.price_min,
            "price_max": each.price_max, "compare_at": each.compare_at,
        }
        for product, variants in offers.items() for each in periods(variants, asks.at)
    ]  # fmt: skip


def periods(variants: Sequence[Offer], now: datetime) -> list[Period]:
    """The times in which lists, not base prices, say what a product costs."""
    changes = sorted({at for each in variants for at in each.changes() if at > now})
    found: list[Period] = []
    for begins, ends in zip([EVER, *changes], [*changes, None], strict=True):
        prices = [each.at(max(begins, now)).of(Decimal(1)) for each in variants]
        known_prices = sorted((one.amount, one.compare_at or 0) for one in prices if one.amount is not None)
        if known_prices and any(one.list is not None for one in prices):
            low, high = known_prices[0], known_prices[-1]
            found.append(Period(begins, ends, low[0], high[0], low[1] or None))
    return found


def _concerns(shop: Known, asks: Asker) -> bool:
    """Whether a list may hold for a stranger on this site."""
    country = frozenset([shop.country or current_tenant().country])
    facts = {**asks.facts, "country": country}
    return any(shop.may_hold(each, facts) for each in shop.lists)
