"""What does a case of each kind: the case and its place in the file in, what came out, by key of `expect`."""

from collections.abc import Callable
from typing import Any

from app.conformance.cases import Case
from app.conformance.kinds import (
    allocate,
    availability,
    bxgy,
    calculator,
    cart,
    cash_round,
    catalog,
    choose,
    convert,
    ledger,
    price_list,
    price_zone,
    reservation,
    tax_only,
)

KINDS: dict[str, Callable[[Case, int], dict[str, Any]]] = {
    "allocate": allocate.run,
    "availability": availability.run,
    "bxgy": bxgy.run,
    "calculator": calculator.run,
    "cart": cart.run,
    "cash_round": cash_round.run,
    "catalog": catalog.run,
    "choose": choose.run,
    "convert": convert.run,
    "ledger": ledger.run,
    "price_list": price_list.run,
    "price_zone": price_zone.run,
    "reservation": reservation.run,
    "tax_only": tax_only.run,
}
