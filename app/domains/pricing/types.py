"""What prices look like to those who ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Price:
    """A variant's base price in minor units of a currency, in the tenant's tax mode.

    `compare_at` is the former, higher price; `cost` is what the merchant paid, None when not known.
    """

    variant_id: UUID
    currency: str
    amount: int
    compare_at: int | None = None
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What one piece costs anyone on a site from now on: (from, amount, former), amount None for the base price."""

    variant_id: UUID
    channel: str
    currency: str
    steps: Sequence[tuple[str, int | None, int | None]]
