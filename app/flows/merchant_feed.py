"""The goods of a site as Google Merchant Center reads them: what anyone may buy, its price, and its sale now or planned."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.config import settings
from app.core import clock
from app.core.db import unit_of_work
from app.core.market import Market, current_market, market_scope
from app.core.money import to_decimal
from app.core.tenancy import Tenant, current_tenant, tenant_scope
from app.domains.catalog import service as catalog
from app.queries import merchant_feed
from app.queries.merchant_feed import FeedItem, Sale

CHUNK = 500
LONGEST_TITLE, LONGEST_TEXT = 150, 5000
OPTIONS = {
    "color": "color", "colour": "color", "farbe": "color", "size": "size", "größe": "size", "grösse": "size",
    "material": "material", "pattern": "pattern", "muster": "pattern",
}  # fmt: skip
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = timedelta(days=90)  # Google asks for an end


def feed() -> Iterator[bytes]:
    """The feed of the site in use, piece by piece. Opens its own units of work."""
    site = current_market()
    origin = settings().origin(site.host)
    for line in catalog.rss_lines(site.name, origin, _items(current_tenant(), site, origin)):
        yield line.encode()


def _items(tenant: Tenant, site: Market, origin: str) -> Iterator[dict[str, str]]:
    after: UUID | None = UUID(int=0)
    while after is not None:
        with tenant_scope(tenant), market_scope(site), unit_of_work():
            found, after = merchant_feed.items(after, CHUNK)
            told = [_item(each, site.currency, origin) for each in found]
        yield from told


def _item(each: FeedItem, currency: str, origin: str) -> dict[str, str]:
    """What Google is told of a variant, by its names."""
    text = catalog.plain_text(each.description, LONGEST_TEXT)
    image = catalog.address(*each.image, size=1280, kind="jpg") if each.image else ""
    options = {OPTIONS[name.casefold()]: value for name, value in each.options if name.casefold() in OPTIONS}
    return {
        "id": each.sku,
        "item_group_id": each.slug if each.grouped else "",
        "title": each.title[:LONGEST_TITLE],
        "description": text or each.title,
        "link": f"{origin}/p/{each.slug}",
        "image_link": image if image.startswith("http") or not image else origin + image,
        "availability": "in_stock" if each.in_stock else "out_of_stock",
        "price": _money(each.price, currency),
        "sale_price": _money(each.sale.amount, currency) if each.sale else "",
        "sale_price_effective_date": _period(each.sale) if each.sale else "",
        "brand": each.brand,
        "gtin": each.barcode,
        "identifier_exists": "" if each.barcode else "no",
        "condition": "new",
        "product_type": each.kind,
        "shipping_weight": f"{each.weight_grams} g" if each.weight_grams else "",
        **options,
    }


def _money(amount: int, currency: str) -> str:
    return f"{to_decimal(amount, currency)} {currency}"


def _period(sale: Sale) -> str:
    """When the sale holds; nothing where it holds already and no end is planned: Google then shows it at once."""
    starts = sale.starts_at or ALWAYS
    if sale.ends_at is None and starts <= clock.now():
        return ""
    ends = sale.ends_at or starts + LATEST
    return f"{starts.isoformat(timespec='minutes')}/{ends.isoformat(timespec='minutes')}"
