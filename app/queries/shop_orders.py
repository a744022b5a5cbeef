"""A shopper's own orders: by the link that was mailed, or of the account that is signed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import crypto
from app.core.db import run
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.paging import Page, clamp, cut, decode_cursor
from app.domains.catalog import service as catalog
from app.domains.catalog.licences import Licence
from app.domains.fulfillment import service as fulfillment
from app.domains.fulfillment.models import Pickup
from app.domains.orders import downloads
from app.domains.orders import service as orders
from app.domains.orders.downloads import Download
from app.queries import pickup_choices
from app.queries.awaited import waiting_lines
from app.queries.order_letter import OrderLetter, order_letter
from app.queries.pickup_choices import Question

BY_LINK = text('select id from "order" where link_hash = :hash')
# A guest's orders lie under the same person as an account opened later with that e-mail; they show once the
# e-mail was proved by a link, so that nobody gets at them by registering with somebody else's address.
_OWN = """
    from "order" o join customer c on c.id = o.customer_id
    where o.customer_id = :customer and o.listed
      and (c.email_proved_at is not null or exists (
          select from order_event e where e.order_id = o.id and e.kind = 'placed' and e.actor = :actor))
"""
MINE = text(
    f"""
    select o.id, o.number, o.placed_at, o.status, o.payment_status, o.total, o.currency,
           (select sum(l.quantity) from order_line l where l.order_id = o.id) as items,
           (select string_agg(l.title, ', ' order by l.position) from order_line l
            where l.order_id = o.id and l.position <= 2) as titles
    {_OWN}
      and (cast(:at as timestamptz) is null or (o.placed_at, o.id) < (cast(:at as timestamptz), cast(:id as uuid)))
    order by o.placed_at desc, o.id desc limit :limit
    """  # noqa: S608 - the parts are constants
)
ONE_OF_MINE = text(f"select o.id {_OWN} and o.number = :number")
PARCELS = text(
    """
    select status, carrier, tracking_number, tracking_url, shipped_at from shipment
    where order_id = :id and status <> 'cancelled' order by created_at
    """
)
PAYMENT = text(
    """
    select method, status, gateway_key, next_action from payment where order_id = :id
    order by method in ('gift_card', 'store_credit'), created_at desc limit 1
    """
)
PICKUP = text("select id, status, code, ready_at, collected_at from pickup where order_id = :id")


UNPAID = text(
    """
    select number from "order"
    where id = :id and status = 'pending' and payment_status in ('pending', 'requires_action')
    """
)


@dataclass(frozen=True, slots=True)
class Unpaid:
    """An order whose payment nobody knows the end of yet; `link` opens it."""

    number: str
    link: str


@dataclass(frozen=True, slots=True)
class OwnOrder:
    """An order in the list of an account; `titles` are its first lines."""

    id: UUID
    number: str
    placed_at: datetime
    status: str
    payment_status: str
    total: int
    currency: str
    items: Any
    titles: str


@dataclass(frozen=True, slots=True)
class OwnParcel:
    status: str
    carrier: str
    tracking_number: str
    tracking_url: str
    shipped_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnPickup:
    """`code` is shown to the buyer while the order waits for them; None otherwise."""

    id: UUID
    status: str
    code: str | None
    ready_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderStory:
    """An order with all that its buyer is shown. `next_url` is where a payment waits for them."""

    letter: OrderLetter
    parcels: Sequence[OwnParcel]
    pickup: OwnPickup | None
    payment_method: str
    next_url: str | None
    downloads: Sequence[Download] = ()
    licences: Sequence[Licence] = ()
    waiting: Mapping[UUID, Decimal] = field(default_factory=dict)
    question: Question | None = None


def by_link(token: str) -> OrderStory:
    """The order that this mailed link opens. Raises NotFound."""
    return _story(run(BY_LINK, {"hash": crypto.hash_token(token)}).scalar())


def of_customer(customer_id: UUID, number: str) -> OrderStory:
    """One order of an account by its number. Raises NotFound for a stranger's."""
    return _story(run(ONE_OF_MINE, _mine(customer_id) | {"number": number}).scalar())


def mine(customer_id: UUID, *, cursor: str | None = None, limit: int | None = None) -> Page[OwnOrder]:
    """An account's orders, newest first."""
    size, (at, last) = clamp(limit, 10), decode_cursor(cursor, datetime, UUID) or (None, None)
    rows = run(MINE, _mine(customer_id) | {"at": at, "id": last, "limit": size + 1}).all()
    page = cut(rows, size, lambda row: (row.placed_at.isoformat(), str(row.id)))
    return Page([OwnOrder(*row) for row in page.items], page.next)


def _mine(customer_id: UUID) -> dict[str, Any]:
    return {"customer": customer_id, "actor": f"customer:{customer_id}"}


def _story(order_id: UUID | None) -> OrderStory:
    if order_id is None:
        raise NotFound(_("There is no such order"))
    payment = run(PAYMENT, {"id": order_id}).first()
    waits = payment is not None and payment.status == "requires_action"
    letter, pickup = order_letter(order_id), _pickup(order_id)
    return OrderStory(
        letter=letter,
        parcels=[OwnParcel(*row) for row in run(PARCELS, {"id": order_id})],
        pickup=pickup,
        payment_method=payment.method if payment else "",
        next_url=(payment.next_action or {}).get("url") if payment is not None and waits else None,
        downloads=downloads.of_order(order_id),
        licences=catalog.licences.of_order(order_id)
        if any(line.digital for line in letter.order.lines)
        else (),
        waiting=waiting_lines(order_id) if any(line.awaited for line in letter.order.lines) else {},
        question=pickup_choices.asked(order_id) if pickup and pickup.status == "new" else None,
    )


def _pickup(order_id: UUID) -> OwnPickup | None:
    row = run(PICKUP, {"id": order_id}).first()
    if row is None:
        return None
    waiting = row.status in ("new", "ready")
    return OwnPickup(
        row.id, row.status, fulfillment.pickup_code(Pickup(code=row.code)) if waiting else None, row.ready_at
    )


def waiting(order_id: UUID | None) -> Unpaid | None:
    """The order if its payment is still open."""
    row = run(UNPAID, {"id": order_id}).first() if order_id else None
    return Unpaid(row.number, orders.guest_link(order_id)) if row and order_id else None
