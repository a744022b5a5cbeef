"""The door of the labels: what was chosen and counted, as a file to print."""

from collections.abc import Sequence
from dataclasses import dataclass
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

# A PDF is made while somebody waits, about 40 labels a second; a label printer gets one format a row.
MOST = {"pdf": 480, "zpl": 2000}
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


def written(wanted: Wanted, choice: Choice) -> str:
    """The labels in the shop's language and currency, as HTML or ZPL. Raises Invalid for none, too many, no such place."""
    _check(wanted, choice)
    tenant = current_tenant()
    with locale_scope(tenant.locale):
        faces = [(_face(thing, choice, tenant.currency), count) for thing, count in wanted if count]
        return (
            zpl.document(faces, choice.size)
            if choice.file == "zpl"
            else sheets.page(faces, choice.size, choice.first)
        )


def printed(text: str, choice: Choice) -> documents.File:
    """What was written as (bytes, media type, file name); takes seconds for many, so outside of transactions."""
    if choice.file == "zpl":
        return text.encode(), ZPL, "labels.zpl"
    return documents.printed(text, "labels")


def _face(thing: Labelled, choice: Choice, currency: str) -> Face:
    if choice.bins:
        return bin_face(thing, choice.size, choice.code)
    return goods_face(thing, choice.size, choice.shown, choice.code, currency)


def _check(wanted: Wanted, choice: Choice) -> None:
    number = sum(count for _thing, count in wanted)
    if not number:
        raise Invalid(_("Say of which at least one label is wanted"))
    most = MOST[choice.file]
    if number > most:
        raise Invalid(_("Print at most %(max)s labels at once; these are %(num)s", max=most, num=number))
    if choice.file == "pdf" and not 1 <= choice.first <= choice.size.places:
        most = choice.size.places
        fault = (
            _("This sheet has the places 1 to %(max)s", max=most)
            if most > 1
            else _("A roll has place 1 alone")
        )
        raise Invalid(_("Some fields need another look"), fields={"first": fault})
