"""Sales of a period by day, channel or store, and the taxes in them; for the caller's locations.

A sale counts on the day it was placed, once its money came; what was paid back counts on the day it went back.
So a period that was looked at once never changes but by what happens in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from app.core.db import db
from app.core.principal import current_principal
from app.core.tenancy import current_tenant

_SEEN = """
    o.listed and o.currency = :currency and o.payment_status in ('paid', 'partially_refunded', 'refunded')
    and (cast(:places as uuid[]) is null or o.location_id = any(cast(:places as uuid[]))
         or exists (select from order_line x where x.order_id = o.id and x.location_id = any(cast(:places as uuid[]))))
"""
_PLACED = "o.placed_at >= :begins and o.placed_at < :ends"
_JOINS = "join channel c on c.id = o.channel_id left join location l on l.id = o.location_id"
_KEYS = {
    "day": "(cast({at} as timestamptz) at time zone :zone)::date::text",
    "channel": "c.name",
    "store": "coalesce(l.name, '')",
}
# a refund's tax is the line's in proportion, rounded so that all refunds of a line carry exactly its tax
_BACK = """
    select r.order_id, r.created_at, part.amount,
           case when part.line_id is null then o.shipping_tax_rate else x.tax_rate end as rate,
           coalesce(round(own.tax * part.upto / nullif(own.paid, 0))
                    - round(own.tax * (part.upto - part.amount) / nullif(own.paid, 0)), 0) as tax,
           coalesce(round(x.duties * part.upto / nullif(own.paid, 0))
                    - round(x.duties * (part.upto - part.amount) / nullif(own.paid, 0)), 0) as duties
    from refund r
    join (select r.id, cast(p ->> 'line_id' as uuid) as line_id, cast(p ->> 'amount' as numeric) as amount,
                 sum(cast(p ->> 'amount' as numeric)) over (
                     partition by r.order_id, p ->> 'line_id' order by r.created_at, r.id
                     rows unbounded preceding) as upto
          from refund r cross join jsonb_array_elements(r.lines) p
          where r.status <> 'failed') part on part.id = r.id
    join "order" o on o.id = r.order_id
    left join order_line x on x.id = part.line_id
    cross join lateral (
        select case when part.line_id is null then o.shipping_tax else x.tax end::numeric as tax,
               case when part.line_id is null
                    then o.shipping + case when o.prices_include_tax then 0 else o.shipping_tax end
                    else x.total end::numeric as paid) own
    where r.created_at >= :begins and r.created_at < :ends
"""

# what single-purpose gift cards paid was taxed when they were sold; what went back to them counts as before
_DECLARED = f"""
    select p.order_id, o.placed_at as at, p.details -> 'taxed' ->> 'name' as name,
           cast(p.details -> 'taxed' ->> 'rate' as bigint) as rate,
           cast(p.details -> 'taxed' ->> 'net' as numeric) as net,
           cast(p.details -> 'taxed' ->> 'tax' as numeric) as tax
    from payment p join "order" o on o.id = p.order_id
    where p.status = 'paid' and p.details ? 'taxed' and {_PLACED}
    union all
    select b.order_id, b.created_at, t.name, t.rate, -(b.amount - t.back), -t.back
    from (select r.order_id, r.created_at, r.amount, p.amount as paid, p.details -> 'taxed' as taxed,
                 sum(r.amount) over (partition by p.id order by r.created_at, r.id rows unbounded preceding) as upto
          from refund r join payment p on p.id = r.payment_id
          where r.status <> 'failed' and p.details ? 'taxed') b
    cross join lateral (
        select b.taxed ->> 'name' as name, cast(b.taxed ->> 'rate' as bigint) as rate,
               round(cast(b.taxed ->> 'tax' as numeric) * b.upto / b.paid)
               - round(cast(b.taxed ->> 'tax' as numeric) * (b.upto - b.amount) / b.paid) as back) t
    where b.created_at >= :begins and b.created_at < :ends
"""  # noqa: S608 - constants of this file


@dataclass(frozen=True, slots=True)
class Row:
    """One day, channel or store. Amounts in minor units of the tenant's currency; `tax` is what is left in `revenue`."""

    key: str
    orders: int
    sales: int
    paid_back: int
    tax: int

    @property
    def revenue(self) -> int:
        """What came in and stayed."""
        return self.sales - self.paid_back


@dataclass(frozen=True, slots=True)
class TaxRow:
    """One tax at one rate (in millionths), refunds taken off.

    `declared`: below 0, what single-purpose gift cards paid, which was taxed with their sale.
    """

    name: str
    rate: int
    net: int
    tax: int
    declared: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the shop's calendar, both inclusive."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    def before(self) -> "Period":
        """As many days, right before."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def facts(self) -> dict[str, Any]:
        """What the statements ask for."""
        zone = ZoneInfo(current_tenant().timezone)
        places = current_principal().locations
        return {
            "zone": str(zone),
            "currency": current_tenant().currency,
            "places": None if places is None else sorted(places),
            "begins": datetime.combine(self.first, time(), zone),
            "ends": datetime.combine(self.last + timedelta(days=1), time(), zone),
        }


def sales(period: Period, by: str) -> list[Row]:
    """Rows by `day` (every day of the period), `channel` or `store`, the largest first but for days: one statement."""
    key = _KEYS[by]
    found = db.session.execute(
        _statement(*(key.format(at=at) for at in ("o.placed_at", "b.created_at", "b.at"))), period.facts()
    )
    rows = [
        Row(each.key, int(each.orders), int(each.sales), int(each.paid_back), int(each.tax)) for each in found
    ]
    if by != "day":
        return sorted(rows, key=lambda row: row.revenue, reverse=True)
    known = {row.key: row for row in rows}
    days = [period.first + timedelta(days=at) for at in range(period.days)]
    return [known.get(day.isoformat(), Row(day.isoformat(), 0, 0, 0, 0)) for day in days]


def _statement(sold_key: str, back_key: str, declared_key: str) -> Any:
    return text(
        f"""
        select key, sum(orders) as orders, sum(sales) as sales, sum(paid_back) as paid_back, sum(tax) as tax from (
            select {sold_key} as key, count(*) as orders, sum(o.total) as sales, 0 as paid_back, sum(o.tax) as tax
            from "order" o {_JOINS} where {_SEEN} and {_PLACED} group by 1
            union all
            select {back_key}, 0, 0, sum(b.amount), -sum(b.tax)
            from ({_BACK}) b join "order" o on o.id = b.order_id {_JOINS} where {_SEEN} group by 1
            union all
            select {declared_key}, 0, 0, 0, -sum(b.tax)
            from ({_DECLARED}) b join "order" o on o.id = b.order_id {_JOINS} where {_SEEN} group by 1
        ) together group by 1 order by 1
        """  # noqa: S608 - constants of this file
    )


TAXES = text(
    f"""
    select coalesce(max(name), '') as name, rate, sum(net) as net, sum(tax) as tax, declared from (
        select false as declared, t ->> 'name' as name, cast(t ->> 'rate' as bigint) as rate,
               cast(t ->> 'net' as numeric) as net, cast(t ->> 'tax' as numeric) as tax
        from "order" o cross join jsonb_array_elements(o.tax_summary) t where {_SEEN} and {_PLACED}
        union all
        select false, null, b.rate, b.tax + b.duties - b.amount, -b.tax
        from ({_BACK}) b join "order" o on o.id = b.order_id where {_SEEN}
        union all
        select true, b.name, b.rate, -b.net, -b.tax
        from ({_DECLARED}) b join "order" o on o.id = b.order_id where {_SEEN}
    ) together group by rate, declared order by rate desc, declared
    """  # noqa: S608 - constants of this file
)


def taxes(period: Period) -> Sequence[TaxRow]:
    """The taxes in the period's sales by rate, highest first: one statement."""
    found = db.session.execute(TAXES, period.facts())
    return [TaxRow(row.name, int(row.rate), int(row.net), int(row.tax), row.declared) for row in found]
