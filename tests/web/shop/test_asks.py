"""Bundles and questions as shoppers meet them: parts on the page, refusals at the field, words in the cart."""

import re
from decimal import Decimal

import pytest

from app.core.db import unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.carts.models import CartLine
from app.domains.catalog.types import InputSpec
from app.domains.inventory import service as inventory
from app.domains.orders.models import Order, OrderLine
from app.flows.ask_buyers import ask_buyers
from app.flows.compose_bundle import compose_bundle
from app.flows.refresh_listings import refresh_listings

HTMX = {"HX-Request": "true"}
SPECS = [
    InputSpec("", {"en": "Engraving"}, required=True, surcharge=500, longest=10),
    InputSpec("", {"en": "Wrapping"}, "choice", choices=["Plain", "Gift"]),
    InputSpec("", {"en": "Wanted on"}, "date"),
]


@pytest.fixture
def ring(make, tenant):
    made = make.product(slug="ring", title="Ring", sku="RING", price=2000, stock=9)
    with tenant_scope(tenant), acting_as(system("test")), unit_of_work():
        ask_buyers(made.id, SPECS)
    return made


@pytest.fixture
def tea_set(make, tenant):
    made = make.product(slug="tea-set", title="Tea set", sku="SET", price=4000, stock=0)
    mug = make.product(slug="mug", title="Stoneware mug", sku="MUG", price=1500, stock=4)
    with tenant_scope(tenant), acting_as(system("test")), unit_of_work():
        compose_bundle(made.id, made.variant.id, [("MUG", Decimal(2))])
    return made, mug


def put(shop, headers=None, **said):
    data = {"product": "ring", "quantity": "1", **{f"inputs.{code}": words for code, words in said.items()}}
    return shop.post("/cart/lines", data=data, headers=headers)


@pytest.mark.req("CAT-04")
def test_the_page_asks_and_refuses_at_the_field(shop, ring, count):
    page = shop.get("/p/ring").text
    for words in ('name="inputs.engraving"', 'maxlength="10"', "€5.00", "Gift", 'type="date"'):
        assert words in page

    for headers in (HTMX, None):
        refused = put(shop, headers, engraving="", wrapping="Gift")
        assert refused.status_code == 422
        assert (
            refused.text.count("Engraving is needed to make it for you") == 2
        )  # beside the button, at the field
        assert re.search(r"<option[^>]*selected[^>]*>Gift", refused.text)
        assert 'aria-invalid="true"' in refused.text
    assert count(CartLine) == 0


@pytest.mark.req("CAT-04")
def test_what_was_ordered_leaves_fresh_questions(shop, ring):
    put(shop, HTMX, engraving="")
    added = put(shop, HTMX, engraving="Kim").text
    assert "Added to your cart" in added
    assert re.search(r'<fieldset[^>]*id="asks"[^>]*hx-swap-oob', added)
    assert "is needed" not in added
    assert 'value="Kim"' not in added


@pytest.mark.req("CAT-04")
def test_two_engravings_are_two_lines_all_the_way(shop, ring, order, count):
    for name in ("Kim", "Alex", "Kim"):
        assert put(shop, engraving=name).status_code == 303
    cart = shop.get("/cart").text
    assert "Engraving: Kim" in cart
    assert "Engraving: Alex" in cart
    assert count(CartLine, CartLine.quantity == 2) == 1

    placed = order(shop)
    assert placed.status_code == 303, placed.text
    assert count(OrderLine) == 2
    assert "Engraving: Alex" in shop.get(placed.location).text


def test_what_is_put_back_says_the_same(shop, ring, count):
    put(shop, engraving="Kim")
    line = re.search(r"/cart/lines/([0-9a-f-]{36})/remove", shop.get("/cart").text)[1]
    out = shop.post(f"/cart/lines/{line}/remove").text
    assert 'name="inputs.engraving" value="Kim"' in out
    shop.post("/cart/back", data={"sku": "RING", "quantity": "1", "inputs.engraving": "Kim"})
    assert count(CartLine) == 1


def test_a_button_without_the_questions_leads_to_the_page(shop, ring):
    sent = shop.post("/cart/lines", data={"product": "ring", "quantity": "1"}, headers=HTMX)
    assert sent.headers["HX-Redirect"] == "/p/ring"
    assert shop.post("/cart/lines", data={"product": "ring", "quantity": "1"}).location.endswith("/p/ring")


@pytest.mark.req("CAT-04")
def test_a_cart_that_lacks_words_by_now_cannot_be_ordered(shop, cart, order, tenant, count):
    plain = cart(shop, slug="plain", title="Plain", sku="PLAIN")
    with tenant_scope(tenant), acting_as(system("test")), unit_of_work():
        ask_buyers(plain.id, SPECS)
    assert "Engraving is needed to make it for you" in shop.get("/cart").text
    refused = order(shop)
    assert refused.status_code == 422
    assert count(Order) == 0


@pytest.mark.req("CAT-04")
def test_a_bundle_shows_its_parts_and_is_sold_out_with_them(shop, tea_set, unit, tenant):
    page = shop.get("/p/tea-set").text
    assert "In this set" in page
    assert 'href="/p/mug?sku=MUG"' in page
    assert "In stock" in page or "Few left" in page

    with unit(tenant), acting_as(system("test")):
        inventory.set_on_hand(sku="MUG", location_code="main", quantity=Decimal(1))
        refresh_listings([tea_set[0].id])
    assert "Sold out" in shop.get("/p/tea-set").text
    refused = shop.post("/cart/lines", data={"product": "tea-set", "quantity": "1"}, headers=HTMX)
    assert refused.status_code == 409
