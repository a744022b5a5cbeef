"""SQL of stock items and of what variants draw of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import post, run
from app.core.ids import new_ids

PUT_ITEMS = text(
    """
    insert into stock_item (id, sku, tracked, backorder, created_at)
    select id, sku, tracked, backorder, :now
    from unnest(
        cast(:ids as uuid[]), cast(:skus as text[]), cast(:tracked as boolean[]), cast(:backorder as boolean[])
    ) as r (id, sku, tracked, backorder)
    on conflict (sku) do update set tracked = excluded.tracked, backorder = excluded.backorder
    returning sku, id
    """
)
LINK_ITEMS = text(
    """
    insert into variant_stock (variant_id, stock_item_id)
    select * from unnest(cast(:variants as uuid[]), cast(:items as uuid[])) as w (variant, item)
    where not exists (  -- each by its index: `offset 0` keeps the planner from reading a table that is being filled
        select from variant_stock s where s.variant_id = w.variant offset 0)
    on conflict do nothing
    """
)
FIND = text(
    """
    select i.id, s.quantity, count(*) over () as draws
    from variant v join variant_stock s on s.variant_id = v.id join stock_item i on i.id = s.stock_item_id
    where v.sku = :sku limit 1
    """
)
DRAWS = text(
    "select variant_id, stock_item_id, quantity from variant_stock where variant_id = any(cast(:ids as uuid[]))"
)
OWN_STOCK = text(
    """
    select coalesce(sum(l.on_hand + l.allocated + l.reserved + l.held + l.damaged + l.incoming + l.oversold), 0)
    from variant_stock s join stock_level l on l.stock_item_id = s.stock_item_id
    where s.variant_id = :variant
    """
)


def put_items(rows: Sequence[Mapping[str, Any]], *, now: datetime) -> dict[str, UUID]:
    """Make or change stock items by SKU in one statement; SKU to id."""
    done = run(
        PUT_ITEMS,
        {
            "ids": list(new_ids(len(rows))),
            "skus": [row["sku"] for row in rows],
            "tracked": [row["tracked"] for row in rows],
            "backorder": [row["backorder"] for row in rows],
            "now": now,
        },
    )
    return {row.sku: row.id for row in done}


def draws_of(variant_ids: Sequence[UUID]) -> dict[UUID, dict[UUID, Decimal]]:
    """What variants draw per unit: stock item -> quantity."""
    found: dict[UUID, dict[UUID, Decimal]] = {}
    for row in run(DRAWS, {"ids": list(variant_ids)}):
        found.setdefault(row.variant_id, {})[row.stock_item_id] = row.quantity
    return found


def link_items(pairs: Sequence[tuple[UUID, UUID]]) -> None:
    """Say which stock item each variant draws, (variant, item); one that draws something already keeps it."""
    post(LINK_ITEMS, {"variants": [variant for variant, _ in pairs], "items": [item for _, item in pairs]})
