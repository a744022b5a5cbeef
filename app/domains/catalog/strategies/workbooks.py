"""Workbooks (XLSX) through openpyxl: the first sheet's rows as texts, and rows as a workbook of one sheet.

One row is in memory at a time, beside the texts that a workbook shares between its cells. openpyxl is imported when
the first workbook comes: it weighs about 15 MiB a process.
"""

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from defusedxml.common import DefusedXmlException

from app.core.i18n import to_tell

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MOST_BYTES = 1_000_000_000
MOST_SHARED = 200_000_000
MOST_OTHER = 16_000_000
MOST_ROWS = 1_048_576
MOST_COLUMNS = 2000
LONGEST_TEXT = 32_767
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ZEROS = re.compile(r"0{2,}")


class BadWorkbook(ValueError):
    """A file that begins like a workbook but cannot be read as one."""


def is_workbook(head: bytes) -> bool:
    """Whether a file that begins so is a ZIP container, as workbooks are."""
    return head.startswith(b"PK\x03\x04")


def records(data: BinaryIO) -> Iterator[list[str]]:
    """Cells of every row of the first sheet, rows without content too, each at least as wide as those above it.

    Raises BadWorkbook also for what would unpack to more than a gigabyte.
    """
    try:
        _weigh(data)
        yield from _rows(data)
    except BadWorkbook:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers stumble over
        if isinstance(error.__cause__ or error, DefusedXmlException):
            raise BadWorkbook(to_tell("it declares XML entities; these are not allowed")) from error
        raise BadWorkbook(to_tell("it is no workbook that can be read")) from error


def _weigh(data: BinaryIO) -> None:
    """Refuse what would not fit in memory or on disk, by the sizes that zipfile holds each part to."""
    with zipfile.ZipFile(data) as archive:
        parts = archive.infolist()
    if sum(part.file_size for part in parts) > MOST_BYTES:
        raise BadWorkbook(to_tell("it is too large when unpacked"))
    for part in parts:
        most = MOST_SHARED if part.filename.endswith("sharedStrings.xml") else MOST_OTHER
        is_sheet = part.filename.startswith("xl/") and "sheets/" in part.filename
        if part.file_size > most and part.filename.endswith((".xml", ".rels")) and not is_sheet:
            raise BadWorkbook(to_tell("it is too large when unpacked"))


def _rows(data: BinaryIO) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy: see above

    data.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions, which are not read
        book = load_workbook(data, read_only=True, data_only=True, keep_links=False)
    width = 0
    try:
        if not book.worksheets:
            raise BadWorkbook(to_tell("it has no sheet"))
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its size is often wrong
        for row in sheet.iter_rows(max_row=MOST_ROWS):
            if len(row) > MOST_COLUMNS:
                raise BadWorkbook(to_tell("it has too many columns"))
            cells = ["" if cell.value is None else _text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            width = max(width, len(cells))  # a title above the header is narrower than it
            if width:
                yield cells + [""] * (width - len(cells))
    finally:
        book.close()


def _text(cell: Any) -> str:
    """A cell as a person sees it: 19.989999999999998 is 19.99, 12 under the format 00000 is 00012."""
    value = cell.value
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return (
            str(value).zfill(len(cell.number_format)) if _ZEROS.fullmatch(cell.number_format) else str(value)
        )
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time.min else value.replace(microsecond=0))
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def write(out: IO[bytes], lines: Iterable[Sequence[object]]) -> None:
    """The rows as a workbook of one sheet; every text is a text, so none is run as a formula."""
    from openpyxl import Workbook  # noqa: PLC0415 - heavy: see above

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("Products")
    for line in lines:
        sheet.append([_cell(sheet, value) for value in line])
    book.save(out)


def _cell(sheet: "WriteOnlyWorksheet", value: object) -> "Cell | None":
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - heavy: see above

    if value is None or value == "":
        return None
    text = _FORBIDDEN.sub("", str(value))
    cell: Any = WriteOnlyCell(sheet, text[:LONGEST_TEXT])
    cell.data_type = "s"
    if len(text) > LONGEST_TEXT:
        # openpyxl cuts without a word what Excel cannot hold; a file that is loaded again must not lose it.
        cell._value = text
    written: Cell = cell
    return written
