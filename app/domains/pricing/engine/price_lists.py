"""What the choice among price lists is told and answers: lists, their entries, who wishes, and the resolution."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from uuid import UUID

from app.domains.pricing.engine.errors import BadContext
from app.domains.pricing.engine.quote import Result

SIGNED_IN = ("customer", "group")
"""Facts that only somebody with an account has."""
UNRANKED = ("campaign",)
"""Conditions that do not make a price more specific."""


class Kind(StrEnum):
    """What a list is for; the later in this order, the stronger."""

    BASE = "base"
    MARKET = "market"
    CHANNEL = "channel"
    SALE = "sale"
    SEGMENT = "segment"
    CONTRACT = "contract"


STRENGTH = {kind: place for place, kind in enumerate(Kind)}


class Depth(IntEnum):
    """What an entry is for, from all goods to one variant."""

    ALL = 0
    CATEGORY = 1
    PRODUCT = 2
    VARIANT = 3


@dataclass(frozen=True, slots=True)
class Condition:
    """A fact of the wish that must be one of these values; none named: it must be somebody with an account."""

    on: str
    values: frozenset[str]

    def holds(self, wish: "Wish") -> bool:
        if not self.values:
            return any(wish.facts.get(each) for each in SIGNED_IN)
        return not self.values.isdisjoint(wish.facts.get(self.on, frozenset()))


@dataclass(frozen=True, slots=True)
class Entry:
    """A price in a list: an amount in minor units, or `percent` (millionths) off what the list builds on.

    Bounds of quantity and time are inclusive; a lowest tier (1 or less) holds for any quantity.
    """

    amount: int | None = None
    percent: int | None = None
    min_quantity: Decimal = Decimal(1)
    max_quantity: Decimal | None = None
    depth: Depth = Depth.VARIANT
    conditions: tuple[Condition, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    compare_at: int | None = None

    def __post_init__(self) -> None:
        if (self.amount is None) == (self.percent is None):
            raise BadContext("an entry has an amount or a percentage")

    def fits(self, quantity: Decimal | None) -> bool:
        """Whether it is the tier of a quantity; where none is said, no tier is."""
        if quantity is None:
            return self.min_quantity <= 1 and self.max_quantity is None
        enough = self.min_quantity <= 1 or quantity >= self.min_quantity
        return enough and (self.max_quantity is None or quantity <= self.max_quantity)


@dataclass(frozen=True, slots=True)
class PriceList:
    """A list as it competes. `percent` (millionths) is off everything that no entry names; `ending` in minor units.

    Prices converted by the exchange rate `rate` (in words) are good until a time, None for ever.
    """

    id: UUID
    name: str
    kind: Kind = Kind.BASE
    position: int = 0
    priority: int | None = None
    conditions: tuple[Condition, ...] = ()
    match_any: bool = False
    active: bool = True
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    percent: int | None = None
    based_on: UUID | None = None
    ending: int | None = None
    tax_included: bool | None = None
    good_until: datetime | None = None
    rate: str = ""

    def holds(self, wish: "Wish") -> bool:
        """Whether its conditions hold: all or any of them; a list without conditions is for everyone."""
        held = [condition.holds(wish) for condition in self.conditions]
        return not held or (any(held) if self.match_any else all(held))


@dataclass(frozen=True, slots=True)
class Wish:
    """Who asks for how many, when and where. `facts`: channel, country, group, customer, company, location, campaign."""

    at: datetime
    quantity: Decimal | None = Decimal(1)
    facts: Mapping[str, frozenset[str]] = field(default_factory=dict)


class Choice(StrEnum):
    """How a shop lets lists compete."""

    KIND = "kind"
    SPECIFIC = "specific"
    POSITION = "position"
    LOWEST = "lowest"


@dataclass(frozen=True, slots=True)
class Rules:
    """A shop's conventions; `refuse_ties`: two equal lists are a mistake that nobody should buy on."""

    choice: Choice = Choice.KIND
    refuse_ties: bool = False


@dataclass(frozen=True, slots=True)
class Base:
    """The base price and its former one; `rate` tells in words by which exchange rate it was converted."""

    amount: int
    compare_at: int | None = None
    rate: str = ""


@dataclass(frozen=True, slots=True)
class Considered:
    """A list that was looked at, what became of it, the price it has, and why."""

    list: PriceList
    result: Result
    reason: str
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """The unit price; None: it cannot be sold. `original` is the price without sales, `list` None the base price.

    `rate`: the exchange rate it was converted by, in words; `too_old`: it would be, by one that is too old.
    """

    amount: int | None
    compare_at: int | None = None
    original: int | None = None
    list: PriceList | None = None
    tier: Entry | None = None
    trace: tuple[Considered, ...] = ()
    conflict: bool = False
    rate: str = ""
    too_old: bool = False
