"""The SQL of valuation: what is not folded yet, and what a fold writes."""

from sqlalchemy import text

ONE_AT_A_TIME = text("select pg_try_advisory_xact_lock(hashtext('valuation'), hashtext(current_schema()))")

# A level's rows have rising ids in the order of their commits, for each change locks its level first.
TO_FOLD = text(
    """
    select l.stock_item_id from stock_level l
    left join stock_value v on v.stock_item_id = l.stock_item_id and v.location_id = l.location_id
    where exists (
        select from stock_ledger g where g.stock_item_id = l.stock_item_id and g.location_id = l.location_id
          and g.id > coalesce(v.folded_to, 0))
    union
    select x.stock_item_id from revaluation r join receipt_line x on x.id = r.receipt_line_id
    where r.folded_at is null
    limit :limit
    """
)
STATES = text(
    """
    select stock_item_id, location_id, quantity, average, month, folded_to from stock_value
    where stock_item_id = any(cast(:items as uuid[]))
    """
)
LAYERS = text(
    """
    select ledger_id, stock_item_id, location_id, came, quantity, value from cost_layer
    where stock_item_id = any(cast(:items as uuid[])) order by ledger_id
    """
)
# What a receipt cost when it came: later corrections are folded by themselves.
ROWS = text(
    """
    select g.id, g.at, g.stock_item_id, g.location_id, g.kind, g.on_hand, g.document_id,
           x.cost - coalesce((select sum(amount) from revaluation r where r.receipt_line_id = x.id), 0) as cost
    from stock_level l
    left join stock_value v on v.stock_item_id = l.stock_item_id and v.location_id = l.location_id
    join stock_ledger g on g.stock_item_id = l.stock_item_id and g.location_id = l.location_id
      and g.id > coalesce(v.folded_to, 0)
    left join receipt_line x on g.document = 'receipt' and x.receipt_id = g.document_id
      and x.stock_item_id = g.stock_item_id
    where l.stock_item_id = any(cast(:items as uuid[]))
    order by g.id
    """
)
AWAY = text(
    """
    select g.document_id, g.stock_item_id, -sum(g.on_hand) as quantity, -sum(e.average) as average,
           -sum(e.fifo) as fifo
    from stock_ledger g join value_entry e on e.ledger_id = g.id
    where g.document_id = any(cast(:documents as uuid[])) and g.stock_item_id = any(cast(:items as uuid[]))
      and g.document <> 'receipt'
    group by 1, 2
    """
)
LATE = text(
    """
    select r.id, r.amount, r.created_at, x.stock_item_id, c.location_id, x.quantity,
           (select min(g.id) from stock_ledger g where g.document_id = c.id and g.stock_item_id = x.stock_item_id) as source
    from revaluation r join receipt_line x on x.id = r.receipt_line_id join goods_receipt c on c.id = x.receipt_id
    where r.folded_at is null and x.stock_item_id = any(cast(:items as uuid[])) order by r.created_at, r.id
    """
)
KEEP_STATES = text(
    """
    insert into stock_value (stock_item_id, location_id, quantity, average, fifo, month, folded_to)
    select * from unnest(cast(:items as uuid[]), cast(:places as uuid[]), cast(:quantities as numeric[]),
        cast(:averages as bigint[]), cast(:fifos as bigint[]), cast(:months as date[]), cast(:folded as bigint[]))
    on conflict (stock_item_id, location_id) do update set quantity = excluded.quantity,
        average = excluded.average, fifo = excluded.fifo, month = excluded.month, folded_to = excluded.folded_to
    """
)
FORGET_LAYERS = text("delete from cost_layer where stock_item_id = any(cast(:items as uuid[]))")
KEEP_LAYERS = text(
    """
    insert into cost_layer (ledger_id, stock_item_id, location_id, came, quantity, value)
    select * from unnest(cast(:sources as bigint[]), cast(:items as uuid[]), cast(:places as uuid[]),
        cast(:came as numeric[]), cast(:quantities as numeric[]), cast(:values as bigint[]))
    """
)
KEEP_ENTRIES = text(
    """
    insert into value_entry (ledger_id, average, fifo)
    select * from unnest(cast(:sources as bigint[]), cast(:averages as bigint[]), cast(:fifos as bigint[]))
    """
)
KEEP_SNAPSHOTS = text(
    """
    insert into value_snapshot (stock_item_id, location_id, month, quantity, average, fifo)
    select * from unnest(cast(:items as uuid[]), cast(:places as uuid[]), cast(:months as date[]),
        cast(:quantities as numeric[]), cast(:averages as bigint[]), cast(:fifos as bigint[]))
    on conflict (stock_item_id, location_id, month) do update set quantity = excluded.quantity,
        average = excluded.average, fifo = excluded.fifo
    """
)
SETTLE_LATE = text("update revaluation set average = :average, fifo = :fifo, folded_at = :now where id = :id")
