"""What every store has of an article, for whoever stands at a till: to look at only."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from app.core.db import db

PLACES = text(
    """
    select o.code, o.name, o.kind, o.id = :here as own,
        (select min(floor(greatest(0, coalesce(l.free, 0)) / s.quantity))
           from variant_stock s join stock_item i on i.id = s.stock_item_id
           left join stock_level l on l.stock_item_id = i.id and l.location_id = o.id
          where s.variant_id = v.id and i.tracked and not i.backorder) as available
    from variant v cross join location o
    where v.sku = :sku and o.active and o.kind <> 'virtual'
    order by o.id = :here desc, available desc nulls first, o.name
    """
)


@dataclass(frozen=True, slots=True)
class StoreStock:
    """An article at a place; `available` None: not counted, always to be had."""

    code: str
    name: str
    kind: str
    own: bool
    available: int | None


def places(sku: str, here: UUID) -> Sequence[StoreStock]:
    """The own store first, then those that have most; nothing for a SKU that is not known."""
    found = db.session.execute(PLACES, {"sku": sku, "here": here})
    return [
        StoreStock(
            row.code, row.name, row.kind, row.own, None if row.available is None else int(row.available)
        )
        for row in found
    ]
