"""What stands around every page of the shop: name, look, menus, departments, pages, languages. One statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import text

from app.core import clock, files
from app.core.channel import current_channel
from app.core.i18n import LOCALES, current_locale
from app.core.market import Market, current_market
from app.core.tenancy import current_tenant
from app.domains.channels.tags import Tag, tags_of
from app.domains.channels.types import Tags
from app.domains.content.look import Look, look_of
from app.queries.listing_here import run_here
from app.queries.sale_prices import TIMES, next_change
from app.queries.sites import markets_of

FRAME = text(
    f"""
    select
        (select coalesce(jsonb_object_agg(key, value), '{{}}') from setting
         where key in ('merchant', 'brand', 'languages', 'checkout', 'tags')) as settings,
        (select coalesce(jsonb_agg(jsonb_build_array(c.id, c.slug,
                coalesce(c.translations -> :locale ->> 'name', c.name), c.parent_id)
                                   order by c.position, c.name, c.id), '[]')
         from category c where exists (select from product_listing_place n where n.category_id = c.id)
           and c.tree_id is not distinct from (select tree_id from channel where code = :channel)) as categories,
        (select coalesce(jsonb_agg(jsonb_build_array(p.slug, p.title, p.kind) order by p.kind, p.title), '[]')
         from (select distinct on (slug) slug, title, kind from content_page where published
               order by slug, (locale = :locale) desc, (locale = :home) desc, locale) p) as pages,
        (select coalesce(jsonb_object_agg(concat_ws(':', kind, nullif(name, '')), jsonb_build_array(id, value)), '{{}}')
         from (select distinct on (kind, name) kind, name, id, value from content_version
               where kind <> 'blocks' and locale in ('', :locale, :home) and site in ('', :site)
                 and (live_from <= :now or (:drafts and live_from is null))
               order by kind, name, (site = :site) desc, (locale in ('', :locale)) desc,
                        (live_from is null) desc, live_from desc) v) as shown,
        (select coalesce(jsonb_agg(jsonb_build_array(h.code, h.name, h.currency, h.country, h.tax_included,
                                                     h.locale, h.locales)
                                   order by (h.code = 'web') desc, h.created_at), '[]')
         from channel h where h.kind = 'web' and h.active) as sites,
        least((select min(live_from) from content_version where live_from > :now),
              (select min(starts_at) from price_list where status = 'active' and starts_at > :now),
              (select min(ends_at) from price_list where status = 'active' and ends_at >= :now) + interval '1 microsecond',
              (select min(starts_at) from price_list_entry where starts_at > :now),
              (select min(ends_at) from price_list_entry where ends_at >= :now) + interval '1 microsecond') as next_change,
        {TIMES} as promoted,
        (select timezone from channel where code = :channel) as timezone
    """  # noqa: S608 - a constant piece
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
class Site:
    """Another way into the shop: its address, where it sells, in which money and languages."""

    code: str
    host: str
    country: str
    currency: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShopFrame:
    """`logo` is an address or None; `guests` may buy without an account.

    `menus`: header and footer as the merchant arranged them, as (label, address); `templates`: own pieces by name as
    (version id, source); `next_change`: when something that was planned begins to show; `sites`: all that sell.
    """

    name: str
    logo: str | None
    look: Look
    languages: tuple[str, ...]
    departments: tuple[Department, ...]
    pages: tuple[PageLink, ...]
    phone: str
    guests: bool
    call: str = ""
    menus: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    templates: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    next_change: datetime | None = None
    tags: Sequence[Tag] = ()
    sites: Sequence[Site] = ()

    def page(self, slug: str) -> PageLink | None:
        """The page of this name, if the merchant has one."""
        return next((page for page in self.pages if page.slug == slug), None)


def frame(*, drafts: bool = False) -> ShopFrame:
    """The bound tenant's frame in the reader's language; with drafts as if they were public."""
    tenant = current_tenant()
    here = current_market()
    asked: dict[str, Any] = {
        "locale": current_locale(), "home": here.locale, "now": clock.now(), "drafts": drafts, "site": here.channel,
        "channel": current_channel(),
    }  # fmt: skip
    row = run_here(FRAME, asked).one()
    brand, merchant = row.settings.get("brand", {}), row.settings.get("merchant", {})
    checkout = row.settings.get("checkout", {})
    look = _look(row.shown, brand)
    if here.theme:
        look = replace(look, theme=here.theme)
    spoken = tuple(row.settings.get("languages", {}).get("offered") or [tenant.locale])
    sites = tuple(_site(each, spoken) for each in markets_of(row.sites))
    return ShopFrame(
        name=brand.get("name") or merchant.get("name") or tenant.name,
        logo=files.url(look.logo) if look.logo else None,
        look=look,
        languages=_ordered(here.locales or spoken),
        departments=_departments(row.categories),
        pages=tuple(PageLink(*page) for page in row.pages),
        phone=checkout.get("phone") or "optional",
        guests=checkout.get("guest", True),
        call=merchant.get("phone") or "",
        menus=_menus(row.shown),
        templates={
            name.partition(":")[2]: (found[0], str(found[1].get("source", "")))
            for name, found in row.shown.items()
            if name.startswith("template:")
        },
        next_change=_soonest(
            row.next_change, next_change(row.promoted or (), asked["now"], row.timezone or "")
        ),
        tags=tags_of(Tags(**row.settings.get("tags", {}))),
        sites=sites if len(sites) > 1 else (),
    )


def _soonest(*times: datetime | None) -> datetime | None:
    return min((each for each in times if each is not None), default=None)


def _site(market: Market, spoken: Sequence[str]) -> Site:
    return Site(
        market.channel, market.host, market.country, market.currency, _ordered(market.locales or spoken)
    )


def _ordered(offered: Sequence[str]) -> tuple[str, ...]:
    return tuple(locale for locale in LOCALES if locale in offered)


def _look(shown: Mapping[str, Any], brand: Mapping[str, Any]) -> Look:
    """The merchant's look; before the first one the brand's colour and logo in the usual theme."""
    if "look" in shown:
        return look_of(shown["look"][1])
    return Look(accent=brand.get("color") or "", logo=brand.get("logo"))


def _menus(shown: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    return {
        name.partition(":")[2]: [(each["label"], each["link"]) for each in found[1].get("blocks", [])]
        for name, found in shown.items()
        if name.startswith("menu:") and found[1].get("blocks")
    }


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
