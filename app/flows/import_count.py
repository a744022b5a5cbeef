"""Loads what was counted into an open count: by SKU or barcode, with the bin and the time it was counted.

A figure that stands there already stays as it is, so a file can be loaded again. Opens its own units of work.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core.db import db
from app.core.errors import AppError
from app.core.i18n import locale_scope, to_tell
from app.core.tenancy import current_tenant
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import CountedByOther, CountState
from app.flows.import_rows import How, RowLoader, RowReport, words_of
from app.flows.stock_table import COUNT_COLUMNS, StockRow, StockTable, read
from app.queries import item_finder


def import_data(
    data: BinaryIO | bytes,
    count_id: UUID,
    *,
    replace: bool = False,
    how: How | None = None,
    chosen: Mapping[str, str] | None = None,
) -> RowReport:
    """Enter a file's figures into an open count; with `replace` also over what a colleague counted.

    Raises UnknownCount, CountState once the counting is over.
    """
    with locale_scope("en"):
        table = read(data, columns=COUNT_COLUMNS, chosen=chosen)
        return _CountLoader(table, count_id, replace, how or How()).run()


class _CountLoader(RowLoader):
    def __init__(self, table: StockTable, count_id: UUID, replace: bool, how: How) -> None:
        super().__init__(table, how)
        self.count_id, self.way = count_id, "replace" if replace else "set"
        self.told: dict[str, int] = {}

    def take(self, chunk: Sequence[StockRow], report: RowReport) -> None:
        """Enter a chunk's figures, in the order of items, which is the order of locks."""
        meant = item_finder.meant(row.code for row in chunk)
        for row in sorted(chunk, key=lambda each: meant[each.code]):
            sku = meant[row.code]
            if words := self._wrong(row, sku):
                report.refuse(row.number, words)
                continue
            try:
                with db.session.begin_nested():
                    detail = self._enter(row, sku)
            except CountState:
                raise
            except CountedByOther as error:
                report.refuse(row.number, to_tell("%(name)s counted %(n)s of it", **error.facts))
            except AppError as error:
                report.refuse(row.number, words_of(error))
            else:
                report.note(detail)
        report.errors.sort(key=lambda each: each.row)
        report.details.sort(key=lambda each: int(each["row"]))

    def pass_by(self, chunk: Sequence[StockRow]) -> None:
        """Remember which items were told."""
        meant = item_finder.meant(row.code for row in chunk)
        for row in chunk:
            self.told.setdefault(meant[row.code], row.number)

    def _wrong(self, row: StockRow, sku: str) -> str | None:
        if row.quantity is None:
            return to_tell("This row has no quantity")
        if row.quantity < 0:
            return to_tell("This cannot be below 0")
        first = self.told.setdefault(sku, row.number)
        if first != row.number:
            return to_tell("Row %(row)s counts this item already", row=first)
        return None

    def _enter(self, row: StockRow, sku: str) -> dict[str, Any] | None:
        """What the row changed; None where the figure stands there already."""
        item = inventory.find_item(sku)
        quantity = row.quantity or Decimal(0)
        before = inventory.counted_so_far(self.count_id, item.id)
        if before == quantity:
            return None
        inventory.tally(
            self.count_id, item.id, quantity, how=self.way, bin_=row.bin, counted_at=_here(row.moment)
        )
        was = "" if before is None else f"{before.normalize():f}"
        return {"row": row.number, "sku": sku, "quantity": [was, f"{quantity.normalize():f}"]}


def _here(moment: datetime | None) -> datetime | None:
    """A time as it is meant where the shop is."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=ZoneInfo(current_tenant().timezone))
