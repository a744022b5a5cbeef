"""Delimited text as merchants have it: any encoding, delimiter and line end, padded headers, ragged rows."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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

csv.field_size_limit(64 * LONGEST_CELL)


@dataclass(frozen=True, slots=True)
class Row:
    """A record by header; only cells with something in them. `number` counts the header as 1."""

    number: int
    cells: Mapping[str, str]

    def get(self, *names: str) -> str:
        """The first of the named cells that holds anything, else an empty text."""
        for name in names:
            if value := self.cells.get(name):
                return value
        return ""


@dataclass(slots=True)
class Table:
    """A file's rows and what is wrong with the others. Names are in lower case; `labels` has the file's."""

    labels: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    broken: list[tuple[Row, Problem]] = field(default_factory=list)
    unreadable: Problem | None = None

    def label(self, name: str) -> str:
        """The column's name as the file spells it."""
        return self.labels.get(name, name)

    def problems(self) -> list[Problem]:
        """What is wrong with broken rows, and with the rest of a file that cannot be read to its end."""
        return [problem for _, problem in self.broken] + ([self.unreadable] if self.unreadable else [])

    def lacks(self, *names: str) -> str | None:
        """The first of these columns that the file does not have."""
        return next((name for name in names if name not in self.labels), None)


def decode(data: bytes) -> str:
    """Text of a file by its byte order mark, else UTF-8, else UTF-16 by its zero bytes, else Windows-1252."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    head = data[:4000]
    if head.count(0) > len(head) // 4:
        return data.decode(
            "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be", errors="replace"
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def tidy_header(name: str) -> str:
    """A header to compare with: no padding, blanks or newlines inside collapsed, lower case."""
    return " ".join(name.replace("\ufeff", "").split()).lower()


def _delimiter(text: str) -> str:
    head = _QUOTED.sub("", text[:20_000]).lstrip("\r\n").split("\n", 1)[0]
    return max(_DELIMITERS, key=head.count)


def _labels(header: list[str]) -> list[str]:
    """Lower-case names; a repeated or empty one gets none, so the first column of a name wins."""
    while header and not header[-1].strip():
        header.pop()
    seen: set[str] = set()
    names = []
    for cell in header:
        name = tidy_header(cell)
        names.append("" if name in seen else name)
        seen.add(name)
    return names


def read_table(data: bytes) -> Table:
    """Rows of a CSV file. Cells are stripped, control characters dropped; ragged or huge rows are broken."""
    text = decode(data)
    records = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    table = Table()
    names: list[str] = []
    number = 0
    try:
        for number, record in enumerate(_with_content(records), start=1):
            if not names:
                names = _labels(record)
                table.labels = {
                    name: " ".join(cell.split()) for name, cell in zip(names, record, strict=True) if name
                }
            else:
                _take(table, names, number, record)
    except csv.Error as error:
        table.unreadable = Problem(number + 1, "", f"The file cannot be read as CSV from here on: {error}")
    if not names:
        table.unreadable = Problem(1, "", "The file is empty")
    return table


def _with_content(records: Iterable[list[str]]) -> Iterable[list[str]]:
    """Records, with blank ones kept as rows for the numbering but the blanks before the header skipped."""
    started = False
    for record in records:
        started = started or any(cell.strip() for cell in record)
        if started:
            yield record


def _take(table: Table, names: list[str], number: int, record: list[str]) -> None:
    cells = {
        name: value
        for name, cell in zip(names, record, strict=False)
        if name and (value := cell.translate(_CONTROLS).strip())
    }
    surplus = any(cell.strip() for cell in record[len(names) :])
    if not cells and not surplus:
        return
    row = Row(number, cells)
    if surplus or len(record) < len(names):
        message = f"This row has {len(record)} cells where the header has {len(names)}"
        table.broken.append((row, Problem(number, "", message)))
    elif huge := next((name for name, value in cells.items() if len(value) > LONGEST_CELL), None):
        message = f"This cell is longer than {LONGEST_CELL:,} characters"
        table.broken.append((row, Problem(number, table.label(huge), message)))
    else:
        table.rows.append(row)
