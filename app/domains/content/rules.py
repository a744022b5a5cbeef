"""What people type becomes HTML that is safe to show."""

import re
from collections.abc import Mapping
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


LONGEST_ADDRESS = 500


def is_address(text: str) -> bool:
    """Whether it can be sent in a Location header: empty, or https without blanks."""
    fits = len(text) <= LONGEST_ADDRESS and text.isascii() and text.isprintable() and " " not in text
    return not text or (fits and text.startswith("https://") and len(text) > len("https://"))


def path_of(given: str) -> str | None:
    """A path of the shop as redirects keep it: no host, no fragment, no slash at the end; None when it is none."""
    path = given.strip().partition("#")[0]
    if not path.startswith("/") or path.startswith(("//", "/\\")) or not path.isprintable():
        return None
    path, sign, query = path.partition("?")
    path = path.rstrip("/") or "/"
    whole = f"{path}{sign}{query}"
    return whole if len(whole) <= LONGEST_ADDRESS and " " not in whole and "\\" not in whole else None


def settled(target: str, table: Mapping[str, str], most: int = 10) -> str | None:
    """Where a target ends after all further steps; None when it goes in a circle or on for too long."""
    for _step in range(most):
        if target not in table:
            return target
        target = table[target]
    return None
