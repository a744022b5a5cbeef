"""Old addresses are pointed at new ones: by hand, or many at once from a file."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.core import audit
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.content import service as content
from app.flows.refresh_pages import refresh_pages

MOST_BYTES, MOST_ROWS = 2 * 1024 * 1024, 20_000
HEADS = frozenset({"path", "from", "old", "source", "redirect from", "von", "alt"})


@dataclass(frozen=True, slots=True)
class Imported:
    """How many were kept, and why others were not: (line, address, words)."""

    kept: int
    refused: tuple[tuple[int, str, str], ...]


def move_page(path: str, target: str) -> None:
    """Point one address at another; an empty target means gone. Raises Invalid naming the field."""
    content.save_redirect(path, target)
    _told({path: target})


def move_pages(data: bytes) -> Imported:
    """Read a CSV file of old and new addresses and keep the good rows. Raises Invalid for what is no such file."""
    lines = _lines(data)
    wanted = {path: target for path, target in lines.values() if path}
    refused = keep(wanted)
    told = tuple(
        (number, path, refused[path]) for number, (path, _target) in lines.items() if path in refused
    )
    return Imported(len(wanted) - len(refused), told)


def keep(wanted: Mapping[str, str]) -> dict[str, str]:
    """Point addresses at others, those that can be; answers path -> words for each that is refused."""
    refused = content.save_redirects(wanted)
    _told({path: target for path, target in wanted.items() if path not in refused})
    return refused


def lead_on(old: str, new: str) -> None:
    """A page moved: its former address leads to the new one; what led away from the new one is forgotten."""
    if old == new:
        return
    there = content.redirects(q=new).items
    content.remove_redirects([each.id for each in there if each.path == new])
    content.save_redirects({old: new})


def forget_moved(ids: Sequence[UUID]) -> int:
    """Remove redirects; answers how many."""
    gone = content.remove_redirects(ids)
    if gone:
        audit.record(
            "content.redirects_removed", object_type="redirect", object_id="", before={"paths": gone}
        )
        refresh_pages()
    return len(gone)


def _told(kept: Mapping[str, str]) -> None:
    if kept:
        after = dict(list(kept.items())[:100]) | {"_number": len(kept)}
        audit.record("content.redirects_saved", object_type="redirect", object_id="", after=after)
        refresh_pages()


def _lines(data: bytes) -> dict[int, tuple[str, str]]:
    """Line number -> (old, new)."""
    if len(data) > MOST_BYTES:
        raise Invalid(_("This file is too large"), fields={"file": _("Use at most 2 MB")})
    try:
        words = data.decode("utf-8-sig")
        dialect = csv.Sniffer().sniff(words[:2000], ",;\t") if words.strip() else csv.excel
        rows = list(csv.reader(io.StringIO(words), dialect))
    except (UnicodeDecodeError, csv.Error):
        problem = _("Use a CSV file in UTF-8 with two columns: old address, new address")
        raise Invalid(problem, fields={"file": problem}) from None
    if len(rows) > MOST_ROWS:
        raise Invalid(_("This file is too large"), fields={"file": _("Use at most 20,000 lines")})
    return {
        number: (row[0].strip(), row[1].strip() if len(row) > 1 else "")
        for number, row in enumerate(rows, 1)
        if row and row[0].strip() and not (number == 1 and row[0].strip().lower() in HEADS)
    }
