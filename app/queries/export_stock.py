"""Stock at the main warehouse by variant, for files."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text

from app.core.db import db

STOCK = text(
    """
    select s.variant_id, bool_or(i.tracked) as tracked, bool_or(i.backorder) as backorder,
        min(case when s.quantity = 1 then coalesce(l.on_hand, 0)
            else floor(coalesce(l.on_hand, 0) / s.quantity) end) as on_hand
    from variant_stock s
    join stock_item i on i.id = s.stock_item_id
    left join stock_level l on l.stock_item_id = i.id
        and l.location_id = (select id from location where code = 'main')
    where s.variant_id = any(cast(:ids as uuid[]))
    group by s.variant_id
    """
)


ON_HAND = text(
    """
    select stock_item_id, on_hand from stock_level
    where location_id = :place and stock_item_id = any(cast(:ids as uuid[]))
    """
)


@dataclass(frozen=True, slots=True)
class Lies:
    """What lies at `main`, and whether it is counted and sold past zero."""

    tracked: bool
    backorder: bool
    on_hand: Decimal


def of_variants(variant_ids: Sequence[UUID]) -> dict[UUID, Lies]:
    """Stock by variant; one without a stock item is not there."""
    rows = db.session.execute(STOCK, {"ids": list(variant_ids)})
    return {row.variant_id: Lies(row.tracked, row.backorder, row.on_hand) for row in rows}


def on_hand_at(location_id: UUID, item_ids: Sequence[UUID]) -> dict[UUID, Decimal]:
    """What lies at a location, by stock item; nothing for those that never had a level there."""
    rows = db.session.execute(ON_HAND, {"place": location_id, "ids": list(item_ids)})
    return {row.stock_item_id: row.on_hand for row in rows}
