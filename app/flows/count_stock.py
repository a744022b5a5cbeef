"""Cycle counts as stories over stock, orders and listings: what is counted is chosen, entered, and posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from app.core.db import db
from app.core.errors import AppError, Invalid
from app.core.i18n import gettext as _
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import CountState, UnknownCount
from app.domains.inventory.models import CountLine, StockCount
from app.domains.inventory.types import Refused
from app.flows.refresh_listings import refresh_stock
from app.queries import adjust_limits, count_board, count_scope, item_finder, listing_facts


def open_count(*, location: UUID, kind: str, value: str, tolerance: Decimal) -> StockCount:
    """Begin to count a part of a place. Raises Invalid at the field, UnknownLocation."""
    items = count_scope.items(location, kind, value)
    return inventory.open_count(
        location_id=location,
        items=items,
        scope={"kind": kind, "value": value.strip()[:200]},
        tolerance=tolerance,
    )


def tally(
    count_id: UUID,
    *,
    code: str,
    quantity: Decimal,
    how: str = "set",
    bin_: str = "",
    numbers: Sequence[str] | None = None,
) -> CountLine:
    """Enter what lies there of what was typed or scanned; `numbers`: the units, of an item kept by serial.

    Raises Invalid at `code`, CountedByOther, CountState.
    """
    sku = item_finder.meant([code])[code]
    item = inventory.find_item(sku) if sku else None
    if item is None:
        raise Invalid(_("Some fields need another look"), fields={"code": _("Scan or type a SKU")})
    return inventory.tally(count_id, item.id, quantity, how=how, bin_=bin_, numbers=numbers)


@dataclass(frozen=True, slots=True)
class Figure:
    """What a program says lies there, or lay there at `counted_at`."""

    code: str
    quantity: Decimal
    how: str = "set"
    bin: str = ""
    counted_at: datetime | None = None
    numbers: Sequence[str] | None = None


def tally_many(count_id: UUID, figures: Sequence[Figure]) -> list[Refused]:
    """Enter many figures, each done or refused for itself, in the order of SKUs, which is that of locks.

    Raises CountState, UnknownCount.
    """
    meant = item_finder.meant(each.code for each in figures)
    refused = []
    for row in sorted(range(len(figures)), key=lambda each: meant[figures[each].code]):
        told = figures[row]
        try:
            with db.session.begin_nested():
                item = inventory.find_item(meant[told.code])
                inventory.tally(
                    count_id, item.id, told.quantity, how=told.how, bin_=told.bin, counted_at=told.counted_at,
                    numbers=told.numbers,
                )  # fmt: skip
        except (CountState, UnknownCount):
            raise
        except AppError as error:
            refused.append(Refused(row, error))
    return sorted(refused, key=lambda each: each.row)


def post(count_id: UUID, *, reason: str) -> int:
    """Book the differences; answers how many. What a till sold before an item was counted, and told of after, is
    not taken for a difference."""
    changed = inventory.post_count(
        count_id, reason=reason, late=count_board.late_sales(count_id), bounds=adjust_limits.mine()
    )
    refresh_stock(listing_facts.products_of_items(changed))
    return len(changed)
