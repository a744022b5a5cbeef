"""Cards as they are passed around."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

KINDS = ("gift", "credit")
VATS = ("multi", "single")
STATUSES = ("active", "blocked", "expired")
ENTRY_KINDS = ("issue", "top_up", "redeem", "give_back", "expire", "adjust")


@dataclass(frozen=True, slots=True)
class Card:
    """A balance that pays: a gift card, whoever has its code; or a customer's store credit. Minor units.

    `vat`: `multi` is taxed when goods are bought with it, `single` was taxed when it was sold: with `taxed`,
    {name, rate in millionths, tax, total}.
    """

    id: UUID
    kind: str
    last4: str
    currency: str
    balance: int
    status: str
    expires_on: date | None
    vat: str
    customer_id: UUID | None
    taxed: dict[str, Any] | None = None

    @property
    def method(self) -> str:
        """The way to pay that it is, as payments name it."""
        return "gift_card" if self.kind == "gift" else "store_credit"


@dataclass(frozen=True, slots=True)
class Issued:
    """A card just made. `code` is told now and never again: only its hash is kept."""

    card: Card
    code: str


@dataclass(frozen=True, slots=True)
class Taking:
    """What one card pays of one payment."""

    card_id: UUID
    payment_id: UUID
    amount: int
