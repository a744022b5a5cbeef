"""A letter as parts in their order, written once and rendered twice: as plain text and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment

from app.core.i18n import current_locale
from app.outbound.templates import environment
from app.queries.merchant import Merchant

ACCENT = "#1c5f4d"
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str
    kind: str = "words"


@dataclass(frozen=True, slots=True)
class Action:
    """The one thing to do: a button in HTML, an address in plain text."""

    label: str
    url: str
    kind: str = "action"


@dataclass(frozen=True, slots=True)
class Code:
    """A code to show or type, set large."""

    label: str
    code: str
    kind: str = "code"


@dataclass(frozen=True, slots=True)
class Item:
    """A line of goods: what, how many, for how much (written out)."""

    title: str
    detail: str
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Goods:
    """Lines of goods and, below them, sums as (label, amount); the last sum is the total."""

    items: Sequence[Item]
    sums: Sequence[tuple[str, str]] = ()
    kind: str = "goods"


@dataclass(frozen=True, slots=True)
class Facts:
    """A heading and lines under it: an address, opening hours."""

    label: str
    lines: Sequence[str]
    kind: str = "facts"


Part = Words | Action | Code | Goods | Facts


@dataclass(frozen=True, slots=True)
class Letter:
    """What is said. `preview` is what a mail program shows beside the subject."""

    subject: str
    heading: str
    parts: Sequence[Part]
    preview: str = field(default="")


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return environment(TEMPLATES)


def render(letter: Letter, sender: Merchant) -> tuple[str, str]:
    """The letter as plain text and as HTML, in the current language."""
    color = sender.color or ACCENT
    known = {
        "letter": letter, "sender": sender, "locale": current_locale(), "accent": color, "on_accent": readable_on(color),
    }  # fmt: skip
    text, html = (_templates().get_template(f"letter.{kind}").render(known) for kind in ("txt", "html"))
    return text.strip() + "\n", html


def readable_on(color: str) -> str:
    """Black or white, whichever reads better on a `#rrggbb` (relative luminance of WCAG 2)."""
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels
    )
    return "#ffffff" if 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.18 else "#14201b"
