"""How a shop looks: theme, colours, fonts, corners. Pure; colours are checked so that everything stays readable."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as later

THEMES = {
    "atelier": ("newsreader", "inter"),
    "field": ("archivo", "archivo"),
    "depot": ("inter", "inter"),
}  # headings, text
TEXT_RATIO, LINE_RATIO = 4.5, 3.0  # WCAG 2.2 AA: text, and the edges of controls
LIGHT_INK, DARK_INK = "#fdfcfa", "#1f1b17"
ALARM = "#962a1d"  # the red of prices and refusals (--brick), which must read on the paper too
MOST_CSS = 20_000
SERIF, SANS = "Georgia, serif", "system-ui, sans-serif"
FONTS: dict[str, tuple[Any, str]] = {
    "newsreader": (
        later("Newsreader, a book serif"),
        f'"Newsreader Variable", "Newsreader Fallback", {SERIF}',
    ),
    "inter": (later("Inter, a clear sans"), f'"Inter Variable", "Inter Fallback", {SANS}'),
    "archivo": (later("Archivo, a firm grotesque"), f'"Archivo Variable", "Archivo Fallback", {SANS}'),
    "georgia": (later("Georgia, already on the reader's device"), f"Georgia, {SERIF}"),
    "system": (later("The device's own sans"), SANS),
}
RADII = {
    "square": ("0px", "0px"),
    "soft": ("4px", "8px"),
    "round": ("10px", "18px"),
    "pill": ("22px", "24px"),
}
_HEX = re.compile(r"#[0-9a-f]{6}", re.ASCII)
_FORBIDDEN_CSS = re.compile(
    r"@import|@charset|@namespace|expression\(|javascript:|</|url\(\s*['\"]?\s*(?!/files/)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Look:
    """Empty means the theme's own. Colours are #rrggbb, `logo` a file key, `css` the merchant's own rules."""

    theme: str = "atelier"
    accent: str = ""
    paper: str = ""
    ink: str = ""
    display: str = ""
    body: str = ""
    radius: str = ""
    css: str = ""
    logo: str | None = None


def look_of(value: Mapping[str, Any] | None) -> Look:
    """The look kept as `value`; what is not known any more is left out."""
    known = {field.name for field in fields(Look)}
    found = Look(**{name: each for name, each in (value or {}).items() if name in known})
    return found if found.theme in THEMES else Look(**{**asdict(found), "theme": next(iter(THEMES))})


def fonts_of(look: Look) -> tuple[str, ...]:
    """The fonts in use: the merchant's choice, else the theme's own."""
    display, body = THEMES[look.theme]
    return tuple(dict.fromkeys((look.display or display, look.body or body)))


def check(look: Look) -> None:
    """Raises Invalid naming each field that would not read or is not known, with what would."""
    found = {name: words for name, words in _problems(look).items() if words}
    if found:
        raise Invalid(_("Some fields need another look"), fields=found)


def _problems(look: Look) -> dict[str, str | None]:
    odd = {
        name: _("Enter a colour such as #0b6e5b")
        for name in ("accent", "paper", "ink")
        if getattr(look, name) and not _HEX.fullmatch(getattr(look, name))
    }
    known = _("Choose one of the options")
    return {
        "theme": None if look.theme in THEMES else known,
        "display": None if look.display in ("", *FONTS) else known,
        "body": None if look.body in ("", *FONTS) else known,
        "radius": None if look.radius in ("", *RADII) else known,
        "css": _css_problem(look.css),
        **(odd or _unreadable(look)),
    }


def _css_problem(css: str) -> str | None:
    if len(css) > MOST_CSS:
        return _("Use at most %(max)s characters", max=MOST_CSS)
    if _FORBIDDEN_CSS.search(css):
        return _("Own rules may not load anything from elsewhere: leave out @import and addresses")
    if css.count("{") != css.count("}"):
        return _("A brace is open or too many: each { needs its }")
    return None


def _unreadable(look: Look) -> dict[str, str | None]:
    """Pairs that fail: text on paper, warnings on paper, the button against the paper."""
    paper, ink = look.paper or "#faf8f4", look.ink or DARK_INK
    found: dict[str, str | None] = {}
    if contrast(ALARM, paper) < TEXT_RATIO:
        found["paper"] = _(
            "Warnings in red would not read on this background. Choose a lighter one, such as %(color)s",
            color=nearest(paper, ALARM, "#ffffff"),
        )
    elif contrast(ink, paper) < TEXT_RATIO + 1:
        found["ink"] = _(
            "Text reads at only %(ratio)s:1 on the background; it needs %(needed)s:1. %(color)s would do",
            ratio=f"{contrast(ink, paper):.1f}", needed=TEXT_RATIO + 1,
            color=nearest(ink, paper, "#000000", TEXT_RATIO + 1),
        )  # fmt: skip
    if look.accent and contrast(look.accent, paper) < 1.3:
        found["accent"] = _(
            "A button in this colour can hardly be told from the background. %(color)s would do",
            color=nearest(look.accent, paper, "#000000", 1.5),
        )
    return found


def corrected(look: Look) -> str:
    """What is changed by itself so that words on the accent read; empty if nothing."""
    if look.accent and (used := readable(look.accent)[0]) != look.accent:
        return _(
            "Words on %(asked)s would not read well, so buttons use %(used)s.", asked=look.accent, used=used
        )
    return ""


def readable(accent: str) -> tuple[str, str]:
    """An accent that carries words, darkened a little if need be, and the ink of those words."""
    while max(contrast(accent, LIGHT_INK), contrast(accent, DARK_INK)) < TEXT_RATIO:
        accent = mix(accent, "#000000", 0.03)
    return accent, LIGHT_INK if contrast(accent, LIGHT_INK) >= contrast(accent, DARK_INK) else DARK_INK


def nearest(color: str, against: str, towards: str, ratio: float = TEXT_RATIO) -> str:
    """The first step from `color` towards another that has `ratio` against a third."""
    steps = (mix(color, towards, step / 50) for step in range(51))
    return next((each for each in steps if contrast(each, against) >= ratio), towards)


def mix(one: str, other: str, share: float) -> str:
    """`share` of `other` in `one`."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _parts(color: str) -> list[int]:
    return [int(color[place : place + 2], 16) for place in (1, 3, 5)]


def _luminance(color: str) -> float:
    shares = [part / 255 for part in _parts(color)]
    red, green, blue = [
        share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def stylesheet(look: Look) -> str:
    """The look as CSS over its theme; empty where the theme's own is wanted throughout."""
    said = _color_tokens(look)
    if look.display:
        said["font-display"] = FONTS[look.display][1]
    if look.body:
        said["font"] = FONTS[look.body][1]
    if look.radius:
        said["radius"], said["radius-sheet"] = RADII[look.radius]
    rules = "".join(f" --{name}: {value};" for name, value in said.items())
    tokens = (
        f"@layer theme {{ :root[data-shop] {{{rules} }} :root[data-shop] .shop {{{rules} }} }}\n"
        if rules
        else ""
    )
    return tokens + (f"@layer utilities {{\n{look.css}\n}}\n" if look.css else "")


def _color_tokens(look: Look) -> dict[str, str]:
    said: dict[str, str] = {}
    if look.accent:
        said["merchant"], said["on-merchant"] = readable(look.accent)
    if look.paper or look.ink:
        paper, ink = look.paper or "#faf8f4", look.ink or DARK_INK
        fill = mix(paper, ink, 0.05)
        said |= {
            "paper": paper, "paper-raised": mix(paper, "#ffffff", 0.6), "fill": fill, "fill-strong": mix(paper, ink, 0.1),
            "text": ink, "text-soft": nearest(mix(ink, paper, 0.45), fill, ink), "line": mix(paper, ink, 0.14),
            "edge": nearest(mix(paper, ink, 0.4), paper, ink, LINE_RATIO),
        }  # fmt: skip
    return said
