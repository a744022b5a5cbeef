"""Text can be read on every ground, in every scheme: the contrast of WCAG 2.2 over the tokens themselves."""

import re
from math import cos, radians, sin
from pathlib import Path

import pytest

from app.web import design_system

CSS = (Path(design_system.__file__).parent / "static" / "tokens.css").read_text()
GROUNDS = ("paper", "paper-sunk", "paper-raised", "fill")
TINTS = {"moss": "moss-tint", "amber": "amber-tint", "brick": "brick-tint", "cobalt": "cobalt-tint"}
SCHEMES = ("light", "dark", "contrast light", "contrast dark")

Tokens = dict[str, str]


def tokens(scheme: str) -> Tokens:
    base = re.search(r":root \{(.*?)\n  \}", CSS, re.DOTALL)
    high = re.search(r':root\[data-theme="contrast"\] \{(.*?)\n  \}', CSS, re.DOTALL)
    assert base
    assert high
    found = dict(re.findall(r"--([\w-]+):\s*([^;]+);", base[1]))
    if scheme.startswith("contrast"):
        found |= dict(re.findall(r"--([\w-]+):\s*([^;]+);", high[1]))
    return found


def color(name: str, scheme: str) -> tuple[float, float, float]:
    """Lightness, chroma and hue of a token in a scheme."""
    known, value = tokens(scheme), f"var(--{name})"
    while not (found := re.fullmatch(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", value)):
        if pair := re.fullmatch(r"light-dark\((.+?\)),\s*(.+)\)", value, re.DOTALL):
            value = pair[2 if scheme.endswith("dark") else 1].strip()
        elif name_ := re.fullmatch(r"var\(--([\w-]+)\)", value):
            value = known[name_[1]].strip()
        else:
            raise AssertionError(f"{name}: {value}")
    return float(found[1]) / 100, float(found[2]), float(found[3])


def luminance(name: str, scheme: str) -> float:
    """Relative luminance: OKLCH to linear sRGB, clipped to the gamut."""
    lightness, chroma, hue = color(name, scheme)
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    red, green, blue = (min(max(part, 0), 1) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, scheme: str) -> float:
    high, low = sorted((luminance(one, scheme), luminance(other, scheme)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.req("POS-20")
@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_is_readable_on_every_ground(scheme: str) -> None:
    words = ("text", "text-soft", "accent-text", "moss", "amber", "brick", "cobalt")
    pairs = [(word, ground) for word in words for ground in GROUNDS]
    pairs += [*TINTS.items(), *(("text", tint) for tint in TINTS.values())]
    pairs += [
        ("on-accent", "accent"),
        ("on-accent", "accent-hover"),
        ("on-brick", "brick"),
        ("accent-text", "accent-tint"),
    ]

    assert [
        (*pair, round(contrast(*pair, scheme), 2)) for pair in pairs if contrast(*pair, scheme) < 4.5
    ] == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_edges_focus_and_chart_lines_stand_out(scheme: str) -> None:
    marks = ("edge", "focus", "series-1", "series-2", "series-3", "series-4", "accent-line")
    pairs = [(mark, ground) for mark in marks for ground in ("paper", "paper-raised")]

    assert [(*pair, round(contrast(*pair, scheme), 2)) for pair in pairs if contrast(*pair, scheme) < 3] == []
