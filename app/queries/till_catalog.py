"""The catalogue as a till keeps it: whole once, then what changed. Stock is its own store's."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from app.core import clock, files
from app.core.db import db
from app.core.tenancy import current_tenant
from app.domains.pos.types import Till
from app.queries import till_offers
from app.queries.kept_back import kept_back
from app.queries.offers import own_facts
from app.queries.price_lists import LISTS, Asker, Offer, entries, offer

PAGE = 1000
POS, MOST_PLANS = "pos", 20
KEPT_BACK = kept_back(channel="'pos'")
OVERLAP, COMMITTED = timedelta(minutes=2), timedelta(seconds=15)
"""Changes may commit after the clock we remember: what is younger than this is sent twice."""
AWAY = timedelta(minutes=5)
"""A till that did not ask for so long was switched off or without a network: what it missed says nothing of ours."""

_TOUCHED = "greatest(p.updated_at, g.updated_at, b.updated_at)"
_OFFERED = """not exists (
        select from assortment a left join channel h on h.id = a.channel_id
        where (h.code = 'pos' or a.location_id = :place) and a.only <> exists (
            select from assortment_place x where x.assortment_id = a.id and x.product_id = p.id))
        and not exists (select from assortment_place x join assortment a on a.id = x.assortment_id
            where x.product_id = p.id and a.reserved)"""
ITEMS = text(
    f"""
    select v.sku, p.id as product, p.title, v.option_values, v.barcode, p.tax_class, b.amount,
           v.active and p.status = 'active' and b.amount is not null and {_OFFERED} as sold,
           array(select c.slug from category c where c.id = any(g.categories)) as categories,
           coalesce(own.file_key, g.image) as image, p.inputs,
           (select jsonb_agg(jsonb_build_object('sku', c.sku, 'title', q.title, 'quantity', k.quantity)
                             order by k.position)
              from bundle_component k join variant c on c.id = k.component_id join product q on q.id = c.product_id
             where k.bundle_id = v.id) as parts,
           (select min(floor(
                greatest(0, coalesce(l.free - {KEPT_BACK}, 0)) / s.quantity))
              from variant_stock s join stock_item i on i.id = s.stock_item_id
              left join stock_level l on l.stock_item_id = i.id and l.location_id = :place
             where s.variant_id = v.id and i.tracked and not i.backorder) as available,
           (select coalesce(sum(s.quantity), 0)::int from variant_stock s join stock_item i on i.id = s.stock_item_id
             where s.variant_id = v.id and i.by_serial) as serials, b.compare_at,
           case when p.gift_card then p.gift_card_vat end as gift_card, p.digital and not p.gift_card as digital,
           case when cast(:asked as text[]) = '{{}}' then '{{}}'
                else array(select f from ({own_facts("g")}) as o (f) where f = any(cast(:asked as text[])) order by f)
           end as facts,
           {LISTS} as lists, {entries()} as entries
    from variant v
    join product p on p.id = v.product_id
    left join product_listing g on g.product_id = p.id
    left join base_price b on b.variant_id = v.id and b.currency = :currency
    left join media own on own.id = v.media_id
    where v.sku > :after
      and (:full or {_TOUCHED} > :since or exists (
            select from variant_stock s
            where s.variant_id = v.id and s.stock_item_id in (
                select stock_item_id from stock_ledger where id > :ledger and location_id = :place)))
    order by v.sku limit :most
    """  # noqa: S608 - a constant of ours
)
# When price lists were last changed, or last began or ended: no job does these, so time itself does.
LISTED = """greatest((select max(updated_at) from price_list),
        (select at from price_change where list_id is not null order by at desc limit 1),
        (select max(starts_at) from price_list where starts_at <= now()),
        (select max(ends_at) from price_list where ends_at < now()),
        (select max(starts_at) from price_list_entry where starts_at <= now()),
        (select max(ends_at) from price_list_entry where ends_at < now()),
        (select max(updated_at) from promotion))"""
MARKS = text(
    f"""
    select (select coalesce(max(id), 0) from stock_ledger) as ledger,
           (select count(*) from variant v join product p on p.id = v.product_id
              join base_price b on b.variant_id = v.id and b.currency = :currency
             where v.active and p.status = 'active' and {_OFFERED}) as total,
           greatest((select max(a.changed_at) from assortment a left join channel h on h.id = a.channel_id
                     where h.code = 'pos' or a.location_id = :place or a.reserved), {LISTED}) as ranged_at,
           now() as now
    """  # noqa: S608 - a constant of ours
)
CHANGED = text(
    f"""
    select greatest((select max(updated_at) from product), (select max(updated_at) from product_listing),
                    (select max(updated_at) from base_price),
                    (select max(changed_at) from assortment), {LISTED}) as at
    """  # noqa: S608 - a constant of ours
)
ARRIVED = text(
    """
    select (select min(at) from stock_ledger where id > :ledger and location_id = :place) as stock,
           (select min(updated_at) from base_price where updated_at > :since) as price
    """
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(?P<state>full|since):(?P<at>\d{1,14}):(?P<ledger>\d{1,18}):(?P<after>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CatalogPage:
    """`full`: forget what you had first. `more`: ask again with `version`. `total`: items in all."""

    items: list[dict[str, Any]]
    removed: list[str]
    version: str
    full: bool
    more: bool
    total: int


@dataclass(frozen=True, slots=True)
class _Position:
    """Where a till is: whether it is being filled, and what it knows already."""

    filling: bool
    since: datetime
    ledger: int
    after: str
    first: bool = False


def page(till: Till, version: str) -> CatalogPage:
    """The next page after `version`; an empty or unreadable one starts afresh."""
    currency = current_tenant().currency
    marks = db.session.execute(MARKS, {"currency": currency, "place": till.location_id}).one()
    position = _position(version, marks.now, marks.ledger)
    if marks.ranged_at and not position.filling and marks.ranged_at > position.since - COMMITTED:
        position = _position("", marks.now, marks.ledger)
    asks = Asker(POS, clock.now(), location=till.location_id)
    rows = db.session.execute(
        ITEMS,
        {
            **asks.params, "asked": till_offers.asked(),
            "place": till.location_id, "currency": currency, "after": position.after, "most": PAGE + 1,
            "full": position.filling, "since": position.since - OVERLAP, "ledger": position.ledger,
        },
    ).all()  # fmt: skip
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if more:
        after = _write(position.filling, position.since, position.ledger, rows[-1].sku)
    elif position.filling:
        after = _write(False, position.since, position.ledger, "")
    else:
        after = _write(False, marks.now, marks.ledger, "")
    return CatalogPage(
        [_item(row, currency, asks) for row in rows if row.sold], [row.sku for row in rows if not row.sold], after,
        position.first, more, marks.total,
    )  # fmt: skip


def oldest_news(till: Till, version: str) -> dict[str, datetime]:
    """Kind of change (stock, price) -> when the oldest was made that a till with this version does not know of.

    Empty for one that is being filled, or was away.
    """
    now = clock.now()
    position = _position(version, now, 0)
    if position.filling or now - position.since > AWAY:
        return {}
    asked = {"ledger": position.ledger, "place": till.location_id, "since": position.since}
    row = db.session.execute(ARRIVED, asked).one()
    return {kind: at for kind, at in (("stock", row.stock), ("price", row.price)) if at is not None}


def changed_at() -> str:
    """A mark that moves whenever an article or a price changes; stock is not in it."""
    at = db.session.execute(CHANGED).one().at
    return at.isoformat() if at else ""


def _position(version: str, now: datetime, ledger: int) -> _Position:
    match = _CURSOR.fullmatch(version)
    if match is None:
        return _Position(filling=True, since=now, ledger=ledger, after="", first=True)
    since = EPOCH + timedelta(milliseconds=int(match["at"]))
    return _Position(match["state"] == "full", since, int(match["ledger"]), match["after"])


def _write(filling: bool, since: datetime, ledger: int, after: str) -> str:
    return f"{'full' if filling else 'since'}:{int(since.timestamp() * 1000)}:{ledger}:{after}"


def _item(row: Any, currency: str, asks: Asker) -> dict[str, Any]:
    free: Decimal | None = row.available
    prices = offer(row.lists, row.entries, row.amount, row.compare_at, asks)
    amount = prices.of(Decimal(1)).amount if prices is not None else row.amount
    former = prices.of(Decimal(1)).compare_at if prices is not None else row.compare_at
    return {
        "sku": row.sku,
        "product": str(row.product),
        "title": row.title,
        "option": " / ".join(row.option_values),
        "barcodes": [row.barcode] if row.barcode else [],
        "categories": list(row.categories),
        "image": files.url(f"{row.image}-320.webp") if row.image else None,
        "price": {"amount": row.amount if amount is None else amount, "currency": currency},
        **(_plans(prices) if prices is not None else {}),
        "tax_class": "none" if row.gift_card == "multi" else row.tax_class,
        "available": None if free is None else int(free),
        **({"facts": row.facts} if row.facts else {}),
        **({"gift_card": row.gift_card} if row.gift_card else {}),
        **({"digital": True} if row.digital else {}),
        **({"compare_at": former} if former is not None else {}),
        **({"inputs": row.inputs} if row.inputs else {}),
        **({"parts": row.parts} if row.parts else {}),
        **({"serials": row.serials} if row.serials else {}),
    }


def _plans(prices: Offer) -> dict[str, Any]:
    """Tiers, and what is planned: the till changes its prices by its own clock, also without a network."""
    tiers = _tiers(prices)
    told: dict[str, Any] = {"tiers": tiers} if len(tiers) > 1 else {}
    later = []
    for at in sorted(at for at in prices.changes() if at > prices.wish.at)[:MOST_PLANS]:
        then = prices.at(at)
        steps = _tiers(then)
        one = then.of(Decimal(1))
        plan = {"at": at.isoformat(), "price": one.amount, "tiers": steps if len(steps) > 1 else []}
        later.append(plan | ({} if one.compare_at is None else {"compare_at": one.compare_at}))
    return told | ({"later": later} if later else {})


def _tiers(prices: Offer) -> list[list[int]]:
    """From how many on, in thousandths, one costs what."""
    return [[int(least * 1000), amount] for least, amount in prices.tiers()]
