"""Checkout: one cart becomes one order, a refusal loses nothing, and the total never changes in silence."""

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app.core.db import db
from app.domains.customers.models import CustomerAddress
from app.domains.fulfillment.models import Pickup
from app.domains.inventory.models import Reservation, StockLevel
from app.domains.orders.models import Order
from app.domains.payments.models import Payment
from app.domains.promotions import service as promotions
from app.domains.promotions.types import Draft


def test_a_guest_orders_and_sees_what_was_ordered(shop, cart, order, count):
    cart(shop, quantity=2, title="Blue mug", price=1250)
    placed = order(shop)
    assert placed.status_code == 303, placed.text
    page = shop.get(placed.location)
    assert "Thank you" in page.text
    assert "Blue mug" in page.text
    assert "€29.90" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert count(Order, Order.payment_status == "paid", Order.total == 2990) == 1
    assert "Your cart is empty" in shop.get("/cart").text


def test_a_second_submit_lands_on_the_first_order(shop, cart, order, count):
    cart(shop, price=1000)
    kept = shop.get_cookie("galleria_cart", domain="alpha.localhost").value
    first = order(shop)
    shop.set_cookie("galleria_cart", kept, domain="alpha.localhost")
    second = order(shop)
    assert urlsplit(second.location).path == urlsplit(first.location).path
    assert shop.get("/checkout").location.startswith(urlsplit(first.location).path)
    assert count(Order) == 1
    assert count(Payment) == 1


def test_a_declined_payment_keeps_what_was_typed_and_can_be_tried_again(shop, cart, order, count):
    cart(shop, price=1000)
    declined = order(shop, token="tok_decline", name="Ada Lovelace")
    assert declined.status_code == 303, "loading again or going back sends nothing twice"
    shown = shop.get(declined.location).text
    assert "declined and nothing was charged" in shown
    assert 'value="Ada Lovelace"' in shown
    assert (
        "tok_decline"
        not in shop.get_cookie("galleria_typed", domain="alpha.localhost", path="/checkout").value
    )
    assert count(Reservation, Reservation.released_at.is_(None)) == 0
    assert order(shop).status_code == 303
    assert count(Order, Order.listed) == 1


def test_fields_to_mend_are_named_and_nothing_typed_is_lost(shop, cart, order, count):
    cart(shop)
    refused = order(shop, email="kim", line1="", city="")
    assert refused.status_code == 422
    assert "Enter an e-mail address" in refused.text
    assert refused.text.count("Fill this in") >= 2
    assert 'value="Kim Buyer"' in refused.text
    assert count(Order) == 0


def test_another_total_than_the_one_seen_is_shown_before_anything_is_charged(shop, cart, order, count):
    cart(shop, price=1000)
    changed = order(shop, seen_total="1")
    assert changed.status_code == 409
    assert "The total was €0.01 and is €14.90 now" in changed.text
    assert count(Payment) == 0


def test_sold_out_between_cart_and_order_is_said_in_words(shop, other_shop, app, tenant, cart, order, count):
    from tests.support.clients import visit

    product = cart(shop, title="Last one", stock=1)
    rival = visit(app, tenant)
    rival.post("/cart/lines", data={"product": product.slug, "quantity": "1"})
    assert order(rival).status_code == 303
    refused = order(shop)
    assert refused.status_code == 409
    assert "Last one: only 0 left" in refused.text
    assert count(Order) == 1


@pytest.mark.req("OMS-06")
def test_an_order_for_pickup_reserves_at_the_chosen_store(shop, make, order, unit, tenant, run_jobs):
    store = make.location(code="mitte", name="Corner store")
    make.location(code="nord", name="Empty store")
    product = make.product(slug="mug", stock=4, location=store, price=1000)
    shop.post("/cart/lines", data={"product": "mug", "quantity": "3"})
    shown = shop.post("/checkout/review", data={"delivery": "pickup", "country": "DE"}).text
    assert "Corner store" in shown
    assert "Empty store does not have all of it" in shown
    placed = order(shop, delivery="pickup", location="mitte", line1="", postal_code="", city="")
    assert placed.status_code == 303, placed.text
    with unit(tenant):
        level = db.session.scalars(select(StockLevel).where(StockLevel.location_id == store.id)).one()
        found = db.session.scalars(select(Order)).one()
        assert level.stock_item_id == product.stock_item.id
        assert (level.allocated, level.on_hand) == (3, 4)
        assert (found.location_id, found.shipping, found.ship_line1) == (store.id, 0, None)
    run_jobs()
    assert "gets it ready" in shop.get(placed.location).text
    with unit(tenant):
        assert db.session.scalars(select(Pickup)).one().location_id == store.id


def test_a_store_without_stock_is_refused(shop, make, order):
    make.location(code="nord")
    make.product(slug="mug", stock=4)
    shop.post("/cart/lines", data={"product": "mug"})
    assert order(shop, delivery="pickup", location="nord").status_code in (409, 422)


def test_a_silent_bank_is_waited_for_and_then_settled(shop, cart, order, unit, tenant):
    from datetime import timedelta

    from app.core.tenancy import tenant_scope
    from app.flows import recover_payment

    cart(shop, price=1000)
    placed = order(shop, token="tok_timeout")
    page = shop.get(placed.location).text
    assert "has not answered yet" in page
    assert 'hx-trigger="every 3s"' in page
    with tenant_scope(tenant):
        assert recover_payment.recover_all(older_than=timedelta(0)) == 1
    settled = shop.get(placed.location, headers={"HX-Request": "true"}).text
    assert "Thank you" in settled
    assert "every 3s" not in settled


@pytest.mark.parametrize(("answer", "status"), [("approve", "paid"), ("decline", "failed")])
def test_a_payment_that_needs_an_act_is_settled_on_the_banks_page(shop, cart, order, count, answer, status):
    cart(shop, price=1000)
    placed = order(shop, token="tok_needs_action")
    assert placed.location.startswith("/pay/")
    assert "€14.90" in shop.get(placed.location).text
    done = shop.post(placed.location, data={"answer": answer})
    assert count(Order, Order.payment_status == status) == 1
    if answer == "approve":
        assert "Thank you" in shop.get(done.location).text
    else:
        assert done.location == "/checkout?declined=1"
        assert shop.get(done.location).status_code == 200, "the cart is open again"


def test_the_banks_page_knows_no_payment_of_another_shop(shop, other_shop, cart, order):
    cart(shop)
    url = order(shop, token="tok_needs_action").location
    assert other_shop.get(url).status_code == 404
    assert other_shop.post(url, data={"answer": "approve"}).status_code == 404


def test_tax_on_top_is_shown_before_ordering(other_shop, make, other_tenant):
    from app.domains.taxes.models import TaxRate
    from tests.support.units import unit

    with unit(other_tenant):
        db.session.scalars(select(TaxRate)).one().rate = 100_000
    make.of(other_tenant).product(slug="plain", price=1000)
    other_shop.post("/cart/lines", data={"product": "plain"})
    text = other_shop.get("/checkout").text
    assert re.search(r"Order and pay \$16\.39", text), "10.00 + 4.90 + 10 %"


def test_an_invoice_opens_by_the_link_once_paid(shop, other_shop, cart, order):
    cart(shop)
    link = urlsplit(order(shop).location).path
    assert shop.get(f"{link}/invoice").status_code == 200
    assert other_shop.get(link).status_code == 404
    assert shop.get("/orders/" + "x" * 43).status_code == 404


def test_a_cart_whose_payment_waits_says_so_and_leads_to_the_order(shop, cart, order):
    cart(shop, price=1000)
    placed = order(shop, token="tok_needs_action")
    assert placed.location.startswith("/pay/")
    shown = shop.get("/cart").text
    assert "Your order waits for its payment" in shown
    assert "Your cart is empty" not in shown
    link = re.search(r'href="(/orders/[^"]+)"', shown)[1]
    assert shop.get(link).status_code == 200


def test_by_script_a_declined_payment_is_told_in_the_form_itself(shop, cart, order, count):
    cart(shop, price=1000)
    shop.environ_base["HTTP_HX_REQUEST"] = "true"
    declined = order(shop, token="tok_decline", name="Ada Lovelace")
    assert declined.status_code == 402
    assert "declined and nothing was charged" in declined.text
    assert "<html" not in declined.text
    assert 'value="Ada Lovelace"' in declined.text
    del shop.environ_base["HTTP_HX_REQUEST"]
    assert 'value="Ada Lovelace"' in shop.get("/checkout").text, "loading again forgets nothing"
    shop.environ_base["HTTP_HX_REQUEST"] = "true"
    assert order(shop).headers["HX-Redirect"].startswith("/orders/")
    assert count(Order, Order.listed) == 1


@pytest.mark.parametrize(("said", "kept"), [("1", 1), ("", 0)])
def test_an_account_keeps_its_first_address_if_it_is_asked_to(shop, cart, order, count, said, kept):
    person = {"name": "Kim", "email": "kim@example.com", "password": "a long walk by the sea"}
    assert shop.post("/account/register", data=person).status_code == 303
    cart(shop)
    assert re.search(r'name="keep_address" value="1" checked', shop.get("/checkout").text)
    assert order(shop, keep_address=said).status_code == 303
    assert count(CustomerAddress) == kept
    cart(shop, slug="another")
    assert ("keep_address" in shop.get("/checkout").text) == (not kept), "only the first is asked about"
    assert order(shop, keep_address=said).status_code == 303
    assert count(CustomerAddress) == kept


@pytest.mark.parametrize(("off", "now"), [(1_000_000, "free"), (500_000, "€2.45")])
def test_ways_of_delivery_show_what_an_offer_leaves_of_their_price(shop, cart, unit, tenant, off, now):
    cart(shop, price=3000)
    assert "<s" not in ways(shop)
    with unit(tenant):
        rule = {"actions": [{"effect": "shipping_percent", "value": off}], "when": {"min_total": 2500}}
        promotions.switch(promotions.write(Draft("Delivery", rule)).id, "active")
    assert re.search(rf"<s[^>]*>.*€4.90</s>.*{now}", ways(shop))


def ways(shop):
    """The first way of delivery with its price."""
    return re.search(r'class="radio-end num">.*', shop.get("/checkout").text).group()
