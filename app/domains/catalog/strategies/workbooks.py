"""Workbooks (XLSX): the first sheet's rows as texts, and rows as a workbook of one sheet. One row in memory at a time."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, BinaryIO
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

MOST_BYTES = 1_000_000_000
MOST_STRINGS = 2_000_000
MOST_COLUMNS = 2000
_PLACE = re.compile(r"([A-Z]{1,3})[0-9]+")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,9})?")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Products" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}  # fmt: skip


class BadWorkbook(ValueError):
    """A file that begins like a workbook but cannot be read as one."""


def is_workbook(head: bytes) -> bool:
    """Whether a file that begins so is a ZIP container, as workbooks are."""
    return head.startswith(b"PK\x03\x04")


def records(data: BinaryIO) -> Iterator[list[str]]:
    """Cells of every row of the first sheet, rows without content too, all as wide as the first with any.

    Raises BadWorkbook also for what would unpack to more than a gigabyte.
    """
    try:
        with zipfile.ZipFile(data) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
                raise BadWorkbook("it is too large when unpacked")
            strings = _strings(archive)
            yield from _sheet(archive, _first_sheet(archive), strings)
    except DefusedXmlException as error:
        raise BadWorkbook("it declares XML entities; these are not allowed") from error
    except (
        zipfile.BadZipFile,
        ParseError,
        KeyError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
    ) as error:
        raise BadWorkbook(f"it is no workbook that can be read: {str(error)[:120]}") from error


def _elements(source: IO[bytes], name: str) -> Iterator[Element]:
    """Elements of a name, each emptied once it was seen."""
    for _, element in iterparse(source, forbid_dtd=True):
        if _plain(element) == name:
            yield element
            element.clear()


def _plain(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _text(element: Element) -> str:
    """The text of a string, with the parts that are set in other letters, without how it is pronounced."""
    parts = [
        part.text or ""
        for child in element
        if _plain(child) in ("t", "r")
        for part in ([child] if _plain(child) == "t" else [t for t in child if _plain(t) == "t"])
    ]
    return "".join(parts)


def _strings(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    found: list[str] = []
    with archive.open("xl/sharedStrings.xml") as source:
        for element in _elements(source, "si"):
            found.append(_text(element))
            if len(found) > MOST_STRINGS:
                raise BadWorkbook("it has too many texts")
    return found


def _first_sheet(archive: zipfile.ZipFile) -> str:
    with archive.open("xl/workbook.xml") as source:
        wanted = next((sheet.get(_RELATION) for sheet in _elements(source, "sheet")), None)
    with archive.open("xl/_rels/workbook.xml.rels") as source:
        for relation in _elements(source, "Relationship"):
            if relation.get("Id") == wanted:
                target = str(relation.get("Target"))
                return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise BadWorkbook("it has no sheet")


def _sheet(archive: zipfile.ZipFile, name: str, strings: Sequence[str]) -> Iterator[list[str]]:
    width, expected = 0, 1
    with archive.open(name) as source:
        for element in _elements(source, "row"):
            number = int(element.get("r") or expected)
            if width:
                for _ in range(min(number - expected, 1000)):
                    yield []
            expected = number + 1
            cells = _cells(element, strings)
            width = width or len(cells)
            yield cells + [""] * (width - len(cells))


def _cells(row: Element, strings: Sequence[str]) -> list[str]:
    cells: list[str] = []
    for cell in row:
        place = _column(cell.get("r") or "")
        place = len(cells) if place is None else place
        if place >= MOST_COLUMNS:
            raise BadWorkbook("it has too many columns")
        cells.extend([""] * (place + 1 - len(cells)))
        cells[place] = _value(cell, strings)
    return cells


def _column(place: str) -> int | None:
    """0 for "A7", 26 for "AA7"."""
    match = _PLACE.fullmatch(place)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _value(cell: Element, strings: Sequence[str]) -> str:
    kind = cell.get("t", "n")
    parts = {_plain(child): child for child in cell}
    if kind == "inlineStr":
        return _text(parts["is"]) if "is" in parts else ""
    raw = (parts["v"].text or "") if "v" in parts else ""
    if kind == "s":
        return strings[int(raw)] if raw.isdigit() and int(raw) < len(strings) else ""
    if kind == "b":
        return "true" if raw == "1" else "false"
    return _number(raw) if kind == "n" else raw


def _number(raw: str) -> str:
    """A number as a person sees it: 19.989999999999998 is 19.99."""
    if _NUMBER.fullmatch(raw) or not raw:
        return raw
    try:
        value = float(raw)
    except ValueError:
        return raw
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"


def write(out: IO[bytes], lines: Iterable[Sequence[object]]) -> None:
    """The rows as a workbook of one sheet; every text is a text, so none is run as a formula."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name, content in _PARTS.items():
            archive.writestr(_part(name), f'<?xml version="1.0" encoding="UTF-8"?>{content}')
        with archive.open(_part("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as sheet:
            head = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}"><sheetData>'
            sheet.write(head.encode())
            for number, line in enumerate(lines, start=1):
                cells = "".join(_cell(number, place, value) for place, value in enumerate(line))
                sheet.write(f'<row r="{number}">{cells}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")


def _part(name: str) -> zipfile.ZipInfo:
    """A part without a date, so that the same rows are the same file."""
    part = zipfile.ZipInfo(name)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _cell(row: int, column: int, value: object) -> str:
    if value is None or value == "":
        return ""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    text = escape(_FORBIDDEN.sub("", str(value)))
    return f'<c r="{letters}{row}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
