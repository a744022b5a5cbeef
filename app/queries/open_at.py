"""What still has to leave a location."""

from uuid import UUID

from sqlalchemy import text

from app.core.db import db

ORDERS = text(
    """
    select count(distinct o.id) from order_line l join "order" o on o.id = l.order_id
    where l.location_id = :location and l.quantity > l.fulfilled + l.cancelled
      and o.status not in ('cancelled', 'completed') and o.payment_status <> 'failed'
    """
)


def orders_at(location_id: UUID) -> int:
    """How many orders wait for goods from there; those of goods that are not counted too."""
    return int(db.session.scalar(ORDERS, {"location": location_id}) or 0)
