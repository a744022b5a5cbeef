"""What must hold between purchase orders, receipts and the ledger."""

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
RULES = (EXPECTED,)
