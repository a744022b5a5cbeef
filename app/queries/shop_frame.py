"""What stands around every page of the shop: name, logo, colour, departments, pages, languages. One statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from app.core import files
from app.core.db import run
from app.core.i18n import LOCALES, current_locale
from app.core.tenancy import current_tenant

FRAME = text(
    """
    select
        (select coalesce(jsonb_object_agg(key, value), '{}') from setting
         where key in ('merchant', 'brand', 'languages', 'checkout')) as settings,
        (select coalesce(jsonb_agg(jsonb_build_array(c.id, c.slug, c.name, c.parent_id)
                                   order by c.position, c.name, c.id), '[]')
         from category c where exists (select from product_listing_place n where n.category_id = c.id)) as categories,
        (select coalesce(jsonb_agg(jsonb_build_array(p.slug, p.title, p.kind) order by p.kind, p.title), '[]')
         from (select distinct on (slug) slug, title, kind from content_page where published
               order by slug, (locale = :locale) desc, (locale = :home) desc, locale) p) as pages
    """
)


@dataclass(frozen=True, slots=True)
class Department:
    """A category with products, and those right below it as (name, slug)."""

    slug: str
    name: str
    children: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of the merchant's; `kind` is legal or page."""

    slug: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class ShopFrame:
    """`logo` is an address or None; `color` is #rrggbb or empty; `guests` may buy without an account."""

    name: str
    logo: str | None
    color: str
    languages: tuple[str, ...]
    departments: tuple[Department, ...]
    pages: tuple[PageLink, ...]
    phone: str
    guests: bool

    def page(self, slug: str) -> PageLink | None:
        """The page of this name, if the merchant has one."""
        return next((page for page in self.pages if page.slug == slug), None)


def frame() -> ShopFrame:
    """The bound tenant's frame in the reader's language."""
    tenant = current_tenant()
    row = run(FRAME, {"locale": current_locale(), "home": tenant.locale}).one()
    brand, merchant = row.settings.get("brand", {}), row.settings.get("merchant", {})
    checkout = row.settings.get("checkout", {})
    offered = row.settings.get("languages", {}).get("offered") or [tenant.locale]
    return ShopFrame(
        name=brand.get("name") or merchant.get("name") or tenant.name,
        logo=files.url(brand["logo"]) if brand.get("logo") else None,
        color=brand.get("color") or "",
        languages=tuple(locale for locale in LOCALES if locale in offered),
        departments=_departments(row.categories),
        pages=tuple(PageLink(*page) for page in row.pages),
        phone=checkout.get("phone") or "optional",
        guests=checkout.get("guest", True),
    )


def _departments(rows: Sequence[Sequence[Any]]) -> tuple[Department, ...]:
    known = {row[0] for row in rows}
    below: dict[str | None, list[tuple[str, str]]] = {}
    tops: list[Sequence[Any]] = []
    for row in rows:
        if row[3] in known:
            below.setdefault(row[3], []).append((row[2], row[1]))
        else:
            tops.append(row)
    return tuple(Department(row[1], row[2], tuple(below.get(row[0], ()))) for row in tops)
