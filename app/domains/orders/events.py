"""Facts about orders. Ids and figures only: whoever needs the person asks for the order."""

from typing import ClassVar

from app.core.events import Event, event


@event
class OrderPlaced(Event):
    """The order stands: paid, or pending with its stock reserved."""

    NAME: ClassVar[str] = "orders.order_placed.v1"
    order_id: str
    number: str
    channel: str
    total: int
    currency: str
    delivery_kind: str
    payment_status: str


@event
class OrderPaid(Event):
    """All of it is paid; stock is allocated (or gone, at a till)."""

    NAME: ClassVar[str] = "orders.order_paid.v1"
    order_id: str
    delivery_kind: str


@event
class OrderCancelled(Event):
    NAME: ClassVar[str] = "orders.order_cancelled.v1"
    order_id: str
    reason: str


@event
class OrderLinesCancelled(Event):
    NAME: ClassVar[str] = "orders.order_lines_cancelled.v1"
    order_id: str
    line_ids: list[str]


@event
class OrderRefunded(Event):
    """Money went back: `refund_ids` are settled or on their way."""

    NAME: ClassVar[str] = "orders.order_refunded.v1"
    order_id: str
    refund_ids: list[str]
    amount: int
    currency: str


@event
class OrderCompleted(Event):
    NAME: ClassVar[str] = "orders.order_completed.v1"
    order_id: str
