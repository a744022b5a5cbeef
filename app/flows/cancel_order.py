"""Cancel what has not left: stock goes back, money goes back, the buyer is told. Whole or by line."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from app.core import audit, events
from app.core.db import unit_of_work
from app.core.errors import Invalid
from app.core.faults import fault
from app.core.i18n import gettext as _
from app.domains.fulfillment import service as fulfillment
from app.domains.inventory import service as inventory
from app.domains.inventory.types import Demand
from app.domains.orders import service as orders
from app.domains.orders.errors import WrongState
from app.domains.orders.events import OrderCancelled, OrderLinesCancelled
from app.domains.orders.models import Order, OrderLine
from app.domains.payments.ports import GatewayTimeout
from app.domains.promotions import service as promotions
from app.flows import carry_out_refund, refund_order


def cancel_order(order_id: UUID, *, reason: str, quantities: Mapping[UUID, Decimal] | None = None) -> None:
    """Cancel an order, or quantities of its lines; what was paid for them goes back.

    Opens its own units: the gateway is called between them. Raises Invalid without a reason, WrongState.
    """
    if not reason.strip():
        raise Invalid(_("A cancellation needs a reason"), fields={"reason": _("Say why")})
    with unit_of_work():
        refunds = cancel_in_unit(order_id, reason=reason, quantities=quantities)
    fault("cancel_order.cancelled")
    pay_back(refunds)


def cancel_in_unit(
    order_id: UUID, *, reason: str, quantities: Mapping[UUID, Decimal] | None = None, allocated: bool = True
) -> list[UUID]:
    """Do all of it but the gateway's part; returns the refunds to carry out with `pay_back`."""
    order = orders.lock(order_id)
    if order.payment_status in ("pending", "requires_action"):
        raise WrongState(
            _("Its payment is still being asked about; try again in a minute"), state=order.status
        )
    wanted = quantities or _all_open(order.id)
    if not any(wanted.values()):
        raise WrongState(_("Nothing of this order is left to cancel"), state=order.status)
    before = order.status
    touched = orders.cancel_lines(order, wanted, reason=reason)
    refunds = _refund(order, touched, wanted, reason)
    fulfillment.cancel(order.id, {line.id: wanted[line.id] for line in touched})
    if order.status == "cancelled":
        fulfillment.cancel_pickup(order.id)
        promotions.give_back(order.id)
    orders.note(order.id, "cancelled", {"reason": reason, "lines": [str(line.id) for line in touched]})
    audit.record(
        "orders.cancelled", object_type="order", object_id=order.id, reason=reason,
        before={"status": before}, after={"status": order.status, "lines": len(touched)},
    )  # fmt: skip
    _announce(order, touched, reason)
    if allocated:
        events.flush()
        inventory.deallocate(order.id, drawn(touched, wanted))
    return refunds


def pay_back(refund_ids: Sequence[UUID]) -> None:
    """Ask the gateways to pay refunds back; what stays silent is asked again by the sweeper."""
    for refund_id in refund_ids:
        try:
            carry_out_refund.carry_out(refund_id)
        except GatewayTimeout:
            continue


def drawn(lines: Sequence[OrderLine], quantities: Mapping[UUID, Decimal]) -> list[Demand]:
    """What quantities of order lines hold of stock."""
    return [
        Demand(UUID(item), line.location_id, quantities[line.id] * Decimal(each))
        for line in lines
        if line.location_id is not None
        for item, each in line.stock
    ]


def _all_open(order_id: UUID) -> dict[UUID, Decimal]:
    return {line.id: line.quantity - line.fulfilled - line.cancelled for line in orders.lines_of(order_id)}


def _refund(
    order: Order, touched: list[OrderLine], wanted: Mapping[UUID, Decimal], reason: str
) -> list[UUID]:
    """What was paid for cancelled lines; delivery too, once nothing is left of the order."""
    if order.payment_status not in ("paid", "partially_refunded"):
        return []
    whole = order.status == "cancelled"
    return refund_order.book(order, touched, wanted, shipping=whole, reason=reason)


def _announce(order: Order, touched: list[OrderLine], reason: str) -> None:
    if order.status == "cancelled":
        events.record(OrderCancelled(order_id=str(order.id), reason=reason))
    else:
        events.record(
            OrderLinesCancelled(order_id=str(order.id), line_ids=[str(line.id) for line in touched])
        )
