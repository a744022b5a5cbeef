"""What goods owe at a border on their way to the buyer: which of them cross one, and at which rates."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from app.core.tenancy import current_tenant
from app.domains.inventory.errors import OutOfStock
from app.domains.pricing.engine import DutyRate
from app.domains.taxes.borders import crosses, duty_of
from app.flows import route_order
from app.queries.sellables import Sellable
from app.queries.selling_terms import Border, Terms

NOTHING = DutyRate(0)
"""Of goods that cross a border without a rate: they owe nothing, and count to the value of what is sent."""


def duty_rates(wanted: Sequence[tuple[Sellable, Decimal]], terms: Terms) -> dict[UUID, DutyRate]:
    """By variant what the border takes of it; nothing for downloads, gift cards and what crosses none."""
    border = terms.border
    if border is None:
        return {}
    sent_from = _countries(wanted, terms, border)
    return {
        item.variant_id: _rate(item, border)
        for item, _quantity in wanted
        if not item.digital and not item.gift_card and crosses(sent_from[item.variant_id], terms.country)
    }


def _rate(item: Sellable, border: Border) -> DutyRate:
    found = duty_of(border.duties, item.hs_code, item.origin)
    if found is None:
        return NOTHING
    return DutyRate(found.duty_micro, found.tax_micro, found.duty_free, found.tax_free, found.with_delivery)


def _countries(wanted: Sequence[tuple[Sellable, Decimal]], terms: Terms, border: Border) -> dict[UUID, str]:
    """From which country each variant is sent; the shop's own where no place is known to send it."""
    home = current_tenant().country
    first = border.places.get(terms.ships_from, "") if terms.ships_from else ""
    try:
        routes = route_order.ship_from(wanted, terms.ships_from, terms.take_from)
    except OutOfStock:
        routes = {}
    found = {}
    for item, _quantity in wanted:
        legs = routes.get(item.variant_id, ())
        place = legs[0].location if legs else None
        found[item.variant_id] = (border.places.get(place, "") if place else first) or home
    return found
