"""Lots: received, recalled wherever they lie, taken out of sale when their day has passed."""

from datetime import date
from decimal import Decimal

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import UnknownLocation
from app.domains.inventory.models import StockItem
from app.flows.refresh_listings import refresh_stock
from app.queries import adjust_limits, held_stock, listing_facts
from app.queries.held_stock import Hold


def receive(
    *, sku: str, location: str, lot: str, expires_on: date | None, quantity: Decimal, reason: str
) -> None:
    """Units of a lot arrive at a location; one whose day has passed is out of sale at once.

    Raises UnknownItem, UnknownLocation, Invalid at `lot`, `expires_on`, `quantity`.
    """
    item, place = inventory.find_item(sku), inventory.find_location(location)
    if not current_principal().may_at(place.id):
        raise UnknownLocation(_("There is no such location"), location=location)
    if quantity <= 0:
        raise Invalid(_("Some fields need another look"), fields={"quantity": _("Enter a number above 0")})
    inventory.refuse_over(adjust_limits.mine(), item.id, quantity)
    inventory.begin_counting(item)
    opened = inventory.open_lot(item, lot, expires_on)
    inventory.receive_lot(opened, place.id, quantity, reason=reason or lot)
    if opened.expires_on and opened.expires_on < inventory.today():
        inventory.recall_lot(item, opened, reason="expired", note=opened.code)
    _refresh([item])


def recall(*, sku: str, lot: str, note: str) -> list[Hold]:
    """Put what is left of a lot on hold, at every location. Raises UnknownItem, UnknownLot, Conflict."""
    item = inventory.find_item(sku)
    made = inventory.recall_lot(item, inventory.find_lot(item, lot), note=note)
    _refresh([item])
    return [found for each in made if (found := held_stock.hold(each.id))]


def hold_expired() -> int:
    """Take lots out of sale whose day has passed; answers of how many items."""
    items = inventory.hold_expired()
    refresh_stock(listing_facts.products_of_items(items))
    return len(items)


def _refresh(items: list[StockItem]) -> None:
    refresh_stock(listing_facts.products_of_items([item.id for item in items]))
