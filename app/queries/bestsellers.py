"""What sold most in each category lately: counted from order lines, for a worker to keep."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import run

LATELY = timedelta(days=90)
MOST = 24  # places a category

COUNTED = text(
    """
    with sold as materialized (
        select v.product_id, cast(sum(n.quantity - n.cancelled) as integer) as units
        from "order" o
        join order_line n on n.order_id = o.id
        join variant v on v.id = n.variant_id
        where o.placed_at >= :since and o.listed and o.status <> 'cancelled'
        group by v.product_id having sum(n.quantity - n.cancelled) > 0
    ), ranked as (
        select u.id as category_id, s.product_id, s.units,
            row_number() over (partition by u.id order by s.units desc, s.product_id) - 1 as position
        from sold s join product_listing l on l.product_id = s.product_id, unnest(l.categories) as u (id)
    )
    select r.category_id, r.position, r.product_id, r.units
    from ranked r join category c on c.id = r.category_id where r.position < :most
    """
)


def count_sales() -> list[tuple[UUID, int, UUID, int]]:
    """(category, place, product, units) of the last 90 days; a product counts above its category too."""
    rows = run(COUNTED, {"since": clock.now() - LATELY, "most": MOST}, steady=False)
    return [(row.category_id, row.position, row.product_id, row.units) for row in rows]
