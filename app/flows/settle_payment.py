"""A payment's outcome meets its order: paid, waiting, or compensated. The end of every placing, also after a crash."""

from dataclasses import dataclass
from uuid import UUID

from app.core import events
from app.domains.carts import service as carts
from app.domains.inventory import service as inventory
from app.domains.orders import service as orders
from app.domains.orders.events import OrderPaid, OrderPlaced
from app.domains.orders.types import Order
from app.domains.payments import service as payments
from app.domains.payments.events import PaymentSettled
from app.domains.payments.ports import Outcome
from app.domains.payments.service import Intent
from app.domains.promotions import service as promotions
from app.flows import pay_with_cards, reward_orders


@dataclass(frozen=True, slots=True)
class State:
    """Where order and payment stand. outcome: paid, pending, requires_action, declined or known (settled before)."""

    outcome: str
    status: str
    payment_status: str
    listed: bool


PAID = State("paid", "confirmed", "paid", listed=True)
PENDING = State("pending", "pending", "pending", listed=True)
NEEDS_ACTION = State("requires_action", "pending", "requires_action", listed=True)
DECLINED = State("declined", "cancelled", "failed", listed=False)


def record(intent: Intent, order: Order, outcome: Outcome | None) -> State:
    """Write an outcome (None = the gateway stayed silent) on payment, order and outbox, all but the stock."""
    state = _state(outcome)
    written = payments.settle(intent.id, _payment_status(state, outcome), outcome or Outcome("cancelled"))
    if written is None:
        return State("known", order.status, order.payment_status, order.listed)
    if state is DECLINED:
        reason = outcome.code if outcome and outcome.code else "declined"
        orders.fail(order.id, reason=reason)
        carts.reopen(order.id)
        promotions.give_back(order.id, always=True)
        reward_orders.undo(order.id, 1, 1)
        if written.details.get(pay_with_cards.MARK):
            pay_with_cards.give_back(order.id, reason=reason)
        return state
    orders.payment_moved(
        order.id, payment_status=state.payment_status, status=state.status, kind=f"payment_{state.outcome}",
        data={"amount": written.amount, "currency": written.currency, "method": written.method},
    )  # fmt: skip
    _announce(intent, order, state, written)
    return state


def take_stock(order_id: UUID, outcome: str) -> int:
    """Allocate what is paid, release what was declined; what waits stays reserved. The unit's last statement.

    Returns how many reservations became allocations.
    """
    events.flush()
    if outcome == "paid":
        return inventory.allocate(order_id)
    if outcome == "declined":
        inventory.release(order_id)
    return 0


def _state(outcome: Outcome | None) -> State:
    if outcome is None:
        return PENDING
    return {"paid": PAID, "requires_action": NEEDS_ACTION}.get(outcome.state, DECLINED)


def _payment_status(state: State, outcome: Outcome | None) -> str:
    if state is DECLINED:
        return "cancelled" if outcome is not None and outcome.state == "cancelled" else "declined"
    return state.outcome


def _announce(intent: Intent, order: Order, state: State, written: payments.Settled) -> None:
    if not order.listed:
        events.record(
            OrderPlaced(
                order_id=str(order.id), number=order.number, channel=order.channel, total=order.total,
                currency=order.currency, delivery_kind=order.delivery_kind, payment_status=state.payment_status,
            )
        )  # fmt: skip
    if state is PAID:
        events.record(OrderPaid(order_id=str(order.id), delivery_kind=order.delivery_kind))
        events.record(
            PaymentSettled(
                payment_id=str(intent.id),
                order_id=str(order.id),
                amount=written.amount,
                currency=written.currency,
            )
        )
