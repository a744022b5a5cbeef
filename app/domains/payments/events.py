"""Facts about money."""

from typing import ClassVar

from app.core.events import Event, event


@event
class PaymentSettled(Event):
    NAME: ClassVar[str] = "payments.payment_settled.v1"
    payment_id: str
    order_id: str
    amount: int
    currency: str


@event
class RefundSettled(Event):
    NAME: ClassVar[str] = "payments.refund_settled.v1"
    refund_id: str
    order_id: str
    amount: int
    currency: str
