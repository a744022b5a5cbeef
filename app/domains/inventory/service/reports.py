"""What a 3PL says lies at its place: held against the books as they were then, differences accepted by hand or rule.

What was booked since the report's time is in flight: neither side is wrong, the next report shows it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.core import audit, clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.inventory.errors import ReportOutdated, ReportState, UnknownLocation, UnknownReport
from app.domains.inventory.models import Location, StockReport, StockReportLine
from app.domains.inventory.service.bulk import change_levels
from app.domains.inventory.types import Booking, Bounds, Refused, Told

NONE = Decimal(0)
NEXT_NUMBER = text("select nextval('stock_report_number')")
BOOKS = text(
    """
    select l.stock_item_id as item, i.sku, i.tracked, l.on_hand as now,
        coalesce(g.came, 0) as came, coalesce(g.went, 0) as went
    from stock_level l join stock_item i on i.id = l.stock_item_id
    left join (
        select stock_item_id, sum(on_hand) filter (where on_hand > 0) as came,
            sum(on_hand) filter (where on_hand < 0) as went
        from stock_ledger where location_id = :place and at > :as_of group by 1
    ) g on g.stock_item_id = l.stock_item_id
    where l.location_id = :place and (cast(:items as uuid[]) is null or l.stock_item_id = any(cast(:items as uuid[])))
    """
)
KNOWN = text("select sku, id, tracked from stock_item where sku = any(cast(:skus as text[]))")


@dataclass(frozen=True, slots=True)
class Said:
    """A report as it came: quantities by SKU (or by whatever code nobody knows), and what could not be read."""

    as_of: datetime
    quantities: Mapping[str, Decimal]
    digest: str
    source: str = "upload"
    file_name: str = ""
    whole: bool = True
    problems: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """What the books say of an item at a place: now, and what came and went since the report's time."""

    sku: str
    tracked: bool
    now: Decimal = NONE
    came: Decimal = NONE
    went: Decimal = NONE

    @property
    def then(self) -> Decimal:
        """At the report's time."""
        return self.now - self.came - self.went

    def explains(self, told: Decimal) -> bool:
        """Whether it differs by no more than what was booked since."""
        return self.then + self.went <= told <= self.then + self.came


def receive_report(location_id: UUID, said: Said) -> StockReport:
    """Hold a report against the books. The same report again is the one that is there.

    Raises UnknownLocation for a place that is no 3PL's or not the caller's, Invalid at `as_of` for a time to come,
    ReportOutdated where a later one is known.
    """
    place = _place(location_id)
    known = select(StockReport).where(
        StockReport.location_id == place.id,
        StockReport.as_of == said.as_of,
        StockReport.digest == said.digest,
    )
    if (same := db.session.scalar(known)) is not None:
        return same
    if said.as_of > clock.now():
        raise Invalid(_("Some fields need another look"), fields={"as_of": _("This time is still to come")})
    latest = select(func.max(StockReport.as_of)).where(StockReport.location_id == place.id)
    if (newer := db.session.scalar(latest)) is not None and newer > said.as_of:
        raise ReportOutdated(_("A later report of this place is known"), as_of=newer.isoformat())
    _supersede(place.id)
    who = current_principal()
    made = StockReport(
        id=new_id(), number=f"R{db.session.scalar(NEXT_NUMBER)}", location_id=place.id, as_of=said.as_of,
        source=said.source, file_name=said.file_name[:200], digest=said.digest, whole=said.whole, status="open",
        told=len(said.quantities), problems=list(said.problems), actor=who.label, actor_name=who.name,
        created_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _compare(made, said.quantities)
    _told(made, "received", {"told": made.told, "agreed": made.agreed, "in_flight": made.in_flight})
    _close_if_done(made)
    return made


def _place(location_id: UUID) -> Location:
    """The place, locked so that its reports come one after the other."""
    place = db.session.get(Location, location_id, with_for_update={"key_share": True})
    if place is None or place.kind != "3pl" or not current_principal().may_at(place.id):
        raise UnknownLocation(_("There is no such 3PL location"))
    return place


def _supersede(location_id: UUID) -> None:
    """Earlier reports are history: what still differs stands in the new one."""
    old = update(StockReport).where(StockReport.location_id == location_id, StockReport.status == "open")
    db.session.execute(old.values(status="superseded", settled_at=clock.now()))


def _compare(report: StockReport, quantities: Mapping[str, Decimal]) -> None:
    books = _books(report)
    ids = {book.sku: item for item, book in books.items()}
    for row in db.session.execute(KNOWN, {"skus": sorted(quantities)}):
        ids.setdefault(row.sku, row.id)
        books.setdefault(row.id, Book(row.sku, row.tracked))
    lines = []
    for sku, told in quantities.items():
        item = ids.get(sku)
        if item is None:
            lines.append(_line(report, None, sku, "unknown", book=NONE, told=told))
        elif line := _judged(report, item, books[item], told):
            lines.append(line)
    if report.whole:
        for item, book in books.items():
            if book.sku not in quantities and (line := _judged(report, item, book, None)):
                lines.append(line)
    for start in range(0, len(lines), 5000):
        db.session.execute(insert(StockReportLine), lines[start : start + 5000])


def _judged(report: StockReport, item: UUID, book: Book, told: Decimal | None) -> dict[str, Any] | None:
    """The line of an item that differs; None where it agrees, is in flight, or is not counted at all."""
    found = told or NONE
    if book.then == found or not book.tracked:
        report.agreed += told is not None
        return None
    if book.explains(found):
        report.in_flight += 1
        return None
    kind = "missing" if told is None else "over" if found > book.then else "short"
    return _line(report, item, book.sku, kind, book=book.then, told=found)


def _line(
    report: StockReport, item: UUID | None, code: str, kind: str, *, book: Decimal, told: Decimal
) -> dict[str, Any]:
    return {
        "id": new_id(), "report_id": report.id, "stock_item_id": item, "code": code, "kind": kind, "book": book,
        "told": told, "difference": told - book, "status": "open", "settled_by": "",
    }  # fmt: skip


def _books(report: StockReport, items: Sequence[UUID] | None = None) -> dict[UUID, Book]:
    facts = {"place": report.location_id, "as_of": report.as_of, "items": items}
    return {
        row.item: Book(row.sku, row.tracked, row.now, row.came, row.went)
        for row in db.session.execute(BOOKS, facts)
    }


def accept_report(
    report_id: UUID,
    line_ids: Collection[UUID] | None = None,
    *,
    reason: str,
    by_rule: bool = False,
    bounds: Bounds | None = None,
) -> tuple[list[UUID], list[Refused]]:
    """Take the report's word on these lines (None: all that can be): the levels change by the differences.

    What was booked meanwhile and explains a line makes it moot. Answers the items that changed, and what was refused.
    Raises UnknownReport, ReportState, Invalid without a reason or where nothing is chosen.
    """
    report = _open(report_id)
    if not reason.strip():
        raise Invalid(_("Say why"), fields={"reason": _("Say why, for the ledger")})
    lines = [line for line in _lines(report.id, line_ids) if line.stock_item_id is not None]
    if not lines and line_ids is not None:
        raise Invalid(_("Nothing is chosen"), fields={"ids": _("Choose lines that can be accepted")})
    books = _books(report, [line.stock_item_id for line in lines if line.stock_item_id])
    due: list[tuple[StockReportLine, Told]] = []
    place = db.session.get_one(Location, report.location_id)
    for line in lines:
        book = books.get(line.stock_item_id or report.id, Book(line.code, tracked=True))
        if book.explains(line.told):
            _settle([line], "moot")
        else:
            delta = max(line.told - book.then, -book.now)
            due.append((line, Told(book.sku, place.code, delta, sets=False, reason=reason.strip()[:200])))
    done = change_levels(
        [told for _line, told in due],
        reason=reason,
        booking=Booking("stock_report", report.id),
        bounds=bounds,
    )
    refused = {each.row for each in done.refused}
    _settle(
        [line for n, (line, _t) in enumerate(due) if n not in refused], "by_rule" if by_rule else "accepted"
    )
    _told(report, "accepted", {"lines": len(due) - len(refused)}, reason)
    _close_if_done(report)
    return sorted({move.stock_item_id for move in done.moves}), list(done.refused)


def dismiss_report_lines(report_id: UUID, line_ids: Collection[UUID] | None = None) -> int:
    """Leave the books as they are on these lines (None: all that are open); answers how many."""
    report = _open(report_id)
    lines = _lines(report.id, line_ids)
    if not lines and line_ids is not None:
        raise Invalid(_("Nothing is chosen"), fields={"ids": _("Choose lines first")})
    _settle(lines, "dismissed")
    _told(report, "dismissed", {"lines": len(lines)})
    _close_if_done(report)
    return len(lines)


def small_differences(report_id: UUID, *, units: Decimal, percent: Decimal) -> list[UUID]:
    """Open lines that differ by no more than so many units, or so much of the book."""
    lines = _lines(report_id, None)
    return [
        line.id
        for line in lines
        if line.stock_item_id is not None
        and (abs(line.difference) <= units or abs(line.difference) * 100 <= percent * line.book)
    ]


def lines_of_report(report_id: UUID, codes: Collection[str]) -> list[UUID]:
    """The open lines of these SKUs."""
    wanted = set(codes)
    return [line.id for line in _lines(report_id, None) if line.code in wanted]


def require_report(report_id: UUID) -> StockReport:
    """Raises UnknownReport, also outside the caller's locations."""
    row = db.session.get(StockReport, report_id)
    if row is None or not current_principal().may_at(row.location_id):
        raise UnknownReport(_("There is no such report"))
    return row


def _open(report_id: UUID) -> StockReport:
    require_report(report_id)
    row = db.session.get_one(StockReport, report_id, with_for_update=True, populate_existing=True)
    if row.status != "open":
        raise ReportState(_("This report is settled, or a later one is there"), state=row.status)
    return row


def _lines(report_id: UUID, ids: Collection[UUID] | None) -> list[StockReportLine]:
    found = select(StockReportLine).where(
        StockReportLine.report_id == report_id, StockReportLine.status == "open"
    )
    if ids is not None:
        found = found.where(StockReportLine.id.in_(ids))
    return list(db.session.scalars(found.order_by(StockReportLine.code)))


def _settle(lines: Iterable[StockReportLine], status: str) -> None:
    who = current_principal()
    for line in lines:
        line.status, line.settled_by = status, who.name or who.label


def _close_if_done(report: StockReport) -> None:
    db.session.flush()
    if not _lines(report.id, None):
        report.status, report.settled_at = "settled", clock.now()
        db.session.flush()


def _told(report: StockReport, what: str, after: dict[str, object], reason: str | None = None) -> None:
    audit.record(
        f"inventory.report_{what}", object_type="stock_report", object_id=report.id, reason=reason,
        after={"number": report.number, **after},
    )  # fmt: skip
