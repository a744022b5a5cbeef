"""A refund that was written becomes money that went back, once, whatever the gateway answers and when.

Only when the gateway has paid do goods return and are papers written; what it refuses is taken back from order and
lines. One that never got an answer is asked about again.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from app.core import audit, events
from app.core.db import require_no_unit, unit_of_work
from app.core.faults import fault
from app.domains.inventory import service as inventory
from app.domains.inventory.events import StockChanged
from app.domains.inventory.types import Demand
from app.domains.orders import service as orders
from app.domains.orders.events import OrderRefunded
from app.domains.orders.models import Order
from app.domains.payments import service as payments
from app.domains.payments.events import RefundSettled
from app.domains.payments.ports import GatewayTimeout
from app.domains.payments.service import RefundOrder
from app.domains.payments.strategies import registry
from app.domains.pos import service as pos
from app.flows import pay_with_cards, sell_gift_cards

log = logging.getLogger(__name__)


def carry_out(refund_id: UUID) -> bool:
    """Have a refund paid by its gateway; idempotent. False when it was refused.

    Raises GatewayTimeout; the intent stays for the sweeper.
    """
    require_no_unit("a gateway's call")
    with unit_of_work():
        refund = payments.find_refund(refund_id)
    if refund is None:
        return True
    tenant = refund.charge_key.split("-", 1)[0]
    outcome = registry.gateway(refund.method).refund(
        refund.key, refund.charge_key, refund.amount, refund.currency, tenant
    )
    fault("refund_order.paid_back")
    done = outcome.state == "paid"
    with unit_of_work():
        settle(refund, done=done, code=outcome.code)
    return done


def settle(refund: RefundOrder, *, done: bool, code: str = "") -> None:
    """Write a refund's outcome, once, with all that follows from it; in the caller's unit."""
    order = orders.lock(refund.order_id)
    if not done and not refund.whole:
        # Its other parts may be paid: no figure of the order would be right. A person has to look.
        log.error("refund %s, a part of booking %s, was refused: %s", refund.id, refund.booking, code)
        return
    if not payments.finish_refund(refund.id, done=done):
        return
    if done:
        _paid_back(order, refund)
    else:
        _refused(order, refund, code)


def _paid_back(order: Order, refund: RefundOrder) -> None:
    pay_with_cards.pay_back(order, refund)
    events.record(
        RefundSettled(
            refund_id=str(refund.id),
            order_id=str(refund.order_id),
            amount=refund.amount,
            currency=refund.currency,
        )
    )
    together = [part for part in payments.in_booking(refund.booking) if part.status != "failed"]
    if all(part.status == "done" for part in together):
        events.record(
            OrderRefunded(
                order_id=str(refund.order_id),
                refund_ids=[str(part.id) for part in together],
                amount=sum(part.amount for part in together),
                currency=refund.currency,
            )
        )
        pos.refund_answered(refund.booking, done=True)
    if refund.restock_at is not None:
        quantities = {part.line_id: part.quantity for part in refund.parts if part.line_id}
        restock(refund.order_id, quantities, refund.restock_at, refund.reason)


def _refused(order: Order, refund: RefundOrder, code: str) -> None:
    """The money stays where it was: order and lines say so again, and no goods return."""
    shares = {part.line_id: (part.quantity, part.amount) for part in refund.parts if part.line_id}
    delivery = sum(part.amount for part in refund.parts if part.line_id is None)
    withheld = {part.line_id: part.withheld for part in refund.parts if part.line_id}
    orders.take_back_refund(order, shares, shipping=delivery, withheld=withheld)
    sold = {line_id: quantity for line_id, (quantity, _amount) in shares.items()}
    sell_gift_cards.restore(order.id, sold, reason=refund.reason)
    inventory.stays_sold(order.id)
    orders.note(
        order.id,
        "refund_refused",
        {"amount": refund.amount, "refund": str(refund.id), **({"code": code} if code else {})},
    )
    audit.record(
        "orders.refund_refused", object_type="order", object_id=order.id, reason=refund.reason,
        after={"amount": refund.amount, "currency": refund.currency, "code": code},
    )  # fmt: skip
    pos.refund_answered(refund.booking, done=False)


def restock(order_id: UUID, quantities: Mapping[UUID, Decimal], location_id: UUID, reason: str) -> None:
    """Goods are back on the shelf. The unit's last locks."""
    back = [
        Demand(UUID(item), location_id, quantities[line.id] * Decimal(each))
        for line in orders.lines_of(order_id)
        if line.id in quantities
        for item, each in line.stock
    ]
    if back:
        items = sorted({str(demand.stock_item_id) for demand in back})
        events.record(StockChanged(stock_item_ids=items, reason="return"))
        events.flush()
        inventory.take_back(order_id, back, reason=reason)


def carry_out_open() -> int:
    """Finish refunds that a crash or time-out left open; one that fails never holds up the others."""
    with unit_of_work():
        waiting = payments.open_refunds(timedelta(seconds=15))
    return sum(_try(refund_id) for refund_id in waiting)


def _try(refund_id: UUID) -> bool:
    try:
        return carry_out(refund_id)
    except GatewayTimeout:
        return False
    except Exception:
        log.exception("refund %s cannot be carried out now", refund_id)
        return False
