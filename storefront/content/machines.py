"""What machines ask a shop for: robots.txt, the sitemap."""

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape

CLOSED = ("/account", "/admin/", "/api/", "/cart", "/checkout", "/orders/", "/pay/", "/search", "/pos/")


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
