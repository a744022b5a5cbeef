"""What is sold past zero says so on page, cart and order, and is released when stock comes (INV-10)."""

from datetime import date
from decimal import Decimal

import pytest

from app.core.db import unit_of_work
from app.domains.inventory import service as inventory
from app.domains.inventory.service import PastZero
from app.domains.orders import service as orders
from app.domains.orders.models import OrderLine
from app.flows import fill_cart, place_order, set_stock
from app.flows.refresh_pages import refresh_pages
from app.queries.awaited import waiting_lines
from tests.support.clients import page
from tests.support.people import ANN


@pytest.fixture
def mug(make, inside):
    made = make.product(slug="mug", sku="MUG", price=1190, stock=2)
    with unit_of_work():
        set_stock.sell_past_zero(
            sku="MUG", how=PastZero(allowed=True, limit=Decimal(3), expected_on=date(2031, 5, 4))
        )
    return made


def buy(quantity):
    with unit_of_work():
        cart = fill_cart.open_cart("web", [("MUG", Decimal(quantity))]).cart.id
    return place_order.place_order(
        cart, place_order.Checkout(ANN, "standard", None, "test", "tok_approve")
    ).order


def waiting(order):
    with unit_of_work():
        return list(waiting_lines(order.id).values())


def arrive(delta):
    with unit_of_work():
        inventory.adjust(sku="MUG", location_code="main", delta=Decimal(delta), reason="delivery")


@pytest.mark.req("INV-10")
def test_an_order_beyond_stock_is_flagged_and_released(mug, inside, desk, count):
    first, second = buy(3), buy(1)
    assert count(OrderLine, OrderLine.awaited == 1, OrderLine.expected_on == date(2031, 5, 4)) == 2
    assert (waiting(first), waiting(second)) == ([1], [1])
    assert "1 of 3 on backorder, expected on May 4, 2031" in page(desk.get(f"/admin/orders/{first.id}"))
    arrive(1)
    assert (waiting(first), waiting(second)) == ([], [1])
    assert "Was on backorder: there now" in page(desk.get(f"/admin/orders/{first.id}"))
    assert "On backorder, expected on May 4, 2031" in page(desk.get(f"/admin/orders/{second.id}"))
    arrive(1)
    assert waiting(second) == []


@pytest.mark.req("INV-10")
def test_what_lies_there_is_not_flagged(mug, inside, count):
    buy(2)
    assert count(OrderLine, OrderLine.awaited > 0) == 0


@pytest.mark.req("INV-10")
def test_shoppers_are_told_before_they_buy(mug, inside, shop, api):
    words = "On backorder, expected on May 4, 2031"
    assert words not in page(shop.get("/p/mug"))
    shop.post("/cart/lines", data={"product": "mug", "quantity": "3"})
    assert "1 of 3 on backorder, expected on May 4, 2031" in page(shop.get("/cart"))
    buy(2)
    with unit_of_work():
        refresh_pages()
    assert words in page(shop.get("/p/mug"))
    placed = buy(1)
    line = api.get(f"/api/v1/orders/{placed.number}").json["lines"][0]
    assert (line["awaited"], line["expected_on"]) == (1, "2031-05-04")
    mailed = page(shop.get(f"/orders/{orders.guest_link(placed.id)}"))
    assert words in mailed
