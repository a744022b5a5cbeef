"""Pages that the merchant wrote, and what the sitemap lists."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from app.core.channel import current_channel
from app.core.db import run
from app.core.errors import NotFound
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.market import current_market
from app.queries.listing_here import run_here

PAGE = text(
    """
    select slug, locale, kind, title, body, updated_at from content_page
    where slug = :slug and published
    order by (locale = :locale) desc, (locale = :home) desc, locale limit 1
    """
)
PART_SIZE = 10_000
SITEMAP = text(
    """
    with place as (
        select '/' as path, cast(null as timestamptz) as updated_at, 0 as sort, cast(null as uuid) as id where :part = 1
        union all
        select '/c/' || c.slug, null, 1, c.id from category c
        where :part = 1 and exists (select from product_listing_place n where n.category_id = c.id)
          and c.tree_id is not distinct from (select tree_id from channel where code = :channel)
        union all
        select '/collections/' || c.slug, c.updated_at, 1, c.id from collection c
        where :part = 1 and c.shown and exists (select from collection_place s where s.collection_id = c.id)
        union all
        select '/pages/' || slug, max(updated_at), 2, null from content_page
        where :part = 1 and published group by slug
    ), goods as (
        select l.product_id from product_listing l where l.listed
        order by l.product_id offset (:part - 1) * :size limit :size
    )
    select path, updated_at from (
        select * from place
        union all
        select '/p/' || p.slug, p.updated_at, 3, p.id from goods g join product p on p.id = g.product_id
    ) every order by sort, path
    """
)
LISTED = text("select count(*) from product_listing where listed")


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
    row = run(PAGE, {"slug": slug, "locale": current_locale(), "home": current_market().locale}).first()
    if row is None:
        raise NotFound(_("There is no such page"))
    return ShopPage(*row)


def sitemap_parts() -> int:
    """How many parts the public pages fill."""
    return max(1, -(-int(run_here(LISTED).scalar() or 0) // PART_SIZE))


def sitemap(part: int = 1) -> list[tuple[str, datetime | None]]:
    """(path, last change) of a part of the public pages; the first begins with home, departments and texts."""
    asked = {"part": min(part, 100_000), "size": PART_SIZE, "channel": current_channel()}
    return [(row.path, row.updated_at) for row in run_here(SITEMAP, asked, steady=False)]
