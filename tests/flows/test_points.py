"""Members earn points on what they paid, spend them once, and refunds undo both."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest

from app.core import clock
from app.core.db import unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.carts import service as carts
from app.domains.channels import service as channels
from app.domains.channels.types import LoyaltyRules
from app.domains.customers import service as customers
from app.domains.loyalty import service as loyalty
from app.domains.loyalty.errors import TooFewPoints
from app.domains.loyalty.models import LoyaltyEntry
from app.domains.orders.events import OrderPaid
from app.flows import cancel_order, fill_cart, place_order, reward_orders
from app.flows.place_order import Checkout
from tests.support.people import ANN


@pytest.fixture(autouse=True)
def selling(tenant, make):
    make.product(sku="MUG", price=1000, stock=50)
    with tenant_scope(tenant), acting_as(system("test")):
        with unit_of_work():
            channels.save(LoyaltyRules(on=True, worth=5, tiers=("Gold: 100 + 50",)))
        yield


@pytest.fixture
def ann():
    with unit_of_work():
        customers.register(email=ANN.email, name=ANN.name, password="long enough words", locale="en")
        return customers.named(ANN.email)


def cart_of(quantity, customer=None, points=0):
    with unit_of_work():
        cart = fill_cart.open_cart("web", [("MUG", Decimal(quantity))]).cart
    with unit_of_work():
        if customer:
            carts.adopt(cart.id, customer)
        fill_cart.use_points(cart.id, points)
    return cart.id


def buy(cart):
    order = place_order.place_order(cart, Checkout(ANN, "standard", None, "test", "tok_approve")).order
    with unit_of_work():
        reward_orders.earn_points([OrderPaid(order_id=str(order.id), delivery_kind="ship")])
    return order


def balance(customer):
    with unit_of_work():
        return loyalty.balance(customer)


def give(customer, points):
    with unit_of_work():
        loyalty.adjust(customer, points, "welcome")


@pytest.mark.req("PRC-13")
def test_points_come_with_a_paid_order_and_count_once_goods_cannot_come_back(ann):
    buy(cart_of(3, ann))
    assert (balance(ann).available, balance(ann).pending) == (0, 30)
    with clock.frozen(clock.now() + timedelta(days=15)):
        assert (balance(ann).available, balance(ann).pending) == (30, 0)


@pytest.mark.req("PRC-13")
def test_a_guest_earns_none(count):
    buy(cart_of(3))
    assert count(LoyaltyEntry) == 0


@pytest.mark.req("PRC-13")
@pytest.mark.req("CUS-07")
def test_points_lower_what_is_paid_and_no_more_than_there_are(ann):
    give(ann, 100)
    with pytest.raises(TooFewPoints):
        cart_of(1, ann, points=101)

    order = buy(cart_of(1, ann, points=100))

    assert order.discount == 500
    assert balance(ann).available == 0


@pytest.mark.req("PRC-13")
def test_only_as_many_points_go_as_the_goods_cost(ann):
    give(ann, 1000)
    assert buy(cart_of(1, ann, points=1000)).discount == 1000
    assert balance(ann).available == 800


@pytest.mark.req("PRC-13")
def test_a_refund_takes_back_and_gives_back_its_part(ann):
    give(ann, 100)
    order = buy(cart_of(3, ann, points=100))
    before = balance(ann).pending
    with unit_of_work():
        reward_orders.undo(order.id, 1, 2)
    assert (balance(ann).available, balance(ann).pending) == (50, before // 2)

    cancel_order.cancel_order(order.id, reason="changed my mind")
    with unit_of_work():
        reward_orders.undo(order.id, 1, 1)
        reward_orders.undo(order.id, 1, 1)

    assert (balance(ann).available, balance(ann).pending) == (100, 0)


@pytest.mark.req("CUS-07")
def test_two_checkouts_never_spend_the_same_points(ann, tenant):
    give(ann, 100)
    waiting, outcomes, ready = [cart_of(1, ann, points=100) for _ in range(3)], [], threading.Barrier(3)

    def go(cart):
        with tenant_scope(tenant), acting_as(system("test")):
            ready.wait()
            try:
                place_order.place_order(cart, Checkout(ANN, "standard", None, "test", "tok_approve"))
                outcomes.append("paid")
            except TooFewPoints:
                outcomes.append("refused")

    threads = [threading.Thread(target=go, args=(cart,)) for cart in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["paid", "refused", "refused"]
    assert balance(ann).available == 0


def test_a_declined_payment_gives_the_points_back(ann):
    give(ann, 100)
    cart = cart_of(1, ann, points=100)
    place_order.place_order(cart, Checkout(ANN, "standard", None, "test", "tok_decline"))
    assert balance(ann).available == 100


def test_a_tier_brings_more_and_points_end(ann):
    with clock.frozen(clock.now()):
        buy(cart_of(12, ann))
        assert balance(ann).pending == 120
        buy(cart_of(10, ann))
        assert balance(ann).pending == 120 + 150
    with clock.frozen(clock.now() + timedelta(days=30)):
        ends = balance(ann)
        assert (ends.available, ends.expiring) == (270, 270)
    with clock.frozen(clock.now() + timedelta(days=900)), unit_of_work():
        assert loyalty.expire() == 1
        assert loyalty.expire() == 0
        assert loyalty.balance(ann).available == 0
