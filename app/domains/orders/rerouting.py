"""An order's lines come from elsewhere than was planned, or go elsewhere. Nothing here commits."""

from collections.abc import Collection
from uuid import UUID

from app.core import crypto
from app.core.db import db
from app.domains.orders.models import Order, OrderLine
from app.domains.orders.service import lines_of
from app.domains.orders.types import Contact


def serve_from(order: Order, line_ids: Collection[UUID], location_id: UUID) -> None:
    """These lines are taken from another place."""
    for line in lines_of(order.id):
        if line.id in line_ids:
            line.location_id = location_id
    db.session.flush()


def pick_up_at(order: Order, location_id: UUID) -> None:
    """The order waits at another store."""
    order.location_id = location_id
    db.session.flush()


def send_to(order: Order, to: Contact) -> None:
    """The order, or some of it, goes to this address."""
    person = order.person_id
    order.ship_line1 = crypto.seal(person, to.line1) if person and to.line1 else None
    order.ship_line2 = crypto.seal(person, to.line2) if person and to.line2 else None
    order.ship_city, order.ship_postal_code = to.city, to.postal_code
    order.ship_region, order.ship_country = to.region, to.country
    db.session.flush()


def deliver(order: Order) -> None:
    """Nothing of it is picked up any more: it is sent."""
    order.delivery_kind = "ship"
    db.session.flush()


def awaiting(order_id: UUID, location_id: UUID) -> list[OrderLine]:
    """Lines of which something still has to leave this place."""
    return [
        line
        for line in lines_of(order_id)
        if line.location_id == location_id and line.quantity > line.fulfilled + line.cancelled
    ]
