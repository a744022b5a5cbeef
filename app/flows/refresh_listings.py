"""Keeps what lists and searches read in step with products, prices and stock.

Whoever changes products calls `refresh_listings` in the same unit. Changes of prices and stock elsewhere
arrive as events; stock rewrites a listing only when it crosses between in, low and out (DESIGN 6).
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.core import events
from app.core.events import on_several
from app.core.tenancy import current_tenant
from app.domains.catalog import assortments, collections
from app.domains.catalog import service as catalog
from app.domains.channels.events import SettingsChanged
from app.domains.channels.types import PriceListRules
from app.domains.customers.events import CustomerTermsChanged
from app.domains.inventory.events import StockAvailabilityCrossed, StockChanged
from app.domains.orders.events import OrderCancelled, OrderLinesCancelled, OrderPlaced
from app.domains.pricing import service as pricing
from app.domains.pricing.events import BasePricesChanged, PriceListsChanged
from app.domains.promotions.events import PromotionChanged
from app.domains.taxes.events import TaxRatesChanged
from app.flows.refresh_pages import refresh_pages
from app.queries import audiences, listing_facts, listing_offers, own_prices, price_history, sale_prices

CHUNK = 1000
PLAN_JOB = "prices.plan"


def refresh_listings(product_ids: Sequence[UUID]) -> None:
    """Rewrite the listings of products from what is true now; a few statements for any number."""
    currency = current_tenant().currency
    refresh_pages()
    for chunk in _chunks(product_ids):
        catalog.lock_listings(chunk)
        catalog.write_listings(chunk, _with_lowest(listing_facts.facts(chunk, currency), currency))
        if listing_facts.sells_abroad(currency):
            catalog.write_prices_abroad(chunk, _abroad(chunk, currency))
        _write_offers(chunk)
        collections.settle(product_ids=chunk)
        assortments.settle(product_ids=chunk)


def _abroad(product_ids: Sequence[UUID], home: str) -> list[dict[str, Any]]:
    found = listing_facts.abroad(product_ids, home)
    currencies = {each["currency"] for each in found}
    return [
        row
        for currency in sorted(currencies)
        for row in _with_lowest([each for each in found if each["currency"] == currency], currency)
    ]


def _with_lowest(rows: list[dict[str, Any]], currency: str) -> list[dict[str, Any]]:
    """Each with the lowest price that is told beside its own, where that is a reduced one."""
    reduced = {
        row["variant_id"]: (row["amount"], row["compare_at"]) for row in rows if row["compare_at"] is not None
    }
    lowest = price_history.lowest_of_base(reduced, currency)
    return [{**row, "lowest": lowest.get(row["variant_id"])} for row in rows]


def refresh_offers(product_ids: Sequence[UUID]) -> None:
    """Rewrite what price lists make products cost on the sites, from now on."""
    refresh_pages()
    for chunk in _chunks(product_ids):
        catalog.lock_listings(chunk)
        _write_offers(chunk)


def _write_offers(product_ids: Sequence[UUID]) -> None:
    shelf = listing_offers.of_products(product_ids)
    if shelf is not None:
        catalog.write_offers(product_ids, shelf.offers)
        pricing.keep_shown(shelf.plans)
    own = own_prices.of_products(product_ids)
    if own is not None:
        catalog.write_own_prices(product_ids, own)


def refresh_all_offers() -> None:
    """The same of every product, as a list that may concern all wants it."""
    after: UUID | None = None
    while found := listing_offers.next_products(after, CHUNK):
        refresh_offers(found)
        after = found[-1]


def plan_ahead() -> None:
    """The same where promotions change prices: hours and weekdays are planned for some days only.

    And the listings of reduced prices from before their lowest price was known.
    """
    if stale := listing_facts.without_lowest():
        refresh_listings(stale)
    if sale_prices.any_runs():
        refresh_all_offers()


def refresh_stock(product_ids: Sequence[UUID]) -> None:
    """Rewrite only listings that say something else than the stock does."""
    for chunk in _chunks(product_ids):
        if stale := listing_facts.crossed(chunk, current_tenant().currency):
            refresh_listings(stale)
            items = [str(item) for item in listing_facts.items_of(stale)]
            events.record(StockAvailabilityCrossed(stock_item_ids=items))


def refresh_buyers(customers: Sequence[UUID], companies: Sequence[UUID] = ()) -> None:
    """Write down what everything costs these customers, where nobody before them paid and saw the same."""
    refresh_pages()
    missing = own_prices.without(audiences.buyers_of(customers, companies))
    keys = [each.key for of_site in missing.values() for each in of_site]
    after: UUID | None = None
    while keys and (found := listing_offers.next_products(after, CHUNK)):
        catalog.lock_listings(found)
        catalog.write_own_prices(found, own_prices.of_audiences(found, missing), only=keys)
        after = found[-1]


def _chunks(product_ids: Sequence[UUID]) -> list[list[UUID]]:
    ordered = sorted(set(product_ids))
    return [ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK)]


@on_several(BasePricesChanged)
def follow_prices(told: Sequence[BasePricesChanged]) -> None:
    """Prices were edited somewhere; a file's products were listed as they were loaded."""
    variants = [UUID(variant) for each in told if not each.listed for variant in each.variant_ids]
    if variants:
        refresh_listings(listing_facts.products_of_variants(variants))


@on_several(PriceListsChanged)
def follow_price_lists(told: Sequence[PriceListsChanged]) -> None:
    """Price lists were edited."""
    refresh_pages()
    if all(each.product_ids for each in told):
        refresh_offers([UUID(product) for each in told for product in each.product_ids])
    else:
        refresh_all_offers()


@on_several(PromotionChanged)
def follow_sale_prices(told: Sequence[PromotionChanged]) -> None:
    """Promotions that change prices were written, switched or used up."""
    if any(each.priced for each in told):
        refresh_all_offers()


@on_several(CustomerTermsChanged)
def follow_buyers(told: Sequence[CustomerTermsChanged]) -> None:
    """Customers joined groups or companies."""
    customers = sorted({UUID(each.customer_id) for each in told if each.customer_id})
    refresh_buyers(customers, sorted({UUID(each.company_id) for each in told if each.company_id}))


@on_several(SettingsChanged)
def follow_rules(told: Sequence[SettingsChanged]) -> None:
    """Lists compete otherwise, or prices are shown otherwise."""
    if any(each.key == PriceListRules.KEY for each in told):
        refresh_all_offers()


@on_several(TaxRatesChanged)
def follow_taxes(_told: Sequence[TaxRatesChanged]) -> None:
    """What is left of a price without tax is another amount."""
    refresh_all_offers()


@on_several(StockChanged)
def follow_stock(told: Sequence[StockChanged]) -> None:
    """Stock was counted, received or given back."""
    items = [UUID(item) for each in told for item in each.stock_item_ids]
    refresh_stock(listing_facts.products_of_items(items))


@on_several(OrderPlaced)
def follow_sale(told: Sequence[OrderPlaced]) -> None:
    """Stock was promised or sold."""
    _refresh_stock_of(told)


@on_several(OrderCancelled)
def follow_cancellation(told: Sequence[OrderCancelled]) -> None:
    """Stock is free again."""
    _refresh_stock_of(told)


@on_several(OrderLinesCancelled)
def follow_cancelled_lines(told: Sequence[OrderLinesCancelled]) -> None:
    """Stock of some lines is free again."""
    _refresh_stock_of(told)


def _refresh_stock_of(told: Sequence[OrderPlaced | OrderCancelled | OrderLinesCancelled]) -> None:
    refresh_stock(listing_facts.products_of_orders([UUID(each.order_id) for each in told]))
