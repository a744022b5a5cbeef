"""The stock that new variants begin with: at `main`, or where the shop ships from when there is no `main`."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from app.domains.inventory import service as inventory
from app.domains.inventory.errors import UnknownLocation
from app.domains.inventory.types import Change
from app.queries import export_stock

REASON = "opening stock"


def open_stock(counts: Mapping[UUID, Decimal]) -> None:
    """Make what lies at `main` be these counts, by stock item. An item that was known before keeps its history."""
    if not counts:
        return
    place = _main()
    some = {item: count for item, count in counts.items() if count >= 0}
    opened = inventory.open_filled(some, place, reason=REASON, document="import")
    known = {item: count for item, count in counts.items() if item not in opened}
    if not known:
        return
    inventory.open_levels(
        [(item, place) for item, count in known.items() if not count]
    )  # others: by `change`
    there = export_stock.on_hand_at(place, list(known))
    changes = [
        Change(item, place, on_hand=count - there.get(item, Decimal(0))) for item, count in known.items()
    ]
    inventory.change(
        [each for each in changes if each.on_hand], kind="receipt", reason=REASON, document="import"
    )


def _main() -> UUID:
    try:
        return inventory.find_location("main").id
    except UnknownLocation:
        places = inventory.locations()
        if not places:
            raise
        return places[0].id
