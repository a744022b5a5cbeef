"""What one place promised, another keeps."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from app.core.i18n import gettext as _
from app.domains.inventory import repo, rules
from app.domains.inventory.errors import OutOfStock
from app.domains.inventory.service import serials
from app.domains.inventory.service.exceptions import note_exception
from app.domains.inventory.service.holding import put_on_hold
from app.domains.inventory.service.items import items_by_id
from app.domains.inventory.service.levels import locked_level
from app.domains.inventory.service.moving import change, movable
from app.domains.inventory.types import Change, Demand, Shortage


def move_promise(order_id: UUID, demands: Iterable[Demand], to: UUID) -> None:
    """Allocations of an order end at their places and begin at another. Raises OutOfStock where less is free there."""
    wanted = rules.summed(demands)
    at_last = rules.summed([Demand(each.stock_item_id, to, each.quantity) for each in wanted])
    serials.lock_named(order_id)
    repo.open_levels([(each.stock_item_id, to) for each in at_last])
    change(
        [Change(d.stock_item_id, d.location_id, allocated=-d.quantity) for d in wanted]
        + [Change(d.stock_item_id, d.location_id, allocated=d.quantity) for d in at_last],
        kind="reroute", document="order", document_id=order_id,
    )  # fmt: skip
    levels = {each.stock_item_id: locked_level(each.stock_item_id, to) for each in at_last}
    short = [
        Shortage(each.stock_item_id, to, each.quantity, level.free + each.quantity)
        for each in at_last
        if (level := levels[each.stock_item_id]).free < 0
        or level.on_hand < level.allocated + level.reserved + level.held
    ]
    if short:
        raise OutOfStock(_("There is not enough left"), shortages=short)
    serials.let_go_named(order_id, sorted({each.stock_item_id for each in wanted}))


def miss(order_id: UUID, demands: Iterable[Demand], *, note: str) -> list[UUID]:
    """Somebody looked and did not find them: what the books say lies there is out of sale until it is counted.

    Answers the holds; each item is listed as an exception.
    """
    wanted = rules.summed(demands)
    items = items_by_id([each.stock_item_id for each in wanted])
    there = movable(wanted)
    holds = []
    for each in wanted:
        units = min(each.quantity, there.get((each.stock_item_id, each.location_id), Decimal(0)))
        if units > Decimal(0):
            item = items[each.stock_item_id]
            held = put_on_hold(item, each.location_id, units, reason="other", note=note, listed=False)
            holds.append(held.id)
        note_exception(
            "missing", each.stock_item_id, each.location_id, each.quantity, order_id=order_id, note=note
        )
    return holds
