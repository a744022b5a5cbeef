"""Values of the inventory's door."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from app.core.errors import AppError

# What suppliers may be paid in.
CURRENCIES = (
    "EUR", "USD", "GBP", "CHF", "CAD", "AUD", "CNY", "CZK", "DKK", "HKD", "HUF", "INR", "JPY", "KRW", "NOK", "PLN",
    "RON", "SEK", "TRY", "TWD", "VND",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Demand:
    """So much of one stock item at one location. `unlimited`: sold past zero; `keep`: what the channel leaves there."""

    stock_item_id: UUID
    location_id: UUID
    quantity: Decimal
    unlimited: bool = False
    keep: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Shortage:
    """A demand that could not be met, and what is free for it; `stocked`: whether the place has the item at all."""

    stock_item_id: UUID
    location_id: UUID
    wanted: Decimal
    free: Decimal
    stocked: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one level's counters; deltas may be negative."""

    stock_item_id: UUID
    location_id: UUID
    on_hand: Decimal = Decimal(0)
    allocated: Decimal = Decimal(0)
    held: Decimal = Decimal(0)
    damaged: Decimal = Decimal(0)
    incoming: Decimal = Decimal(0)
    oversold: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Kept:
    """Whether any of the items is kept by lot, or by serial number."""

    by_lot: bool
    by_serial: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What an outside system says of one level: what lies there (`sets`), or how many came or went.

    A row's own `reason` goes before that of all.
    """

    sku: str
    location: str
    quantity: Decimal
    sets: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not done, and why; the others are."""

    row: int
    error: AppError


@dataclass(frozen=True, slots=True)
class Moved:
    """A level before and after a row was done."""

    row: int
    stock_item_id: UUID
    location_id: UUID
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Report:
    """How many levels changed, and were as told already; what was refused. `moves`: every row that was not."""

    changed: int
    unchanged: int
    refused: tuple[Refused, ...]
    moves: tuple[Moved, ...] = ()


@dataclass(frozen=True, slots=True)
class Booking:
    """Under what document levels are changed, where it is not another system's call."""

    document: str = "bulk"
    document_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one adjustment may change: units, worth (minor units), or percent of what a count expected.

    None: any.
    """

    units: Decimal | None = None
    value: int | None = None
    percent: Decimal | None = None

    def cover(self, delta: Decimal, cost: Decimal | None) -> bool:
        """Whether a change is within; without a known `cost` of a unit only its number counts."""
        within = self.units is None or abs(delta) <= self.units
        return within and (self.value is None or cost is None or abs(delta) * cost <= self.value)

    def cover_count(self, found: Decimal, expected: Decimal) -> bool:
        """Whether a count's difference is within."""
        return self.percent is None or abs(found) * 100 <= self.percent * expected


@dataclass(frozen=True, slots=True)
class Batch:
    """What of a lot lies at a location, what of it is on hold, and whether its day has passed."""

    lot_id: UUID
    on_hand: Decimal
    held: Decimal = Decimal(0)
    expired: bool = False

    @property
    def usable(self) -> Decimal:
        """What of it may be sold."""
        return Decimal(0) if self.expired else self.on_hand - self.held
