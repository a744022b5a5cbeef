"""Names that tenants may have: slugs, which become host names, and domains of their own."""

import re

from app.config import settings
from app.core.i18n import gettext as _
from app.core.tenancy import directory
from tenants.directory import bare_host
from tenants.errors import AlreadyTaken, HostInvalid, SlugInvalid

RESERVED = frozenset({"console", "www", "api", "admin", "static"})
SLUG = re.compile(r"[a-z][a-z0-9-]{0,38}[a-z0-9]")
HOST = re.compile(r"(?=.{3,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")


def check_slug(slug: str) -> str:
    """The slug itself. Raises SlugInvalid with words that say what is allowed."""
    words = ""
    if not SLUG.fullmatch(slug):
        words = _("Use 2 to 40 of a-z, 0-9 and -, beginning with a letter")
    elif slug in RESERVED:
        words = _("%(slug)s is kept for the platform", slug=slug)
    if words:
        raise SlugInvalid(words, fields={"slug": words})
    return slug


def check_new_slug(slug: str) -> str:
    """As `check_slug`, and nobody has it yet. Raises AlreadyTaken."""
    if directory().by_slug(check_slug(slug)) is not None:
        words = _("%(slug)s is taken", slug=slug)
        raise AlreadyTaken(words, fields={"slug": words})
    return slug


def check_host(host: str) -> str:
    """The domain in its plain form. Raises HostInvalid for none, and for the platform's own names."""
    name = bare_host(host.strip())
    base = settings().base_domain
    if not HOST.fullmatch(name) or name == base or name.endswith(f".{base}"):
        words = _("Enter a domain of your own such as shop.example.com")
        raise HostInvalid(words, fields={"host": words})
    return name
