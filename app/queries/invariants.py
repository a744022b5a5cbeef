"""What must hold in a tenant's tables, each as one statement whose rows are what breaks it (DESIGN 5)."""

from dataclasses import dataclass

from sqlalchemy import text

from app.core.db import db
from app.queries.stock_items import DRAWN

PAID = "('paid', 'partially_refunded', 'refunded')"
WAITING = "('pending', 'requires_action')"
COUNTERS = ("on_hand", "allocated", "held", "damaged", "incoming", "oversold")


@dataclass(frozen=True, slots=True)
class Rule:
    """`counts`: how many facts it looks at, as SQL; `broken`: rows of (where, what) that break it."""

    name: str
    counts: str
    broken: str


LEVEL = "i.sku || ' at ' || p.code"
PLACED = "join stock_item i on i.id = {0}.stock_item_id join location p on p.id = {0}.location_id"

LEDGER = Rule(
    "stock ledger",
    "select count(*) from stock_ledger",
    f"""
    select {LEVEL}, c.label || ' is ' || c.says || ', its ledger sums to ' || c.sums
    from stock_level s full join (
        select stock_item_id, location_id, {", ".join(f"sum({name}) as {name}" for name in COUNTERS)}
        from stock_ledger group by 1, 2
    ) l using (stock_item_id, location_id)
    join stock_item i on i.id = stock_item_id join location p on p.id = location_id
    cross join lateral (values
        {", ".join(f"('{name}', coalesce(s.{name}, 0), coalesce(l.{name}, 0))" for name in COUNTERS)}
    ) as c (label, says, sums)
    where c.says <> c.sums order by 1, 2
    """,  # noqa: S608 - our own names
)
RESERVED = Rule(
    "reservations",
    "select count(*) from reservation where released_at is null",
    f"""
    select {LEVEL}, 'reserved is ' || s.reserved || ', open reservations sum to ' || coalesce(r.quantity, 0)
    from stock_level s left join (
        select stock_item_id, location_id, sum(quantity) as quantity
        from reservation where released_at is null group by 1, 2
    ) r using (stock_item_id, location_id) {PLACED.format("s")}
    where s.reserved <> coalesce(r.quantity, 0)
    union all
    select 'order ' || o.number, 'its stock is still reserved although its payment is ' || o.payment_status
    from "order" o where o.payment_status not in {WAITING}
      and exists (select from reservation r where r.order_id = o.id and r.released_at is null)
    order by 1, 2
    """,  # noqa: S608 - our own names
)
HELD = Rule(
    "holds",
    "select count(*) from stock_hold where released < quantity",
    f"""
    select {LEVEL}, 'held is ' || s.held || ', open holds sum to ' || coalesce(h.quantity, 0)
    from stock_level s left join (
        select stock_item_id, location_id, sum(quantity - released) as quantity
        from stock_hold where released < quantity group by 1, 2
    ) h using (stock_item_id, location_id) {PLACED.format("s")}
    where s.held <> coalesce(h.quantity, 0) order by 1, 2
    """,  # noqa: S608 - our own names
)
LOTS = Rule(
    "lots",
    "select count(*) from lot_level",
    f"""
    select {LEVEL}, 'its lots sum to ' || l.quantity || ', on hand are ' || s.on_hand
    from stock_level s join (
        select t.stock_item_id, v.location_id, sum(v.on_hand) as quantity
        from lot_level v join lot t on t.id = v.lot_id group by 1, 2
    ) l using (stock_item_id, location_id) {PLACED.format("s")}
    where l.quantity > s.on_hand
    union all
    select 'lot ' || t.code, c.label || ' is ' || c.says || ', it should be ' || c.sums
    from lot_level v join lot t on t.id = v.lot_id
    cross join lateral (values
        ('on hand', v.on_hand, (select coalesce(sum(g.on_hand), 0) from lot_ledger g
                                where g.lot_id = v.lot_id and g.location_id = v.location_id)),
        ('held', v.held, (select coalesce(sum(h.quantity - h.released), 0) from stock_hold h
                          where h.lot_id = v.lot_id and h.location_id = v.location_id))
    ) as c (label, says, sums)
    where c.says <> c.sums order by 1, 2
    """,  # noqa: S608 - our own names
)
SERIALS = Rule(
    "serial numbers",
    "select count(*) from serial",
    f"""
    select {LEVEL}, 'its ledger sums to ' || coalesce(l.quantity, 0) || ', its serial numbers there are '
                    || coalesce(n.quantity, 0)
    from (
        select g.stock_item_id, g.location_id, sum(g.on_hand) as quantity
        from stock_ledger g join stock_item k on k.id = g.stock_item_id and k.by_serial group by 1, 2
    ) l full join (
        select stock_item_id, location_id, count(*) as quantity from serial where state = 'here' group by 1, 2
    ) n using (stock_item_id, location_id)
    join stock_item i on i.id = stock_item_id join location p on p.id = location_id
    where coalesce(l.quantity, 0) <> coalesce(n.quantity, 0)
    union all
    select 'serial number ' || s.code, 'is ' || s.state || ', its story sums to ' || coalesce(m.steps, 0)
    from serial s left join (select serial_id, sum(delta) as steps from serial_move group by 1) m on m.serial_id = s.id
    where coalesce(m.steps, 0) <> case s.state when 'here' then 1 else 0 end
    union all
    select 'serial number ' || s.code, 'was sold ' || m.times || ' times and came back ' || m.back || ' times'
    from serial s join (
        select serial_id, count(*) filter (where kind in ('ship', 'pickup', 'sale')) as times,
               count(*) filter (where delta > 0 and document = 'order') as back
        from serial_move group by 1
    ) m on m.serial_id = s.id
    where m.times - m.back > 1 order by 1, 2
    """,  # noqa: S608 - our own names
)
ALLOCATED = Rule(
    "allocations",
    "select count(*) from stock_level",
    f"""
    select {LEVEL}, 'allocated is ' || s.allocated || ', paid orders and transfers wait for ' || coalesce(w.quantity, 0)
    from stock_level s left join (
      select stock_item_id, location_id, sum(quantity) as quantity from (
        select d.item as stock_item_id, l.location_id,
               sum((l.quantity - l.fulfilled - l.cancelled) * d.factor) as quantity
        from order_line l join "order" o on o.id = l.order_id
        {DRAWN}
        where o.payment_status in {PAID} and l.quantity > l.fulfilled + l.cancelled
        group by 1, 2
        union all
        select l.stock_item_id, t.source_id, sum(case t.status when 'picked' then l.picked else l.approved end)
        from stock_transfer_line l join stock_transfer t on t.id = l.transfer_id
        where t.status in ('approved', 'picked') group by 1, 2
      ) each group by 1, 2
    ) w using (stock_item_id, location_id) {PLACED.format("s")}
    where s.allocated <> coalesce(w.quantity, 0) order by 1, 2
    """,  # noqa: S608 - our own names
)
TRANSFERS = Rule(
    "transfers",
    "select count(*) from stock_transfer_line",
    """
    with booked as (
        select document_id as transfer_id, stock_item_id, location_id, sum(incoming) as incoming, sum(on_hand) as on_hand
        from stock_ledger where document = 'transfer' group by 1, 2, 3
    ), due as (
        select t.id as transfer_id, l.stock_item_id, x.location_id, sum(x.incoming) as incoming, sum(x.on_hand) as on_hand
        from stock_transfer t join stock_transfer_line l on l.transfer_id = t.id
        cross join lateral (values
            (t.source_id, 0, case when t.status in ('in_transit', 'received') then -l.picked else 0 end
                             + case l.resolution when 'at_source' then greatest(0, l.picked - l.received - l.damaged)
                                    when 'taken_from_source' then -greatest(0, l.received + l.damaged - l.picked)
                                    else 0 end),
            (t.destination_id, case t.status when 'in_transit' then l.picked else 0 end,
             case t.status when 'received' then l.received else 0 end
             + case l.resolution when 'found_here' then greatest(0, l.picked - l.received - l.damaged) else 0 end)
        ) as x (location_id, incoming, on_hand)
        where l.stock_item_id is not null group by 1, 2, 3
    )
    select 'transfer ' || t.number || ', ' || i.sku || ' at ' || p.code,
           c.label || ' is ' || c.says || ', it should be ' || c.due
    from due d full join booked b using (transfer_id, stock_item_id, location_id)
    join stock_transfer t on t.id = transfer_id
    join stock_item i on i.id = stock_item_id join location p on p.id = location_id
    cross join lateral (values ('incoming', coalesce(b.incoming, 0), coalesce(d.incoming, 0)),
                               ('on_hand', coalesce(b.on_hand, 0), coalesce(d.on_hand, 0))) as c (label, says, due)
    where c.says <> c.due order by 1, 2
    """,
)
LINES = Rule(
    "order lines",
    "select count(*) from order_line",
    """
    select 'order ' || o.number || ' line ' || l.position, c.label || ' is ' || c.says || ', it should be ' || c.due
    from order_line l join "order" o on o.id = l.order_id
    cross join lateral (values
        ('subtotal', l.subtotal, round(l.unit_price * l.quantity)),
        ('total', l.total, l.subtotal - l.discount + case when o.prices_include_tax then 0 else l.tax end),
        ('refunded amount', l.refunded_amount,
         case when l.quantity = 0 then 0 else round(l.total * l.refunded / l.quantity) end)
    ) as c (label, says, due)
    where c.says <> c.due
    union all
    select 'order ' || o.number || ' line ' || l.position, 'more was sent, cancelled or paid back than was sold'
    from order_line l join "order" o on o.id = l.order_id
    where l.fulfilled + l.cancelled > l.quantity or l.refunded > l.quantity order by 1, 2
    """,
)
TOTALS = Rule(
    "order totals",
    'select count(*) from "order"',
    """
    select 'order ' || o.number, c.label || ' is ' || c.says || ', its parts sum to ' || c.sums
    from "order" o left join (
        select order_id, sum(subtotal) as subtotal, sum(discount) as discount, sum(tax) as tax, sum(total) as total,
               sum(refunded_amount) as refunded
        from order_line group by 1
    ) l on l.order_id = o.id
    cross join lateral (values
        ('subtotal', o.subtotal, coalesce(l.subtotal, 0)),
        ('discount', o.discount, coalesce(l.discount, 0)),
        ('tax', o.tax, coalesce(l.tax, 0) + o.shipping_tax),
        ('total', o.total, coalesce(l.total, 0) + o.shipping
                           + case when o.prices_include_tax then 0 else o.shipping_tax end),
        ('refunded', o.refunded, coalesce(l.refunded, 0) + o.shipping_refunded)
    ) as c (label, says, sums)
    where c.says <> c.sums order by 1, 2
    """,
)
PAYMENTS = Rule(
    "payments",
    "select count(*) from payment",
    f"""
    with told as (
        select o.number, o.payment_status, o.total, o.refunded, o.listed,
               coalesce((select sum(p.amount) from payment p where p.order_id = o.id and p.status = 'paid'), 0) as paid,
               exists (select from payment p where p.order_id = o.id
                       and p.status in ('intent', 'pending', 'requires_action')) as asked
        from "order" o
    )
    select 'order ' || number, 'is ' || payment_status || ' with ' || paid || ' of ' || total
    from told where payment_status in {PAID} and paid <> total
    union all
    select 'order ' || number, 'is ' || payment_status || ' and no payment is being asked about'
    from told where payment_status in {WAITING} and not asked
    union all
    select 'order ' || number, 'is ' || payment_status || ' although ' || paid || ' were paid'
    from told where payment_status in ('failed', 'pending', 'requires_action') and paid > 0
    union all
    select 'order ' || number, 'is paid and not listed' from told where payment_status in {PAID} and not listed
    union all
    select 'order ' || number, 'is ' || payment_status || ' with ' || refunded || ' of ' || total || ' paid back'
    from told where payment_status in {PAID} and payment_status <>
        case when refunded = 0 then 'paid' when refunded >= total then 'refunded' else 'partially_refunded' end
    order by 1, 2
    """,  # noqa: S608 - our own names
)
REFUNDS = Rule(
    "refunds",
    "select count(*) from refund",
    """
    select 'order ' || o.number, 'says ' || o.refunded || ' paid back, its refunds say ' || coalesce(r.amount, 0)
    from "order" o left join (
        select order_id, sum(amount) as amount from refund where status <> 'failed' group by 1
    ) r on r.order_id = o.id
    where o.refunded <> coalesce(r.amount, 0)
    union all
    select 'payment ' || p.gateway_key, 'says ' || p.refunded || ' paid back, its refunds say ' || coalesce(r.amount, 0)
    from payment p left join (
        select payment_id, sum(amount) as amount from refund where status <> 'failed' group by 1
    ) r on r.payment_id = p.id
    where p.refunded <> coalesce(r.amount, 0)
    union all
    select 'payment ' || gateway_key, 'paid back ' || refunded || ' of ' || amount from payment where refunded > amount
    order by 1, 2
    """,
)
STATES = Rule(
    "order states",
    'select count(*) from "order"',
    """
    with told as (
        select o.number, o.status, o.fulfillment_status, o.payment_status,
               coalesce(sum(l.quantity - l.fulfilled - l.cancelled), 0) as waiting, coalesce(sum(l.fulfilled), 0) as gone
        from "order" o left join order_line l on l.order_id = o.id group by o.id
    )
    select 'order ' || number, 'is ' || fulfillment_status || ' with ' || gone || ' gone and ' || waiting || ' waiting'
    from told where fulfillment_status <>
        case when gone = 0 then 'open' when waiting > 0 then 'partial' else 'fulfilled' end
    union all
    select 'order ' || number, 'is ' || status || ' with ' || gone || ' gone and ' || waiting || ' waiting'
    from told where payment_status <> 'failed' and (
        status = 'cancelled' and (waiting > 0 or gone > 0)
        or status <> 'cancelled' and waiting = 0 and gone = 0
        or status in ('shipped', 'completed') and waiting > 0)
    order by 1, 2
    """,
)
INVOICES = Rule(
    "invoices",
    "select count(*) from invoice",
    """
    with issued as (
        select kind, (regexp_match(number, '[0-9]+$'))[1]::bigint as place from invoice
    )
    select s.code || ' series', 'number ' || n || ' is missing'
    from invoice_series s cross join lateral generate_series(1, s.next - 1) as n
    where not exists (select from issued i where i.kind = s.code and i.place = n)
    union all
    select i.kind || ' series', 'number ' || i.place || ' was never given out'
    from issued i left join invoice_series s on s.code = i.kind where i.place >= coalesce(s.next, 1)
    union all
    select 'invoice ' || v.number, 'is over ' || (v.facts->>'total') || ', its order over ' || o.total
    from invoice v join "order" o on o.id = v.order_id
    where v.kind = 'invoice' and (v.facts->>'total')::bigint <> o.total
    union all
    select 'order ' || o.number, 'credit notes say ' || c.total || ', paid back were ' || o.refunded
    from "order" o join (
        select order_id, sum((facts->>'total')::bigint) as total from invoice where kind = 'credit_note' group by 1
    ) c on c.order_id = o.id
    where c.total > o.refunded order by 1, 2
    """,
)
RULES = (
    LEDGER,
    RESERVED,
    HELD,
    LOTS,
    SERIALS,
    ALLOCATED,
    TRANSFERS,
    LINES,
    TOTALS,
    PAYMENTS,
    REFUNDS,
    STATES,
    INVOICES,
)


def check(rule: Rule) -> tuple[int, list[str]]:
    """How many facts a rule looked at, and what breaks it, in the open unit."""
    checked = int(db.session.scalar(text(rule.counts)) or 0)
    return checked, [f"{rule.name}: {where}: {what}" for where, what in db.session.execute(text(rule.broken))]
