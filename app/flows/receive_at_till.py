"""Deliveries counted in at a till, by whoever is signed in there (POS-09)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from app.core.i18n import gettext as _
from app.core.principal import acting_as
from app.domains.inventory import service as inventory
from app.domains.inventory.service import Arrived, Counted, Delivery, Wish
from app.domains.pos.permissions import TillPermission
from app.domains.pos.types import Till
from app.flows.cashier_at_till import cashier_at_till
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
    words = _("You may not receive deliveries at this till")
    with acting_as(cashier_at_till(till, cashier_id, TillPermission.RECEIVE, refusal=words)):
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
