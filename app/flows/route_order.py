"""Which location serves which line. One place for the whole order if any can, else one for each line; or, where the
shop says so, one place after the other until there is enough.

Lines may draw the same stock item (a bundle and its part, one article said twice): what one takes, the next
does not find any more.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from app.core.i18n import gettext as _
from app.domains.inventory.errors import OutOfStock
from app.domains.inventory.types import Demand, Shortage
from app.queries.drawn import Draw
from app.queries.sellables import Sellable

Wanted = Sequence[tuple[Sellable, Decimal]]


@dataclass(frozen=True, slots=True)
class Leg:
    """So many units of a line from one place; None: nothing is sent, as of downloads."""

    location: UUID | None
    quantity: Decimal


Routes = Mapping[UUID, tuple[Leg, ...]]
"""Variant id -> where its units come from, all lines of it together."""


class Shelves:
    """What is free at the locations, less what the lines before took."""

    def __init__(self) -> None:
        self._taken: dict[tuple[UUID, UUID], Decimal] = defaultdict(Decimal)

    def room(self, item: Sellable, location: UUID) -> Decimal | None:
        """Units of it that the location still has; None = without limit."""
        return self._least(item.limited, location, Draw.free_at)

    def there(self, item: Sellable, location: UUID) -> Decimal | None:
        """The same without what is sold past zero; None = it is not counted."""
        return self._least([draw for draw in item.draws if draw.tracked], location, Draw.there)

    def _least(
        self, draws: Iterable[Draw], location: UUID, count: Callable[[Draw, UUID], Decimal]
    ) -> Decimal | None:
        return min(
            (
                max(Decimal(0), count(draw, location) - self._taken[draw.stock_item_id, location]) // draw.quantity
                for draw in draws
            ),
            default=None,
        )  # fmt: skip

    def take(self, item: Sellable, quantity: Decimal, location: UUID) -> bool:
        """Take it there; False, and nothing is taken, when there is not enough."""
        room = self.room(item, location)
        if room is not None and room < quantity:
            return False
        for draw in item.draws:
            if draw.tracked:
                self._taken[draw.stock_item_id, location] += quantity * draw.quantity
        return True


def ship_from(wanted: Wanted, fallback: UUID | None, take_from: str = "one_place") -> Routes:
    """Where each variant is sent from, by the shop's rule: one place, or one place after the other.

    Raises OutOfStock naming the first line that cannot be served.
    """
    lines = _merged(wanted)
    places = _in_order(lines)
    if take_from != "one_place":
        return _spread(lines, places, fallback, most_first=take_from == "most_stock")
    for location in places:
        shelves = Shelves()
        if all(shelves.take(item, quantity, location) for item, quantity in lines):
            return {item.variant_id: _leg(item, quantity, location) for item, quantity in lines}
    shelves = Shelves()
    return {
        item.variant_id: _leg(item, quantity, _first(shelves, item, quantity, places, fallback))
        for item, quantity in lines
    }


def hand_out_at(wanted: Wanted, location: UUID) -> Routes:
    """All of it from the store of pickup. Raises OutOfStock when it lacks a line."""
    shelves = Shelves()
    lines = _merged(wanted)
    for item, quantity in lines:
        room = shelves.room(item, location)
        if not shelves.take(item, quantity, location):
            raise out_of_stock(item, quantity, room or Decimal(0))
    return {item.variant_id: _leg(item, quantity, location) for item, quantity in lines}


def _leg(item: Sellable, quantity: Decimal, location: UUID | None) -> tuple[Leg, ...]:
    return (Leg(None if item.digital else location, quantity),)


def _in_order(lines: Wanted) -> list[UUID]:
    """The places that ship any of it, in the order of their priority."""
    found = {
        (place.priority, place.location_id)
        for item, _quantity in lines
        for draw in item.draws
        for place in draw.places
        if place.ships
    }
    return [location for _priority, location in sorted(found)]


def _spread(
    lines: Wanted, places: Sequence[UUID], fallback: UUID | None, *, most_first: bool
) -> dict[UUID, tuple[Leg, ...]]:
    """Each place is used up before the next: in the order given, or those with most of the article first."""
    shelves, routes = Shelves(), {}
    for item, quantity in lines:
        order = list(places)
        if most_first:
            order.sort(key=lambda place: -(shelves.there(item, place) or Decimal(0)))
        routes[item.variant_id] = _legs(shelves, item, quantity, order, fallback)
    return routes


def _legs(
    shelves: Shelves, item: Sellable, quantity: Decimal, places: Sequence[UUID], fallback: UUID | None
) -> tuple[Leg, ...]:
    """What lies there comes before what is sold past zero."""
    if item.digital or not places:
        return _leg(item, quantity, _first(shelves, item, quantity, places, fallback))
    taken, left = dict[UUID, Decimal](), quantity
    for rooms in (shelves.there, shelves.room):
        for place in places:
            room = rooms(item, place)
            units = left if room is None else min(left, room)
            if units > 0:
                shelves.take(item, units, place)
                taken[place] = taken.get(place, Decimal(0)) + units
                left -= units
    if left:
        raise out_of_stock(item, quantity, quantity - left)
    return tuple(Leg(place, units) for place, units in taken.items())


def demands(wanted: Wanted, routes: Routes) -> list[Demand]:
    """What the routed lines draw from stock; untracked items draw nothing."""
    return [
        Demand(
            draw.stock_item_id,
            leg.location,
            leg.quantity * draw.quantity,
            unlimited=draw.backorder,
            keep=draw.keep_at(leg.location),
        )
        for item, _quantity in _merged(wanted)
        for leg in routes[item.variant_id]
        if leg.location is not None
        for draw in item.draws
        if draw.tracked
    ]


def by_line(wanted: Wanted, routes: Routes) -> list[tuple[Leg, ...]]:
    """Where the units of each line come from; lines of one variant take its legs in turn."""
    left = {variant: list(legs) for variant, legs in routes.items()}
    found = []
    for item, quantity in wanted:
        own, open_units, rest = list[Leg](), quantity, list[Leg]()
        for leg in left[item.variant_id]:
            units = min(open_units, leg.quantity)
            own += [Leg(leg.location, units)] if units else []
            rest += [Leg(leg.location, leg.quantity - units)] if units < leg.quantity else []
            open_units -= units
        left[item.variant_id] = rest
        found.append(tuple(own))
    return found


def out_of_stock(item: Sellable, quantity: Decimal, available: Decimal) -> OutOfStock:
    """The contract's refusal: `sku`, `requested`, `available`."""
    return OutOfStock(
        _("%(title)s: only %(count)s left", title=item.title, count=available.normalize().__format__("f")),
        sku=item.sku, requested=_plain(quantity), available=_plain(available),
    )  # fmt: skip


def left_of(demanded: Iterable[Demand], shortages: Iterable[Shortage]) -> dict[UUID, Decimal]:
    """Of each stock item that was short somewhere, how much of what was demanded can be had after all."""
    left: dict[UUID, Decimal] = {}
    wanted = list(demanded)
    for lack in shortages:
        whole = sum(
            (each.quantity for each in wanted if each.stock_item_id == lack.stock_item_id), Decimal(0)
        )
        left[lack.stock_item_id] = left.get(lack.stock_item_id, whole) - (lack.wanted - lack.free)
    return left


def short_line(wanted: Wanted, lacking: dict[UUID, Decimal]) -> OutOfStock | None:
    """The refusal of the first line that goes beyond what is free of the items that lack: {stock item: free}."""
    for item, quantity in _merged(wanted):
        drawn = [draw for draw in item.limited if draw.stock_item_id in lacking]
        room = min((max(Decimal(0), lacking[d.stock_item_id]) // d.quantity for d in drawn), default=None)
        if room is not None and room < quantity:
            return out_of_stock(item, quantity, room)
        for draw in drawn:
            lacking[draw.stock_item_id] -= quantity * draw.quantity
    return None


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _merged(wanted: Wanted) -> list[tuple[Sellable, Decimal]]:
    """One line a variant, in the lines' order."""
    items: dict[UUID, Sellable] = {}
    quantities: dict[UUID, Decimal] = defaultdict(Decimal)
    for item, quantity in wanted:
        items.setdefault(item.variant_id, item)
        quantities[item.variant_id] += quantity
    return [(item, quantities[variant]) for variant, item in items.items()]


def _first(
    shelves: Shelves, item: Sellable, quantity: Decimal, places: Sequence[UUID], fallback: UUID | None
) -> UUID | None:
    room = [shelves.room(item, place) or Decimal(0) for place in places]
    for location in () if item.digital else places:
        if shelves.take(item, quantity, location):
            return location
    if not item.limited:
        return None if item.digital else fallback
    raise out_of_stock(item, quantity, max(room, default=Decimal(0)))
