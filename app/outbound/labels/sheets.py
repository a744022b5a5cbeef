"""Labels as a print-ready page: sheet after sheet, each label at its place."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from app.core.i18n import current_locale
from app.outbound.documents.pdf import FONTS
from app.outbound.labels import codes
from app.outbound.labels.faces import DIGITS, PRICE_WIDTH, Face, room
from app.outbound.labels.sizes import Size
from app.outbound.templates import environment

TEMPLATES = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return environment(TEMPLATES)


def page(labels: Sequence[tuple[Face, int]], size: Size, first: int) -> str:
    """So many of each label as HTML, from the place `first` (1 is top left) of the first sheet on."""
    drawn = [face for face, count in labels for _each in range(count)]
    return (
        _templates()
        .get_template("labels.html")
        .render(
            sheets=list(sheets(drawn, size, first)), size=size, picture=lambda face: _picture(face, size),
            positions=[size.position(place) for place in range(size.places)], edge=size.edge, price_width=PRICE_WIDTH,
            locale=current_locale(), fonts=FONTS.as_uri(),
        )
    )  # fmt: skip


def sheets(drawn: Sequence[Face], size: Size, first: int) -> Iterator[list[tuple[int, Face]]]:
    """Each sheet as pairs of place (from 0) and label."""
    placed = [(first - 1 + number, face) for number, face in enumerate(drawn)]
    for start in range(0, first - 1 + len(drawn), size.places):
        yield [(place - start, face) for place, face in placed if start <= place < start + size.places]


def _picture(face: Face, size: Size) -> Markup:
    """The code's picture; a QR code takes the line of digits too."""
    if face.code is None:
        return Markup("")
    width, height = room(size, priced=face.priced)
    return Markup(codes.picture(face.code, width, height + (DIGITS if face.code.kind == "qr" else 0)))  # noqa: S704 - drawn by us: no text in it
