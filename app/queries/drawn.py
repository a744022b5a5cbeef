"""What a sale draws: stock items at their places, what of it is there, what is awaited."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Place:
    """Free stock of an item at one location, for the channel that asks; `keep`: what that channel leaves there.

    `past`: how many of the free ones are sold past zero.
    """

    location_id: UUID
    ships: bool
    offers_pickup: bool
    priority: int
    free: Decimal
    keep: Decimal = Decimal(0)
    past: Decimal = Decimal(0)

    @property
    def there(self) -> Decimal:
        """What lies there and is free."""
        return max(Decimal(0), self.free - self.past)


@dataclass(frozen=True, slots=True)
class Awaited:
    """Units that are sold past zero, and when they are expected; `preorder`: they are not out yet."""

    quantity: Decimal
    preorder: bool
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class Draw:
    """A stock item that the variant takes `quantity` of per unit."""

    stock_item_id: UUID
    quantity: Decimal
    tracked: bool
    backorder: bool
    places: tuple[Place, ...]
    preorder: bool = False
    expected_on: date | None = None

    @property
    def past_zero(self) -> bool:
        """Whether it is sold when there is none."""
        return self.tracked and (self.backorder or any(place.past for place in self.places))

    def there(self, location_id: UUID | None) -> Decimal:
        """What lies free at a location; None: wherever goods are sent or handed out from."""
        return sum(
            (
                place.there
                for place in self.places
                if (
                    place.ships or place.offers_pickup
                    if location_id is None
                    else place.location_id == location_id
                )
            ),
            Decimal(0),
        )

    def free_at(self, location_id: UUID) -> Decimal:
        return next((place.free for place in self.places if place.location_id == location_id), Decimal(0))

    def keep_at(self, location_id: UUID) -> Decimal:
        return next((place.keep for place in self.places if place.location_id == location_id), Decimal(0))
