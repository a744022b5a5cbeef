"""Promotions from the shelf to the order: they apply, are counted, run out, and come back."""

import threading
from decimal import Decimal

import pytest

from app.core.db import unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.orders.models import Order
from app.domains.promotions import service as promotions
from app.domains.promotions.errors import CouponRefused, Spent
from app.domains.promotions.models import PromotionUse
from app.domains.promotions.types import Code, Draft
from app.flows import cancel_order, fill_cart, place_order
from app.flows.price_checkout import Checkout
from tests.support.people import ANN

TEN_PERCENT = {"actions": [{"effect": "item_percent", "value": 100_000}]}


@pytest.fixture(autouse=True)
def selling(tenant, make):
    make.product(sku="MUG", price=1000, stock=50)
    with tenant_scope(tenant), acting_as(system("test")):
        yield


def promotion(*codes, rule=TEN_PERCENT, **draft):
    with unit_of_work():
        made = promotions.write(Draft("Ten off", rule, needs_coupon=bool(codes), **draft))
        promotions.switch(made.id, "active")
        if codes:
            promotions.add_codes(made.id, codes)
    return made.id


def cart_of(sku, quantity, *codes):
    with unit_of_work():
        cart = fill_cart.open_cart("web", [(sku, Decimal(quantity))]).cart.id
        for code in codes:
            fill_cart.enter_code(cart, code)
    return cart


def buy(cart):
    return place_order.place_order(cart, Checkout(ANN, "standard", None, "test", "tok_approve"))


def test_a_promotion_without_a_code_lowers_cart_and_order(count):
    promotion()
    with unit_of_work():
        priced = fill_cart.open_cart("web", [("MUG", Decimal(2))])
    assert (priced.quote.totals.subtotal, priced.quote.totals.discount) == (2000, 200)

    placed = buy(priced.cart.id)

    assert (placed.order.discount, placed.order.total) == (200, 1800 + placed.order.shipping)
    assert count(PromotionUse, PromotionUse.amount == 200) == 1


@pytest.mark.req("PRC-09")
@pytest.mark.parametrize(
    ("limits", "why"),
    [({"uses_limit": 1}, "used up"), ({"customer_limit": 1}, "")],
)
def test_a_code_has_its_limits(limits, why):
    promotion(Code("TEN", **limits))
    assert buy(cart_of("MUG", 1, "TEN")).order.discount == 100
    if why:
        with pytest.raises(CouponRefused) as refusal:
            cart_of("MUG", 1, "ten")
        assert refusal.value.facts["reason"] == why
    else:
        with pytest.raises(Spent):
            buy(cart_of("MUG", 1, "TEN"))


@pytest.mark.req("PRC-09")
def test_each_refused_code_says_why():
    promotion(Code("SHIRTS"), rule=TEN_PERCENT | {"when": {"contains": [{"having": [["tag:shirt"]]}]}})
    for code, why in (("NOBODY", "unknown code"), ("SHIRTS", "something it asks for is not in the cart")):
        with pytest.raises(CouponRefused) as refusal:
            cart_of("MUG", 1, code)
        assert refusal.value.facts["reason"] == why


@pytest.mark.req("PRC-09")
def test_two_orders_race_for_the_last_use(tenant, count):
    promotion(Code("ONE", uses_limit=1))
    carts, outcomes, ready = [cart_of("MUG", 1, "ONE") for _ in range(4)], [], threading.Barrier(4)

    def go(cart):
        with tenant_scope(tenant), acting_as(system("test")):
            ready.wait()
            try:
                outcomes.append(buy(cart).outcome)
            except Spent:
                outcomes.append("spent")

    threads = [threading.Thread(target=go, args=(cart,)) for cart in carts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["paid", "spent", "spent", "spent"]
    assert count(Order) == 1


def test_a_cancelled_order_gives_its_use_back(count):
    promotion(Code("ONE", uses_limit=1))
    order = buy(cart_of("MUG", 1, "ONE")).order

    cancel_order.cancel_order(order.id, reason="changed my mind")

    assert buy(cart_of("MUG", 1, "ONE")).order.discount == 100
    assert count(PromotionUse, PromotionUse.returned_at.is_not(None)) == 1
