"""Paying from outside: who fails too often is slowed down, and the operators hear of it (SEC-09)."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from app.core.idempotency import KeptAnswer
from app.core.principal import current_principal
from app.domains.giftcards.errors import UnknownCode
from app.flows import place_order as placing
from app.flows.place_order import Placed
from app.flows.price_checkout import Checkout
from app.flows.watch_for_spikes import alert
from app.queries.spikes import Spike
from app.web import ratelimit


def place_order(cart_id: UUID, checkout: Checkout, **how: Any) -> Placed | KeptAnswer:
    """As the flow does; raises TooMany while this source's payments fail too often."""
    ratelimit.check_payment(current_principal())
    with trying_codes(checkout.cards):
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


@contextmanager
def trying_codes(codes: Collection[str]) -> Iterator[None]:
    """Around whatever looks codes of gift cards up: raises TooMany for a source that tried too many wrong ones."""
    if codes:
        ratelimit.check_codes(current_principal())
    try:
        yield
    except UnknownCode:
        ratelimit.count_wrong_code(current_principal())
        raise
