"""Free gifts come and go by themselves, are sold from stock, and stay out with a word when they are sold out."""

import re

import pytest
from sqlalchemy import select

from app.core.db import db
from app.domains.inventory.models import StockLevel
from app.domains.orders.models import Order, OrderLine
from tests.support.clients import visit
from tests.web.shop.conftest import BUYER
from tests.web.shop.test_codes import words

GIFT = {
    "actions": [{"effect": "free_gift", "gift": "PIN", "times": 1}],
    "when": {"min_total": 2000},
}


@pytest.fixture
def offered(make, promotion):
    """A pin for carts worth 20.00; answers a function that changes how many pins there are."""
    promotion(name="A pin for you", rule=GIFT)
    return lambda stock: make.product(sku="PIN", title="Enamel pin", price=500, stock=stock)


@pytest.mark.req("PRC-08")
def test_a_gift_is_put_in_sold_from_stock_and_withdrawn(shop, cart, order, offered, api, tenant, unit):
    offered(3)
    cart(shop, quantity=2, price=1000, title="Mug")
    page = words(shop.get("/cart"))
    assert "Enamel pin" in page
    assert "Free gift" in page
    line = re.search(r"/cart/lines/([0-9a-f-]+)/remove", shop.get("/cart").text)[1]
    shop.post(f"/cart/lines/{line}", data={"quantity": "1"})
    assert "Enamel pin" not in shop.get("/cart").text
    shop.post(f"/cart/lines/{line}", data={"quantity": "2"})

    placed = order(shop)

    assert placed.status_code == 303, placed.text
    assert "Enamel pin" in shop.get(placed.location).text
    with unit(tenant):
        told = db.session.scalars(select(Order)).one()
        pin = db.session.scalars(select(OrderLine).where(OrderLine.sku == "PIN")).one()
        assert (told.total, told.discount) == (2490, 500)
        assert (pin.quantity, pin.subtotal, pin.total) == (1, 500, 0)
        assert pin.discounts[0]["name"] == "A pin for you"
        taken = db.session.scalars(select(StockLevel).where(StockLevel.on_hand == 3)).one()
        assert taken.free == 2


def test_a_gift_that_is_sold_out_is_left_out_with_a_word(shop, cart, order, offered, count):
    offered(0)
    cart(shop, quantity=2, price=1000, title="Mug")
    assert "Enamel pin, a free gift, is sold out." in words(shop.get("/cart"))
    assert "Enamel pin, a free gift, is sold out." in words(shop.post("/checkout/review", data=BUYER))
    assert order(shop).status_code == 303
    assert count(OrderLine) == 1


def test_a_gift_that_was_shown_is_kept_in_the_checkout_or_missed_aloud(
    app, tenant, cart, order, offered, make
):
    """One pin, two shoppers: who holds it gets it; who saw it without holding is asked before the order is placed."""
    offered(1)
    late, early = (visit(app, tenant) for _each in range(2))
    cart(late, quantity=2, price=1000, stock=9, slug="mug")
    early.post("/cart/lines", data={"product": "mug", "quantity": "2"})
    seen = late.post("/checkout/review", data=BUYER)
    gift = re.search(r'name="seen_gifts" value="([^"]+)"', seen.text)[1]
    assert "checkout/hold?gifts=1" in seen.text
    assert "These goods are yours" in early.post("/checkout/hold?gifts=1").text
    assert "Enamel pin" in early.post("/checkout/review", data=BUYER).text

    missed = order(late, seen_gifts=gift)
    assert missed.status_code == 409
    assert "A free gift is not there any more." in words(missed)
    assert "Enamel pin" in early.get(order(early, seen_gifts=gift).location).text
    again = order(late, seen_gifts=re.search(r'name="seen_gifts" value="([^"]*)"', missed.text)[1])
    assert "Enamel pin" not in late.get(again.location).text


def test_a_gift_that_comes_later_is_held_then(shop, cart, offered, tenant, unit):
    offered(3)
    cart(shop, quantity=1, price=1000, title="Mug", slug="mug", stock=9)
    shop.post("/checkout/hold")
    shop.post("/cart/lines", data={"product": "mug", "quantity": "1"})
    shop.post("/checkout/hold?gifts=1")
    shop.post("/checkout/hold?gifts=1")
    with unit(tenant):
        levels = db.session.scalars(select(StockLevel).order_by(StockLevel.on_hand)).all()
        assert [level.reserved for level in levels] == [1, 2]


def test_a_program_sees_the_gift_as_one(api, make, offered):
    offered(3)
    make.product(sku="MUG", price=1000, stock=9)
    made = api.post("/api/v1/carts", json={"lines": [{"sku": "MUG", "quantity": 2}]})
    assert made.status_code == 201, made.text
    assert [(line["sku"], line["title"], line["gift"]) for line in made.json["lines"]][1:] == [
        ("PIN", "Enamel pin", True)
    ]
    quoted = api.post("/api/v1/quotes", json={"lines": [{"sku": "MUG", "quantity": 2}]})
    assert quoted.status_code == 200, quoted.text
