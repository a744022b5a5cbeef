"""Loads a file of stock levels: set or adjusted, by SKU or barcode, with lots and safety stock where it names them.

What a file sets it can set again: nothing changes. Opens its own units of work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from app.core import audit
from app.core.db import db, unit_of_work
from app.core.errors import AppError, NotFound
from app.core.i18n import locale_scope, to_tell
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import DrawsOthers, OverLimit, UnknownLocation
from app.domains.inventory.permissions import StockPermission
from app.domains.inventory.types import Booking, Bounds, Told
from app.flows.import_rows import How, RowLoader, RowReport, words_of
from app.flows.refresh_listings import refresh_stock
from app.flows.refresh_pages import refresh_pages
from app.flows.stock_table import StockRow, StockTable, read
from app.queries import adjust_limits, item_finder, listing_facts

Spot = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Choices:
    """What rows mean that do not say it themselves: whether they set, where, and why."""

    sets: bool = True
    location: str = ""
    reason: str = ""


def import_file(path: Path, choices: Choices, *, how: How | None = None) -> RowReport:
    """As `import_data`, of a file. Raises NotFound when there is none."""
    try:
        data = path.open("rb")
    except OSError as error:
        raise NotFound(f"The file {path} cannot be read: {error.strerror}", code="files.gone") from error
    with data:
        return import_data(data, choices, how=how)


def import_data(
    data: BinaryIO | bytes,
    choices: Choices,
    *,
    how: How | None = None,
    chosen: Mapping[str, str] | None = None,
    document_id: UUID | None = None,
) -> RowReport:
    """Load the levels of a file for the bound tenant, as far as the caller may; the rest is in the report."""
    how = how or How()
    with locale_scope("en"):
        loader = _StockLoader(read(data, chosen=chosen), choices, how, document_id or new_id())
        report = loader.run()
    if report.changed and not how.dry_run:
        with unit_of_work():
            counts = {"rows": report.rows, "changed": report.changed, "errors": len(report.errors)}
            audit.record(
                "inventory.imported", object_type="import", object_id=str(loader.booking.document_id), after=counts
            )  # fmt: skip
    return report


class _StockLoader(RowLoader):
    """Each level or lot may be told once in a file, so that the order of rows does not matter."""

    def __init__(self, table: StockTable, choices: Choices, how: How, document_id: UUID) -> None:
        super().__init__(table, how)
        self.choices, self.booking = choices, Booking("import", document_id)
        self.bounds: Bounds | None = None
        self.told: dict[Spot, tuple[int, set[str]]] = {}

    def take(self, chunk: Sequence[StockRow], report: RowReport) -> None:
        """Plain rows in a few statements, rows with lots or safety stock one by one."""
        self.bounds = adjust_limits.mine()
        good = self._good(chunk, report)
        plain = [(row, told) for row, told, _ in good if not row.lot and row.safety is None]
        self._plain(plain, report)
        for row, told, spot in good:
            if row.lot or row.safety is not None:
                self._single(row, told, spot, report)
        report.errors.sort(key=lambda each: each.row)
        report.details.sort(key=lambda each: int(each["row"]))
        items = {spot[0] for _row, _told, spot in good}
        refresh_stock(listing_facts.products_of_items(sorted(items)))
        if any(row.safety is not None for row, _told, _spot in good):
            refresh_pages()

    def pass_by(self, chunk: Sequence[StockRow]) -> None:
        """Remember which levels were told."""
        self._good(chunk, RowReport())

    def _good(self, chunk: Sequence[StockRow], report: RowReport) -> list[tuple[StockRow, Told, Spot]]:
        """The rows that can be done, their levels found and locked; the others are noted."""
        meant = item_finder.meant(row.code for row in chunk)
        tolds = [self._told(replace(row, code=meant[row.code])) for row in chunk]
        spots, refused = inventory.lock_told(tolds, within=current_principal().locations)
        for each in refused:
            report.refuse(chunk[each.row].number, _words(each.error, tolds[each.row]))
        good = []
        for place, spot in sorted(spots.items()):
            row, told = chunk[place], tolds[place]
            if words := self._wrong(row, told, spot):
                report.refuse(row.number, words)
            else:
                good.append((row, told, spot))
        return good

    def _told(self, row: StockRow) -> Told:
        sets = self.choices.sets if row.sets is None else row.sets
        reason = row.reason or self.choices.reason
        return Told(row.code, row.location or self.choices.location, row.quantity or Decimal(0), sets, reason)

    def _wrong(self, row: StockRow, told: Told, spot: Spot) -> str | None:
        if row.quantity is None and row.safety is None:
            return to_tell("This row has no quantity")
        if row.quantity is not None and not told.reason:
            return to_tell("Say why, for the ledger")
        if row.safety is not None and not current_principal().may(StockPermission.PLAN):
            return to_tell("You may not set safety stock")
        first, lots = self.told.setdefault(spot, (row.number, set()))
        if first != row.number and (not row.lot or "" in lots or row.lot in lots):
            return to_tell("Row %(row)s says this level already", row=first)
        lots.add(row.lot)
        return None

    def _plain(self, rows: Sequence[tuple[StockRow, Told]], report: RowReport) -> None:
        done = inventory.change_levels(
            [told for _row, told in rows], reason=self.choices.reason,
            within=current_principal().locations, booking=self.booking, bounds=self.bounds,
        )  # fmt: skip
        for each in done.refused:
            report.refuse(rows[each.row][0].number, _words(each.error, rows[each.row][1]))
        for move in done.moves:
            report.note(_detail(rows[move.row][0], rows[move.row][1], (move.before, move.after)))

    def _single(self, row: StockRow, told: Told, spot: Spot, report: RowReport) -> None:
        try:
            with db.session.begin_nested():
                detail = self._do(row, told, spot)
        except AppError as error:
            report.refuse(row.number, _words(error, told))
        else:
            report.note(detail)

    def _do(self, row: StockRow, told: Told, spot: Spot) -> dict[str, Any] | None:
        figures, safety = None, None
        if row.quantity is not None and row.lot:
            item = inventory.find_item(told.sku)
            figures = inventory.tell_lot(
                item,
                spot[1],
                told,
                lot=row.lot,
                expires_on=row.expires_on,
                booking=self.booking,
                bounds=self.bounds,
            )
        elif row.quantity is not None:
            done = inventory.change_levels(
                [told], reason=told.reason, booking=self.booking, bounds=self.bounds
            )
            if done.refused:
                raise done.refused[0].error
            figures = done.moves[0].before, done.moves[0].after
        if row.safety is not None:
            before = inventory.safety_of(*spot)
            if before != row.safety:
                inventory.set_safety(inventory.find_item(told.sku), row.safety, location_id=spot[1])
            safety = before, row.safety
        return _detail(row, told, figures, safety)


def _detail(
    row: StockRow,
    told: Told,
    figures: tuple[Decimal, Decimal] | None,
    safety: tuple[Decimal, Decimal] | None = None,
) -> dict[str, Any] | None:
    """What a row changed; None when it changed nothing."""
    changed = {
        name: [f"{pair[0].normalize():f}", f"{pair[1].normalize():f}"]
        for name, pair in (("quantity", figures), ("safety", safety))
        if pair is not None and pair[0] != pair[1]
    }
    if not changed:
        return None
    return {"row": row.number, "sku": told.sku, "location": told.location, "lot": row.lot, **changed}


def _words(error: AppError, told: Told) -> str:
    if isinstance(error, UnknownLocation) and not told.location:
        return to_tell("This row names no location")
    if isinstance(error, OverLimit):
        return to_tell(
            "%(sku)s by %(n)s is more than you may adjust at once", sku=told.sku, n=error.facts["delta"]
        )
    if isinstance(error, DrawsOthers):
        return to_tell("%(sku)s is a bundle: count what it consists of instead", sku=told.sku)
    return words_of(error)
