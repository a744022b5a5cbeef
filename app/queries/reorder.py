"""What should be ordered, and why: sales rate, lead time and safety stock against what is there and on its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import db
from app.core.ids import parse_id
from app.core.like import contains
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.core.tenancy import current_tenant

LOOKS_BACK, LASTS = 60, 30  # days of sales that count; days that an order shall last beyond its lead time

# Per level: what left for orders less what came back. Reorder at rate x lead time + safety stock; the supplier is the
# one whose unit costs least, those in the shop's own currency first.
WANTED = text(
    """
    with offered as (
        select distinct on (x.stock_item_id) x.stock_item_id, s.id as supplier_id, s.name as supplier, s.lead_days,
               s.currency, x.cost, x.pack_size
        from supplier_item x join supplier s on s.id = x.supplier_id and s.active
        order by x.stock_item_id, s.currency = :currency desc, x.cost / x.pack_size, s.lead_days, s.id
    ), sold as (
        select g.stock_item_id, g.location_id, greatest(0, -sum(g.on_hand - g.oversold)) as quantity
        from offered f join stock_ledger g on g.stock_item_id = f.stock_item_id
        where g.document = 'order' and g.at >= :since group by 1, 2
    ), told as (
        select i.id as item_id, i.sku, p.id as location_id, p.name as location, f.supplier_id, f.supplier, f.lead_days,
               f.currency, f.cost, f.pack_size, d.quantity as sold,
               greatest(1, least(:days, ceil(extract(epoch from :now - i.created_at) / 86400))) as days,
               greatest(0, l.kept) as safety, l.free + l.kept as free, l.incoming
        from offered f join sold d on d.stock_item_id = f.stock_item_id and d.quantity > 0
        join stock_item i on i.id = f.stock_item_id and i.tracked
        join location p on p.id = d.location_id and p.active
        join stock_level l on l.stock_item_id = i.id and l.location_id = p.id
        where (cast(:places as uuid[]) is null or p.id = any(cast(:places as uuid[])))
          and (cast(:location as uuid) is null or p.id = :location)
          and (cast(:supplier as uuid) is null or f.supplier_id = :supplier)
    ), weighed as (
        select t.*, t.sold / t.days as rate, ceil(t.sold * t.lead_days / t.days) + t.safety as point from told t
    )
    select w.item_id, w.sku, coalesce(n.title, '') as title, w.location_id, w.location, w.supplier_id, w.supplier,
           w.lead_days, w.currency, w.cost, w.pack_size, w.sold, w.days::int, w.safety, w.free, w.incoming, w.point,
           ceil((w.point + w.rate * :lasts - w.free - w.incoming) / w.pack_size) * w.pack_size as quantity
    from weighed w
    left join lateral (
        select c.title from variant_stock s join variant v on v.id = s.variant_id join product c on c.id = v.product_id
        where s.stock_item_id = w.item_id order by v.sku = w.sku desc, v.position limit 1
    ) n on true
    where w.free + w.incoming <= w.point
      and (cast(:q as text) is null or w.sku ilike :q or n.title ilike :q)
      and (cast(:items as uuid[]) is null or w.item_id = any(cast(:items as uuid[])))
      and (cast(:after_sku as text) is null or (w.sku, w.location_id) > (:after_sku, cast(:after as uuid)))
    order by w.sku, w.location_id limit :limit
    """
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Order `quantity` of an item for a location, in whole packs; the rest are the terms of that figure."""

    item_id: UUID
    sku: str
    title: str
    location_id: UUID
    location: str
    supplier_id: UUID
    supplier: str
    lead_days: int
    currency: str
    cost: int
    pack_size: Decimal
    sold: Decimal
    days: int
    safety: Decimal
    free: Decimal
    incoming: Decimal
    point: Decimal
    quantity: Decimal

    @property
    def id(self) -> str:
        """Names the suggestion in a form."""
        return f"{self.item_id}:{self.location_id}"

    @property
    def rate(self) -> Decimal:
        """Units sold a day."""
        return round(self.sold / self.days, 2)


def suggestions(
    *,
    location: str = "",
    supplier: str = "",
    q: str = "",
    items: Sequence[UUID] | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[Suggestion]:
    """What should be ordered in the caller's scope, by SKU and location; `items`: of these only."""
    size, key = clamp(limit), decode_cursor(cursor, str, UUID)
    now = clock.now()
    values = {
        "currency": current_tenant().currency,
        "now": now,
        "since": now - timedelta(days=LOOKS_BACK),
        "days": LOOKS_BACK,
        "lasts": LASTS,
        "places": current_principal().places,
        "location": parse_id(location),
        "supplier": parse_id(supplier),
        "q": contains(q),
        "items": None if items is None else list(items),
        "after_sku": key[0] if key else None,
        "after": key[1] if key else None,
        "limit": size + 1,
    }
    found = [Suggestion(*row) for row in db.session.execute(WANTED, values)]
    return cut(found, size, key=lambda row: (row.sku, str(row.location_id)))
