"""What a payment gateway must offer. Calls happen outside any transaction and end within TIMEOUT_SECONDS."""

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

TIMEOUT_SECONDS = 10
State = Literal["paid", "declined", "requires_action", "cancelled"]


class GatewayTimeout(Exception):
    """No answer: whether money moved is unknown until the gateway is asked."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The gateway's word on a charge or refund. `code` says why it was declined."""

    state: State
    reference: str = ""
    code: str = ""
    next_action: dict[str, Any] | None = None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Charge:
    """What is asked of a gateway. The key makes it happen at most once."""

    key: str
    tenant: str
    amount: int
    currency: str
    token: str


class Gateway(Protocol):
    """Idempotent by key: the same key gives the same outcome. Raises GatewayTimeout."""

    def charge(self, charge: Charge) -> Outcome: ...
    def find(self, key: str) -> Outcome | None: ...
    def cancel(self, key: str, tenant: str) -> Outcome:
        """Close a key so that it can never be charged; the outcome says if it already was."""
        ...

    def refund(self, key: str, charge_key: str, amount: int, currency: str, tenant: str) -> Outcome: ...
