"""Serial numbers: where each unit is, its story, and which ones an order got. Through the caller's locations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from app.core.db import db
from app.core.like import begins, contains
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.queries.stock_items import SOLD_AS
from app.queries.who import name_of

STATES = ("here", "coming", "away", "sold", "out")
FOUND = f"""
    select s.id, s.code, s.state, i.id as item_id, i.sku, coalesce(sold.title, '') as title, o.id as location_id,
        o.name as location_name, s.created_at, s.claimed_by, o.code as location_code
    from serial s
    join stock_item i on i.id = s.stock_item_id
    join location o on o.id = s.location_id
    {SOLD_AS}
    where (cast(:places as uuid[]) is null or s.location_id = any(cast(:places as uuid[]))
           or exists (select from serial_move m where m.serial_id = s.id and m.location_id = any(cast(:places as uuid[]))))
"""  # noqa: S608 - our own words
SERIALS = text(
    FOUND
    + """
      and (cast(:item as uuid) is null or i.id = :item)
      and (cast(:location as uuid) is null or s.location_id = :location)
      and (cast(:state as text) is null or s.state = :state)
      and (cast(:q as text) is null or s.code like upper(:begins) or i.sku ilike :q or sold.title ilike :q)
      and s.code like upper(:code_begins)
      and (cast(:after as uuid) is null or (s.code, s.id) > (cast(:code as text), cast(:after as uuid)))
    order by s.code, s.id limit :limit
    """
)
SERIAL = text(FOUND + " and s.id = :id")
STORY = text(
    f"""
    select m.at, m.kind, m.delta, o.name as location_name, m.document, m.document_id, {name_of("m.actor")},
        coalesce(b.number, t.number, c.number, pu.number::text, '') as number, pu.id as purchase_id
    from serial_move m join location o on o.id = m.location_id
    left join "order" b on m.document = 'order' and b.id = m.document_id
    left join stock_transfer t on m.document = 'transfer' and t.id = m.document_id
    left join stock_count c on m.document = 'count' and c.id = m.document_id
    left join goods_receipt r on m.document = 'receipt' and r.id = m.document_id
    left join purchase_order pu on pu.id = r.purchase_id
    where m.serial_id = :id and (cast(:places as uuid[]) is null or m.location_id = any(cast(:places as uuid[])))
    order by m.id desc limit 500
    """  # noqa: S608 - our own names
)
OF_ORDER = text(
    """
    select s.stock_item_id as item_id, s.code, s.location_id, s.claimed_by = :order and s.state in ('here', 'sold') as kept
    from serial s
    where s.claimed_by = :order
       or exists (select from serial_move m where m.serial_id = s.id and m.document = 'order' and m.document_id = :order)
    order by s.code
    """
)
WANTED = """
    select (d.draw->>0)::uuid as item_id, sum(x.quantity * (d.draw->>1)::numeric) as quantity
    from ({lines}) x join order_line l on l.id = x.line_id
    cross join lateral jsonb_array_elements(l.stock) as d (draw)
    where x.quantity > 0 group by 1
"""
IN_PARCEL = text(
    WANTED.format(
        lines="select order_line_id as line_id, quantity from shipment_line where shipment_id = :id"
    )
)
IN_PICKUP = text(
    WANTED.format(
        lines="select o.id as line_id, o.quantity - o.cancelled as quantity"
        " from order_line o join pickup p on p.order_id = o.order_id and p.location_id = o.location_id where p.id = :id"
    )
)
NAMED = text(
    """
    select stock_item_id as item_id, code from serial
    where claimed_by = :document and state in ('here', 'sold', 'away') and location_id = :place order by code
    """
)
ITEMS = text(
    f"""
    select i.id as item_id, i.sku, coalesce(sold.title, '') as title from stock_item i {SOLD_AS}
    where i.id = any(cast(:items as uuid[])) and i.by_serial order by i.sku
    """  # noqa: S608 - our own words
)


@dataclass(frozen=True, slots=True)
class SerialRow:
    """A unit: where it lies, or lay last; `claimed_by`: the document that it leaves or left with."""

    id: UUID
    code: str
    state: str
    item_id: UUID
    sku: str
    title: str
    location_id: UUID
    location_name: str
    created_at: datetime
    claimed_by: UUID | None
    location_code: str


@dataclass(frozen=True, slots=True)
class SerialStep:
    """A step of its story; `number`: its order's, transfer's, count's or purchase order's."""

    at: datetime
    kind: str
    delta: int
    location_name: str
    document: str
    document_id: UUID | None
    actor: str
    number: str
    purchase_id: UUID | None


@dataclass(frozen=True, slots=True)
class Got:
    """A number that an order got; `kept`: it did not come back."""

    code: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """An item of which so many numbers are to be named, and those that are."""

    item_id: UUID
    sku: str
    title: str
    wanted: Decimal
    codes: Sequence[str]

    @property
    def complete(self) -> bool:
        return len(self.codes) == self.wanted


def serials(
    *,
    q: str = "",
    begins_with: str = "",
    item_id: UUID | None = None,
    location_id: UUID | None = None,
    state: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[SerialRow]:
    """Units by their numbers; `q` begins a number, or is in SKU or title; `begins_with` begins a number."""
    size, keys = clamp(limit), decode_cursor(cursor, str, UUID)
    code, after = keys or (None, None)
    facts: dict[str, Any] = {
        "item": item_id, "location": location_id, "places": current_principal().places,
        "state": state if state in STATES else None, "q": contains(q), "begins": begins(q),
        "code_begins": begins(begins_with), "code": code, "after": after,
        "limit": size + 1,
    }  # fmt: skip
    found = [SerialRow(*row) for row in db.session.execute(SERIALS, facts)]
    return cut(found, size, key=lambda row: (row.code, str(row.id)))


def serial(serial_id: UUID) -> SerialRow | None:
    """One unit; None when there is no such one within the caller's locations."""
    row = db.session.execute(SERIAL, {"id": serial_id, "places": current_principal().places}).first()
    return SerialRow(*row) if row else None


def story(serial_id: UUID) -> Sequence[SerialStep]:
    """What became of a unit, newest first."""
    return [
        SerialStep(*row)
        for row in db.session.execute(STORY, {"id": serial_id, "places": current_principal().places})
    ]


def of_order(order_id: UUID, location_id: UUID | None = None) -> Mapping[str, Sequence[Got]]:
    """The numbers that an order got or is to get (from a location), by the id of the stock item."""
    found: dict[str, list[Got]] = {}
    for row in db.session.execute(OF_ORDER, {"order": order_id}):
        if location_id is None or row.location_id == location_id:
            found.setdefault(str(row.item_id), []).append(Got(row.code, bool(row.kept)))
    return found


def for_parcel(shipment_id: UUID, order_id: UUID, location_id: UUID) -> Sequence[Asked]:
    """What is to be named for a parcel, and what is."""
    return _asked(IN_PARCEL, shipment_id, order_id, location_id)


def for_pickup(pickup_id: UUID, order_id: UUID, location_id: UUID) -> Sequence[Asked]:
    """What is to be named for a pickup, and what is."""
    return _asked(IN_PICKUP, pickup_id, order_id, location_id)


def asked(wanted: Mapping[UUID, Decimal], document_id: UUID, location_id: UUID) -> Sequence[Asked]:
    """What is to be named of these items for a document, and what is; items not kept by serial are left out."""
    named: dict[UUID, list[str]] = {}
    for row in db.session.execute(NAMED, {"document": document_id, "place": location_id}):
        named.setdefault(row.item_id, []).append(row.code)
    rows = db.session.execute(ITEMS, {"items": list(wanted)})
    return [
        Asked(row.item_id, row.sku, row.title, wanted[row.item_id], named.get(row.item_id, []))
        for row in rows
    ]


def _asked(statement: TextClause, job_id: UUID, order_id: UUID, location_id: UUID) -> Sequence[Asked]:
    wanted = {row.item_id: row.quantity for row in db.session.execute(statement, {"id": job_id})}
    return asked(wanted, order_id, location_id) if wanted else []
