"""The door of the labels: what was chosen and counted, as a file to print."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.i18n import locale_scope
from app.core.tenancy import current_tenant
from app.outbound.documents import service as documents
from app.outbound.labels import sheets, zpl
from app.outbound.labels.faces import CodeKind, Face, bin_face, goods_face
from app.outbound.labels.sizes import Size
from app.queries.label_facts import Labelled

# A PDF is made while somebody waits, about 40 labels a second: many come as several files, each of whole sheets.
A_FILE, MOST = 480, 9600
ZPL = "text/plain; charset=utf-8"
Wanted = Sequence[tuple[Labelled, int]]


@dataclass(frozen=True, slots=True)
class Choice:
    """How labels are printed: size, first free place of the sheet, what stands on them, and the kind of file."""

    size: Size
    first: int = 1
    shown: frozenset[str] = frozenset()
    code: CodeKind = "bars"
    file: Literal["pdf", "zpl"] = "pdf"
    bins: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One file of several: the labels `first` to `last`, counted from 1."""

    first: int
    last: int


def parts(wanted: Wanted, choice: Choice) -> list[Part]:
    """The files that so many labels come as; a label printer takes all in one.

    Raises Invalid for none, too many, no such place on the sheet.
    """
    number = _check(wanted, choice)
    if choice.file == "zpl":
        return [Part(1, number)]
    begun, span = choice.first - 1, A_FILE // choice.size.places * choice.size.places
    return [
        Part(max(start - begun, 0) + 1, min(start + span - begun, number))
        for start in range(0, begun + number, span)
    ]


def written(wanted: Wanted, choice: Choice, part: Part | None = None) -> str:
    """The labels in the shop's language and currency, as HTML or ZPL. Raises Invalid for none, too many, no such place."""
    _check(wanted, choice)
    if part is not None:
        wanted, choice = _cut(wanted, part), choice if part.first == 1 else replace(choice, first=1)
    tenant = current_tenant()
    with locale_scope(tenant.locale):
        faces = [(_face(thing, choice, tenant.currency), count) for thing, count in wanted if count]
        return (
            zpl.document(faces, choice.size)
            if choice.file == "zpl"
            else sheets.page(faces, choice.size, choice.first)
        )


def printed(text: str, choice: Choice, name: str = "labels") -> documents.File:
    """What was written as (bytes, media type, file name); takes seconds for many, so outside of transactions."""
    if choice.file == "zpl":
        return text.encode(), ZPL, "labels.zpl"
    return documents.printed(text, name)


def _cut(wanted: Wanted, part: Part) -> Wanted:
    """How many of each are in a part."""
    found, before = [], 0
    for thing, count in wanted:
        inside = min(before + count, part.last) - max(before, part.first - 1)
        found.append((thing, max(0, inside)))
        before += count
    return found


def _face(thing: Labelled, choice: Choice, currency: str) -> Face:
    if choice.bins:
        return bin_face(thing, choice.size, choice.code)
    return goods_face(thing, choice.size, choice.shown, choice.code, currency)


def _check(wanted: Wanted, choice: Choice) -> int:
    """How many labels are wanted."""
    number = sum(count for _thing, count in wanted)
    if not number:
        raise Invalid(_("Say of which at least one label is wanted"))
    if number > MOST:
        raise Invalid(_("Print at most %(max)s labels at once; these are %(num)s", max=MOST, num=number))
    if choice.file == "pdf" and not 1 <= choice.first <= choice.size.places:
        most = choice.size.places
        fault = (
            _("This sheet has the places 1 to %(max)s", max=most)
            if most > 1
            else _("A roll has place 1 alone")
        )
        raise Invalid(_("Some fields need another look"), fields={"first": fault})
    return number
