"""What machines ask a shop for: a stylesheet of the brand, robots.txt, the sitemap."""

import re
from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape

CLOSED = ("/account", "/admin/", "/api/", "/cart", "/checkout", "/orders/", "/pay/", "/search", "/pos/")
DARK_ENOUGH, LIGHT_ENOUGH = 0.175, 0.235  # luminance from which light or dark ink reads at 4.5:1
COLOR = re.compile(r"#[0-9a-f]{6}", re.ASCII)


def brand_css(color: str) -> str:
    """The merchant's colour and the one of the two inks that reads on it; between the two it is darkened a little."""
    if not COLOR.fullmatch(color):
        return ""
    while DARK_ENOUGH < _luminance(color) < LIGHT_ENOUGH:
        color = "#" + "".join(f"{int(int(color[place : place + 2], 16) * 0.97):02x}" for place in (1, 3, 5))
    ink = "oklch(99% 0.003 85)" if _luminance(color) <= DARK_ENOUGH else "oklch(22% 0.012 60)"
    return f"@layer theme {{ :root {{ --merchant: {color}; --on-merchant: {ink}; }} }}\n"


def _luminance(color: str) -> float:
    """Relative luminance (WCAG 2)."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def robots(origin: str) -> str:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        "",
        f"Sitemap: {origin}/sitemap.xml",
        "",
    ]
    return "\n".join(lines)


def sitemap(origin: str, pages: Iterable[tuple[str, datetime | None]]) -> str:
    """The sitemap protocol's file."""
    rows = [f"<url><loc>{escape(origin)}/</loc></url>"]
    for path, changed in pages:
        when = f"<lastmod>{changed.date().isoformat()}</lastmod>" if changed else ""
        rows.append(f"<url><loc>{escape(origin + path)}</loc>{when}</url>")
    body = "\n".join(rows)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{body}\n</urlset>\n'
