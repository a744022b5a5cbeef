"""What else a shopper may like: what sells best on the same shelves, then the shelves' own order.

Only what is listed and not sold out. The shelves are those that the products themselves stand on, so a shop that
keeps something apart keeps it apart here too.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from app.queries import listed_texts
from app.queries.listing_here import run_here
from app.queries.product_list import COLUMNS, ListedProduct

DEPTH = 32  # how far down a shelf one looks for what is in stock

BESIDE = text(
    f"""
    with shelf as materialized (
        select distinct category_id from product_category where product_id = any(cast(:ids as uuid[])) limit 4
    ), candidate as (
        select product_id, min(rank) as rank from (
            select b.product_id, b.position as rank from shelf s join bestseller b using (category_id)
            union all
            select p.product_id, 1000 + p.place from shelf s cross join lateral (
                select n.product_id, row_number() over (order by n.position, n.product_id) as place
                from (select product_id, position from product_listing_place
                      where category_id = s.category_id order by position, product_id limit :depth) n
            ) p
        ) known group by product_id
    )
    select {COLUMNS} from candidate c join product_listing l on l.product_id = c.product_id
    where l.listed and l.stock <> 'out' and l.product_id <> all(cast(:ids as uuid[]))
    order by c.rank, l.product_id limit :limit
    """  # noqa: S608 - a constant list of columns
)


def beside(product_ids: Sequence[UUID], limit: int = 4) -> list[ListedProduct]:
    """At most `limit` products to show beside these, none of them and none that is sold out."""
    if not product_ids:
        return []
    values = {"ids": list(product_ids), "limit": limit, "depth": DEPTH}
    return listed_texts.spoken([ListedProduct(*row) for row in run_here(BESIDE, values)])
