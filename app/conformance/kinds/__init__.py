"""What does a case of each kind: the case and its place in the file in, what came out, by key of `expect`."""

from collections.abc import Callable
from typing import Any

from app.conformance.cases import Case
from app.conformance.kinds import availability, ledger, reservation

KINDS: dict[str, Callable[[Case, int], dict[str, Any]]] = {
    "availability": availability.run,
    "ledger": ledger.run,
    "reservation": reservation.run,
}
