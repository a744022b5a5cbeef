"""Several sites of one tenant: each sells by its own rules, on the same goods."""

from dataclasses import replace
from typing import Any

import pytest

from app.core.db import db
from app.core.ids import new_id
from app.domains.channels import sites
from app.domains.channels.types import Site
from app.domains.orders.models import Order
from app.domains.shipping import service as shipping
from app.domains.shipping.types import Method
from app.flows import price_site, run_sites
from app.flows.price_site import Said
from tests.support.clients import visit_host

US = Site(
    code="us", name="America", currency="USD", country="US", tax_included=False, locale="en", locales=("en", "de"),
    delivery=("ground",), payments=None, theme="field",
)  # fmt: skip
HOST = "us.alpha.localhost"
CHECKOUT = {
    "email": "kim@example.com",
    "shipping_address": {"name": "Kim", "line1": "Pearl St 1", "city": "Denver", "postal_code": "80202", "country": "US"},
    "delivery": {"method": "ground"}, "payment": {"method": "test", "token": "tok_approve"},
}  # fmt: skip


@pytest.fixture
def mug(make: Any) -> Any:
    return make.product(title="Blue mug", sku="MUG", price=1000, stock=10)


@pytest.fixture
def us(unit: Any, tenant: Any, mug: Any) -> Site:
    """An American site that sells the mug for $12.50."""
    with unit(tenant):
        run_sites.open_site(US)
        shipping.save(Method(new_id(), "ground", "Ground", "USD", 700, countries=("US",)))
        price_site.say_prices("USD", {mug.variant.id: Said(1250)})
        run_sites.go_live("us")
    return US


@pytest.fixture
def american(app: Any, us: Site) -> Any:
    """A browser on the American site."""
    return visit_host(app, HOST)


def page(client: Any, path: str, **headers: str) -> Any:
    return client.get(path, base_url=f"http://{HOST}", headers=headers)


@pytest.mark.req("WEB-05")
def test_each_site_shows_its_own_price_currency_and_theme(shop, american, mug):
    home, away = shop.get(f"/p/{mug.slug}").text, page(american, f"/p/{mug.slug}").text
    assert "€10.00" in home
    assert "$12.50" in away
    assert "€" not in away.split("<main")[1].split("</main>")[0]
    assert "plus tax and delivery" in away
    assert 'data-shop="atelier"' in home
    assert 'data-shop="field"' in away
    assert "$12.50" in page(american, "/search?q=mug").text


@pytest.mark.req("WEB-05")
def test_what_has_no_price_there_is_not_sold_there(shop, american, api, make):
    pot = make.product(title="Red pot", sku="POT", price=3000)
    assert "Red pot" in shop.get("/search?q=pot").text
    assert "Red pot" not in page(american, "/search?q=pot").text
    refused = api.post("/api/v1/carts", json={"channel": "us", "lines": [{"sku": "POT", "quantity": 1}]})
    assert (refused.status_code, refused.json["code"]) == (422, "pricing.no_price")
    assert pot.slug in shop.get("/sitemap.xml").text
    assert pot.slug not in page(american, "/sitemap.xml").text


def cart(api: Any, channel: str) -> Any:
    made = api.post("/api/v1/carts", json={"channel": channel, "lines": [{"sku": "MUG", "quantity": 1}]})
    assert made.status_code == 201, made.text
    return made.json


def order(api: Any, cart_id: str, **changes: Any) -> Any:
    return api.post(
        f"/api/v1/carts/{cart_id}/checkout",
        json=CHECKOUT | changes,
        headers={"Idempotency-Key": f"k-{cart_id}-{len(str(changes))}"},
    )


@pytest.mark.req("WEB-05")
def test_a_method_of_another_site_is_refused_by_api(api, us, count):
    made = cart(api, "us")
    assert made["totals"]["subtotal"] == {"amount": 1250, "currency": "USD"}
    for delivery in ({"method": "standard"}, {"method": "pickup", "location": "main"}):
        refused = order(api, made["id"], delivery=delivery)
        assert refused.status_code == 422, refused.text
    home = cart(api, "web")
    refused = order(api, home["id"])
    assert refused.status_code == 422, refused.text
    assert count(Order) == 0


@pytest.mark.req("WEB-05")
def test_an_order_keeps_the_rules_of_its_site(api, us, unit, tenant, count):
    placed = order(api, cart(api, "us")["id"])
    assert placed.status_code == 201, placed.text
    assert placed.json["channel"] == "us"
    assert placed.json["totals"]["total"] == {"amount": 1950, "currency": "USD"}
    with unit(tenant):
        run_sites.change_site(replace(us, tax_included=True, delivery=()))
        run_sites.close("us")
    kept = api.get(f"/api/v1/orders/{placed.json['number']}").json
    assert kept["totals"] == placed.json["totals"]
    with unit(tenant):
        row = db.session.query(Order).filter_by(number=placed.json["number"]).one()
        assert (row.currency, row.prices_include_tax, row.delivery_method) == ("USD", False, "ground")


@pytest.mark.req("WEB-05")
def test_a_payment_method_that_a_site_does_not_take_is_refused(api, us, unit, tenant, count):
    made = cart(api, "us")
    with unit(tenant):
        run_sites.change_site(replace(us, payments=()))
    refused = order(api, made["id"])
    assert refused.status_code == 422
    assert "payment.method" in refused.text
    assert count(Order) == 0


def test_a_guest_orders_on_a_site_with_its_own_delivery_and_total(american, mug, count):
    answer = american.post("/cart/lines", data={"product": mug.slug, "quantity": "1"})
    assert answer.status_code == 303, answer.text
    form = {
        "email": "kim@example.com", "name": "Kim", "line1": "Pearl St 1", "postal_code": "80202", "city": "Denver",
        "region": "CO", "country": "US", "delivery": "ground", "token": "tok_approve", "seen_total": "1950",
    }  # fmt: skip
    review = american.post("/checkout/review", data=form).text
    assert "Ground" in review
    assert "Standard delivery" not in review
    placed = american.post("/checkout", data=form)
    assert placed.status_code == 303, placed.text
    assert count(Order, Order.channel_id.is_not(None), Order.currency == "USD", Order.total == 1950) == 1


@pytest.mark.req("CHN-01")
def test_an_incomplete_site_does_not_open_and_says_what_it_lacks(desk, unit, tenant, make, app):
    make.product(sku="MUG", price=1000)
    with unit(tenant):
        run_sites.open_site(replace(US, payments=()))
    refused = desk.post("/admin/sites/us/doors")
    assert refused.status_code == 409
    for gap in (
        "No product has a price in USD",
        "No delivery in USD reaches its country",
        "It takes no payment method",
    ):
        assert gap in refused.text
    closed = page(app.test_client(), "/")
    assert closed.status_code == 503
    with unit(tenant):
        assert not sites.site("us").active


def test_a_site_is_added_priced_and_opened_in_the_office(desk, make, app):
    mug = make.product(title="Blue mug", sku="MUG", price=1000, compare_at=1500)
    form = {
        "name": "Switzerland",
        "code": "ch",
        "currency": "chf",
        "country": "CH",
        "locales": ["de"],
        "locale": "de",
        "all_delivery": "1",
        "all_payments": "1",
    }
    added = desk.post("/admin/sites/new", data=form)
    assert added.status_code == 303, added.text
    assert "No product has a price in CHF" in desk.get("/admin/sites/ch").text
    assert (
        desk.post("/admin/sites/ch/prices/take-over", data={"factor": "0.95", "step": "5"}).status_code == 303
    )
    assert 'value="9.50"' in desk.get("/admin/sites/ch/prices").text
    bad = desk.post(
        "/admin/sites/ch/prices", data={f"price-{mug.variant.id}": "12", f"former-{mug.variant.id}": "11"}
    )
    assert bad.status_code == 422
    assert "The former price must be above the price" in bad.text
    assert desk.post("/admin/sites/ch/prices", data={f"price-{mug.variant.id}": "12"}).status_code == 303
    method = {
        "name": "Post",
        "code": "post",
        "price": "8",
        "currency": "CHF",
        "active": "1",
        "days_min": "1",
        "days_max": "2",
    }
    assert desk.post("/admin/settings/delivery/new", data=method).status_code == 303
    assert desk.post("/admin/sites/ch/doors").status_code == 303
    swiss = app.test_client().get(f"/p/{mug.slug}", base_url="http://ch.alpha.localhost")
    assert "12.00" in swiss.text
    assert "CHF" in swiss.text
    assert 'lang="de"' in swiss.text
    assert desk.get("/admin/sites/").text.count("ch.alpha.localhost") == 2


@pytest.mark.req("WEB-05")
def test_the_switch_keeps_the_page_and_machines_learn_of_every_site(shop, american, mug):
    home = shop.get(f"/p/{mug.slug}").text
    assert f'href="http://{HOST}:8000/p/{mug.slug}' in home.replace("&amp;", "&")
    for code in ("en-US", "de-US", "x-default"):
        assert f'hreflang="{code}"' in home
    away = page(american, f"/p/{mug.slug}").text
    assert f'<link rel="canonical" href="http://{HOST}:8000/p/{mug.slug}">' in away
    assert 'hreflang="en-DE"' in away


def test_pages_of_two_sites_are_kept_apart(shop, american, mug):
    for _again in range(2):
        assert "€10.00" in shop.get(f"/p/{mug.slug}").text
        assert "$12.50" in page(american, f"/p/{mug.slug}").text
        german = page(american, f"/p/{mug.slug}", **{"Accept-Language": "de"}).text
        assert "12,50" in german


@pytest.mark.req("WEB-05")
def test_products_are_listed_as_a_site_sells_them_by_api(api, us, app, mug):
    there = api.get("/api/v1/products?channel=us").json["items"]
    assert [item["price"] for item in there] == [{"amount": 1250, "currency": "USD"}]
    assert (
        api.get(f"/api/v1/products/{mug.slug}?channel=us").json["variants"][0]["price"]["currency"] == "USD"
    )
    by_host = app.test_client().get("/api/v1/products", base_url=f"http://{HOST}").json["items"]
    assert by_host[0]["price"]["currency"] == "USD"
    assert api.get("/api/v1/products?channel=nowhere").status_code == 422


def test_prices_are_put_by_sku_and_refused_in_a_currency_nobody_sells_in(api, us):
    price = {"sku": "MUG", "price": {"amount": 1400, "currency": "USD"}}
    assert api.put("/api/v1/prices", json={"prices": [price]}).json == {"changed": 1, "waiting": 0}
    assert api.get("/api/v1/products?channel=us").json["items"][0]["price"]["amount"] == 1400
    price["price"]["currency"] = "SEK"
    assert api.put("/api/v1/prices", json={"prices": [price]}).status_code == 422
    assert api.put("/api/v1/prices", json={"gone": [{"sku": "MUG", "currency": "USD"}]}).json == {
        "changed": 1,
        "waiting": 0,
    }
    assert api.get("/api/v1/products?channel=us").json["items"] == []
    assert api.get("/api/v1/products").json["total"] == 1


def test_another_tenant_has_no_such_site(us, other_admin, other_api, unit, other_tenant):
    assert other_admin.get("/admin/sites/us").status_code == 404
    assert other_api.get("/api/v1/products?channel=us").status_code == 422


def test_a_site_without_pickup_promises_none(shop, american, mug, make):
    make.location(code="corner", name="Corner store", kind="store", offers_pickup=True)
    assert "Corner store" in shop.get(f"/p/{mug.slug}").text
    assert "Corner store" not in page(american, f"/p/{mug.slug}").text
