"""What does a case of each kind: the case and its place in the file in, what came out, by key of `expect`."""

from collections.abc import Callable
from typing import Any

from app.conformance.cases import Case
from app.conformance.kinds import availability, cash_round, ledger, price_list, price_zone, reservation

KINDS: dict[str, Callable[[Case, int], dict[str, Any]]] = {
    "availability": availability.run,
    "cash_round": cash_round.run,
    "ledger": ledger.run,
    "price_list": price_list.run,
    "price_zone": price_zone.run,
    "reservation": reservation.run,
}
