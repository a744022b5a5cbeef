"""Which location serves which line. One place for the whole order if any can, else one for each line.

Lines may draw the same stock item (a bundle and its part, one article said twice): what one takes, the next
does not find any more.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from app.core.i18n import gettext as _
from app.domains.inventory.errors import OutOfStock
from app.domains.inventory.types import Demand
from app.queries.sellables import Sellable

Wanted = Sequence[tuple[Sellable, Decimal]]


class Shelves:
    """What is free at the locations, less what the lines before took."""

    def __init__(self) -> None:
        self._taken: dict[tuple[UUID, UUID], Decimal] = defaultdict(Decimal)

    def room(self, item: Sellable, location: UUID) -> Decimal | None:
        """Units of it that the location still has; None = without limit."""
        return min(
            (
                max(Decimal(0), draw.free_at(location) - self._taken[draw.stock_item_id, location]) // draw.quantity
                for draw in item.limited
            ),
            default=None,
        )  # fmt: skip

    def take(self, item: Sellable, quantity: Decimal, location: UUID) -> bool:
        """Take it there; False, and nothing is taken, when there is not enough."""
        room = self.room(item, location)
        if room is not None and room < quantity:
            return False
        for draw in item.limited:
            self._taken[draw.stock_item_id, location] += quantity * draw.quantity
        return True


def ship_from(wanted: Wanted, fallback: UUID | None) -> dict[UUID, UUID | None]:
    """Variant id -> location that ships it, None for downloads.

    Raises OutOfStock naming the first line that no place can serve.
    """
    lines = _merged(wanted)
    places = sorted(
        {
            (place.priority, place.location_id)
            for item, _q in lines
            for draw in item.draws
            for place in draw.places
            if place.ships
        }
    )
    for _priority, location in places:
        shelves = Shelves()
        if all(shelves.take(item, quantity, location) for item, quantity in lines):
            return {item.variant_id: None if item.digital else location for item, _q in lines}
    shelves = Shelves()
    return {
        item.variant_id: _first(shelves, item, quantity, [place for _p, place in places], fallback)
        for item, quantity in lines
    }


def hand_out_at(wanted: Wanted, location: UUID) -> dict[UUID, UUID | None]:
    """Variant id -> the store of pickup. Raises OutOfStock when it lacks a line."""
    shelves = Shelves()
    for item, quantity in _merged(wanted):
        room = shelves.room(item, location)
        if not shelves.take(item, quantity, location):
            raise out_of_stock(item, quantity, room or Decimal(0))
    return {item.variant_id: None if item.digital else location for item, _q in wanted}


def demands(wanted: Wanted, routes: dict[UUID, UUID | None]) -> list[Demand]:
    """What the routed lines draw from stock; untracked items draw nothing."""
    return [
        Demand(
            draw.stock_item_id,
            location,
            quantity * draw.quantity,
            unlimited=draw.backorder,
            keep=draw.keep_at(location),
        )
        for item, quantity in wanted
        if (location := routes[item.variant_id]) is not None
        for draw in item.draws
        if draw.tracked
    ]


def out_of_stock(item: Sellable, quantity: Decimal, available: Decimal) -> OutOfStock:
    """The contract's refusal: `sku`, `requested`, `available`."""
    return OutOfStock(
        _("%(title)s: only %(count)s left", title=item.title, count=available.normalize().__format__("f")),
        sku=item.sku, requested=_plain(quantity), available=_plain(available),
    )  # fmt: skip


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
