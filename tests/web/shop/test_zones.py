"""Weekdays and hours of promotions are read off the clocks of each channel, the shop's where it has none of its own."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.core.clock import frozen
from app.core.db import unit_of_work
from app.core.market import market_scope
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.channels import sites
from app.domains.channels.types import Site
from app.domains.promotions import service as promotions
from app.domains.promotions.types import Draft
from app.flows import fill_cart, place_order, price_site, run_sites, simulate_promotion
from app.flows.price_checkout import Checkout
from app.flows.price_site import Said
from app.queries import product_list
from app.queries import sites as markets
from app.queries.listed import Wish
from tests.support.clients import visit_host
from tests.support.people import ANN
from tests.support.till import make_till
from tests.support.till_js import known, office, ring_up, sums

HOST = "us.alpha.localhost"
TWENTY = {"effect": "item_percent", "value": 200_000}
TUESDAY = {"weekdays": [2]}
MONDAY_THERE = datetime(
    2027, 3, 2, 3, tzinfo=UTC
)  # Tuesday, 4 o'clock in Berlin; Monday, 20 o'clock in Denver
BOTH = datetime(2027, 3, 2, 12, tzinfo=UTC)
WEDNESDAY_HERE = datetime(2027, 3, 3, 2, tzinfo=UTC)  # still Tuesday in Denver
LOWERED = {MONDAY_THERE: (True, False), BOTH: (True, True), WEDNESDAY_HERE: (False, True)}


@pytest.fixture
def mug(make):
    return make.product(sku="MUG", slug="mug", title="Mug", price=1000, stock=50)


@pytest.fixture
def american(app, tenant, unit, mug):
    """A browser on a site in Denver that sells the mug for $12.50."""
    with unit(tenant):
        run_sites.open_site(Site("us", "US", "USD", country="US", locale="en", timezone="America/Denver"))
        price_site.say_prices("USD", {mug.variant.id: Said(1250)})
        sites.let_sell("us", True)
    return visit_host(app, HOST)


def on_tuesdays(unit, tenant, run_jobs, **rule):
    with frozen(datetime(2027, 3, 1, 9, tzinfo=UTC)):
        with unit(tenant):
            made = promotions.write(Draft("Tuesdays", {"actions": [TWENTY], "when": TUESDAY, **rule}))
            promotions.switch(made.id, "active")
        run_jobs()


def quoted(api, channel, currency):
    asked = {"lines": [{"sku": "MUG", "quantity": 1}], "channel": channel, "currency": currency}
    return api.post("/api/v1/quotes", json=asked).json["lines"][0]["discount"]["amount"]


def listed(unit, tenant, code):
    with unit(tenant), market_scope(markets.market(code)):
        return product_list.products(Wish()).items[0].price_min


@pytest.mark.req("PRC-20")
def test_a_sale_price_shows_on_the_weekday_of_each_site(shop, american, unit, tenant, run_jobs):
    on_tuesdays(unit, tenant, run_jobs, stage="catalog")
    for at, (here, there) in LOWERED.items():
        with frozen(at):
            assert ("€8.00" in shop.get("/p/mug").text) is here, at
            seen = american.get("/p/mug", base_url=f"http://{HOST}").text
            assert ("$10.00" in seen, "$12.50" in seen) == (there, True), at
            prices = listed(unit, tenant, "web"), listed(unit, tenant, "us")
            assert prices == (800 if here else 1000, 1000 if there else 1250), at


@pytest.mark.req("PRC-20")
def test_a_cart_has_the_weekday_of_its_channel(api, american, unit, tenant, run_jobs):
    on_tuesdays(unit, tenant, run_jobs)
    for at, lowered in LOWERED.items():
        with frozen(at):
            discounts = quoted(api, "web", "EUR"), quoted(api, "us", "USD")
            assert tuple(each > 0 for each in discounts) == lowered, at


@pytest.mark.req("PRC-20")
@pytest.mark.parametrize(("zone", "touched"), [(None, 1), ("America/Denver", 0)])
def test_orders_priced_again_have_the_weekday_of_their_channel(tenant, unit, mug, zone, touched):
    with frozen(MONDAY_THERE), unit(tenant):
        sites.change_site(replace(sites.site("web"), timezone=zone))
        cart = fill_cart.open_cart("web", [("MUG", Decimal(1))]).cart.id
    with frozen(MONDAY_THERE), tenant_scope(tenant), acting_as(system("test")):
        place_order.place_order(cart, Checkout(ANN, "standard", None, "test", "tok_approve"))
        with unit_of_work():
            made = promotions.write(Draft("Tuesdays", {"actions": [TWENTY], "when": TUESDAY}))
    with frozen(BOTH), tenant_scope(tenant), acting_as(system("test")):
        assert simulate_promotion.simulate(made.id).touched == touched


@pytest.mark.req("PRC-20")
def test_a_till_without_network_has_the_weekday_of_its_channel(make, unit):
    till = make_till(make)
    till.open(10_000)
    make.product(sku="MUG", price=1000, stock=50, location=till.store)
    with office(till):
        made = promotions.write(Draft("Tuesdays", {"actions": [TWENTY], "when": TUESDAY}))
        promotions.switch(made.id, "active")
    for zone, discount in {"America/Denver": 0, None: 200}.items():
        with office(till):
            sites.change_site(replace(sites.site("pos"), timezone=zone))
        with frozen(MONDAY_THERE):
            assert sums(ring_up(till, known(till), ("MUG", 1)))["discount"] == discount


@pytest.mark.req("PRC-20")
def test_a_program_changes_the_zone_and_what_is_planned_follows(api, shop, unit, tenant, run_jobs, mug):
    on_tuesdays(unit, tenant, run_jobs, stage="catalog")
    with frozen(datetime(2027, 3, 1, 9, tzinfo=UTC)):
        told = api.put("/api/v1/channels/web/timezone", json={"timezone": "America/Denver"})
        assert (told.status_code, told.json["timezone"]) == (200, "America/Denver")
        assert api.get("/api/v1/channels/web").json == told.json
        run_jobs()
    for at, (_here, there) in LOWERED.items():
        with frozen(at):
            assert listed(unit, tenant, "web") == (800 if there else 1000), at
            assert ("€8.00" in shop.get("/p/mug").text) is there, at
    refused = api.put("/api/v1/channels/web/timezone", json={"timezone": "Mars/Base"})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "timezone")
    assert api.get("/api/v1/channels/nowhere").status_code == 404
    assert api.put("/api/v1/channels/web/timezone", json={"timezone": None}).json["timezone"] is None


def test_the_zone_of_a_channel_is_chosen_on_its_page(desk, unit, tenant, mug):
    sent = {"name": "Web", "all_delivery": "1", "all_payments": "1"}
    assert "As the shop: Europe/Berlin" in desk.get("/admin/sites/web").text
    assert desk.post("/admin/sites/web", data=sent | {"timezone": "America/Denver"}).status_code == 303
    assert 'value="America/Denver" selected' in desk.get("/admin/sites/web").text
    refused = desk.post("/admin/sites/web", data=sent | {"timezone": "Mars/Base"})
    assert (refused.status_code, "Choose one of the list" in refused.text) == (422, True)
    with unit(tenant):
        assert sites.site("web").timezone == "America/Denver"
