"""What of an order's lines still waits for stock. Who ordered first is served first, at each location."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.queries.stock_items import DRAWN

WAITING = text(
    f"""
    with own as (
        select distinct d.item, l.location_id
        from order_line l {DRAWN}
        where l.order_id = :order and l.awaited > 0
    ), queue as (
        select l.id, l.order_id, own.item, own.location_id, d.factor,
            (l.quantity - l.fulfilled - l.cancelled) * d.factor as need,
            sum((l.quantity - l.fulfilled - l.cancelled) * d.factor)
                over (partition by own.item, own.location_id order by o.placed_at, o.id, l.position) as upto
        from own
        join order_line l on l.location_id = own.location_id and l.quantity > l.fulfilled + l.cancelled
        join "order" o on o.id = l.order_id and o.status <> 'cancelled' and o.payment_status <> 'failed'
        {DRAWN}
        where d.item = own.item
    )
    select q.id, max(ceil(least(q.need, q.upto - (s.on_hand - s.held)) / q.factor)) as lacks
    from queue q join stock_level s on s.stock_item_id = q.item and s.location_id = q.location_id
    where q.order_id = :order and q.upto > s.on_hand - s.held
    group by q.id
    """  # noqa: S608 - our own words
)


def waiting_lines(order_id: UUID) -> dict[UUID, Decimal]:
    """Line -> units for which nothing lies there yet; lines that were sold from stock are not among them."""
    return {row.id: row.lacks for row in run(WAITING, {"order": order_id})}
