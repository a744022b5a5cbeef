"""Which location serves which line. One place for the whole order if any can, else one for each line."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from app.core.i18n import gettext as _
from app.domains.inventory.errors import OutOfStock
from app.domains.inventory.types import Demand
from app.queries.sellables import Sellable

Wanted = Sequence[tuple[Sellable, Decimal]]


def ship_from(wanted: Wanted, fallback: UUID | None) -> dict[UUID, UUID | None]:
    """Variant id -> location that ships it. Raises OutOfStock naming the first line that no place can serve."""
    places = sorted(
        {
            (place.priority, place.location_id)
            for item, _q in wanted
            for draw in item.draws
            for place in draw.places
            if place.ships
        }
    )
    for _priority, location in places:
        if all(_serves(item, location, quantity) for item, quantity in wanted):
            return {item.variant_id: location for item, _q in wanted}
    return {
        item.variant_id: _first(item, quantity, [place for _p, place in places], fallback)
        for item, quantity in wanted
    }


def hand_out_at(wanted: Wanted, location: UUID) -> dict[UUID, UUID | None]:
    """Variant id -> the store of pickup. Raises OutOfStock when it lacks a line."""
    for item, quantity in wanted:
        if not _serves(item, location, quantity):
            raise out_of_stock(item, quantity, item.available_at(location) or Decimal(0))
    return {item.variant_id: location for item, _q in wanted}


def demands(wanted: Wanted, routes: dict[UUID, UUID | None]) -> list[Demand]:
    """What the routed lines draw from stock; untracked items draw nothing."""
    return [
        Demand(draw.stock_item_id, location, quantity * draw.quantity, unlimited=draw.backorder)
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


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _serves(item: Sellable, location: UUID, quantity: Decimal) -> bool:
    available = item.available_at(location)
    return available is None or available >= quantity


def _first(item: Sellable, quantity: Decimal, places: Sequence[UUID], fallback: UUID | None) -> UUID | None:
    for location in places:
        if _serves(item, location, quantity):
            return location
    if not item.limited:
        return fallback
    free = [item.available_at(place) or Decimal(0) for place in places]
    raise out_of_stock(item, quantity, max(free, default=Decimal(0)))
