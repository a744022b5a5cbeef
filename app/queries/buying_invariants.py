"""What must hold between purchase orders, receipts, what stock is worth and the ledger."""

from app.queries.invariants import LEVEL, PLACED, Rule

EXPECTED = Rule(
    "purchases",
    "select count(*) from purchase_line",
    f"""
    with told as (
        select stock_item_id, location_id, sum(incoming) as quantity
        from stock_ledger where document in ('purchase', 'receipt') group by 1, 2
    ), open as (
        select l.stock_item_id, o.location_id, sum(greatest(0, l.quantity - l.received - l.cancelled)) as quantity
        from purchase_line l join purchase_order o on o.id = l.purchase_id
        where o.status in ('sent', 'partly_received') group by 1, 2
    ), both_ as (
        select stock_item_id, location_id, coalesce(t.quantity, 0) as says, coalesce(o.quantity, 0) as due
        from told t full join open o using (stock_item_id, location_id)
    )
    select {LEVEL}, 'the ledger expects ' || b.says || ', open purchase orders ' || b.due
    from both_ b {PLACED.format("b")} where b.says <> b.due
    union all
    select {LEVEL}, 'receipt ' || r.id || ' counted ' || l.quantity || ', its ledger says ' || coalesce(g.on_hand, 0)
    from goods_receipt r join receipt_line l on l.receipt_id = r.id
    join stock_item i on i.id = l.stock_item_id join location p on p.id = r.location_id
    left join stock_ledger g on g.document_id = r.id and g.stock_item_id = l.stock_item_id
    where l.quantity <> coalesce(g.on_hand, 0) or l.damaged <> coalesce(g.damaged, 0) order by 1, 2
    """,  # noqa: S608 - our own names
)
VALUED = Rule(
    "stock value",
    "select count(*) from stock_value",
    f"""
    with layers as (
        select stock_item_id, location_id, sum(quantity) as quantity, sum(value) as value from cost_layer group by 1, 2
    ), moved as (
        select g.stock_item_id, g.location_id, sum(e.average) as average, sum(e.fifo) as fifo
        from value_entry e join stock_ledger g on g.id = e.ledger_id group by 1, 2
    ), late as (
        select x.stock_item_id, c.location_id, sum(r.average) as average, sum(r.fifo) as fifo
        from revaluation r join receipt_line x on x.id = r.receipt_line_id join goods_receipt c on c.id = x.receipt_id
        group by 1, 2
    )
    select {LEVEL}, c.label || ' is ' || c.says || ', it should be ' || c.due
    from stock_value v {PLACED.format("v")}
    left join layers y on y.stock_item_id = v.stock_item_id and y.location_id = v.location_id
    left join moved m on m.stock_item_id = v.stock_item_id and m.location_id = v.location_id
    left join late r on r.stock_item_id = v.stock_item_id and r.location_id = v.location_id
    cross join lateral (values
        ('valued quantity', v.quantity, (
            select coalesce(sum(g.on_hand), 0) from stock_ledger g
            where g.stock_item_id = v.stock_item_id and g.location_id = v.location_id and g.id <= v.folded_to)),
        ('quantity in layers', coalesce(y.quantity, 0), greatest(0, v.quantity)),
        ('value in layers', coalesce(y.value, 0), v.fifo),
        ('value by FIFO', v.fifo, coalesce(m.fifo, 0) + coalesce(r.fifo, 0)),
        ('value by average', v.average, coalesce(m.average, 0) + coalesce(r.average, 0))
    ) as c (label, says, due)
    where c.says <> c.due order by 1, 2
    """,  # noqa: S608 - our own names
)
RULES = (EXPECTED, VALUED)
