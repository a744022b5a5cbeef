"""How long changes of stock and price take to reach each channel (KPI-10).

A change is a fact in the outbox, and it has reached a channel once the reaction that tells the channel is done with it.
Tills ask for themselves: theirs is the oldest change that an asking brought.
"""

from dataclasses import dataclass
from datetime import timedelta

import orjson
from sqlalchemy import text

from app.config import settings
from app.core import clock
from app.core.db import db
from app.domains.inventory.events import StockAvailabilityCrossed, StockChanged
from app.domains.orders.events import OrderCancelled, OrderLinesCancelled, OrderPaid, OrderPlaced
from app.domains.pricing.events import BasePricesChanged, PriceListsChanged
from app.domains.promotions.events import PromotionChanged

LATE = timedelta(minutes=1)
LISTINGS, LEVELS, ENGINE = "flows.refresh_listings.", "flows.announce_stock.", "outbound.search.reactions."
PATHS = (
    ("web", "stock", StockChanged.NAME, LISTINGS + "follow_stock"),
    ("web", "stock", OrderPlaced.NAME, LISTINGS + "follow_sale"),
    ("web", "stock", OrderCancelled.NAME, LISTINGS + "follow_cancellation"),
    ("web", "stock", OrderLinesCancelled.NAME, LISTINGS + "follow_cancelled_lines"),
    ("web", "price", BasePricesChanged.NAME, LISTINGS + "follow_prices"),
    ("web", "price", PriceListsChanged.NAME, LISTINGS + "follow_price_lists"),
    ("web", "price", PromotionChanged.NAME, LISTINGS + "follow_sale_prices"),
    ("programs", "stock", StockChanged.NAME, LEVELS + "tell_changes"),
    ("programs", "stock", OrderPlaced.NAME, LEVELS + "tell_promises"),
    ("programs", "stock", OrderPaid.NAME, LEVELS + "tell_allocations"),
    ("programs", "stock", OrderCancelled.NAME, LEVELS + "tell_cancelled"),
    ("search", "stock", StockAvailabilityCrossed.NAME, ENGINE + "follow_stock"),
    ("search", "price", BasePricesChanged.NAME, ENGINE + "follow_prices"),
)
"""Channel, kind of change, the fact, and the reaction that tells the channel of it."""
TAKEN = text(
    """
    with path as materialized (
        select * from jsonb_to_recordset(cast(:paths as jsonb)) as p (channel text, kind text, name text, reaction text)
    ), seen as (
        select p.channel, p.kind, '' as place, c.at is null as waits,
            extract(epoch from coalesce(c.at, :now) - o.at) as seconds
        from outbox o
        join path p on p.name = o.name
        left join event_claim c on c.event_id = o.id and c.reaction = p.reaction
        where o.at >= :since and (c.at is not null or o.relayed_at is null
            or exists (select from event_failure f where f.event_id = o.id and f.reaction = p.reaction))
        union all
        select 'pos', a.kind, l.name, false, greatest(0, extract(epoch from a.reached_at - a.changed_at))
        from till_arrival a join register r on r.id = a.register_id join location l on l.id = r.location_id
        where a.reached_at >= :since
    )
    select channel, place, kind, count(*) as changes, count(*) filter (where waits) as waiting,
        percentile_cont(0.5) within group (order by seconds) as median,
        percentile_cont(0.95) within group (order by seconds) as p95, max(seconds) as slowest
    from seen group by channel, place, kind order by channel desc, place, kind desc
    """
)


@dataclass(frozen=True, slots=True)
class Delay:
    """Seconds that changes of a kind took to a channel, those that still wait counted as of now.

    `channel`: web, programs (feed and webhooks), search (OpenSearch), or pos with the store's name in `place`.
    """

    channel: str
    place: str
    kind: str
    changes: int
    waiting: int
    median: float
    p95: float
    slowest: float

    @property
    def late(self) -> bool:
        """Whether one in twenty took longer than a minute."""
        return self.p95 > LATE.total_seconds()


def delays(over: timedelta) -> list[Delay]:
    """Of the changes made in the time before now, by channel and kind."""
    paths = [
        {"channel": channel, "kind": kind, "name": name, "reaction": reaction}
        for channel, kind, name, reaction in PATHS
        if channel != "search" or settings().opensearch_url
    ]
    now = clock.now()
    asked = {"paths": orjson.dumps(paths).decode(), "now": now, "since": now - over}
    return [
        Delay(
            row.channel,
            row.place,
            row.kind,
            row.changes,
            row.waiting,
            float(row.median),
            float(row.p95),
            float(row.slowest),
        )
        for row in db.session.execute(TAKEN, asked)
    ]
