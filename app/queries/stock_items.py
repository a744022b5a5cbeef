"""What stock items are to people: the product that each is sold as, and what orders draw of it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from app.core.db import db

# Of a stock item `i`: the variant with its own SKU first, and its product. All null for what no product sells.
SOLD_AS = """
    left join lateral (
        select v.product_id, p.title, v.option_values, v.sku, v.barcode
        from variant_stock s join variant v on v.id = s.variant_id join product p on p.id = v.product_id
        where s.stock_item_id = i.id order by v.sku = i.sku desc, v.position limit 1
    ) sold on true
"""
# Of an order's line `l`: the items that it draws, and how many of each for one of the line.
DRAWN = """
    cross join lateral (
        select (draw->>0)::uuid as item, (draw->>1)::numeric as factor from jsonb_array_elements(l.stock) as each (draw)
    ) d
"""
OF_ORDERS = text(
    f"select distinct d.item from order_line l {DRAWN} where l.order_id = any(cast(:orders as uuid[]))"  # noqa: S608 - our own words
)


def items_of_orders(orders: Sequence[UUID]) -> list[UUID]:
    """Stock items that these orders draw."""
    return list(db.session.scalars(OF_ORDERS, {"orders": list(orders)}))
