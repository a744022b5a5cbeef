"""Stock changed by a person or a program: the ledger says why, lists show it at once when it matters."""

from decimal import Decimal
from uuid import UUID

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import UnknownLocation
from app.domains.inventory.models import Location
from app.flows.refresh_listings import refresh_stock
from app.queries import listing_facts, stock_sheet
from app.queries.stock_sheet import LedgerEntry

LONGEST_REASON = 200


def adjust(*, sku: str, location: str, delta: Decimal, reason: str) -> LedgerEntry:
    """Add or take away at a location. Raises UnknownItem, UnknownLocation, BelowZero, Invalid at `reason`."""
    reason = _checked(reason)
    _place(location)
    item = inventory.find_item(sku)
    number = inventory.adjust(sku=sku, location_code=location, delta=delta, reason=reason)
    refresh_stock(listing_facts.products_of_items([item.id]))
    return _entry(number)


def count(*, sku: str, location: str, quantity: Decimal, reason: str) -> LedgerEntry | None:
    """Say what lies at a location; None when that is what was known. Raises as `adjust` does."""
    reason = _checked(reason)
    _place(location)
    item = inventory.find_item(sku)
    number = inventory.set_on_hand(sku=sku, location_code=location, quantity=quantity, reason=reason)
    refresh_stock(listing_facts.products_of_items([item.id]))
    return _entry(number) if number else None


def undo(entry_id: int) -> UUID:
    """Take an adjustment back, once; answers the item. Raises UnknownEntry, NotUndone, BelowZero."""
    entry = inventory.undo_adjustment(entry_id)
    refresh_stock(listing_facts.products_of_items([entry.stock_item_id]))
    return entry.stock_item_id


def _place(code: str) -> Location:
    """The location, if it is in the caller's scope. Raises UnknownLocation."""
    place = inventory.find_location(code)
    if not current_principal().may_at(place.id):
        raise UnknownLocation(_("There is no such location"), location=code)
    return place


def _entry(number: int) -> LedgerEntry:
    found = stock_sheet.entry(number)
    if found is None:
        raise UnknownLocation(_("There is no such location"))
    return found


def _checked(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid(_("Say why"), fields={"reason": _("Say why, for the ledger")})
    return reason[:LONGEST_REASON]
