"""What machines ask a shop for: robots.txt, the sitemap."""

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape

CLOSED = ("/account", "/admin/", "/api/", "/cart", "/checkout", "/orders/", "/pay/", "/search", "/pos/")
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def robots(origin: str) -> str:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        "",
        f"Sitemap: {origin}/sitemap.xml",
        "",
    ]
    return "\n".join(lines)


def sitemap(origin: str, pages: Iterable[tuple[str, datetime | None, Iterable[tuple[str, str]]]]) -> str:
    """The sitemap protocol's file; `pages` are (path, last change, its languages as (hreflang, address))."""
    rows = []
    for path, changed, languages in pages:
        when = f"<lastmod>{changed.date().isoformat()}</lastmod>" if changed else ""
        spoken = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(address)}"/>'
            for code, address in languages
        )
        rows.append(f"<url><loc>{escape(origin + path)}</loc>{when}{spoken}</url>")
    body = "\n".join(rows)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{SITEMAPS}" '
        f'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{body}\n</urlset>\n'
    )


def sitemap_index(origin: str, parts: int) -> str:
    """The list of a large sitemap's parts."""
    body = "\n".join(
        f"<sitemap><loc>{escape(origin)}/sitemap-{part}.xml</loc></sitemap>" for part in range(1, parts + 1)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{SITEMAPS}">\n{body}\n</sitemapindex>\n'
