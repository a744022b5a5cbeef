"""Promotions that change prices show where prices show, as the cart reckons them, and begin and end with the clock."""

import json
import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from app.core.clock import frozen
from app.domains.pricing import price_lists
from app.domains.pricing.list_types import EntryDraft, ListDraft
from app.domains.promotions import service as promotions
from app.domains.promotions.types import Draft
from app.flows import cancel_order, fill_cart, place_order
from app.flows.price_checkout import Checkout
from app.queries import product_list
from app.queries.listed import Wish
from app.web import pagecache
from tests.support.people import ANN

START = datetime(2027, 3, 1, 9, tzinfo=UTC)
TWENTY = {"effect": "item_percent", "value": 200_000}


@pytest.fixture
def sale(tenant, make, unit, run_jobs):
    """A mug for 10.00, and a way to lower prices before the cart."""
    mug = make.product(sku="MUG", slug="mug", title="Mug", price=1000, stock=500)

    def lower(*actions, when=None, **draft):
        rule = {"stage": "catalog", "actions": list(actions or [TWENTY]), **({"when": when} if when else {})}
        with unit(tenant):
            made = promotions.write(Draft("Spring", rule, **draft))
            promotions.switch(made.id, "active")
        run_jobs()
        return made.id

    return SimpleNamespace(lower=lower, mug=mug)


def listed(unit, tenant):
    with unit(tenant):
        (found,) = product_list.products(Wish()).items
    return found.price_min, found.compare_at


def shown(api, mug):
    (found,) = api.get(f"/api/v1/products/{mug.id}").json["variants"]
    return found["price"]["amount"], (found["compare_at"] or {}).get("amount")


def in_cart(api, **asked):
    quote = api.post("/api/v1/quotes", json={"lines": [{"sku": "MUG", "quantity": 1}], **asked}).json
    return quote["lines"][0]["unit_price"]["amount"]


@pytest.mark.req("PRC-04")
def test_a_lowered_price_shows_on_page_lists_home_search_and_to_machines_as_in_the_cart(
    shop, api, sale, unit, tenant
):
    sale.lower()
    assert in_cart(api) == 800
    assert shown(api, sale.mug) == listed(unit, tenant) == (800, 1000)
    for path in ("/p/mug", "/search?q=mug", "/"):
        seen = shop.get(path).text
        assert ("€8.00" in seen, "€10.00" in seen) == (True, True), path
    told = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', shop.get("/p/mug").text, re.DOTALL
    )
    (offer,) = next(each for each in map(json.loads, told) if each["@type"] == "Product")["offers"]
    assert offer["price"] == "8.00"
    assert offer["priceSpecification"] == {
        "@type": "UnitPriceSpecification", "priceType": "https://schema.org/StrikethroughPrice",
        "priceCurrency": "EUR", "price": "10.00",
    }  # fmt: skip
    shop.post("/cart/lines", data={"product": "mug", "quantity": "1"})
    assert re.search(r"<s>.*€10.00.*</s>.*€8.00", shop.get("/cart").text)
    with unit(tenant):
        assert product_list.products(Wish(cheapest=900)).items == []


@pytest.mark.req("PRC-20")
def test_page_and_kept_page_switch_with_the_clock_without_a_worker(shop, api, sale, unit, tenant):
    with frozen(START - timedelta(days=1)):
        sale.lower(starts_at=START, ends_at=START + timedelta(hours=1))
    prices = {-1: (1000, None), 0: (800, 1000), 3600: (800, 1000), 3601: (1000, None)}
    for seconds, (price, former) in prices.items():
        with frozen(START + timedelta(seconds=seconds)):
            for path in ("/p/mug", "/search?q=mug", "/"):
                seen = shop.get(path).text
                assert ("€8.00" in seen, "€10.00" in seen) == (price == 800, True), (path, seconds)
            assert in_cart(api) == price
            assert shown(api, sale.mug) == listed(unit, tenant) == (price, former)


@pytest.mark.req("PRC-20")
def test_a_price_of_a_list_with_its_own_dates_ends_the_kept_page_too(shop, sale, unit, tenant, run_jobs):
    draft = ListDraft("sale", "A sale", "sale", "EUR", status="active")
    dated = EntryDraft(
        sale.mug.id, sale.mug.variant.id, amount=700, starts_at=START, ends_at=START + timedelta(hours=1)
    )
    with frozen(START - timedelta(days=1)):
        with unit(tenant):
            price_lists.set_entries(price_lists.create_list(draft), [dated])
        run_jobs()
    for seconds, lowered in {-1: False, 0: True, 3600: True, 3601: False}.items():
        with frozen(START + timedelta(seconds=seconds)):
            assert ("€7.00" in shop.get("/p/mug").text) is lowered, seconds


def test_hours_of_a_day_switch_by_the_shops_clock(api, sale, unit, tenant, shop):
    with frozen(START):
        sale.lower(when={"weekdays": [2], "opens": "17:00", "closes": "19:00"})
    tuesday = datetime(2027, 3, 2, tzinfo=UTC)  # Berlin is an hour ahead
    for hour, price in {15.99: 1000, 16: 800, 17.99: 800, 18: 1000, 40: 1000}.items():
        with frozen(tuesday + timedelta(hours=hour)):
            assert in_cart(api) == price
            assert shown(api, sale.mug)[0] == listed(unit, tenant)[0] == price
            assert ("€8.00" in shop.get("/p/mug").text) is (price == 800), hour


def test_what_strangers_do_not_get_is_not_shown_and_a_list_comes_first(
    api, sale, unit, tenant, run_jobs, make
):
    vip = make.customer(groups=["vip"])
    mine = sale.lower(when={"facts": [["group:vip"]]})
    assert in_cart(api, customer=str(vip.id)) == 800
    assert shown(api, sale.mug) == listed(unit, tenant) == (1000, None)
    with unit(tenant):
        promotions.switch(mine, "ended")
        made = price_lists.create_list(ListDraft("sale", "A sale", "sale", "EUR", status="active"))
        price_lists.set_entries(made, [EntryDraft(sale.mug.id, sale.mug.variant.id, amount=900)])
    sale.lower({"effect": "item_fixed", "value": 50})
    assert in_cart(api) == 850
    assert shown(api, sale.mug) == listed(unit, tenant) == (850, 1000)


def test_switching_off_and_using_up_bring_the_price_back(api, sale, unit, tenant, run_jobs, shop):
    off = sale.lower()
    with unit(tenant):
        promotions.switch(off, "paused")
    run_jobs()
    assert shown(api, sale.mug) == listed(unit, tenant) == (1000, None)
    sale.lower(uses_limit=1)
    assert listed(unit, tenant) == (800, 1000)
    from app.core.principal import acting_as, system
    from app.core.tenancy import tenant_scope

    with tenant_scope(tenant), acting_as(system("test")):
        with unit(tenant):
            cart = fill_cart.open_cart("web", [("MUG", 1)]).cart.id
        placed = place_order.place_order(cart, Checkout(ANN, "standard", None, "test", "tok_approve"))
    run_jobs()
    assert in_cart(api) == 1000
    assert shown(api, sale.mug) == listed(unit, tenant) == (1000, None)
    with tenant_scope(tenant), acting_as(system("test")):
        cancel_order.cancel_order(placed.order.id, reason="mistake")
    run_jobs()
    assert shown(api, sale.mug) == listed(unit, tenant) == (800, 1000)


def test_a_page_costs_one_statement_more_with_them_and_none_without(shop, sale, query_budget):
    pagecache.forget()
    shop.get("/p/mug")
    pagecache.forget()
    with query_budget(8):
        shop.get("/p/mug")
    sale.lower()
    pagecache.forget()
    shop.get("/p/mug")
    pagecache.forget()
    with query_budget(9):
        shop.get("/p/mug")
