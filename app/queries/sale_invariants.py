"""What must hold of orders, the money for them and their papers."""

from app.queries.card_invariants import BALANCES
from app.queries.invariants import PAID, WAITING, Rule

LINES = Rule(
    "order lines",
    "select count(*) from order_line",
    """
    select 'order ' || o.number || ' line ' || l.position, c.label || ' is ' || c.says || ', it should be ' || c.due
    from order_line l join "order" o on o.id = l.order_id
    cross join lateral (values
        ('subtotal', l.subtotal, round(l.unit_price * l.quantity)),
        ('total', l.total, l.subtotal - l.discount + l.duties + case when o.prices_include_tax then 0 else l.tax end),
        ('refunded amount', l.refunded_amount,
         case when l.quantity = 0 then 0 else round(l.total * l.refunded / l.quantity) end - l.withheld)
    ) as c (label, says, due)
    where c.says <> c.due
    union all
    select 'order ' || o.number || ' line ' || l.position, 'more was sent, cancelled or paid back than was sold'
    from order_line l join "order" o on o.id = l.order_id
    where l.fulfilled + l.cancelled > l.quantity or l.refunded > l.quantity
    union all
    select 'order ' || o.number || ' line ' || l.position, 'more is kept back of it than it was to pay back'
    from order_line l join "order" o on o.id = l.order_id
    where l.withheld < 0 or l.refunded_amount < 0 and l.total >= 0 order by 1, 2
    """,
)
TOTALS = Rule(
    "order totals",
    'select count(*) from "order"',
    """
    select 'order ' || o.number, c.label || ' is ' || c.says || ', its parts sum to ' || c.sums
    from "order" o left join (
        select order_id, sum(subtotal) as subtotal, sum(discount) as discount, sum(tax) as tax, sum(total) as total,
               sum(duties) as duties, sum(refunded_amount) as refunded
        from order_line group by 1
    ) l on l.order_id = o.id
    cross join lateral (values
        ('subtotal', o.subtotal, coalesce(l.subtotal, 0)),
        ('discount', o.discount, coalesce(l.discount, 0)),
        ('tax', o.tax, coalesce(l.tax, 0) + o.shipping_tax),
        ('total', o.total, coalesce(l.total, 0) + o.shipping
                           + case when o.prices_include_tax then 0 else o.shipping_tax end),
        ('duties', o.duties, coalesce(l.duties, 0)),
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
               coalesce((select sum(p.amount) from payment p where p.order_id = o.id and p.status = 'paid'
                         and p.method in {BALANCES}), 0) as from_cards,
               coalesce((select sum(p.amount) from payment p where p.order_id = o.id
                         and p.status in ('paid', 'intent', 'pending', 'requires_action')), 0) as tendered,
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
    from told where payment_status in {WAITING} and paid > from_cards or payment_status = 'failed' and paid > 0
    union all
    select 'order ' || number, 'is ' || payment_status || ' with ways to pay of ' || tendered || ' for ' || total
    from told where payment_status in {WAITING} and asked and tendered <> total
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
RULES = (LINES, TOTALS, PAYMENTS, REFUNDS, STATES, INVOICES)
