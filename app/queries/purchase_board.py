"""Purchasing as staff see it: suppliers and what they sell, orders, what came of them. All in the caller's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import db
from app.core.ids import parse_id
from app.core.like import contains
from app.core.money import milli, round_div
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.queries.stock_items import SOLD_AS
from app.queries.who import name_of

STATES = ("draft", "sent", "partly_received", "received", "cancelled")
VIEWS = ("open", "late", *STATES)

ORDERS = text(
    """
    select o.id, o.number, o.status, o.currency, o.expected_on, o.sent_at, o.created_at, s.name as supplier,
           p.id as location_id, p.name as location, coalesce(l.lines, 0) as lines, coalesce(l.units, 0) as units,
           coalesce(l.came, 0) as came, coalesce(l.total, 0) as total, s.id as supplier_id, p.code as location_code,
           o.note
    from purchase_order o join supplier s on s.id = o.supplier_id join location p on p.id = o.location_id
    left join lateral (
        select count(*) as lines, sum(quantity) as units, sum(received) as came,
               sum(round(quantity * pack_cost / pack_size))::bigint as total
        from purchase_line where purchase_id = o.id
    ) l on true
    where (cast(:places as uuid[]) is null or o.location_id = any(cast(:places as uuid[])))
      and (cast(:states as text[]) is null or o.status = any(cast(:states as text[])))
      and (cast(:late as date) is null or o.expected_on < :late)
      and (cast(:supplier as uuid) is null or o.supplier_id = :supplier)
      and (cast(:location as uuid) is null or o.location_id = :location)
      and (cast(:q as text) is null or o.number::text = :exact or s.name ilike :q or exists (
            select from purchase_line x join stock_item i on i.id = x.stock_item_id
            where x.purchase_id = o.id and (i.sku ilike :q or x.supplier_sku ilike :q)))
      and (cast(:id as uuid) is null or o.id = :id)
      and (cast(:before as bigint) is null or o.number < :before)
    order by o.number desc limit :limit
    """
)
LINES = text(
    f"""
    select x.id, x.stock_item_id as item_id, i.sku, coalesce(sold.title, '') as title,
           coalesce(sold.option_values, '{{}}') as option_values, x.supplier_sku, x.quantity, x.pack_size, x.pack_cost,
           x.received, x.cancelled,
           array_remove(array[i.sku, sold.sku, sold.barcode, nullif(x.supplier_sku, '')], null) as codes, i.by_serial,
           i.by_lot
    from purchase_line x join stock_item i on i.id = x.stock_item_id {SOLD_AS}
    where x.purchase_id = :id order by x.position, x.id
    """  # noqa: S608 - our own names
)
CAME = text(
    f"""
    select r.id as receipt_id, r.received_at, {name_of("r.received_by")} as received_by, r.note,
           l.id as line_id, i.sku, l.quantity, l.damaged, l.cost
    from goods_receipt r left join receipt_line l on l.receipt_id = r.id left join stock_item i on i.id = l.stock_item_id
    where r.purchase_id = :id order by r.received_at desc, r.id, i.sku
    """  # noqa: S608 - our own names
)
DIFFERENCES = text(
    """
    select d.id, d.receipt_id, d.kind, coalesce(i.sku, d.code) as sku, d.quantity, d.resolved_at, d.resolved_by
    from receipt_discrepancy d join goods_receipt r on r.id = d.receipt_id
    left join stock_item i on i.id = d.stock_item_id
    where r.purchase_id = :id order by r.received_at desc, d.kind, d.id
    """
)
SUPPLIERS = text(
    """
    select s.id, s.name, s.contact, s.email, s.phone, s.lead_days, s.currency, s.minimum_order, s.active,
           (select count(*) from supplier_item x where x.supplier_id = s.id) as items,
           (select count(*) from purchase_order o where o.supplier_id = s.id and o.status in ('sent', 'partly_received')
              and (cast(:places as uuid[]) is null or o.location_id = any(cast(:places as uuid[])))) as coming
    from supplier s
    where (cast(:q as text) is null or s.name ilike :q or s.contact ilike :q)
      and (cast(:after as text) is null or s.name > :after)
    order by s.name limit :limit
    """
)
OFFERS = text(
    f"""
    select i.id as item_id, i.sku, coalesce(sold.title, '') as title, coalesce(sold.option_values, '{{}}') as option_values,
           x.supplier_sku, x.cost, x.pack_size
    from supplier_item x join stock_item i on i.id = x.stock_item_id {SOLD_AS}
    where x.supplier_id = :supplier and (cast(:after as text) is null or i.sku > :after)
      and (cast(:q as text) is null or i.sku ilike :q or x.supplier_sku ilike :q or sold.title ilike :q)
    order by i.sku limit :limit
    """  # noqa: S608 - our own names
)


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase order in a list; `total` in minor units of its currency."""

    id: UUID
    number: int
    status: str
    currency: str
    expected_on: date | None
    sent_at: datetime | None
    created_at: datetime
    supplier: str
    location_id: UUID
    location: str
    lines: int
    units: Decimal
    came: Decimal
    total: int
    supplier_id: UUID
    location_code: str
    note: str

    @property
    def late(self) -> bool:
        """Whether it should have come by now."""
        coming = self.status in ("sent", "partly_received")
        return coming and self.expected_on is not None and self.expected_on < clock.now().date()


@dataclass(frozen=True, slots=True)
class Line:
    """What is ordered of one item; `codes`: what a scanner may read for it."""

    id: UUID
    item_id: UUID
    sku: str
    title: str
    option_values: Sequence[str]
    supplier_sku: str
    quantity: Decimal
    pack_size: Decimal
    pack_cost: int
    received: Decimal
    cancelled: Decimal
    codes: Sequence[str]
    by_serial: bool = False
    by_lot: bool = False

    @property
    def open(self) -> Decimal:
        return max(Decimal(0), self.quantity - self.received - self.cancelled)

    @property
    def total(self) -> int:
        return round_div(milli(self.quantity) * self.pack_cost, milli(self.pack_size))


@dataclass(frozen=True, slots=True)
class Came:
    """One item of one receipt; `cost` of the sound ones, in the shop's currency."""

    receipt_id: UUID
    received_at: datetime
    received_by: str
    note: str
    line_id: UUID | None
    sku: str | None
    quantity: Decimal | None
    damaged: Decimal | None
    cost: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a receipt differs from what was ordered."""

    id: UUID
    receipt_id: UUID
    kind: str
    sku: str
    quantity: Decimal
    resolved_at: datetime | None
    resolved_by: str


@dataclass(frozen=True, slots=True)
class PurchasePage:
    """One order whole."""

    order: Purchase
    lines: Sequence[Line]
    came: Sequence[Came]
    differences: Sequence[Difference]


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """A supplier; `coming`: orders on their way to places the caller sees."""

    id: UUID
    name: str
    contact: str
    email: str
    phone: str
    lead_days: int
    currency: str
    minimum_order: int
    active: bool
    items: int
    coming: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What a supplier sells; `cost` of a pack, in the supplier's currency."""

    item_id: UUID
    sku: str
    title: str
    option_values: Sequence[str]
    supplier_sku: str
    cost: int
    pack_size: Decimal


def purchases(
    *, view: str = "", q: str = "", supplier: str = "", location: str = "", cursor: str | None = None,
    limit: int | None = None,
) -> Page[Purchase]:  # fmt: skip
    """Purchase orders, latest first; `view`: one of VIEWS, anything else shows all."""
    size, (before,) = clamp(limit), decode_cursor(cursor, int) or (None,)
    values = _asked(q=q, supplier=parse_id(supplier), location=parse_id(location), limit=size + 1)
    values |= {"before": before, **_states(view)}
    found = [Purchase(*row) for row in db.session.execute(ORDERS, values)]
    return cut(found, size, key=lambda row: (row.number,))


def purchase(purchase_id: UUID) -> PurchasePage | None:
    """One order with its lines and what came; None where the caller may not look."""
    found = db.session.execute(ORDERS, _asked(id=purchase_id, limit=1)).first()
    if found is None:
        return None
    key = {"id": purchase_id}
    return PurchasePage(
        Purchase(*found),
        [Line(*row) for row in db.session.execute(LINES, key)],
        [Came(*row) for row in db.session.execute(CAME, key)],
        [Difference(*row) for row in db.session.execute(DIFFERENCES, key)],
    )


def suppliers(*, q: str = "", cursor: str | None = None, limit: int | None = None) -> Page[SupplierRow]:
    """Suppliers by name."""
    size, (after,) = clamp(limit), decode_cursor(cursor, str) or (None,)
    values = {
        "q": contains(q),
        "places": current_principal().places,
        "after": after,
        "limit": size + 1,
    }
    found = [SupplierRow(*row) for row in db.session.execute(SUPPLIERS, values)]
    return cut(found, size, key=lambda row: (row.name,))


def offers(
    supplier_id: UUID, *, q: str = "", cursor: str | None = None, limit: int | None = None
) -> Page[Offer]:
    """What a supplier sells, by SKU."""
    size, (after,) = clamp(limit), decode_cursor(cursor, str) or (None,)
    values = {
        "supplier": supplier_id,
        "q": contains(q),
        "after": after,
        "limit": size + 1,
    }
    found = [Offer(*row) for row in db.session.execute(OFFERS, values)]
    return cut(found, size, key=lambda row: (row.sku,))


def _states(view: str) -> dict[str, Any]:
    if view in ("open", "late"):
        coming = ["sent", "partly_received"]
        late = clock.now().date() if view == "late" else None
        return {"states": coming, "late": late}
    return {"states": [view] if view in STATES else None, "late": None}


def _asked(**known: Any) -> dict[str, Any]:
    names = ("states", "late", "supplier", "location", "id", "before", "limit")
    words = str(known.pop("q", ""))
    values: dict[str, Any] = {name: known.get(name) for name in names}
    return values | {
        "places": current_principal().places,
        "q": contains(words),
        "exact": words.strip().lstrip("#"),
    }
