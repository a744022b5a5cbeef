"""Tables as merchants have them: delimited text of any encoding, delimiter and line end, or a workbook's first
sheet; padded, translated or repeated headers, ragged rows. Rows wait on disk, so a file's size costs no memory."""

import codecs
import csv
import io
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

import orjson

from app.core.i18n import to_tell
from app.domains.catalog.strategies import strangers, workbooks
from app.domains.catalog.strategies.cells import decimal_sign, unguarded
from app.domains.catalog.strategies.headers import Columns, known_columns
from app.domains.catalog.types import Problem

LONGEST_CELL = 1_000_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",;\t|"
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])
_QUOTED = re.compile(r'"[^"]*"')
_PRICED = re.compile(r"price|preis|prix|precio|cost|compare")
_BLOCK = 1 << 20
_LINES = re.compile(r"\r\n|\n|\r")
_SAID = re.compile(rf"\s*sep=([{_DELIMITERS}])[ \t]*[\r\n]")
_TOP, _HEADED = 15, 2
"""Within how many records a header is looked for, and how many columns of it must be known."""

csv.field_size_limit(64 * LONGEST_CELL)


@dataclass(frozen=True, slots=True)
class Row:
    """A record by column; only cells with something in them. `number` counts the header as 1."""

    number: int
    cells: Mapping[str, str]

    def get(self, name: str, *others: str) -> str:
        """The first of the named cells that holds anything, else an empty text."""
        if (value := self.cells.get(name)) or not others:
            return value or ""
        return self.get(*others)


class Spool:
    """Rows kept in a temporary file; what remains in memory is where each one lies."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="galleria-import-")  # noqa: SIM115 - lives as long as the table
        self._end = 0

    def put(self, row: Row) -> tuple[int, int]:
        """Keep a row; returns where it lies."""
        data = orjson.dumps([row.number, row.cells])
        self._file.write(data)
        place = (self._end, len(data))
        self._end += len(data)
        return place

    def get(self, place: tuple[int, int]) -> Row:
        """The row that lies there."""
        number, cells = orjson.loads(os.pread(self._file.fileno(), place[1], place[0]))
        return Row(number, cells)

    def each(self, places: Iterable[tuple[int, int]]) -> Iterator[Row]:
        """The rows that lie there, in the order they were put, read in blocks."""
        block, begin = b"", 0
        for start, length in places:
            if start + length > begin + len(block):
                block, begin = os.pread(self._file.fileno(), max(length, _BLOCK), start), start
            number, cells = orjson.loads(block[start - begin : start - begin + length])
            yield Row(number, cells)

    def rest(self) -> None:
        """Rows can be read once all are written."""
        self._file.flush()


@dataclass(slots=True)
class Table:
    """A file's rows and what is wrong with the others. Columns are called as the format calls them; `labels` has
    the file's names. `decimal` is the decimal sign of the file's prices, empty when they do not show it."""

    labels: dict[str, str] = field(default_factory=dict)
    broken: list[tuple[Row, Problem]] = field(default_factory=list)
    unreadable: Problem | None = None
    decimal: str = ""
    places: list[tuple[int, int]] = field(default_factory=list)
    spool: Spool = field(default_factory=Spool)

    def label(self, name: str) -> str:
        """The column's name as the file spells it."""
        return self.labels.get(name, name)

    def problems(self) -> list[Problem]:
        """What is wrong with broken rows, and with the rest of a file that cannot be read to its end."""
        return [problem for _, problem in self.broken] + ([self.unreadable] if self.unreadable else [])

    def lacks(self, *names: str) -> str | None:
        """The first of these columns that the file does not have."""
        return next((name for name in names if name not in self.labels), None)

    def rows(self) -> Iterator[tuple[tuple[int, int], Row]]:
        """Every good row in the file's order, with the place to get it from again."""
        yield from zip(self.places, self.spool.each(self.places), strict=True)

    def row(self, place: tuple[int, int]) -> Row:
        """The row that lies there."""
        return self.spool.get(place)


def encoding_of(data: BinaryIO) -> str:
    """By the byte order mark, else UTF-8 when all of it is that, else UTF-16 by its zero bytes, else Windows-1252."""
    data.seek(0)
    head = data.read(4000)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    if head.count(0) > len(head) // 4:
        return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    data.seek(0)
    try:
        while block := data.read(_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def delimiter_of(text: str) -> str:
    """The delimiter that the file says (`sep=;`), or by which a line near its top names columns that are known, else
    the one that the first line with anything on it uses most."""
    if said := _SAID.match(text):
        return said[1]
    lines = _LINES.split(text.replace('"', ""), maxsplit=_TOP)[:_TOP]
    known = {mark: max(known_columns(line.split(mark)) for line in lines) for mark in _DELIMITERS}
    best = max(_DELIMITERS, key=known.__getitem__)
    if known[best] >= _HEADED:
        return best
    return max(_DELIMITERS, key=_LINES.split(_QUOTED.sub("", text).lstrip("\r\n"), maxsplit=1)[0].count)


def records(data: BinaryIO) -> Iterator[list[str]]:
    """Cells of every line, of text or of a workbook. Raises csv.Error and workbooks.BadWorkbook."""
    data.seek(0)
    if workbooks.is_workbook(data.read(4)):
        yield from workbooks.records(data)
        return
    encoding = encoding_of(data)
    data.seek(0)
    text = io.TextIOWrapper(_Kept(data), encoding=encoding, errors="replace", newline="")
    delimiter = delimiter_of(text.read(20_000))
    text.seek(0)
    yield from csv.reader(text, delimiter=delimiter)


class _Kept(io.BufferedReader):
    """Bytes that stay open when the text around them is let go."""

    def __init__(self, data: BinaryIO) -> None:
        super().__init__(data)  # type: ignore[arg-type]

    def close(self) -> None:
        pass


def header_of(data: BinaryIO) -> list[str]:
    """The header's cells; empty when there is none or the file cannot be read."""
    try:
        return next(_from_header(records(data)), [])
    except (csv.Error, workbooks.BadWorkbook):
        return []


def read_table(data: BinaryIO, columns: Columns, chosen: Mapping[str, str] | None = None) -> Table:
    """Rows of a file. Cells are stripped, control characters dropped; ragged or huge rows are broken.

    `chosen`: what a person said of columns, by the file's names.
    """
    data.seek(0)
    if words := strangers.told(data.read(400)):
        return Table(unreadable=Problem(1, "", words))
    return table_of(records(data), columns, chosen)


def table_of(
    lines: Iterable[Sequence[str]], columns: Columns, chosen: Mapping[str, str] | None = None
) -> Table:
    """As `read_table`, from records."""
    table = Table()
    width, number, signs = 0, 0, dict.fromkeys((".", ","), 0)
    names: list[tuple[int, str]] = []
    try:
        for number, record in enumerate(_from_header(lines), start=1):
            if not width:
                width = _width(record)
                names = columns.resolve(record[:width], chosen)
                for place, name in names:
                    table.labels.setdefault(name, " ".join(record[place].replace("\ufeff", "").split()))
                priced = [place for place, name in names if _PRICED.search(name)]
            else:
                _take(table, names, width, number, record)
                for place in priced:
                    if place < len(record) and (sign := decimal_sign(record[place])):
                        signs[sign] += 1
    except (csv.Error, workbooks.BadWorkbook) as error:
        table.unreadable = Problem(
            number + 1, "", to_tell("The file cannot be read from here on: %(why)s", why=error.args[0])
        )
    if not width and table.unreadable is None:
        table.unreadable = Problem(1, "", to_tell("The file is empty"))
    table.decimal = next(
        (sign for sign, other in ((".", ","), (",", ".")) if signs[sign] and not signs[other]), ""
    )
    table.spool.rest()
    return table


def _width(header: Sequence[str]) -> int:
    """How many columns the header names; what commas at its end leave is none."""
    return max((place for place, cell in enumerate(header, start=1) if cell.strip()), default=0)


def _from_header(lines: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    """Records from the header on. Titles, dates and notes above it are passed over, where one of the first records
    names columns that are known and the first does not."""
    found = _with_content(lines)
    top = list(islice(found, _TOP))
    begin = next((place for place, record in enumerate(top) if known_columns(record) >= _HEADED), 0)
    yield from top[begin:]
    yield from found


def _with_content(lines: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    """Records, with blank ones kept as rows for the numbering but the blanks before the header skipped."""
    started = False
    for record in lines:
        started = started or any(cell.strip(" \t\r\n\ufeff") for cell in record)
        if started:
            yield list(record)


def _take(table: Table, names: list[tuple[int, str]], width: int, number: int, record: list[str]) -> None:
    cells: dict[str, str] = {}
    for place, name in names:
        if place < len(record) and name not in cells and (value := _clean(record[place])):
            cells[name] = value
    surplus = any(cell.strip() for cell in record[width:])
    if not surplus and not any(cell.strip() for cell in record):
        return
    row = Row(number, cells)
    if surplus or len(record) < width:
        message = to_tell(
            "This row has %(cells)s cells where the header has %(width)s", cells=len(record), width=width
        )
        table.broken.append((row, Problem(number, "", message)))
    elif huge := next((name for name, value in cells.items() if len(value) > LONGEST_CELL), None):
        message = to_tell("This cell is longer than %(most)s characters", most=LONGEST_CELL)
        table.broken.append((row, Problem(number, table.label(huge), message)))
    elif cells:
        table.places.append(table.spool.put(row))


def _clean(cell: str) -> str:
    """Without control characters, half characters, blanks around, and the quote that guards formulas."""
    value = (cell if cell.isprintable() else cell.translate(_CONTROLS)).strip()
    if not value.isascii():
        value = value.encode("utf-8", "ignore").decode()
    return unguarded(value) if value.startswith("'") else value
