"""Finish what a crash or a silent gateway left: ask the gateway, then settle, compensate, or go on waiting."""

import logging
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from app.core import clock, idempotency
from app.core.db import require_no_unit, unit_of_work
from app.core.faults import fault
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import OutOfStock
from app.domains.inventory.service import RESERVED_FOR
from app.domains.inventory.types import Demand
from app.domains.orders.types import Order
from app.domains.payments import service as payments
from app.domains.payments.ports import GatewayTimeout, Outcome
from app.domains.payments.service import Intent
from app.flows import cancel_order, settle_payment
from app.queries import order_facts

log = logging.getLogger(__name__)
PATIENCE = timedelta(seconds=15)
"""Longer than a request waits for the gateway: younger payments may still be in a request's hands."""


class _Unreserved(Exception):
    """The reservation ran out before the payment came: take stock again first."""


def recover_all(*, older_than: timedelta = PATIENCE) -> int:
    """Recover every open payment of the bound tenant; returns how many moved."""
    with unit_of_work():
        waiting = payments.unsettled(older_than)
    return sum(_try(payment_id) for payment_id in waiting)


def _try(payment_id: UUID) -> bool:
    """One payment that cannot be recovered never holds up the others."""
    try:
        return recover(payment_id)
    except Exception:
        log.exception("payment %s cannot be recovered now", payment_id)
        return False


def recover(payment_id: UUID) -> bool:
    """Ask about one payment and act on the answer; False when it goes on waiting or was settled meanwhile."""
    require_no_unit("a gateway's call")
    with unit_of_work():
        found = payments.find_intent(payment_id)
        if found is None:
            return False
        intent, payment = found
        order = order_facts.one(intent.order_id)
        expired = payment.created_at + RESERVED_FOR < clock.now()
        ticket = payment.details.get("ticket")
    try:
        outcome = _ask(intent, expired=expired)
    except GatewayTimeout:
        return False
    fault("recover_payment.asked")
    return outcome is not None and _settle(intent, order, outcome, ticket)


def _ask(intent: Intent, *, expired: bool) -> Outcome | None:
    """The gateway's word; a key it never saw is closed, so that a late request cannot charge it."""
    known = intent.gateway.find(intent.charge.key)
    if known is None or (known.state == "requires_action" and expired):
        return intent.gateway.cancel(intent.charge.key, intent.charge.tenant)
    return None if known.state == "requires_action" else known


def _settle(intent: Intent, order: Order, outcome: Outcome, ticket: list[str] | None) -> bool:
    try:
        with unit_of_work():
            return _record(intent, order, outcome, ticket)
    except _Unreserved:
        pass
    try:
        with unit_of_work():
            inventory.reserve(order.id, demands(order))
            return _record(intent, order, outcome, ticket)
    except OutOfStock:
        return _give_back(intent, order, outcome)


def _record(intent: Intent, order: Order, outcome: Outcome, ticket: list[str] | None) -> bool:
    state = settle_payment.record(intent, order, outcome)
    if ticket and state.outcome == "declined":
        idempotency.forget(*ticket)
    taken = settle_payment.take_stock(order.id, state.outcome)
    if state.outcome == "paid" and taken == 0 and demands(order):
        raise _Unreserved
    return state.outcome != "known"


def _give_back(intent: Intent, order: Order, outcome: Outcome) -> bool:
    """Paid too late and sold out since: the order is cancelled and the money goes back."""
    with unit_of_work():
        settle_payment.record(intent, order, outcome)
        refunds = cancel_order.cancel_in_unit(
            order.id, reason="sold out before the payment came", allocated=False
        )
    cancel_order.pay_back(refunds)
    return True


def demands(order: Order) -> list[Demand]:
    """What an order's lines draw from stock."""
    return [
        Demand(UUID(item), line.location_id, line.quantity * Decimal(each))
        for line in order.lines
        if line.location_id is not None
        for item, each in line.stock
    ]
