"""Pages that the merchant writes: legal texts and others."""

import nh3
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as pg_insert

from app.core import clock
from app.core.db import db
from app.core.ids import new_id
from app.domains.content.models import ContentPage


def write(
    *, slug: str, locale: str, title: str, body: str, kind: str = "page", published: bool = True
) -> None:
    """Keep a page in one language, in place of the one before. `body` is HTML and is sanitised."""
    said = {"title": title.strip(), "body": nh3.clean(body), "kind": kind, "published": published}
    said["updated_at"] = clock.now()
    page = pg_insert(ContentPage).values(id=new_id(), slug=slug, locale=locale, **said)
    unique = [ContentPage.slug, ContentPage.locale]
    db.session.execute(page.on_conflict_do_update(index_elements=unique, set_=said))


def page(slug: str, *locales: str) -> ContentPage | None:
    """A published page in the first of `locales` that it was written in, else in any."""
    found = db.session.scalars(select(ContentPage).where(ContentPage.slug == slug, ContentPage.published))
    order = {locale: place for place, locale in enumerate(locales)}
    return min(found, key=lambda each: order.get(each.locale, len(order)), default=None)
