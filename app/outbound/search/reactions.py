"""What changes in the shop is written to OpenSearch too; nothing to do where PostgreSQL is the engine."""

from collections.abc import Sequence
from uuid import UUID

from app.config import settings
from app.core.db import unit_of_work
from app.core.events import on_several
from app.domains.catalog import service as catalog
from app.domains.catalog.events import CategoriesChanged, ProductsChanged
from app.domains.inventory.events import StockAvailabilityCrossed
from app.domains.pricing.events import BasePricesChanged
from app.flows.refresh_listings import refresh_listings
from app.outbound.search import service
from app.queries import listing_facts


@on_several(ProductsChanged, outside=True)
def follow_products(told: Sequence[ProductsChanged]) -> None:
    """Products look different, came or went."""
    service.follow(sorted({UUID(product) for each in told for product in each.product_ids}))


@on_several(BasePricesChanged, outside=True)
def follow_prices(told: Sequence[BasePricesChanged]) -> None:
    """Prices are others; the listings may not say so yet."""
    if settings().opensearch_url:
        variants = [UUID(variant) for each in told for variant in each.variant_ids]
        with unit_of_work():
            products = listing_facts.products_of_variants(variants)
            refresh_listings(products)
        service.follow(products)


@on_several(StockAvailabilityCrossed, outside=True)
def follow_stock(told: Sequence[StockAvailabilityCrossed]) -> None:
    """Stock crossed between in, low and out."""
    if settings().opensearch_url:
        items = [UUID(item) for each in told for item in each.stock_item_ids]
        with unit_of_work():
            products = listing_facts.products_of_items(items)
        service.follow(products)


@on_several(CategoriesChanged, outside=True)
def follow_categories(told: Sequence[CategoriesChanged]) -> None:
    """Categories are called otherwise, or stand elsewhere."""
    if settings().opensearch_url:
        changed = {UUID(category) for each in told for category in each.category_ids}
        with unit_of_work():
            found = {product for category in changed for product in catalog.products_below(category)}
        service.follow(sorted(found))
