"""Pages that the merchant writes: legal texts and others."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as pg_insert

from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.content.errors import LegalPage, UnknownPage
from app.domains.content.models import ContentPage
from app.domains.content.moved import (
    redirect_for,
    redirects,
    remove_redirects,
    save_redirect,
    save_redirects,
)
from app.domains.content.rules import is_slug, safe_html


def write(
    *, slug: str, locale: str, title: str, body: str, kind: str = "page", published: bool = True
) -> None:
    """Keep a page in one language, in place of the one before. `body` is HTML, sanitised, or plain text.

    Raises Invalid naming the field.
    """
    if not is_slug(slug):
        words = _("Use small letters, digits and dashes")
        raise Invalid(words, fields={"slug": words})
    said = {"title": title.strip(), "body": safe_html(body), "kind": kind, "published": published}
    said["updated_at"] = clock.now()
    page = pg_insert(ContentPage).values(id=new_id(), slug=slug, locale=locale, **said)
    unique = [ContentPage.slug, ContentPage.locale]
    db.session.execute(page.on_conflict_do_update(index_elements=unique, set_=said))


def page(slug: str, *locales: str) -> ContentPage | None:
    """A published page in the first of `locales` that it was written in, else in any."""
    found = db.session.scalars(select(ContentPage).where(ContentPage.slug == slug, ContentPage.published))
    order = {locale: place for place, locale in enumerate(locales)}
    return min(found, key=lambda each: order.get(each.locale, len(order)), default=None)


def pages() -> dict[str, dict[str, ContentPage]]:
    """Every page by address and language, hidden ones too: legal texts first, then by address."""
    found: dict[str, dict[str, ContentPage]] = {}
    order = (ContentPage.kind, ContentPage.slug, ContentPage.locale)
    for each in db.session.scalars(select(ContentPage).order_by(*order)):
        found.setdefault(each.slug, {})[each.locale] = each
    return found


def versions(slug: str) -> dict[str, ContentPage]:
    """A page by language, hidden ones too; empty where there is none."""
    found = db.session.scalars(select(ContentPage).where(ContentPage.slug == slug))
    return {each.locale: each for each in found}


def remove(slug: str) -> None:
    """Remove a page in every language. Raises UnknownPage, and LegalPage for one that the law asks for."""
    kept = versions(slug)
    if not kept:
        raise UnknownPage(_("There is no such page"))
    if any(each.kind == "legal" for each in kept.values()):
        raise LegalPage(_("Legal pages cannot be removed"))
    db.session.execute(delete(ContentPage).where(ContentPage.slug == slug))


__all__ = [
    "page", "pages", "redirect_for", "redirects", "remove", "remove_redirects", "save_redirect", "save_redirects",
    "versions", "write",
]  # fmt: skip
