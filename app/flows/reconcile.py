"""Proves the invariants of a tenant's data: `galleria reconcile`. It only reads, from one snapshot."""

from dataclasses import dataclass, field

from app.core import audit
from app.core.db import unit_of_work
from app.queries import (
    buying_invariants,
    card_invariants,
    gateway_book,
    invariants,
    offer_invariants,
    sale_invariants,
)


@dataclass(frozen=True, slots=True)
class Proof:
    """How many facts each check looked at, and every violation in words; none: all holds."""

    checked: dict[str, int] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)

    def note(self, name: str, found: tuple[int, list[str]]) -> None:
        self.checked[name] = found[0]
        self.violations.extend(found[1])


def reconcile() -> Proof:
    """Check the bound tenant. Opens its own unit; safe while the shop sells.

    The gateway's book is read first: whatever it holds was written down by us before.
    """
    proof = Proof()
    book = gateway_book.read()
    with unit_of_work(snapshot=True):
        for rule in (
            *invariants.RULES,
            *sale_invariants.RULES,
            *buying_invariants.RULES,
            *card_invariants.RULES,
            *offer_invariants.RULES,
        ):
            proof.note(rule.name, invariants.check(rule))
        proof.note("gateway", gateway_book.compare(book))
        proof.note("audit", audit.verify())
    return proof
