"""Over a border: the choice of country is remembered, duties are told before payment, and every part sums up."""

from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.ids import new_id
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog import customs
from app.domains.catalog import service as catalog
from app.domains.channels import service as channels
from app.domains.channels import sites
from app.domains.channels.types import DutyRules, Site
from app.domains.orders.models import Order, OrderLine
from app.domains.shipping import service as shipping
from app.domains.shipping.types import Method
from app.domains.taxes import duties
from app.domains.taxes.types import Duty
from app.flows import price_site, refund_order, run_sites
from app.flows.price_site import Said
from app.flows.reconcile import reconcile
from app.queries import order_facts
from tests.support.budget import counted_statements
from tests.support.refunding import installed

pytestmark = pytest.mark.req("WEB-18")
SWISS = {"country": "CH", "postal_code": "8001", "city": "Zurich"}


@pytest.fixture
def rates(tenant, unit):
    """Switzerland: cups (HS 6912) 6.5 %, anything else 2 %, import tax 8.1 % above 5.00."""
    with unit(tenant):
        duties.save(Duty(new_id(), "CH", "", "", 20_000, 81_000, tax_free=500))
        duties.save(Duty(new_id(), "CH", "6912", "", 65_000, 81_000, tax_free=500, with_delivery=False))


@pytest.fixture
def collected(tenant, unit, rates):
    with unit(tenant):
        channels.save(DutyRules(collect="checkout"))


def is_a_cup(tenant, unit, product):
    with unit(tenant):
        customs.say(catalog.product(product.id), hs_code="6912.00", origin_country="PT")


def the_order(tenant, unit):
    with unit(tenant):
        found = db.session.scalars(select(Order)).one()
        return order_facts.one(found.id)


def test_the_country_is_remembered_and_cart_and_checkout_show_its_duties(shop, cart, collected, tenant, unit):
    product = cart(shop, price=10_000)
    is_a_cup(tenant, unit, product)
    assert "Customs duty" not in shop.get("/cart").text
    kept = shop.post("/region", data={"country": "CH", "next": "/cart"})
    assert (kept.status_code, urlsplit(kept.location).path) == (303, "/cart")
    for page in ("/cart", "/checkout"):
        shown = shop.get(page).text
        assert "Switzerland" in shown
        assert "Customs duty" in shown
        assert "€6.50" in shown
    back = shop.post("/region", data={"country": "DE", "next": "/cart"})
    assert back.status_code == 303
    assert "Customs duty" not in shop.get("/cart").text


def test_collected_duties_are_a_part_of_the_order_and_come_back_with_its_lines(
    shop, cart, order, collected, tenant, unit, monkeypatch
):
    installed(monkeypatch)
    product = cart(shop, quantity=3, price=3333)
    is_a_cup(tenant, unit, product)
    cart(shop, price=777)
    placed = order(shop, **SWISS)
    assert placed.status_code == 303, placed.text
    sold = the_order(tenant, unit)
    assert sold.import_costs["collect"] == "checkout"
    assert sold.duties == sold.import_costs["duty"] + sold.import_costs["tax"] > 0
    assert sold.total == sum(line.total for line in sold.lines) + sold.shipping
    assert sold.total == sold.subtotal - sold.discount + sold.shipping + sold.duties
    assert "Customs duty" in shop.get(placed.location).text
    with tenant_scope(tenant), acting_as(system("test")):
        for line in sold.lines:
            for _each in range(int(line.quantity)):
                refund_order.refund_order(sold.id, {line.id: Decimal(1)}, shipping=False, reason="back")
    with unit(tenant):
        after = db.session.get(Order, sold.id)
        assert after.refunded == after.total - after.shipping
        assert db.session.scalars(select(OrderLine.refunded_amount).order_by(OrderLine.position)).all() == [
            line.total for line in sold.lines
        ]
        assert reconcile().violations == []


def test_duties_due_on_delivery_stand_beside_the_total(shop, cart, order, rates, tenant, unit):
    cart(shop, price=10_000)
    shop.post("/region", data={"country": "CH"})
    shown = shop.get("/checkout").text
    assert "not in the total" in shown
    assert "due to the carrier on delivery" in shown, "beside the button, too"
    placed = order(shop, **SWISS)
    sold = the_order(tenant, unit)
    assert sold.import_costs["collect"] == "delivery"
    assert sold.import_costs["duty"] > 0
    assert (sold.duties, sold.total) == (0, sold.subtotal + sold.shipping)
    assert "not in the total" in shop.get(placed.location).text


def test_a_country_that_nobody_serves_is_told_and_remembered(shop, cart, tenant, unit):
    cart(shop, price=1000)
    with unit(tenant):
        for method in shipping.methods():
            shipping.remove(method.id)
        shipping.save(Method(new_id(), "standard", "Standard", "EUR", 490, countries=("DE", "CH")))
    told = shop.post("/region", data={"country": "BR"})
    assert told.status_code == 200
    assert "We do not deliver to Brazil yet" in told.text
    for page in ("/cart", "/checkout"):
        assert "We do not deliver to Brazil yet" in shop.get(page).text
    assert shop.post("/region", data={"country": "XX"}).status_code == 422
    served = shop.post("/region", data={"country": "CH"})
    assert served.status_code == 303
    assert "We do not deliver" not in shop.get("/cart").text


def test_a_country_with_a_site_of_its_own_leads_there(shop, make, tenant, unit):
    mug = make.product(sku="MUG", price=1000)
    with unit(tenant):
        run_sites.open_site(Site("us", "America", "USD", country="US", locale="en"))
        price_site.say_prices("USD", {mug.variant.id: Said(1250)})
        sites.let_sell("us", True)
    moved = shop.post("/region", data={"country": "US", "next": "/search?q=mug"})
    assert moved.status_code == 303
    assert urlsplit(moved.location).netloc.startswith("us.")
    assert urlsplit(moved.location).path == "/region/here"


def test_a_border_without_rates_is_only_pointed_out(shop, cart, tenant, unit):
    cart(shop, price=1000)
    shop.post("/region", data={"country": "CH"})
    shown = shop.get("/cart").text
    assert "Customs may ask you for duties" in shown
    assert "Customs duty" not in shown
    shop.post("/region", data={"country": "AT"})
    assert "Customs may ask" not in shop.get("/cart").text


def test_duties_cost_an_order_no_further_statement(shop, cart, order, collected):
    cart(shop, price=1000)
    with counted_statements() as home:
        assert order(shop).status_code == 303
    cart(shop, price=1000)
    with counted_statements() as abroad:
        assert order(shop, **SWISS).status_code == 303
    assert len(abroad) == len(home)
