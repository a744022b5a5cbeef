"""Paying from outside: who fails too often is slowed down, and the operators hear of it (SEC-09)."""

from typing import Any
from uuid import UUID

from app.core.idempotency import KeptAnswer
from app.core.principal import current_principal
from app.flows import place_order as placing
from app.flows.place_order import Checkout, Placed
from app.flows.watch_for_spikes import alert
from app.queries.spikes import Spike
from app.web import ratelimit


def place_order(cart_id: UUID, checkout: Checkout, **how: Any) -> Placed | KeptAnswer:
    """As the flow does; raises TooMany while this source's payments fail too often."""
    ratelimit.check_payment(current_principal())
    placed = placing.place_order(cart_id, checkout, **how)
    if isinstance(placed, Placed) and placed.outcome == "declined":
        note_failure()
    return placed


def note_failure() -> None:
    """Count a payment that failed; no unit of work may be open."""
    caller = current_principal()
    if ratelimit.count_failed_payment(caller):
        kind = "client" if caller.kind == "api" else "address"
        alert([Spike("failed_payments", int(ratelimit.FAILED_PAYMENTS[kind]))])
