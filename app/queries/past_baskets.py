"""Orders of a time as baskets that can be priced again, and the facts of what was in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import run

BATCH = 200
FACTS = """
    select o.id, o.placed_at, o.currency, o.prices_include_tax, o.shipping, o.customer_id is not null as known,
        ch.code as channel, ch.timezone, o.ship_country as country, o.delivery_method as delivery, p.method as payment,
        coalesce(c.groups, '{}') as groups, m.code as company, c.password_hash is not null as account,
        (select count(*) from "order" e where e.customer_id = o.customer_id and e.placed_at < o.placed_at
            and e.listed and e.status <> 'cancelled') as earlier,
        (select jsonb_agg(jsonb_build_array(l.variant_id, l.sku, l.quantity, l.unit_price, l.tax_rate, b.cost)
                          order by l.position)
         from order_line l left join base_price b on b.variant_id = l.variant_id and b.currency = o.currency
         where l.order_id = o.id and l.quantity > 0 and l.unit_price >= 0) as lines
    from "order" o join channel ch on ch.id = o.channel_id left join customer c on c.id = o.customer_id
    left join company m on m.id = c.company_id and m.active
    left join lateral (select method from payment where order_id = o.id order by created_at limit 1) p on true
"""
BASKETS = text(
    FACTS
    + """
    where o.listed and o.status <> 'cancelled' and o.placed_at >= :since and o.placed_at < :upto
        and o.currency = :currency
        and (cast(:after as timestamptz) is null or (o.placed_at, o.id) > (:after, cast(:after_id as uuid)))
    order by o.placed_at, o.id limit :limit
    """
)
ONE = text(FACTS + " where o.id = :order")


NUMBER = text(
    """
    select count(*) from "order" o
    where o.listed and o.status <> 'cancelled' and o.placed_at >= :since and o.placed_at < :upto
        and o.currency = :currency
    """
)


@dataclass(frozen=True, slots=True)
class Bought:
    """A line: amounts of one in minor units, `tax_rate` in millionths; `cost` is today's, None where none is known."""

    variant_id: UUID | None
    sku: str
    quantity: Decimal
    unit_price: int
    tax_rate: int
    cost: int | None


@dataclass(frozen=True, slots=True)
class Basket:
    """An order as it was bought."""

    id: UUID
    placed_at: datetime
    currency: str
    prices_include_tax: bool
    shipping: int
    channel: str
    facts: frozenset[str]
    earlier: int
    lines: Sequence[Bought]
    timezone: str = ""


def number(since: datetime, upto: datetime, currency: str) -> int:
    """How many there are."""
    return int(run(NUMBER, {"since": since, "upto": upto, "currency": currency}).scalar_one())


def baskets(since: datetime, upto: datetime, currency: str) -> Iterator[Sequence[Basket]]:
    """In batches, the oldest first; cancelled orders are left out."""
    after: Mapping[str, Any] = {"after": None, "after_id": None}
    while True:
        rows = run(
            BASKETS, {"since": since, "upto": upto, "currency": currency, "limit": BATCH, **after}
        ).all()
        if rows:
            yield [_basket(row) for row in rows if row.lines]
        if len(rows) < BATCH:
            return
        after = {"after": rows[-1].placed_at, "after_id": rows[-1].id}


def basket(order_id: UUID) -> Basket:
    """One order as it was bought. Raises NoResultFound."""
    return _basket(run(ONE, {"order": order_id}).one())


def _basket(row: Any) -> Basket:
    facts = {f"channel:{row.channel}", f"country:{row.country}", *(f"group:{group}" for group in row.groups)}
    facts |= {f"company:{row.company}"} if row.company else set()
    facts |= {f"delivery:{row.delivery}"} if row.delivery else set()
    facts |= {f"payment:{row.payment}"} if row.payment else set()
    facts |= {"signed-in"} if row.account else set()
    lines = [
        Bought(UUID(variant) if variant else None, sku, Decimal(str(number)), price, rate, cost)
        for variant, sku, number, price, rate, cost in row.lines
    ]
    return Basket(
        row.id, row.placed_at, row.currency, row.prices_include_tax, row.shipping, row.channel, frozenset(facts),
        row.earlier, lines, row.timezone or "",
    )  # fmt: skip
