"""Offers and codes as a shopper meets them: named, refused with the reason, and never dropped in silence."""

import re
from datetime import timedelta

import pytest

from app.core import clock
from app.core.db import db
from app.domains.customers.models import Customer
from app.domains.orders.models import Order
from app.domains.payments.models import Payment
from app.domains.promotions import service as promotions
from tests.web.shop.conftest import BUYER

FREE_DELIVERY = {"actions": [{"effect": "shipping_percent", "value": 1_000_000}]}
OFF_LINES = {"effect": "item_percent", "value": 100_000}


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def enter(client, code, **more):
    return client.post("/cart/codes", data={"code": code, "at": "cart", **more})


@pytest.mark.req("PRC-09")
def test_a_code_is_used_named_and_taken_out_again(shop, cart, promotion):
    cart(shop, quantity=2, price=1000)
    promotion("SAVE10")
    assert enter(shop, " save10 ").status_code == 303
    page = words(shop.get("/cart"))
    assert "Before €20.00 Now €18.00" in page
    assert "Ten off SAVE10" in page
    assert "You save €2.00" in page
    assert "€18.00" in page

    shop.post("/cart/codes/remove", data={"drop": "SAVE10", "at": "cart"})
    assert "You save" not in words(shop.get("/cart"))


@pytest.mark.req("PRC-09")
def test_each_refusal_stands_at_the_field_with_its_reason(shop, cart, promotion):
    cart(shop, price=1000)
    now = clock.now()
    promotion("OVER", starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1))
    promotion("SOON", starts_at=now + timedelta(days=1))
    promotion("TILL", rule={"actions": [OFF_LINES], "when": {"facts": [["channel:pos"]]}})
    promotion("RICH", rule={"actions": [OFF_LINES], "when": {"min_total": 9000}})
    for code, reason in (
        ("OVER", "This code has expired"),
        ("SOON", "This code is not valid yet"),
        ("TILL", "This code is not for you, or not for this shop"),
        ("RICH", "Your cart is worth too little for this offer"),
        ("NOSUCH", "This code is not known"),
    ):
        refused = enter(shop, code)
        assert refused.status_code == 422, code
        assert reason in refused.text
        assert f'value="{code}"' in refused.text
        assert 'aria-invalid="true"' in refused.text


def test_by_script_only_the_fragment_comes_and_what_was_typed_stays(shop, cart, promotion):
    cart(shop, price=1000)
    promotion("SAVE10")
    htmx = {"HX-Request": "true"}
    answer = shop.post(
        "/cart/codes", data=BUYER | {"code": "SAVE10", "at": "checkout", "name": "Ada"}, headers=htmx
    )
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'value="Ada"' in answer.text
    assert "You save" in answer.text


def test_a_code_for_free_delivery_counts_before_the_delivery_is_chosen(shop, cart, order, promotion, count):
    cart(shop, price=1000)
    promotion("SHIPFREE", rule=FREE_DELIVERY, name="Free delivery")
    assert enter(shop, "SHIPFREE").status_code == 303
    page = words(shop.get("/cart"))
    assert "Before €4.90 free" in page
    assert "You save €4.90" in page
    assert order(shop).status_code == 303
    assert count(Order, Order.total == 1000, Order.shipping == 0) == 1


@pytest.mark.req("PRC-04")
@pytest.mark.req("PRC-11")
def test_an_offer_that_ends_before_the_order_is_told_with_both_totals(
    shop, cart, promotion, unit, tenant, count
):
    cart(shop, price=1000)
    ended = promotion(name="Summer week")
    shown = shop.post("/checkout/review", data=BUYER)
    seen = dict(re.findall(r'name="(seen_\w+)" value="([^"]*)"', shown.text))
    assert seen["seen_total"] == "1390"
    with unit(tenant):
        promotions.switch(ended, "paused")

    told = shop.post("/checkout", data=BUYER | seen)
    assert told.status_code == 409
    assert "Summer week has ended" in words(told)
    assert "The total was €13.90 and is €14.90 now" in words(told)
    assert count(Payment) == 0
    again = dict(re.findall(r'name="(seen_\w+)" value="([^"]*)"', told.text))
    assert shop.post("/checkout", data=BUYER | again).status_code == 303
    assert count(Order, Order.total == 1490) == 1


@pytest.mark.req("PRC-09")
def test_a_guest_who_used_a_code_is_told_before_paying(shop, cart, order, promotion, count):
    promotion("ONCE", name="Once each", each=1)
    cart(shop, price=1000)
    enter(shop, "ONCE")
    assert order(shop).status_code == 303
    cart(shop, price=1000, title="Second")
    enter(shop, "ONCE")
    shown = shop.post("/checkout/review", data=BUYER | {"email": "someone@example.com"})
    seen = dict(re.findall(r'name="(seen_\w+)" value="([^"]*)"', shown.text))

    told = shop.post("/checkout", data=BUYER | seen)

    assert told.status_code == 409
    assert "You used this code before" in words(told)
    assert "The total was €13.90 and is €14.90 now" in words(told)
    assert count(Order) == 1


@pytest.mark.req("PRC-11")
def test_membership_lost_before_paying_is_told(shop, cart, promotion, unit, tenant, make, count):
    promotion(name="For friends", rule={"actions": [OFF_LINES], "when": {"facts": [["group:friends"]]}})
    member = make.customer(email="kim@example.com", password="a long password")
    with unit(tenant):
        db.session.get(Customer, member.id).groups = ["friends"]
    assert (
        shop.post(
            "/account/sign-in", data={"email": "kim@example.com", "password": "a long password"}
        ).status_code
        == 303
    )
    cart(shop, price=1000)
    assert "For friends" in shop.get("/cart").text
    shown = shop.post("/checkout/review", data=BUYER)
    seen = dict(re.findall(r'name="(seen_\w+)" value="([^"]*)"', shown.text))
    with unit(tenant):
        db.session.get(Customer, member.id).groups = []

    told = shop.post("/checkout", data=BUYER | seen)

    assert told.status_code == 409
    assert "For friends does not count any more" in words(told)
    assert count(Payment) == 0
