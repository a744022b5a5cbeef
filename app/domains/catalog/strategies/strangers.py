"""Files that are no tables at all, told by how they begin: what they are, and what to do instead."""

import re

from app.core.i18n import to_tell

_PAGE = re.compile(rb"\s*(<!doctype html|<html|<table)", re.IGNORECASE)


def is_page(head: bytes) -> bool:
    """Whether a file begins as a web page does."""
    return _PAGE.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def told(head: bytes) -> str | None:
    """What to say of a file that begins so; None where it may be a table."""
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return to_tell("This is a workbook of an old Excel (.xls): save it as .xlsx or as CSV")
    if head.startswith(b"PK") and b"application/vnd.oasis" in head[:200]:
        return to_tell("This is an OpenDocument file (.ods): save it as .xlsx or as CSV")
    if head.startswith(b"%PDF"):
        return to_tell("This is a PDF, which holds no table to read: export the list as CSV or .xlsx")
    if is_page(head):
        return to_tell("This is a web page: save the list as CSV or .xlsx")
    if re.match(rb"(\xef\xbb\xbf)?\s*(\{|\[\s*[{\[])", head):
        return to_tell("This is JSON: export the list as CSV, XML or .xlsx")
    return None
