"""Base prices in the database: many at once, one statement each way."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import select, text

from app.core.db import db, run
from app.domains.pricing.models import BasePrice
from app.domains.pricing.types import Plan, Price

# `before` locks the rows, in order and each by its key, and feeds the insert, so the log's old amount is the one that
# was replaced.
WRITE = text(
    """
    with given as (
        select * from unnest(
            cast(:variants as uuid[]), cast(:currencies as text[]), cast(:amounts as bigint[]),
            cast(:compare_ats as bigint[]), cast(:costs as bigint[])
        ) as g (variant_id, currency, amount, compare_at, cost)
    ), before as materialized (
        select g.variant_id, g.currency, p.amount, p.compare_at, p.cost
        from (select variant_id, currency from given order by variant_id, currency offset 0) g
        cross join lateral (
            select amount, compare_at, cost from base_price
            where (variant_id, currency) = (g.variant_id, g.currency) for update) p
    ), written as (
        insert into base_price (variant_id, currency, amount, compare_at, cost, updated_at)
        select g.variant_id, g.currency, g.amount, g.compare_at, coalesce(g.cost, b.cost), :now
        from given g left join before b using (variant_id, currency)
        where b.variant_id is null or (b.amount, b.compare_at, b.cost)
              is distinct from (g.amount, g.compare_at, coalesce(g.cost, b.cost))
        on conflict (variant_id, currency) do update set
            amount = excluded.amount, compare_at = excluded.compare_at, cost = excluded.cost,
            updated_at = excluded.updated_at, rate_id = null, good_until = null
        returning variant_id, currency, amount, compare_at
    ), logged as (
        insert into price_change (variant_id, currency, before, after, compare_at, actor, at, source)
        select w.variant_id, w.currency, b.amount, w.amount, w.compare_at, :actor, :now, :source
        from written w left join before b using (variant_id, currency)
        where (b.amount, b.compare_at) is distinct from (w.amount, w.compare_at)
    )
    select distinct variant_id from written
    """
)


def write(prices: Sequence[Price], *, now: datetime, actor: str, source: str) -> list[UUID]:
    """Upsert prices and log changed amounts; returns the variants that changed. A cost of None is kept."""
    rows = run(
        WRITE,
        {
            "variants": [price.variant_id for price in prices],
            "currencies": [price.currency for price in prices],
            "amounts": [price.amount for price in prices],
            "compare_ats": [price.compare_at for price in prices],
            "costs": [price.cost for price in prices],
            "now": now,
            "actor": actor,
            "source": source,
        },
    )
    return [row.variant_id for row in rows]


# A price that was said stays: only those without one, and those that were converted before, are written.
CONVERTED = text(
    """
    with given as (
        select * from unnest(cast(:variants as uuid[]), cast(:amounts as bigint[]), cast(:compare_ats as bigint[]))
            as g (variant_id, amount, compare_at)
    ), before as materialized (
        select p.variant_id, p.amount, p.compare_at, p.rate_id, p.good_until
        from base_price p join given g using (variant_id)
        where p.currency = :currency order by p.variant_id for update of p
    ), written as (
        insert into base_price (variant_id, currency, amount, compare_at, updated_at, rate_id, good_until)
        select g.variant_id, :currency, g.amount, g.compare_at, :now, cast(:rate as uuid), :until
        from given g left join before b using (variant_id)
        where b.variant_id is null or (b.rate_id is not null and (b.amount, b.compare_at, b.rate_id, b.good_until)
              is distinct from (g.amount, g.compare_at, cast(:rate as uuid), cast(:until as timestamptz)))
        on conflict (variant_id, currency) do update set
            amount = excluded.amount, compare_at = excluded.compare_at, updated_at = excluded.updated_at,
            rate_id = excluded.rate_id, good_until = excluded.good_until
        where base_price.rate_id is not null
        returning variant_id, amount, compare_at
    ), logged as (
        insert into price_change (variant_id, currency, before, after, compare_at, actor, at, source)
        select w.variant_id, :currency, b.amount, w.amount, w.compare_at, :actor, :now, :source
        from written w left join before b using (variant_id)
        where (b.amount, b.compare_at) is distinct from (w.amount, w.compare_at)
    )
    select variant_id from written
    """
)


def write_converted(
    prices: Sequence[Price],
    currency: str,
    rate_id: UUID,
    until: datetime | None,
    *,
    now: datetime,
    actor: str,
    source: str,
) -> list[UUID]:
    """Upsert converted prices where none was said, logged; returns the variants that changed."""
    values = {
        "variants": [price.variant_id for price in prices], "amounts": [price.amount for price in prices],
        "compare_ats": [price.compare_at for price in prices], "currency": currency, "rate": rate_id,
        "until": until, "now": now, "actor": actor, "source": source,
    }  # fmt: skip
    return list(db.session.execute(CONVERTED, values).scalars())


def converted(variant_ids: Iterable[UUID] | None, currency: str, limit: int) -> list[UUID]:
    """Variants with a converted price in a currency, of these or of all."""
    query = select(BasePrice.variant_id).where(BasePrice.currency == currency, BasePrice.rate_id.is_not(None))
    query = query if variant_ids is None else query.where(BasePrice.variant_id.in_(list(variant_ids)))
    return list(db.session.scalars(query.limit(limit)))


REMOVE = text(
    """
    with gone as (
        delete from base_price where variant_id = any(cast(:variants as uuid[])) and currency = :currency
        returning variant_id, currency, amount
    ), logged as (
        insert into price_change (variant_id, currency, before, after, actor, at, source)
        select variant_id, currency, amount, null, :actor, :now, :source from gone
    )
    select variant_id from gone
    """
)


def remove(
    variant_ids: Sequence[UUID], currency: str, *, now: datetime, actor: str, source: str
) -> list[UUID]:
    """Drop prices of variants in one currency, logged; returns the variants that had one."""
    values = {
        "variants": list(variant_ids), "currency": currency, "now": now, "actor": actor, "source": source,
    }  # fmt: skip
    return list(db.session.execute(REMOVE, values).scalars())


def read(variant_ids: Iterable[UUID], currency: str) -> list[Price]:
    """The base prices of variants in one currency."""
    columns = (
        BasePrice.variant_id,
        BasePrice.currency,
        BasePrice.amount,
        BasePrice.compare_at,
        BasePrice.cost,
    )
    query = select(*columns).where(
        BasePrice.variant_id.in_(list(variant_ids)), BasePrice.currency == currency
    )
    return [Price(*row) for row in db.session.execute(query)]


SHOWN = text(
    """
    insert into shown_price (variant_id, channel, currency, at, plan)
    select s.variant_id, s.channel, s.currency, :now, s.plan
    from jsonb_to_recordset(cast(:plans as jsonb)) as s (variant_id uuid, channel text, currency text, plan jsonb)
    """
)


def keep_shown(plans: Sequence[Plan], *, now: datetime) -> None:
    """Write down what was planned."""
    rows = [
        {"variant_id": str(each.variant_id), "channel": each.channel, "currency": each.currency, "plan": each.steps}
        for each in plans
    ]  # fmt: skip
    run(SHOWN, {"plans": orjson.dumps(rows).decode(), "now": now}, steady=False)
