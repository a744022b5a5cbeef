"""Stock out of sale and back on sale: levels at once, lists and pages with them."""

from decimal import Decimal
from uuid import UUID

from app.core.errors import Forbidden
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import UnknownHold, UnknownLocation
from app.domains.inventory.permissions import StockPermission
from app.flows.refresh_listings import refresh_stock
from app.queries import adjust_limits, held_stock, listing_facts
from app.queries.held_stock import Hold

LONGEST_NOTE = 300


def hold_stock(
    *, sku: str, location: str | None, quantity: Decimal | None, reason: str, note: str = ""
) -> list[Hold]:
    """Put so many on hold at a location, or at each that has some (None); quantity None: all that lies there.

    Raises UnknownItem, UnknownLocation, Invalid, BelowZero, Conflict when there is nothing anywhere.
    """
    item = inventory.find_item(sku)
    note = " ".join(note.split())[:LONGEST_NOTE]
    if location is None:
        made = inventory.hold_everywhere(item, quantity, reason=reason, note=note)
    else:
        made = [inventory.put_on_hold(item, _place(location), quantity, reason=reason, note=note)]
    refresh_stock(listing_facts.products_of_items([item.id]))
    return [_told(each.id) for each in made]


def release_stock(
    hold_id: UUID,
    *,
    quantity: Decimal | None = None,
    written_off: bool = False,
    note: str = "",
    serials: str = "",
) -> Hold:
    """Put what is on hold back on sale, or write it off (which takes the right to adjust).

    `serials`: the numbers written off, of an item kept by them. Raises UnknownHold, HoldReleased, Invalid, Forbidden.
    """
    if written_off and not current_principal().may(StockPermission.ADJUST):
        raise Forbidden(_("Only somebody who may adjust stock can write it off"))
    if written_off and (known := held_stock.hold(hold_id)):
        item = inventory.find_item(known.sku)
        inventory.refuse_over(adjust_limits.mine(), item.id, -(quantity or known.open))
    note = " ".join(note.split())[:LONGEST_NOTE]
    numbers = inventory.read_codes(serials)
    held = inventory.release_hold(hold_id, quantity, written_off=written_off, note=note, numbers=numbers)
    refresh_stock(listing_facts.products_of_items([held.stock_item_id]))
    return _told(hold_id)


def _place(code: str) -> UUID:
    place = inventory.find_location(code)
    if not current_principal().may_at(place.id):
        raise UnknownLocation(_("There is no such location"), location=code)
    return place.id


def _told(hold_id: UUID) -> Hold:
    found = held_stock.hold(hold_id)
    if found is None:
        raise UnknownHold(_("There is no such hold"))
    return found
