"""A place that holds stock is changed; it closes only once nothing lies there and no order waits for it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.core.i18n import ngettext
from app.domains.inventory import locations
from app.domains.inventory.errors import NotEmptied
from app.domains.inventory.models import Location
from app.queries.open_at import orders_at


def change_location(location_id: UUID, facts: Mapping[str, Any]) -> Location:
    """As `locations.change_location`; raises NotEmptied also for orders that wait there."""
    closes = locations.location(location_id).active and not facts.get("active", True)
    if closes and (waiting := orders_at(location_id)):
        raise NotEmptied(
            ngettext(
                "%(num)s order still waits for goods from here: send it, cancel it or route it elsewhere first",
                "%(num)s orders still wait for goods from here: send them, cancel them or route them elsewhere first",
                waiting,
            ),
            orders=waiting,
        )
    return locations.change_location(location_id, facts)
