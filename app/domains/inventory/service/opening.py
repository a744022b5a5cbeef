"""The first level rows of new stock, with what lies there from the start."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import run
from app.core.principal import current_principal

# The ledger row comes with the level, so nothing is looked up in tables that this very load is filling. Items kept by
# lot or serial number are left to `change`, which asks for those.
OPEN = text(
    """
    with made as (
        insert into stock_level (id, stock_item_id, location_id, kept, on_hand)
        select gen_random_uuid(), w.item, :place, -coalesce(i.backorder_limit, 0), w.on_hand
        from unnest(cast(:items as uuid[]), cast(:counts as numeric[])) as w (item, on_hand)
        cross join lateral (
            select backorder_limit from stock_item where id = w.item and not by_lot and not by_serial offset 0) i
        on conflict (stock_item_id, location_id) do nothing
        returning stock_item_id, location_id, on_hand
    ), noted as (
        insert into stock_ledger (at, kind, stock_item_id, location_id, on_hand, reason, document, actor)
        select :now, 'receipt', stock_item_id, location_id, on_hand, :reason, :document, :actor
        from made where on_hand <> 0
    )
    select stock_item_id from made
    """
)


def open_filled(
    counts: Mapping[UUID, Decimal], location_id: UUID, *, reason: str, document: str
) -> set[UUID]:
    """Make the level rows of items that have none at a location, with this on hand; returns which ones were made."""
    rows = run(
        OPEN,
        {
            "items": list(counts),
            "counts": list(counts.values()),
            "place": location_id,
            "now": clock.now(),
            "reason": reason,
            "document": document,
            "actor": current_principal().label,
        },
    )
    return {row.stock_item_id for row in rows}
