"""What one adjustment may change: held against the limit of whoever makes it."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text

from app.core.db import db, run
from app.core.i18n import gettext as _
from app.domains.inventory.errors import OverLimit
from app.domains.inventory.models import CountLine, StockItem
from app.domains.inventory.types import Bounds

NONE = Decimal(0)
COSTS = text(
    """
    select stock_item_id, sum(average)::numeric / sum(quantity) as cost from stock_value
    where stock_item_id = any(cast(:items as uuid[])) group by 1 having sum(quantity) > 0
    """
)


def unit_costs(items: Collection[UUID]) -> dict[UUID, Decimal]:
    """What a unit is worth by moving average, in minor units; nothing for what was never valued."""
    return {row.stock_item_id: row.cost for row in run(COSTS, {"items": sorted(items)})}


def refuse_over(bounds: Bounds | None, item_id: UUID, delta: Decimal) -> None:
    """Raises OverLimit."""
    if bounds is None:
        return
    cost = unit_costs([item_id]).get(item_id) if bounds.value is not None else None
    if not bounds.cover(delta, cost):
        raise over_limit(db.session.get_one(StockItem, item_id).sku, delta)


def over_limit(sku: str, delta: Decimal) -> OverLimit:
    """The refusal, in clear words."""
    number = f"{delta.normalize():+f}"
    return OverLimit(
        _("%(sku)s by %(n)s is more than you may adjust at once", sku=sku, n=number), sku=sku, delta=number
    )


def refuse_far(bounds: Bounds | None, lines: Iterable[CountLine]) -> None:
    """Raises OverLimit where lines of a count differ by more than their poster may book."""
    if bounds is None or bounds.percent is None:
        return
    far = sum(
        1
        for line in lines
        if line.difference and not bounds.cover_count(line.difference, line.expected or NONE)
    )
    if far:
        raise OverLimit(
            _(
                "Lines that differ by more than you may post: %(n)s. Somebody with a higher limit posts them.",
                n=far,
            ),
            percent=f"{bounds.percent.normalize():f}",
        )
