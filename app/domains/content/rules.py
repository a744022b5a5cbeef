"""What people type becomes HTML that is safe to show."""

import re
from html import escape

import nh3

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 60
_TAG = re.compile(r"</?[a-zA-Z]")


def safe_html(body: str) -> str:
    """Sanitised HTML; plain text becomes paragraphs, with blank lines between them and single ones kept."""
    body = body.replace("\r\n", "\n").strip()
    if not _TAG.search(body):
        paragraphs = filter(None, (part.strip() for part in re.split(r"\n\s*\n", body)))
        body = "\n".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in paragraphs)
    return nh3.clean(body, url_schemes={"http", "https", "mailto", "tel"}, link_rel="noopener")


def is_slug(text: str) -> bool:
    """Whether it can be a page's address."""
    return len(text) <= LONGEST_SLUG and SLUG.fullmatch(text) is not None
