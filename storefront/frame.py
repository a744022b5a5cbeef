"""What stands around every page of the shop. Asked for once a request, and only by pages that show it."""

import hashlib
from collections.abc import Callable
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from babel import Locale
from flask import current_app, g, request, url_for
from markupsafe import Markup

from app.config import settings
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.market import current_market
from app.core.money import minor_digits
from app.core.postal import country_name
from app.core.principal import current_principal
from app.core.tenancy import bound_tenant
from app.domains.content.look import fonts_of, stylesheet
from app.flows import own_templates
from app.queries import shown_prices
from app.queries.shop_frame import PageLink, ShopFrame, Site, frame
from app.web import bundle
from app.web import shop_preview as preview
from app.web.pagecache import is_shared
from storefront import heads
from storefront.pictures import thumbnail

LOADED_FONTS = ("newsreader", "archivo")  # Inter is on every page
UNTAGGED = ("/checkout", "/pay", "/account", "/preview")
OWN_NAMES = {"en": "English", "de": "Deutsch"}


class Shop:
    """The `shop` of the shop shell; its facts are read when a template first asks for one."""

    home, search, cart, account = "/", "/search", "/cart", "/account"
    suggest = "/search/suggest"
    cart_badge, consent = "/cart/badge", "/consent"

    @cached_property
    def facts(self) -> ShopFrame:
        found = frame(drafts=preview.is_on())
        g.page_ends = found.next_change
        return found

    @property
    def call(self) -> str:
        return self.facts.call

    @property
    def tags(self) -> bool:
        """Whether this page may load the merchant's tags; then its policy names their hosts. Never where one pays."""
        if request.path.startswith(UNTAGGED) or not self.facts.tags:
            return False
        g.tag_hosts = tuple(dict.fromkeys(host for tag in self.facts.tags for host in tag.hosts))
        return True

    @property
    def tax_included(self) -> bool:
        """Whether the prices on this page have tax inside."""
        return shown_prices.showing().included

    @property
    def theme(self) -> str:
        return self.facts.look.theme

    @property
    def previewing(self) -> bool:
        return preview.is_on()

    @property
    def name(self) -> str:
        return self.facts.name

    @property
    def logo(self) -> str | None:
        return self.facts.logo

    @property
    def fonts(self) -> tuple[str, ...]:
        """Fonts that must be loaded."""
        return tuple(font for font in fonts_of(self.facts.look) if font in LOADED_FONTS)

    @property
    def css(self) -> str:
        """All styles of the theme in one file, to be kept for good."""
        version, _data = bundle.sheet(self.theme, self.fonts)
        return url_for("shop_content.shop_css", theme=self.theme, fonts=",".join(self.fonts), v=version)

    @property
    def brand_css(self) -> str | None:
        """Changes its address with the look, so that it may be kept for good."""
        css = stylesheet(self.facts.look)
        if not css:
            return None
        version = hashlib.sha256(css.encode()).hexdigest()[:12]
        return url_for("shop_content.brand_css", **{"v": version, **preview.argument()})  # type: ignore[arg-type]  # query parts

    @property
    def menu(self) -> list[dict[str, Any]]:
        """The departments, or what the merchant put in their place."""
        if "header" in self.facts.menus:
            return [
                {"label": label, "url": url, "active": request.path == url, "children": []}
                for label, url in self.facts.menus["header"]
            ]
        return [
            {
                "label": each.name,
                "url": _category(each.slug),
                "active": request.path == _category(each.slug),
                "children": [(name, _category(slug)) for name, slug in each.children],
            }
            for each in self.facts.departments
        ]

    @property
    def legal(self) -> list[tuple[str, str]]:
        """The law's pages, and the way back to one's cookies."""
        return [
            *self._pages(lambda page: page.kind == "legal"),
            (_("Cookies"), url_for("shop_content.show_consent")),
        ]

    @property
    def service(self) -> list[tuple[str, str]]:
        if "footer" in self.facts.menus:
            return list(self.facts.menus["footer"])
        return [
            (_("Your account"), self.account),
            (_("Wishlist"), url_for("shop_wishlist.show")),
            (_("Stores"), url_for("shop_content.show_stores")),
            *self._pages(lambda page: page.kind == "page"),
        ]

    @property
    def locales(self) -> list[tuple[str, str, str]]:
        """Languages as (code, own name, address that switches)."""
        here = quote(_this_page() if request.method == "GET" else "/", safe="/")
        return [(code, OWN_NAMES[code], f"/language/{code}?next={here}") for code in self.facts.languages]

    @property
    def regions(self) -> list[tuple[str, str, bool]]:
        """The tenant's sites as (words, this page's address there, whether it is this one)."""
        here = _this_page() if request.method == "GET" else "/"
        return [
            (
                f"{country_name(site.country)} · {site.currency}",
                self._at(site, here),
                site.code == current_market().channel,
            )
            for site in self.facts.sites
        ]

    @property
    def elsewhere(self) -> str:
        """Where one says which country things go to."""
        return url_for("shop_region.show")

    @staticmethod
    def _at(site: Site, page: str) -> str:
        """A page of another site, in the language that is spoken here if that is spoken there."""
        address = f"{settings().origin(site.host)}{page}"
        if current_locale() not in site.languages or len(site.languages) == 1:
            return address
        return f"{address}{'&' if '?' in page else '?'}{heads.LANGUAGE}={current_locale()}"

    def link(self, slug: str) -> str | None:
        """Address of a page of the merchant's, if there is one."""
        return url_for("shop_content.show_page", slug=slug) if self.facts.page(slug) else None

    def _pages(self, wanted: Callable[[PageLink], bool]) -> list[tuple[str, str]]:
        return [
            (page.title, url_for("shop_content.show_page", slug=page.slug))
            for page in self.facts.pages
            if wanted(page)
        ]


def _this_page() -> str:
    """Path and query without the language that the address names."""
    query = urlencode([pair for pair in request.args.items(multi=True) if pair[0] != heads.LANGUAGE])
    return f"{request.path}?{query}" if query else request.path


def slot(name: str, **given: Any) -> Markup:
    """The merchant's own piece for a place of the shop, if there is one that works."""
    found = shop().facts.templates.get(name)
    if found is None or not found[1].strip():
        return Markup()
    return Markup(own_templates.shown(*found, {"shop": {"name": shop().name}, **given}))  # noqa: S704 - sanitised


def _category(slug: str) -> str:
    return url_for("shop_browse.show_category", slug=slug)


def shop() -> Shop:
    """This request's shop."""
    if "shop" not in g:
        g.shop = Shop()
    found: Shop = g.shop
    return found


def context() -> dict[str, Any]:
    """What every template of the shop may use; nothing where no tenant answers."""
    tenant = bound_tenant()
    if tenant is None:
        return {}
    site = current_market()
    return {
        "shop": shop(),
        "shared": is_shared(current_app.view_functions.get(request.endpoint or "")),
        "currency": site.currency,
        "origin": heads.origin,
        "address_in": heads.spoken,
        "languages_of": lambda path, sold_in=None: heads.alternates(path, shop().facts, sold_in),
        "slot": slot,
        "digits_of": minor_digits,
        "thumb": thumbnail,
        "weekday": _weekday,
        "country_name": country_name,
        "signed_in": current_principal().customer_id is not None,
    }


def _weekday(day: int) -> str:
    """0 is Monday."""
    return str(Locale(current_locale()).days["stand-alone"]["wide"][day])
