"""The orders screens: the list with its views and filters, and one order with its whole story."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_

from app.core import crypto
from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.postal import postal_lines
from app.core.principal import current_principal
from app.core.tenancy import current_tenant
from app.domains.channels.models import Channel
from app.domains.fulfillment.models import Pickup, Shipment
from app.domains.identity.models import Staff
from app.domains.inventory.models import Location
from app.domains.invoices.models import Invoice
from app.domains.orders.models import Order, OrderEvent, OrderLine
from app.domains.orders.types import Given, given
from app.domains.payments.models import Payment, Refund
from app.queries.awaited import waiting_lines

VIEWS = ("all", "open", "unpaid", "pickup", "done", "cancelled")


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list."""

    id: UUID
    number: str
    placed_at: datetime
    customer: str
    channel: str
    location: str
    status: str
    payment_status: str
    fulfillment_status: str
    total: int
    currency: str
    items: Decimal


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Everything about one order. Personal fields are in clear, or empty once erased."""

    order: Order
    channel: str
    location: str
    cashier: str
    email: str
    phone: str
    address: list[str]
    lines: list[OrderLine]
    payments: list[Payment]
    refunds: list[Refund]
    shipments: list[tuple[Shipment, str]]
    pickup: Pickup | None
    invoices: list[Invoice]
    story: list[OrderEvent]
    waiting: Mapping[UUID, Decimal]

    @property
    def given(self) -> tuple[Given, ...]:
        """Each discount by name, over all lines and the delivery."""
        return given([line.discounts for line in self.lines], self.order.shipping_discounts)

    @property
    def by_card(self) -> bool:
        """Whether a gift card or store credit paid a part of it."""
        return any(payment.method in ("gift_card", "store_credit") for payment in self.payments)

    @property
    def cancellable(self) -> bool:
        """Whether anything of it is left to cancel."""
        settled = self.order.payment_status not in ("pending", "requires_action")
        return settled and any(line.quantity > line.fulfilled + line.cancelled for line in self.lines)

    @property
    def refundable(self) -> bool:
        """Whether any money can go back."""
        return (
            self.order.payment_status in ("paid", "partially_refunded")
            and self.order.refunded < self.order.total
        )


def seen() -> ColumnElement[bool]:
    """Listed orders that the caller's locations cover: taken there, or served from there."""
    places = current_principal().locations
    if places is None:
        return Order.listed.is_(True)
    served = exists().where(OrderLine.order_id == Order.id, OrderLine.location_id.in_(places))
    return and_(Order.listed, or_(Order.location_id.in_(places), served))


def list_orders(
    *, view: str = "all", q: str = "", channel: str = "", cursor: str | None = None, limit: int | None = None
) -> Page[OrderRow]:
    """Orders newest first, by view and search: number, whole e-mail, beginning of the name, or SKU."""
    size, keys = clamp(limit), decode_cursor(cursor, datetime, UUID)
    wanted = and_(
        seen(), _in_view(view), *_search(q.strip()), *([Channel.code == channel] if channel else [])
    )
    items = (
        select(func.coalesce(func.sum(OrderLine.quantity), 0))
        .where(OrderLine.order_id == Order.id)
        .scalar_subquery()
    )
    found = (
        select(
            Order.id, Order.number, Order.placed_at, Order.name.label("customer"), Channel.name.label("channel"),
            func.coalesce(Location.name, "").label("location"), Order.status, Order.payment_status,
            Order.fulfillment_status, Order.total, Order.currency, items.label("items"),
        )
        .join(Channel, Channel.id == Order.channel_id)
        .outerjoin(Location, Location.id == Order.location_id)
        .where(wanted)
        .order_by(Order.placed_at.desc(), Order.id.desc())
        .limit(size + 1)
    )  # fmt: skip
    if keys:
        found = found.where(tuple_(Order.placed_at, Order.id) < tuple_(*keys))
    counted = (
        select(func.count()).select_from(Order).join(Channel, Channel.id == Order.channel_id).where(wanted)
    )
    rows = [OrderRow(**row._mapping) for row in db.session.execute(found)]
    return cut(rows, size, lambda row: (row.placed_at.isoformat(), str(row.id)), db.session.scalar(counted))


def view_counts() -> dict[str, int]:
    """How many orders wait in the views that ask for work."""
    row = db.session.execute(
        select(*(func.count().filter(_in_view(view)).label(view) for view in ("open", "unpaid", "pickup")))
        .select_from(Order).where(seen(), or_(_in_view("open"), _in_view("unpaid"), _in_view("pickup")))
    ).one()  # fmt: skip
    return dict(row._mapping)


def newest_mark() -> str:
    """Changes when an order arrives or moves: the list polls it instead of itself."""
    row = db.session.execute(
        select(func.count(), func.max(Order.placed_at), func.max(OrderEvent.id))
        .select_from(Order).outerjoin(OrderEvent, OrderEvent.order_id == Order.id)
        .where(seen(), Order.placed_at > func.now() - func.make_interval(0, 0, 0, 2))
    ).one()  # fmt: skip
    newest: datetime | None = row[1]
    return f"{row[0]}-{newest.timestamp() if newest else 0}-{row[2] or 0}"


def _in_view(view: str) -> ColumnElement[bool]:
    views: dict[str, ColumnElement[bool]] = {
        "open": and_(Order.status.in_(("confirmed", "in_fulfillment")), Order.delivery_kind == "ship"),
        "unpaid": Order.payment_status.in_(("pending", "requires_action")),
        "pickup": and_(Order.status.in_(("confirmed", "in_fulfillment")), Order.delivery_kind == "pickup"),
        "done": Order.status.in_(("shipped", "completed")),
        "cancelled": Order.status.in_(("cancelled", "returned")),
    }
    return views.get(view, Order.listed.is_(True))


def _search(q: str) -> list[ColumnElement[bool]]:
    if not q:
        return []
    if "@" in q:
        return [Order.email_index == crypto.blind("email", q)]
    sold = exists().where(OrderLine.order_id == Order.id, OrderLine.sku == q)
    return [or_(Order.number == q.lstrip("#"), Order.name.istartswith(q, autoescape=True), sold)]


def one(order_id: UUID) -> OrderPage:
    """An order that the caller may see. Raises NotFound."""
    found = db.session.execute(
        select(
            Order, Channel.name.label("channel"), Location.name.label("location"), Staff.name.label("cashier")
        )
        .join(Channel, Channel.id == Order.channel_id)
        .outerjoin(Location, Location.id == Order.location_id)
        .outerjoin(Staff, Staff.id == Order.cashier_id)
        .where(Order.id == order_id, seen())
    ).first()
    if found is None:
        raise NotFound(_("There is no such order"))
    order: Order = found.Order
    lines: list[OrderLine] = _all(OrderLine, OrderLine.order_id == order_id, OrderLine.position)
    return OrderPage(
        order, found.channel, found.location or "", found.cashier or "",
        _clear(order, order.email), _clear(order, order.phone), _address(order),
        lines,
        _all(Payment, Payment.order_id == order_id, Payment.created_at),
        _all(Refund, Refund.order_id == order_id, Refund.created_at),
        _shipments(order_id),
        db.session.scalar(select(Pickup).where(Pickup.order_id == order_id)),
        _all(Invoice, Invoice.order_id == order_id, Invoice.issued_at),
        _all(OrderEvent, OrderEvent.order_id == order_id, OrderEvent.id.desc()),
        waiting_lines(order_id) if any(line.awaited for line in lines) else {},
    )  # fmt: skip


def _all(model: Any, where: ColumnElement[bool], order_by: Any) -> list[Any]:
    return list(db.session.scalars(select(model).where(where).order_by(order_by)))


def _shipments(order_id: UUID) -> list[tuple[Shipment, str]]:
    rows: Sequence[Any] = db.session.execute(
        select(Shipment, Location.name).join(Location, Location.id == Shipment.location_id)
        .where(Shipment.order_id == order_id).order_by(Shipment.created_at)
    ).all()  # fmt: skip
    return [(row[0], row[1]) for row in rows]


def _clear(order: Order, sealed: bytes | None) -> str:
    return crypto.open_(order.person_id, sealed) or "" if order.person_id and sealed else ""


def _address(order: Order) -> list[str]:
    if not order.ship_city:
        return []
    return postal_lines(
        name=order.name, line1=_clear(order, order.ship_line1), line2=_clear(order, order.ship_line2),
        postal_code=order.ship_postal_code or "", city=order.ship_city, region=order.ship_region or "",
        country=order.ship_country or "", home=current_tenant().country,
    )  # fmt: skip
