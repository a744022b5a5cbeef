"""Serial numbers as stories over stock and listings: kept from now on, added, taken out."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.core.errors import Forbidden, Invalid
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.inventory import service as inventory
from app.domains.inventory.models import Serial, StockItem
from app.flows.refresh_listings import refresh_listings, refresh_stock
from app.queries import adjust_limits, listing_facts


def begin(item: StockItem, numbers: Mapping[UUID, Sequence[str]]) -> None:
    """Keep an item by serial number; `numbers` names, by location, what lies there.

    Raises Forbidden, ByLot, Conflict, SerialRefused, Invalid at `serials-<location>`.
    """
    every = [code for codes in numbers.values() for code in codes]
    for place, codes in numbers.items():
        if twice := next((code for code in codes if every.count(code) > 1), None):
            words = _("%(serial)s is named at two places", serial=twice)
            raise Invalid(_("Some fields need another look"), fields={f"serials-{place}": words})
    _everywhere()
    inventory.begin_counting(item)
    inventory.begin_serials(item, numbers)
    refresh_listings(listing_facts.products_of_items([item.id]))


def end(item: StockItem) -> None:
    """Keep an item by quantity alone. Raises Forbidden."""
    _everywhere()
    inventory.end_serials(item)
    refresh_listings(listing_facts.products_of_items([item.id]))


def _everywhere() -> None:
    if current_principal().locations is not None:
        raise Forbidden(_("Only somebody who works at every location can change how an item is kept"))


def add(item: StockItem, location_id: UUID, codes: Sequence[str], *, reason: str) -> None:
    """Units came to light: the level rises by as many.

    Raises SerialRefused, UnknownLocation, Invalid, OverLimit.
    """
    inventory.add_serials(item, location_id, codes, reason=reason, bounds=adjust_limits.mine())
    refresh_stock(listing_facts.products_of_items([item.id]))


def take_out(serial_id: UUID, *, reason: str) -> Serial:
    """A unit is gone: the level falls by it. Raises UnknownSerial, SerialRefused, Invalid, OverLimit."""
    gone = inventory.take_out(serial_id, reason=reason, bounds=adjust_limits.mine())
    refresh_stock(listing_facts.products_of_items([gone.stock_item_id]))
    return gone
