"""Which units come back, of items that are kept by serial number."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from app.domains.inventory import service as inventory
from app.domains.inventory.types import Demand
from app.domains.orders.models import OrderLine


def coming_back(
    order_id: UUID,
    lines: Sequence[OrderLine],
    quantities: Mapping[UUID, Decimal],
    location_id: UUID,
    codes: Sequence[str],
) -> None:
    """Name the units that a buyer brings back; who brings all that were sold need not name them.

    Raises SerialsNeeded where it is not clear which, SerialRefused.
    """
    back = [
        Demand(UUID(item), location_id, quantities[line.id] * Decimal(each))
        for line in lines
        for item, each in line.stock
    ]
    for (item, place), wanted in sorted(inventory.wanted_numbers(back).items()):
        sold = inventory.sold_with(order_id, item)
        named = [code for code in codes if code in sold] if len(sold) >= wanted else list(codes)
        if len(named) != wanted and not (len(sold) == wanted and not named):
            raise inventory.serials_needed(item, wanted)
        inventory.name_coming(order_id, item, place, named or sold)
