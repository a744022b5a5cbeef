"""Money back for lines of an order: their stored shares, to the cent. Goods may come back to the shelf with it."""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from app.core import audit, events
from app.core.db import require_no_unit, unit_of_work
from app.core.errors import Invalid
from app.core.faults import fault
from app.core.i18n import gettext as _
from app.domains.inventory import service as inventory
from app.domains.inventory.types import Demand
from app.domains.orders import service as orders
from app.domains.orders.errors import WrongState
from app.domains.orders.events import OrderRefunded
from app.domains.orders.models import Order, OrderLine
from app.domains.payments import service as payments
from app.domains.payments.events import RefundSettled
from app.domains.payments.ports import GatewayTimeout
from app.domains.payments.strategies import registry
from app.domains.pricing.engine import refund_share

log = logging.getLogger(__name__)


def refund_order(
    order_id: UUID,
    quantities: Mapping[UUID, Decimal],
    *,
    shipping: bool,
    reason: str,
    restock_at: UUID | None = None,
) -> list[UUID]:
    """Pay lines (and delivery) back; with `restock_at` the goods return to that location. Opens its own units.

    Returns the refunds. Raises Invalid without a reason, WrongState for more than was sold or delivered.
    """
    if not reason.strip():
        raise Invalid(_("A refund needs a reason"), fields={"reason": _("Say why")})
    with unit_of_work():
        refunds = refund_in_unit(
            order_id, quantities, shipping=shipping, reason=reason, restock_at=restock_at
        )
    fault("refund_order.booked")
    for refund_id in refunds:
        carry_out(refund_id)
    return refunds


def refund_in_unit(
    order_id: UUID,
    quantities: Mapping[UUID, Decimal],
    *,
    shipping: bool,
    reason: str,
    restock_at: UUID | None = None,
) -> list[UUID]:
    """Do all of it but the gateway's part; returns the refunds to carry out."""
    order = orders.lock(order_id)
    lines = [line for line in orders.lines_of(order_id) if quantities.get(line.id)]
    refunds = book(order, lines, quantities, shipping=shipping, reason=reason)
    orders.note(
        order_id,
        "refunded",
        {"reason": reason, "amount": order.refunded, "refunds": [str(r) for r in refunds]},
    )
    if restock_at is not None:
        events.flush()
        back = [
            Demand(UUID(item), restock_at, quantities[line.id] * Decimal(each))
            for line in lines
            for item, each in line.stock
        ]
        inventory.take_back(order_id, back, reason=reason)
    return refunds


def book(
    order: Order,
    lines: Sequence[OrderLine],
    quantities: Mapping[UUID, Decimal],
    *,
    shipping: bool,
    reason: str,
) -> list[UUID]:
    """Write what goes back on the order and as refund intents. Raises WrongState, RefundTooMuch."""
    shares: dict[UUID, tuple[Decimal, int]] = {}
    for line in lines:
        try:
            share = refund_share(line, quantities[line.id], refunded=line.refunded)
        except ValueError:
            raise WrongState(
                _("More of %(sku)s than was sold cannot go back", sku=line.sku), status=order.status
            ) from None
        shares[line.id] = (share.quantity, share.total)
    delivery = _delivery_left(order) if shipping else 0
    amount = sum(total for _quantity, total in shares.values()) + delivery
    if amount <= 0:
        return []
    refunds = payments.intend_refunds(
        order_id=order.id, amount=amount, reason=reason,
        lines=[{"line_id": str(key), "quantity": str(part[0]), "amount": part[1]} for key, part in shares.items()]
        + ([{"line_id": None, "quantity": "1", "amount": delivery}] if delivery else []),
    )  # fmt: skip
    orders.refund_lines(order, shares, shipping=delivery)
    audit.record(
        "orders.refunded", object_type="order", object_id=order.id, reason=reason,
        after={"amount": amount, "currency": order.currency},
    )  # fmt: skip
    events.record(
        OrderRefunded(
            order_id=str(order.id),
            refund_ids=[str(refund) for refund in refunds],
            amount=amount,
            currency=order.currency,
        )
    )
    return refunds


def _delivery_left(order: Order) -> int:
    """What was paid for delivery and not given back yet; tax on top where prices exclude it."""
    paid = order.shipping + (0 if order.prices_include_tax else order.shipping_tax)
    return paid - order.shipping_refunded


def carry_out(refund_id: UUID) -> bool:
    """Have a refund paid by its gateway; idempotent. Raises GatewayTimeout; the intent stays for the sweeper."""
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
        if payments.finish_refund(refund_id, done=done) and done:
            events.record(
                RefundSettled(
                    refund_id=str(refund_id),
                    order_id=str(refund.order_id),
                    amount=refund.amount,
                    currency=refund.currency,
                )
            )
    return done


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
