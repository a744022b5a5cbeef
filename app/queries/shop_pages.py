"""Pages that the merchant wrote, and what the sitemap lists."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from app.core.db import run
from app.core.errors import NotFound
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant

PAGE = text(
    """
    select slug, locale, kind, title, body, updated_at from content_page
    where slug = :slug and published
    order by (locale = :locale) desc, (locale = :home) desc, locale limit 1
    """
)
SITEMAP = text(
    """
    select '/p/' || p.slug as path, p.updated_at from product p
    join product_listing l on l.product_id = p.id and l.listed
    union all
    select '/c/' || c.slug, null from category c
    where exists (select from product_listing_place n where n.category_id = c.id)
    union all
    select '/pages/' || slug, max(updated_at) from content_page where published group by slug
    limit 50000
    """
)


@dataclass(frozen=True, slots=True)
class ShopPage:
    """A page in one language; `body` is sanitised HTML."""

    slug: str
    locale: str
    kind: str
    title: str
    body: str
    updated_at: datetime


def page(slug: str) -> ShopPage:
    """The page in the reader's language, else the shop's. Raises NotFound."""
    row = run(PAGE, {"slug": slug, "locale": current_locale(), "home": current_tenant().locale}).first()
    if row is None:
        raise NotFound(_("There is no such page"))
    return ShopPage(*row)


def sitemap() -> list[tuple[str, datetime | None]]:
    """(path, last change) of every public page but the home page."""
    return [(row.path, row.updated_at) for row in run(SITEMAP)]
