"""Which code stands on a label, and its picture. EAN and UPC for valid GTINs, else Code 128, else a QR code."""

import io
import re
from dataclasses import dataclass
from functools import lru_cache

import segno
from barcode.codex import Code128
from barcode.ean import EuropeanArticleNumber8, EuropeanArticleNumber13
from barcode.upc import UniversalProductCodeA
from barcode.writer import SVGWriter

from app.domains.catalog.goods import is_gtin

# The narrowest and widest bar in millimetres that common scanners and printers both manage; 0.33 is GS1's own size.
NARROWEST, WIDEST = 0.19, 0.33
QUIET = 11
BAR = re.compile(r'<rect x="([\d.]+)mm" y="[\d.]+mm" width="([\d.]+)mm" height="([\d.]+)mm"')
RETAIL = {8: EuropeanArticleNumber8, 12: UniversalProductCodeA, 13: EuropeanArticleNumber13}
RETAIL_NAMES = {8: "ean8", 12: "upca", 13: "ean13"}


@dataclass(frozen=True, slots=True)
class Code:
    """What scanners read, and how it is written: ean8, upca, ean13, code128 or qr."""

    kind: str
    text: str


def code_of(own: str, gtin: str, width: float, *, qr: bool = False) -> Code:
    """The code for a label that leaves `width` mm: a QR code where asked, or where bars would be too narrow to read."""
    valid = is_gtin(gtin)
    if qr:
        return Code("qr", gtin if valid else own)
    if valid and len(gtin) in RETAIL_NAMES:
        return Code(RETAIL_NAMES[len(gtin)], gtin)
    text = gtin if valid else own
    if not text.isascii() or not text.isprintable() or _module(_modules("code128", text), width) < NARROWEST:
        return Code("qr", text)
    return Code("code128", text)


@lru_cache(maxsize=512)
def picture(code: Code, width: float, height: float) -> str:
    """The code as SVG, at most `width` by `height` mm."""
    return _square(code.text, min(width, height)) if code.kind == "qr" else _bars(code, width, height)


def _symbol(kind: str, text: str) -> EuropeanArticleNumber13 | Code128:
    if kind == "code128":
        return Code128(text, writer=SVGWriter())
    return RETAIL[len(text)](text, writer=SVGWriter())


def _modules(kind: str, text: str) -> int:
    return len(_symbol(kind, text).build()[0])


def _module(modules: int, width: float) -> float:
    return min(WIDEST, width / (modules + 2 * QUIET))


def _bars(code: Code, width: float, height: float) -> str:
    bar = _module(_modules(code.kind, code.text), width)
    options = {
        "module_width": bar, "module_height": height, "quiet_zone": bar * QUIET, "write_text": False,
        "margin_top": 0, "margin_bottom": 0,
    }  # fmt: skip
    drawn = _symbol(code.kind, code.text).render(options).decode()
    return _one_shape(BAR.findall(drawn), bar * (_modules(code.kind, code.text) + 2 * QUIET), height)


def _one_shape(bars: list[tuple[str, str, str]], width: float, height: float) -> str:
    """The writer's bars as a single path: a page of many labels is made in half the time."""
    path = "".join(f"M{left} 0h{wide}v{tall}h-{wide}z" for left, wide, tall in bars)
    size = f'width="{width:.3f}mm" height="{height:.3f}mm" viewBox="0 0 {width:.3f} {height:.3f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><path d="{path}"/></svg>'


def square_size(text: str) -> int:
    """How many modules a QR code of the text is wide, with its quiet zone."""
    return int(segno.make_qr(text, error="m").symbol_size(border=2)[0])


def _square(text: str, side: float) -> str:
    made, drawn = segno.make_qr(text, error="m"), io.BytesIO()
    made.save(
        drawn, kind="svg", scale=side / square_size(text), border=2, unit="mm", xmldecl=False, svgns=True
    )
    return drawn.getvalue().decode().strip()
