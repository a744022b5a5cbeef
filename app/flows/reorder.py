"""Suggestions become drafts of purchase orders: one for each supplier and location."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from app.core.errors import Conflict
from app.core.i18n import gettext as _
from app.domains.inventory import service as inventory
from app.queries import reorder

MOST = 200


def draft_orders(chosen: Collection[tuple[UUID, UUID]]) -> list[UUID]:
    """Draft what is suggested for these (item, location) pairs now; the orders' ids.

    Raises Conflict when none of them is suggested any more, such as after somebody else ordered it.
    """
    wanted: dict[tuple[UUID, UUID], dict[UUID, Decimal]] = defaultdict(dict)
    cursor: str | None = None
    items = sorted({item for item, _place in chosen})[:MOST]
    while True:
        page = reorder.suggestions(items=items, cursor=cursor, limit=MOST)
        for each in page.items:
            if (each.item_id, each.location_id) in chosen:
                wanted[each.supplier_id, each.location_id][each.item_id] = each.quantity
        cursor = page.next
        if cursor is None:
            break
    if not wanted:
        raise Conflict(_("None of this needs ordering any more"), code="inventory.not_suggested")
    return [inventory.open_purchase(who, where, units).id for (who, where), units in wanted.items()]
