"""An order with whom it concerns, in the clear: what letters and documents print."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import crypto
from app.core.db import db
from app.core.postal import postal_lines
from app.domains.orders import service as orders
from app.domains.orders.types import Contact, Order
from app.queries import order_facts

CONTACTS = text(
    """
    select o.id, o.person_id, o.name, o.email, o.phone, o.ship_line1, o.ship_line2, o.ship_city, o.ship_postal_code,
           o.ship_region, o.ship_country, o.link_hash, o.note, o.cancel_reason, o.refunded,
           l.name as store_name, l.address as store_address, l.opening_hours
    from "order" o left join location l on l.id = o.location_id where o.id = any(:ids)
    """
)
PARCEL = text(
    """
    select s.id, s.order_id, s.carrier, s.tracking_number, s.tracking_url, s.location_id, l.name as location,
           coalesce(jsonb_agg(jsonb_build_array(sl.order_line_id, sl.quantity))
                    filter (where sl.order_line_id is not null), '[]') as parts
    from shipment s join location l on l.id = s.location_id
    left join shipment_line sl on sl.shipment_id = s.id
    where s.id = :id group by s.id, l.name
    """
)
BY_STAFF = text(
    "select exists(select from order_event where order_id = :order_id and kind = 'refunded' and data->'refunds' ? :refund)"
)


@dataclass(frozen=True, slots=True)
class Store:
    """Where an order waits, or was sold. `hours`: weekday 0-6 -> 'HH:MM-HH:MM'."""

    name: str
    address: tuple[str, ...]
    hours: dict[str, str]


@dataclass(frozen=True, slots=True)
class OrderLetter:
    """`contact` is empty of what was erased. `link` opens the order for a guest; None at a till."""

    order: Order
    person_id: UUID | None
    contact: Contact
    link: str | None
    store: Store | None
    cancel_reason: str
    refunded: int

    def address(self, *, home: str = "") -> list[str]:
        """The lines of the buyer's address."""
        to = self.contact
        return postal_lines(
            name=to.name, line1=to.line1, line2=to.line2, postal_code=to.postal_code, city=to.city, region=to.region,
            country=to.country, home=home,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel and the quantities of order lines in it."""

    id: UUID
    order_id: UUID
    carrier: str
    tracking_number: str
    tracking_url: str
    location_id: UUID
    location: str
    quantities: dict[UUID, Decimal]


def order_letter(order_id: UUID) -> OrderLetter:
    """Raises NotFound, also outside the caller's locations."""
    return _letters([order_facts.one(order_id)])[0]


def order_letters(order_ids: Collection[UUID]) -> list[OrderLetter]:
    """Those of several orders, in the order of their ids; a few statements for any number."""
    orders_by_id = order_facts.many(order_ids)
    return _letters([orders_by_id[each] for each in order_ids if each in orders_by_id])


def _letters(about: Sequence[Order]) -> list[OrderLetter]:
    contacts = {row.id: row for row in db.session.execute(CONTACTS, {"ids": [order.id for order in about]})}
    crypto.load_keys(row.person_id for row in contacts.values() if row.person_id)
    return [_letter(order, contacts[order.id]) for order in about]


def _letter(order: Order, row: Any) -> OrderLetter:
    token = orders.guest_link(order.id)
    known = row.link_hash is not None and bytes(row.link_hash) == crypto.hash_token(token)
    return OrderLetter(
        order=order,
        person_id=row.person_id,
        contact=_contact(row),
        link=token if known else None,
        store=_store(row),
        cancel_reason=row.cancel_reason or "",
        refunded=row.refunded,
    )


def parcel(shipment_id: UUID) -> Parcel | None:
    """A parcel with what is in it; None when there is none."""
    row = db.session.execute(PARCEL, {"id": shipment_id}).first()
    if row is None:
        return None
    quantities = {UUID(line): Decimal(str(quantity)) for line, quantity in row.parts}
    return Parcel(
        row.id,
        row.order_id,
        row.carrier,
        row.tracking_number,
        row.tracking_url,
        row.location_id,
        row.location,
        quantities,
    )


def refunded_by_staff(order_id: UUID, refund_id: str) -> bool:
    """Whether somebody paid it back by itself, rather than with a cancellation, which tells the buyer already."""
    return bool(db.session.scalar(BY_STAFF, {"order_id": order_id, "refund": refund_id}))


def _contact(row: Any) -> Contact:
    def opened(sealed: bytes | None) -> str:
        return (crypto.open_(row.person_id, sealed) or "") if row.person_id else ""

    return Contact(
        name=row.name, email=opened(row.email), phone=opened(row.phone), line1=opened(row.ship_line1),
        line2=opened(row.ship_line2), city=row.ship_city, postal_code=row.ship_postal_code, region=row.ship_region,
        country=row.ship_country,
    )  # fmt: skip


def _store(row: Any) -> Store | None:
    if row.store_name is None:
        return None
    address: dict[str, str] = row.store_address or {}
    lines = postal_lines(
        **{
            key: str(address.get(key) or "")
            for key in ("line1", "line2", "postal_code", "city", "region", "country")
        },
        home=str(address.get("country") or ""),
    )
    return Store(row.store_name, tuple(lines), row.opening_hours or {})
