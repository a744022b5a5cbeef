"""Labels in ZPL II, the language of label printers, at 203 dpi (8 dots a millimetre).

Whatever comes from people is written in hexadecimal (^FH), so that nothing in a title or a SKU is a command.
"""

from collections.abc import Sequence

from app.outbound.labels.codes import QUIET, Code, square_size
from app.outbound.labels.faces import DIGITS, PRICE_WIDTH, Face, room
from app.outbound.labels.sizes import Size

DOTS = 8
PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,-/:()+")
# Code 128 as ZPL writes it: what else would call a function of the symbol.
CALLS = {">": ">0", "^": "><", "~": ">="}
RETAIL = {"ean13": "^BEN,{height},N,N", "ean8": "^B8N,{height},N,N", "upca": "^BUN,{height},N,N,N"}
RETAIL_MODULES = {"ean13": 95, "upca": 95, "ean8": 67}
THINNEST, THICKEST = 2, 3


def document(labels: Sequence[tuple[Face, int]], size: Size) -> str:
    """A format for each label, printed so many times."""
    return "".join(_label(face, size, count) for face, count in labels if count)


def escaped(text: str) -> str:
    """Text for ^FD after ^FH: all but letters, digits and harmless signs as bytes in hexadecimal."""
    line = " ".join(text.split())
    return "".join(chr(byte) if byte in PLAIN else f"_{byte:02X}" for byte in line.encode("utf-8", "replace"))


def _label(face: Face, size: Size, count: int) -> str:
    width, height, edge = _dots(size.width), _dots(size.height), _dots(size.edge)
    inner = width - 2 * edge
    parts = [f"^XA^CI28^PW{width}^LL{height}^LH0,0"]
    if face.large:
        parts += [_words(edge, edge, 60, inner, face.title), _words(edge, edge + 66, 24, inner, face.options)]
    else:
        parts += [
            _words(edge, edge, 26, inner, face.title, lines=2),
            _words(edge, edge + 54, 22, inner, face.options),
            _words(edge, edge + 78, 22, inner, face.sku),
        ]
    if face.code is not None:
        parts += _code(face.code, face, size)
    box, left = _dots(PRICE_WIDTH - 1), width - edge - _dots(PRICE_WIDTH - 1)
    below = height - edge - 20
    tall = 36 if len(face.price) <= 8 else 22
    parts += [
        _words(left, below - tall - 6, tall, box, face.price, side="R"),
        _words(left, below, 18, box, face.unit_price, side="R"),
    ]
    return "".join(parts) + f"^PQ{count}^XZ\n"


def _words(x: int, y: int, tall: int, width: int, text: str, *, lines: int = 1, side: str = "L") -> str:
    if not text:
        return ""
    told = escaped(text.replace("\\", "\\\\"))  # in a block of text \& would break the line
    return f"^FO{x},{y}^A0N,{tall}^FB{width},{lines},0,{side}^FH^FD{told}^FS"


def _code(code: Code, face: Face, size: Size) -> list[str]:
    """The code at the bottom left; bars with their text below them."""
    wide, tall = (_dots(each) for each in room(size, priced=face.priced))
    edge, digits = _dots(size.edge), _dots(DIGITS)
    top = _dots(size.height) - edge - digits - tall
    modules = RETAIL_MODULES.get(code.kind, 11 * len(code.text) + 35) + 2 * QUIET
    bar = min(THICKEST, wide // modules)
    if code.kind == "qr" or bar < THINNEST:
        fat = max(2, min(10, (tall + digits) // square_size(code.text)))
        return [f"^FO{edge},{top}^BQN,2,{fat}^FH^FDMA,{escaped(code.text)}^FS"]
    if code.kind == "code128":
        drawn = f"^BCN,{tall},N,N,N^FH^FD>:{_called(code.text)}^FS"
    else:  # the printer works out the check digit
        drawn = f"{RETAIL[code.kind].format(height=tall)}^FD{code.text[:-1]}^FS"
    return [
        f"^BY{bar}^FO{edge + bar * QUIET},{top}{drawn}",
        _words(edge, top + tall + 4, 20, modules * bar, code.text, side="C"),
    ]


def _called(text: str) -> str:
    """Text of a Code 128: its signs for functions written out, spaces kept, the rest escaped."""
    return "".join(CALLS.get(sign) or (sign if sign == " " else escaped(sign)) for sign in text)


def _dots(millimetres: float) -> int:
    return round(millimetres * DOTS)
