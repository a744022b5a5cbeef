"""What else a shopper may like: what sells best on the same shelves, then the shelves' own order.

Only what is listed and not sold out. The shelves are those that the products themselves stand on, so a shop that
keeps something apart keeps it apart here too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from app.queries import listed_texts
from app.queries.listing_here import run_here
from app.queries.product_list import COLUMNS, ListedProduct

DEPTH = 32  # how far down a shelf one looks for what is in stock

FOUND = text(
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
    ), chosen as (
        select kind, other_id as product_id, min(position) as rank from product_link
        where product_id = any(cast(:ids as uuid[])) group by kind, other_id
        union all
        (select 'shelf', c.product_id, c.rank
         from candidate c join product_listing l on l.product_id = c.product_id
         where l.listed and l.stock <> 'out' and l.product_id <> all(cast(:ids as uuid[]))
         order by c.rank, l.product_id limit :limit)
    )
    select c.kind, {COLUMNS} from chosen c join product_listing l on l.product_id = c.product_id
    where l.listed and l.stock <> 'out' and l.product_id <> all(cast(:ids as uuid[]))
    order by c.kind, c.rank, l.product_id
    """  # noqa: S608 - a constant list of columns
)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a product: better or like it, and what goes with it. A person's choice comes first."""

    like: Sequence[ListedProduct]
    with_it: Sequence[ListedProduct]


def found(product_ids: Sequence[UUID], limit: int = 4) -> dict[str, list[ListedProduct]]:
    """By kind (related, upsell, cross) what a person put beside these, and `shelf`: at most `limit` that sell there.

    None of them is one of these, sold out or not listed. One statement.
    """
    if not product_ids:
        return {}
    rows = run_here(FOUND, {"ids": list(product_ids), "limit": limit, "depth": DEPTH}).all()
    items = listed_texts.spoken([ListedProduct(*row[1:]) for row in rows])
    by_kind: dict[str, list[ListedProduct]] = {}
    for row, item in zip(rows, items, strict=True):
        by_kind.setdefault(row.kind, []).append(item)
    return by_kind


def beside_product(product_id: UUID, limit: int = 4) -> Beside:
    """What its page shows: a person's choice, filled up with what sells on the same shelves."""
    here = found([product_id], 2 * limit)
    with_it = here.get("cross", [])[:limit]
    like = [*here.get("upsell", ()), *here.get("related", ()), *here.get("shelf", ())]
    return Beside(_once(like, with_it)[:limit], with_it)


def beside_cart(product_ids: Sequence[UUID], limit: int = 4) -> list[ListedProduct]:
    """What goes with the things in a cart: a person's choice, filled up as on their pages."""
    here = found(product_ids, limit)
    return _once([*here.get("cross", ()), *here.get("shelf", ())])[:limit]


def _once(items: Sequence[ListedProduct], without: Sequence[ListedProduct] = ()) -> list[ListedProduct]:
    gone = {each.product_id for each in without}
    kept: dict[UUID, ListedProduct] = {}
    for each in items:
        if each.product_id not in gone:
            kept.setdefault(each.product_id, each)
    return list(kept.values())
