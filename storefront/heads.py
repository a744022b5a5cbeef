"""What the head of a page tells machines: canonical address, languages, previews, and facts of schema.org."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from app.config import settings
from app.core.i18n import LOCALES
from app.core.market import current_market
from app.core.money import to_decimal
from app.domains.catalog import service as catalog
from app.queries.page_variants import PageVariant
from app.queries.product_page import ProductPage
from app.queries.reviews import Score
from app.queries.shop_frame import Department, ShopFrame, Site

LANGUAGE = "lang"
SCHEMA = "https://schema.org"
Crumb = tuple[str, str]  # words, path


def origin() -> str:
    """Scheme and host of the shop's own address."""
    return settings().origin(current_market().host)


def spoken(path: str, language: str | None) -> str:
    """The address of a page in one language; without one, in the visitor's own."""
    return f"{origin()}{path}" + (f"?{urlencode({LANGUAGE: language})}" if language in LOCALES else "")


def alternates(path: str, frame: ShopFrame, currencies: Sequence[str] | None = None) -> list[tuple[str, str]]:
    """(hreflang, address) of every language and site that sells in one of `currencies`; none where there is but one."""
    if frame.sites:
        return _on_sites(path, frame.sites, currencies)
    if len(frame.languages) < 2:
        return []
    return [("x-default", spoken(path, None)), *((each, spoken(path, each)) for each in frame.languages)]


def _on_sites(path: str, sites: Sequence[Site], currencies: Sequence[str] | None) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for site in sites:
        if currencies is not None and site.currency not in currencies:
            continue
        address = f"{settings().origin(site.host)}{path}"
        found.setdefault("x-default", address)
        for language in site.languages:
            plain = len(site.languages) == 1
            found.setdefault(
                f"{language}-{site.country}",
                address if plain else f"{address}?{urlencode({LANGUAGE: language})}",
            )
    return list(found.items())


def trail(page: ProductPage, departments: Sequence[Department]) -> list[Crumb]:
    """The way to a product: department and shelf."""
    own = {each.slug for each in page.categories}
    for top in departments:
        for name, slug in top.children:
            if slug in own:
                return [(top.name, f"/c/{top.slug}"), (name, f"/c/{slug}")]
    return [(top.name, f"/c/{top.slug}") for top in departments if top.slug in own][:1]


def crumbs(steps: Sequence[Crumb]) -> dict[str, Any]:
    """A BreadcrumbList."""
    items = [
        {"@type": "ListItem", "position": place, "name": words, "item": f"{origin()}{path}"}
        for place, (words, path) in enumerate(steps, 1)
    ]
    return {"@context": SCHEMA, "@type": "BreadcrumbList", "itemListElement": items}


def organization(frame: ShopFrame) -> list[dict[str, Any]]:
    """Who sells, and how to search it."""
    address = f"{origin()}/"
    maker: dict[str, Any] = {"@context": SCHEMA, "@type": "Organization", "name": frame.name, "url": address}
    if frame.logo:
        maker["logo"] = f"{origin()}{frame.logo}"
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{address}search?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    site = {"@context": SCHEMA, "@type": "WebSite", "name": frame.name, "url": address}
    return [maker, site | {"potentialAction": search}]


def product(page: ProductPage, path: str, score: Score | None = None) -> dict[str, Any]:
    """A product with its offers, one a variant that has a price; its stars are those of approved reviews."""
    address = f"{origin()}{path}"
    facts: dict[str, Any] = {
        "@context": SCHEMA, "@type": "Product", "name": page.title, "url": address,
        "description": catalog.plain_text(page.seo_description or page.description)[:5000] or page.title,
        "image": [f"{origin()}{each.url(1280, 'jpg')}" for each in page.pictures if each.key],
        "offers": [_offer(each, address) for each in page.variants if each.price is not None],
    }  # fmt: skip
    if len(page.variants) == 1:
        facts |= _identity(page.variants[0])
    if page.brand:
        facts["brand"] = {"@type": "Brand", "name": page.brand}
    if score is not None:
        facts["aggregateRating"] = {
            "@type": "AggregateRating", "ratingValue": score.average, "reviewCount": score.number, "bestRating": "5",
            "worstRating": "1",
        }  # fmt: skip
    return {name: value for name, value in facts.items() if value not in ([], "")}


def _identity(variant: PageVariant) -> Mapping[str, str]:
    code = variant.barcode or ""
    known = code if catalog.goods.is_gtin(code) else ""
    return {"sku": variant.sku} | ({"gtin": known} if known else {})


def _offer(variant: PageVariant, address: str) -> dict[str, Any]:
    currency = current_market().currency
    state = "OutOfStock"
    if variant.can_be_bought:
        state = "BackOrder" if variant.backorder else "InStock"
    offer = {
        "@type": "Offer", "sku": variant.sku, "url": f"{address}?{urlencode({'sku': variant.sku})}",
        "priceCurrency": currency, "price": str(to_decimal(variant.price or 0, currency)),
        "availability": f"{SCHEMA}/{state}", "itemCondition": f"{SCHEMA}/NewCondition",
    }  # fmt: skip
    prices = [each for each in (_unit_price(variant, currency), _former_price(variant, currency)) if each]
    return offer | {"priceSpecification": prices if len(prices) > 1 else prices[0]} if prices else offer


def _unit_price(variant: PageVariant, currency: str) -> dict[str, Any]:
    """What a kilogram, litre, metre or piece costs."""
    found = variant.unit_price
    return {} if found is None else {
        "@type": "UnitPriceSpecification", "priceCurrency": currency, "price": str(to_decimal(found.amount, currency)),
        "referenceQuantity": {"@type": "QuantitativeValue", "value": 1, "unitCode": found.code},
    }  # fmt: skip


def _former_price(variant: PageVariant, currency: str) -> dict[str, Any]:
    """The price that is struck through."""
    return {} if variant.compare_at is None else {
        "@type": "UnitPriceSpecification", "priceType": f"{SCHEMA}/StrikethroughPrice", "priceCurrency": currency,
        "price": str(to_decimal(variant.compare_at, currency)),
    }  # fmt: skip
