"""Deliveries counted in at a till, by whoever is signed in there (POS-09)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from app.core.errors import Forbidden
from app.core.i18n import gettext as _
from app.core.principal import Principal, acting_as, current_principal
from app.domains.identity import service as identity
from app.domains.inventory import service as inventory
from app.domains.inventory.service import Arrived, Counted, Delivery, Wish
from app.domains.pos.permissions import TillPermission
from app.domains.pos.types import Till
from app.queries.till_deliveries import Coming


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted, under an id that the till chose (`receipt`).

    By line (sound, damaged), and by code what nobody expected. `last`: the rest never comes. `serials`, by line: the
    numbers of the sound ones.
    """

    receipt: UUID
    lines: Mapping[UUID, tuple[Decimal, Decimal]]
    unknown: Mapping[str, Decimal] = field(default_factory=dict)
    last: bool = False
    serials: Mapping[UUID, Sequence[str]] = field(default_factory=dict)


def receive(till: Till, cashier_id: UUID, delivery: Coming, tally: Tally) -> bool:
    """Book it. False when this receipt was booked before: nothing changes then.

    Raises Forbidden, UnknownTransfer, UnknownPurchase, TransferState, PurchaseState, Invalid, SerialsNeeded, SerialRefused.
    """
    with acting_as(_cashier(till, cashier_id)):
        if delivery.kind == "purchase":
            lines = {line: Counted(*came) for line, came in tally.lines.items()}
            told = Delivery(lines, tally.serials, tally.unknown, last=tally.last)
            return inventory.receive_purchase(tally.receipt, delivery.id, told)
        others = [Wish(code, quantity) for code, quantity in tally.unknown.items()]
        arrived = {
            line: Arrived(*came, tuple(tally.serials.get(line, ()))) for line, came in tally.lines.items()
        }
        inventory.receive_transfer(delivery.id, arrived, others=others)
        return True


def _cashier(till: Till, cashier_id: UUID) -> Principal:
    """Whoever is signed in, for what they do at this store. Raises Forbidden."""
    found = next((each for each in identity.cashiers(till.location_id) if each.id == cashier_id), None)
    if found is None or TillPermission.RECEIVE.value not in found.permissions:
        raise Forbidden(_("You may not receive deliveries at this till"))
    return Principal(
        "staff", id=str(found.id), name=found.name, permissions=found.permissions,
        locations=frozenset({till.location_id}), location_id=till.location_id, ip=current_principal().ip,
    )  # fmt: skip
