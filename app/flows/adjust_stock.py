"""Stock changed by a person or a program: the ledger says why, lists show it at once when it matters."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.channels import service as channels
from app.domains.channels.types import StockRules
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import OverLimit, UnknownLocation
from app.domains.inventory.models import Location
from app.domains.inventory.types import Told
from app.flows.refresh_listings import refresh_stock
from app.queries import adjust_limits, item_ledger, listing_facts
from app.queries.item_ledger import LedgerEntry

LONGEST_REASON = 200


def adjust(*, sku: str, location: str, delta: Decimal, reason: str) -> LedgerEntry:
    """Add or take away at a location. Raises UnknownItem, UnknownLocation, BelowZero, Invalid at `reason`."""
    reason = _checked(reason)
    _place(location)
    item = inventory.find_item(sku)
    number = inventory.adjust(
        sku=sku,
        location_code=location,
        delta=delta,
        reason=reason,
        bounds=adjust_limits.mine(),
        below_zero=_below_zero(),
    )
    refresh_stock(listing_facts.products_of_items([item.id]))
    return _entry(number)


def count(*, sku: str, location: str, quantity: Decimal, reason: str) -> LedgerEntry | None:
    """Say what lies at a location; None when that is what was known. Raises as `adjust` does."""
    reason = _checked(reason)
    _place(location)
    item = inventory.find_item(sku)
    number = inventory.set_on_hand(
        sku=sku,
        location_code=location,
        quantity=quantity,
        reason=reason,
        bounds=adjust_limits.mine(),
        below_zero=_below_zero(),
    )
    refresh_stock(listing_facts.products_of_items([item.id]))
    return _entry(number) if number else None


def change_or_ask(told: Told) -> bool:
    """Count (`sets`) or adjust; what is more than the caller may is asked of a colleague who may. Answers whether
    it was done. Raises as `adjust` does, OverLimit where nobody else may either."""
    try:
        if told.sets:
            count(sku=told.sku, location=told.location, quantity=told.quantity, reason=told.reason)
        else:
            adjust(sku=told.sku, location=told.location, delta=told.quantity, reason=told.reason)
    except OverLimit as refusal:
        _ask(told, refusal)
        return False
    return True


def _ask(told: Told, refusal: OverLimit) -> None:
    item, place = inventory.find_item(told.sku), _place(told.location)
    cost = inventory.unit_costs([item.id]).get(item.id)
    if not adjust_limits.somebody_above(place.id, Decimal(refusal.facts["delta"]), cost):
        words = _("This is more than you may adjust at once, and nobody here may adjust more")
        raise OverLimit(words, **refusal.facts) from refusal
    inventory.ask_adjustment(replace(told, reason=_checked(told.reason)))


def approve(request_id: UUID) -> UUID:
    """Make an adjustment that a colleague asked for; answers the item. Raises as `inventory.approve_adjustment`."""
    row = inventory.approve_adjustment(request_id, adjust_limits.mine(), below_zero=_below_zero())
    refresh_stock(listing_facts.products_of_items([row.stock_item_id]))
    return row.stock_item_id


def undo(entry_id: int) -> UUID:
    """Take an adjustment back, once; answers the item. Raises UnknownEntry, NotUndone, BelowZero."""
    entry = inventory.undo_adjustment(entry_id, adjust_limits.mine())
    refresh_stock(listing_facts.products_of_items([entry.stock_item_id]))
    return entry.stock_item_id


def _below_zero() -> bool:
    return channels.setting(StockRules).count_below_zero


def _place(code: str) -> Location:
    """The location, if it is in the caller's scope. Raises UnknownLocation."""
    place = inventory.find_location(code)
    if not current_principal().may_at(place.id):
        raise UnknownLocation(_("There is no such location"), location=code)
    return place


def _entry(number: int) -> LedgerEntry:
    found = item_ledger.entry(number)
    if found is None:
        raise UnknownLocation(_("There is no such location"))
    return found


def _checked(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid(_("Say why"), fields={"reason": _("Say why, for the ledger")})
    return reason[:LONGEST_REASON]
