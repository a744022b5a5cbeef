"""What points look like to those who ask."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Tier:
    """A rank of members: reached with so many points in a year, it brings so many percent more points."""

    name: str
    points: int
    bonus: int = 0


@dataclass(frozen=True, slots=True)
class Program:
    """How a shop rewards: points for each whole unit of the currency, a point's worth in minor units.

    Points count `pending_days` after the purchase, and end so many months later; 0 months: never.
    """

    points_per_unit: int = 1
    worth: int = 1
    pending_days: int = 14
    months: int = 24
    tiers: tuple[Tier, ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """Points of a member: to spend now, on their way, and earned within a year (which makes the tier).

    `expiring` of them end at `expires_at`, the next such moment.
    """

    available: int = 0
    pending: int = 0
    year: int = 0
    expiring: int = 0
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger."""

    id: UUID
    kind: str
    points: int
    order_id: UUID | None
    due_at: datetime
    expires_at: datetime | None
    note: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Earned:
    """Points for a paid order, of a member."""

    order_id: UUID
    customer_id: UUID
    points: int
    due_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderPoints:
    """What an order brought and cost so far; what it brought counts from `due_at` on."""

    customer_id: UUID
    earned: int
    taken_back: int
    spent: int
    given_back: int
    due_at: datetime | None
