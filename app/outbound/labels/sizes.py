"""Sizes of labels that are sold: sheets of them, and rolls of single ones. All in millimetres."""

from dataclasses import dataclass

from app.core.i18n import lazy_gettext as later


@dataclass(frozen=True, slots=True)
class Size:
    """A label `width` by `height`, and how they lie on a `paper` (width, height); a roll's paper is one label.

    `edge`: what stays free inside of a label; more where its sheet has no margin, which printers leave white.
    """

    name: str
    words: object
    width: float
    height: float
    columns: int = 1
    rows: int = 1
    paper: tuple[float, float] = (210, 297)
    left: float = 0
    top: float = 0
    gap: float = 0
    edge: float = 2

    @property
    def places(self) -> int:
        """How many go on one sheet."""
        return self.columns * self.rows

    def position(self, place: int) -> tuple[float, float]:
        """Where the label at a place (from 0, along the rows) lies, from the left and from the top."""
        row, column = divmod(place, self.columns)
        return self.left + column * (self.width + self.gap), self.top + row * self.height


_ALL = (
    Size("a4-3x8", later("A4 sheet, 3 x 8 labels of 70 x 37 mm"), 70, 37, 3, 8, top=0.5, edge=4),
    Size("a4-2x7", later("A4 sheet, 2 x 7 labels of 99 x 38 mm"), 99.1, 38.1, 2, 7, left=4.65, top=15.15, gap=2.5),
    Size("letter-3x10", later("US Letter sheet, 3 x 10 labels of 67 x 25 mm"), 66.7, 25.4, 3, 10, (215.9, 279.4),
         4.75, 12.7, 3.15),
    Size("roll-57x32", later("Roll, labels of 57 x 32 mm"), 57, 32, paper=(57, 32)),
    Size("roll-100x50", later("Roll, labels of 100 x 50 mm"), 100, 50, paper=(100, 50)),
)  # fmt: skip
SIZES = {size.name: size for size in _ALL}
