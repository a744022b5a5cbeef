"""Lucide icons as inline SVG, read once from the vendored files."""

import re
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup, escape

FOLDER = Path(__file__).parent / "static" / "vendor" / "lucide"

_NAME = re.compile(r"[a-z0-9-]+")
_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def icon_svg(name: str, size: int = 16, label: str | None = None) -> Markup:
    """The icon at ``size`` pixels; hidden from screen readers unless it has a ``label``."""
    return (
        _svg(name, int(size), Markup('role="img" aria-label="{}"').format(label))
        if label
        else _silent(name, int(size))
    )


@lru_cache(maxsize=512)
def _silent(name: str, size: int) -> Markup:
    return _svg(name, size, Markup('aria-hidden="true"'))


def _svg(name: str, size: int, told: Markup) -> Markup:
    return Markup(
        '<svg class="icon" width="{0}" height="{0}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        ' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" focusable="false" {1}>{2}</svg>'
    ).format(size, told, _shapes(name))


@lru_cache(maxsize=512)
def _shapes(name: str) -> Markup:
    """The drawing inside the SVG; empty where the vendored file is missing, so that a page never fails."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not an icon name: {escape(name)}")
    try:
        text = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        return Markup()
    found = _BODY.search(text)
    return Markup(re.sub(r"\s+", " ", found.group(1)).strip()) if found else Markup()  # noqa: S704 - our own files
