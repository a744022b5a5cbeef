"""What of an item is kept back, and whether it is sold past zero: true for every channel with the next read."""

from decimal import Decimal

from app.core.errors import Forbidden
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.channels import service as channels
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import UnknownLocation
from app.domains.inventory.service import PastZero
from app.flows.refresh_listings import refresh_stock
from app.flows.refresh_pages import refresh_pages
from app.queries import listing_facts


def keep_back(
    *, sku: str, quantity: Decimal, location: str | None = None, channel: str | None = None
) -> None:
    """Never sell the last `quantity` at a location (None: at each) in a channel (None: in any); 0 ends it.

    Raises UnknownItem, UnknownLocation, NoSuchChannel, Invalid, Forbidden for each location from within a scope.
    """
    item = inventory.find_item(sku)
    place = inventory.find_location(location) if location is not None else None
    if place is not None and not current_principal().may_at(place.id):
        raise UnknownLocation(_("There is no such location"), location=location)
    if place is None:
        _everywhere()
    inventory.set_safety(
        item, quantity, location_id=place.id if place else None,
        channel_id=channels.channel(channel).id if channel is not None else None,
    )  # fmt: skip
    refresh_stock(listing_facts.products_of_items([item.id]))
    refresh_pages()


def sell_past_zero(*, sku: str, how: PastZero) -> None:
    """Sell an item that is not there yet, or end it. Raises UnknownItem, Invalid at `limit`, Forbidden in a scope."""
    _everywhere()
    item = inventory.find_item(sku)
    inventory.sell_past_zero(item, how)
    refresh_stock(listing_facts.products_of_items([item.id]))
    refresh_pages()


def _everywhere() -> None:
    if not current_principal().may_at(None):
        raise Forbidden(_("This is for every location; yours are some of them"))
