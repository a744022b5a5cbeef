"""Which facts about their orders buyers are written to about.

Writing is a row, sending is a job: a failing mail holds up nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from uuid import UUID

from app.core.events import on
from app.core.i18n import locale_scope
from app.core.market import market_scope
from app.core.tenancy import current_tenant
from app.domains.fulfillment import service as fulfillment
from app.domains.fulfillment.events import PickupReady, ShipmentSent
from app.domains.orders import service as orders
from app.domains.orders.events import (
    OrderCancelled,
    OrderLinesCancelled,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
)
from app.outbound.notifications import service
from app.outbound.notifications.letter import Letter
from app.outbound.notifications.letters import orders as letters
from app.outbound.notifications.service import Recipient
from app.queries import sites
from app.queries.merchant import merchant
from app.queries.order_letter import OrderLetter, order_letter, parcel, refunded_by_staff


@on(OrderPlaced)
def tell_received(placed: OrderPlaced) -> None:
    """Only where the payment's outcome is still unknown; paid orders are confirmed, the others are being paid."""
    if placed.payment_status == "pending":
        about = order_letter(UUID(placed.order_id))
        with _voice(about):
            _write(about, letters.received(about), kind="order_received")


@on(OrderPaid)
def confirm(paid: OrderPaid) -> None:
    about = order_letter(UUID(paid.order_id))
    with _voice(about):
        _write(about, letters.confirmed(about, home=_home()), kind="order_confirmed")


@on(ShipmentSent)
def tell_shipped(sent: ShipmentSent) -> None:
    about, box = order_letter(UUID(sent.order_id)), parcel(UUID(sent.shipment_id))
    if box is not None:
        with _voice(about):
            letter = letters.shipped(about, box, home=_home())
            _write(about, letter, kind="order_shipped", of=sent.shipment_id, with_invoice=True)


@on(PickupReady)
def tell_ready(ready: PickupReady) -> None:
    about = order_letter(UUID(ready.order_id))
    code = fulfillment.pickup_code(fulfillment.lock_pickup(UUID(ready.pickup_id)))
    with _voice(about):
        _write(about, letters.pickup_ready(about, code), kind="pickup_ready")


@on(OrderCancelled)
def tell_cancelled(cancelled: OrderCancelled) -> None:
    about = order_letter(UUID(cancelled.order_id))
    with _voice(about):
        _write(about, letters.cancelled(about), kind="order_cancelled")


@on(OrderLinesCancelled)
def tell_partly_cancelled(cancelled: OrderLinesCancelled) -> None:
    about = order_letter(UUID(cancelled.order_id))
    gone = {
        line.id: line.cancelled
        for line in orders.lines_of(about.order.id)
        if str(line.id) in cancelled.line_ids
    }
    with _voice(about):
        of = f"{len(gone)}-{sum(gone.values(), Decimal(0)).normalize():f}"
        _write(about, letters.partly_cancelled(about, gone), kind="order_partly_cancelled", of=of)


@on(OrderRefunded)
def tell_refunded(refunded: OrderRefunded) -> None:
    """Not after a cancellation: its letter says it."""
    about, first = order_letter(UUID(refunded.order_id)), refunded.refund_ids[0]
    if refunded_by_staff(about.order.id, first):
        with _voice(about):
            letter = letters.refunded(about, refunded.amount, refunded.currency)
            _write(about, letter, kind="order_refunded", of=first)


@contextmanager
def _voice(about: OrderLetter) -> Iterator[None]:
    """In the language of the order, for the site through which it was placed."""
    with market_scope(sites.market(about.order.channel)), locale_scope(about.order.locale):
        yield


def _home() -> str:
    return current_tenant().country


def _write(
    about: OrderLetter, letter: Letter, *, kind: str, of: str = "", with_invoice: bool = False
) -> None:
    """Write to the buyer, if one can be reached: a till's buyer, or an erased one, has no address."""
    if not about.contact.email:
        return
    to = Recipient(about.contact.email, about.order.locale, about.person_id)
    cause = f"{kind}:{about.order.id}:{of}"
    service.post(
        letter, to, merchant(), kind=kind, cause=cause, order_id=about.order.id, with_invoice=with_invoice
    )
