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
RULES = (LEDGER, RESERVED, HELD, LOTS, SERIALS, ALLOCATED, TRANSFERS)


def check(rule: Rule) -> tuple[int, list[str]]:
    """How many facts a rule looked at, and what breaks it, in the open unit."""
    checked = int(db.session.scalar(text(rule.counts)) or 0)
    return checked, [f"{rule.name}: {where}: {what}" for where, what in db.session.execute(text(rule.broken))]
