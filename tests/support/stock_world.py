"""What a tenant's stock should be, kept in plain numbers beside the real thing; for the model tests of the stock."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from app.domains.inventory.types import Demand

Spot = tuple[int, int]
"""An item and a place, by their numbers in the test."""
Wanted = tuple[tuple[Spot, int], ...]


@dataclass
class Shelf:
    """The counters that one level should have."""

    on_hand: int = 0
    allocated: int = 0
    held: int = 0
    oversold: int = 0
    kept: int = 0


@dataclass
class Promise:
    """Stock promised to a cart or an order; `open` until it is given back or allocated."""

    wanted: Wanted
    expires: datetime
    open: set[Spot] = field(default_factory=set)


class Oracle:
    """Says what every operation must answer, and what every counter must be after it."""

    def __init__(self, items: list[UUID], places: list[UUID]) -> None:
        self.items, self.places = items, places
        self.shelves: dict[Spot, Shelf] = defaultdict(Shelf)
        self.carts: dict[UUID, Promise] = {}
        self.orders: dict[UUID, Promise] = {}
        self.paid: dict[UUID, Counter[Spot]] = {}
        self.gone: dict[UUID, Counter[Spot]] = {}
        self.unlimited: set[int] = set()
        self.limits: dict[int, int] = {}

    def spots(self) -> list[Spot]:
        return [(item, place) for item in range(len(self.items)) for place in range(len(self.places))]

    def promises(self) -> list[Promise]:
        return [*self.carts.values(), *self.orders.values()]

    def reserved(self, spot: Spot) -> int:
        return sum(dict(each.wanted)[spot] for each in self.promises() if spot in each.open)

    def free(self, spot: Spot) -> int:
        shelf = self.shelves[spot]
        return shelf.on_hand - shelf.allocated - shelf.held - shelf.kept - self.reserved(spot)

    def movable(self, spot: Spot) -> int:
        """What lies there and is not on hold."""
        return max(0, self.shelves[spot].on_hand - self.shelves[spot].held)

    def rest(self, spot: Spot, now: datetime) -> int:
        """What can be taken: free, and promised to those who came too late."""
        late = [
            dict(each.wanted)[spot] for each in self.promises() if each.expires < now and spot in each.open
        ]
        return self.free(spot) + sum(late)

    def demands(self, wanted: Wanted) -> list[Demand]:
        return [
            Demand(self.items[item], self.places[place], Decimal(quantity), unlimited=item in self.unlimited)
            for (item, place), quantity in wanted
        ]

    def _lacks(self, wanted: Wanted) -> bool:
        return any(spot[0] not in self.unlimited and self.free(spot) < n for spot, n in wanted)

    def make_room(self, wanted: Wanted, now: datetime) -> bool:
        """Whether so much can be promised or sold; what expired is given back only where it is in the way."""
        if self._lacks(wanted):
            before = [(each, set(each.open)) for each in self.promises()]
            self.expire(now, {spot for spot, _ in wanted})
            if self._lacks(wanted):
                for promise, was in before:
                    promise.open = was
                return False
        return True

    def expire(self, now: datetime, spots: Iterable[Spot]) -> None:
        for promise in self.promises():
            if promise.expires < now:
                promise.open -= set(spots)

    def pay(self, order: UUID) -> int:
        """Open reservations become allocations; how many there were."""
        promise = self.orders.pop(order)
        moved: Counter[Spot] = Counter({spot: n for spot, n in promise.wanted if spot in promise.open})
        for spot, quantity in moved.items():
            self.shelves[spot].allocated += quantity
        if moved:
            self.paid[order] = moved
        return len(moved)
