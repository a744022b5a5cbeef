"""A table of stock as people and other systems keep it: CSV or workbook, columns by name, a level or lot a row."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO

from app.core.i18n import Told, to_tell
from app.domains.catalog import service as catalog
from app.domains.catalog.types import Problem

LARGEST = Decimal(10) ** 9
LONGEST = 200
COLUMNS = catalog.Columns(
    {
        name: name
        for name in (
            "sku",
            "barcode",
            "location",
            "quantity",
            "lot",
            "expires_on",
            "reason",
            "safety",
            "mode",
        )
    }
)
COUNT_COLUMNS = catalog.Columns({name: name for name in ("sku", "barcode", "quantity", "bin", "counted_at")})
_MODES = {
    "set": True, "count": True, "absolute": True, "setzen": True, "bestand": True,
    "adjust": False, "add": False, "change": False, "delta": False, "anpassen": False, "bewegung": False,
}  # fmt: skip
_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%Y%m%d")
_MOMENTS = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S")


class BadCell(ValueError):
    """A cell that cannot be taken: its column, and why."""

    def __init__(self, column: str, words: Told) -> None:
        super().__init__(words)
        self.column, self.words = column, words


@dataclass(frozen=True, slots=True)
class StockRow:
    """What a row says; None where it says nothing. `moment` is in nobody's time zone yet unless it names one."""

    number: int
    code: str
    location: str = ""
    quantity: Decimal | None = None
    sets: bool | None = None
    lot: str = ""
    expires_on: date | None = None
    reason: str = ""
    safety: Decimal | None = None
    bin: str = ""
    moment: datetime | None = None


@dataclass(slots=True)
class StockTable:
    """The rows of a file, read one by one; what is wrong with the others is known once all are read."""

    total: int = 0
    problems: list[Problem] = field(default_factory=list)
    readable: bool = True
    rows: Iterator[StockRow] = field(default_factory=lambda: iter(()))


def read(
    data: BinaryIO | bytes, columns: catalog.Columns = COLUMNS, chosen: Mapping[str, str] | None = None
) -> StockTable:
    """The stock rows of a file; `chosen` says what columns are, by the file's names."""
    table = catalog.read_table(io.BytesIO(data) if isinstance(data, bytes) else data, columns, chosen)
    read_ = StockTable(total=len(table.places), problems=table.problems())
    if not table.labels and table.unreadable:
        read_.readable = False
    elif words := _lacking(table.labels):
        read_.problems, read_.readable = [Problem(1, *words)], False
    else:
        read_.rows = _rows(table, read_)
    return read_


def _lacking(labels: Mapping[str, str]) -> tuple[str, Told] | None:
    if not labels.keys() & {"sku", "barcode"}:
        return "sku", to_tell("There is no column of SKUs or barcodes; say which it is")
    if not labels.keys() & {"quantity", "safety"}:
        return "quantity", to_tell("There is no column of quantities; say which it is")
    return None


def _rows(table: catalog.Table, into: StockTable) -> Iterator[StockRow]:
    for _place, row in table.rows():
        try:
            yield _row(row.number, row.cells)
        except BadCell as bad:
            into.problems.append(Problem(row.number, table.label(bad.column), bad.words))


def _row(number: int, cells: Mapping[str, str]) -> StockRow:
    code = " ".join((cells.get("sku") or cells.get("barcode") or "").split())
    if not code or len(code) > LONGEST:
        raise BadCell("sku", to_tell("This row has no SKU"))
    mode = cells.get("mode", "").casefold()
    if mode and mode not in _MODES:
        raise BadCell("mode", to_tell("Write set or adjust"))
    lot, expires = cells.get("lot", ""), cells.get("expires_on", "")
    if expires and not lot:
        raise BadCell("lot", to_tell("An expiry date belongs to a lot: say which"))
    return StockRow(
        number=number, code=code, location=cells.get("location", "")[:LONGEST],
        quantity=_number(cells, "quantity", lowest=-LARGEST), sets=_MODES.get(mode) if mode else None,
        lot=lot[:80], expires_on=_day(expires) if expires else None,
        reason=" ".join(cells.get("reason", "").split())[:LONGEST], safety=_number(cells, "safety", lowest=Decimal(0)),
        bin=cells.get("bin", "")[:40], moment=_moment(cells.get("counted_at") or cells.get("as_of") or ""),
    )  # fmt: skip


def _number(cells: Mapping[str, str], column: str, *, lowest: Decimal) -> Decimal | None:
    text = cells.get(column, "")
    if not text:
        return None
    value = catalog.decimal_of(text)
    if value is None or not -LARGEST <= value <= LARGEST or value != round(value, 3):
        raise BadCell(
            column, to_tell("%(text)s is not a quantity; write a number such as 12", text=repr(text[:40]))
        )
    if value < lowest:
        raise BadCell(column, to_tell("This cannot be below 0"))
    return value


def _day(text: str) -> date:
    for form in _DAYS:
        try:
            return datetime.strptime(text[:10], form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise BadCell("expires_on", to_tell("Write the day like 2027-05-31"))


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in _MOMENTS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - of the shop, whoever reads it knows where that is
        except ValueError:
            continue
    raise BadCell("counted_at", to_tell("Write the time like 2027-05-31 14:30"))
