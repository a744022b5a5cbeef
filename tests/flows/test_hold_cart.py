"""Whoever is in the checkout has the goods for a while, and nobody oversells for it (INV-06, INV-10, INV-12)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import db, unit_of_work
from app.core.errors import Invalid
from app.domains.channels import service as channels
from app.domains.channels.models import Channel
from app.domains.channels.types import Checkout
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import OutOfStock
from app.domains.inventory.models import StockLevel
from app.domains.inventory.service import PastZero
from app.domains.orders import service as orders
from app.flows import fill_cart, hold_cart, place_order
from app.flows.cancel_order import drawn
from app.flows.reconcile import reconcile
from app.queries.availability import availability
from tests.support.people import ANN


@pytest.fixture
def channel_id(inside):
    with unit_of_work():
        return db.session.scalar(select(Channel.id).where(Channel.code == "web"))


@pytest.fixture
def mug(make):
    return make.product(sku="MUG", price=1190, stock=3)


def cart(quantity=1):
    with unit_of_work():
        return fill_cart.open_cart("web", [("MUG", Decimal(quantity))]).cart.id


def hold(cart_id):
    with unit_of_work():
        return hold_cart.hold_cart(cart_id)


def buy(cart_id):
    return place_order.place_order(
        cart_id, place_order.Checkout(ANN, "standard", None, "test", "tok_approve")
    )


def free(channel="web", held=None):
    with unit_of_work():
        return availability("MUG", channel=channel, held=held).available


@pytest.mark.req("INV-06")
def test_what_one_holds_another_cannot_buy(inside, mug):
    mine, other = cart(2), cart(1)
    held = hold(mine)
    assert held.until is not None
    assert (free(), free(held=mine)) == (1, 3)

    buy(other)
    with pytest.raises(OutOfStock):
        cart(1)
    buy(mine)

    assert free() == 0


@pytest.mark.req("INV-06")
def test_when_its_time_is_over_others_can_buy_it_and_the_first_is_told(inside, mug):
    mine = cart(3)
    hold(mine)
    later = clock.now() + timedelta(minutes=11)
    with clock.frozen(later):
        buy(cart(2))
        told = hold(mine)
        assert (told.until, told.lost) == (None, True)
        with pytest.raises(OutOfStock):
            buy(mine)


def test_each_look_at_the_checkout_starts_the_time_anew(inside, mug):
    mine = cart(1)
    first = hold(mine).until
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        second = hold(mine).until
    assert second - first >= timedelta(minutes=5)
    assert free() == 2


def test_a_changed_cart_lets_go_and_holds_anew(inside, mug):
    mine = cart(1)
    hold(mine)
    with unit_of_work():
        fill_cart.add_line(mine, "MUG", Decimal(2))
    assert free() == 3
    hold(mine)
    assert free() == 0
    buy(mine)
    assert reconcile().violations == []


def test_nothing_is_held_where_the_shop_does_not(inside, mug):
    with unit_of_work():
        channels.save(Checkout(hold_guest=0))
    assert hold(cart(1)).until is None
    assert free() == 3


@pytest.mark.req("INV-12")
def test_the_web_leaves_what_it_keeps_and_the_till_sells_it(inside, mug, channel_id):
    with unit_of_work():
        inventory.set_safety(inventory.find_item("MUG"), Decimal(3), channel_id=channel_id)
    assert (free("web"), free("pos")) == (0, 3)
    with pytest.raises(OutOfStock):
        cart(1)
    with unit_of_work():
        inventory.set_safety(inventory.find_item("MUG"), Decimal(0), channel_id=channel_id)
    buy(cart(3))


def test_the_taking_itself_leaves_what_the_channel_keeps(inside, mug, channel_id):
    """Not only the reading: safety stock set after the cart was filled still holds."""
    mine = cart(3)
    with unit_of_work():
        inventory.set_safety(inventory.find_item("MUG"), Decimal(1), channel_id=channel_id)
    with pytest.raises(OutOfStock):
        buy(mine)


def test_safety_stock_of_all_channels_is_never_sold(inside, mug):
    with unit_of_work():
        inventory.set_safety(inventory.find_item("MUG"), Decimal(2))
    assert (free("web"), free("pos")) == (1, 1)
    with unit_of_work(), pytest.raises(Invalid):
        inventory.set_safety(inventory.find_item("MUG"), Decimal(-1))


@pytest.mark.req("INV-10")
def test_past_zero_only_as_far_as_said(inside, mug, count):
    with unit_of_work():
        inventory.sell_past_zero(inventory.find_item("MUG"), PastZero(allowed=True, limit=Decimal(2)))
    assert free() == 5
    buy(cart(5))
    with pytest.raises(OutOfStock):
        cart(1)
    assert count(StockLevel, StockLevel.allocated == 5, StockLevel.on_hand == 3) == 1
    with unit_of_work():
        inventory.sell_past_zero(inventory.find_item("MUG"), PastZero())
    assert free() == 0
    assert reconcile().violations == []


def test_goods_that_are_not_there_do_not_ship(inside, mug):
    with unit_of_work():
        inventory.sell_past_zero(inventory.find_item("MUG"), PastZero(allowed=True, limit=Decimal(2)))
    placed = buy(cart(5))
    with unit_of_work():
        lines = orders.lines_of(placed.order.id)
        demands = drawn(lines, {line.id: line.quantity for line in lines})
    with unit_of_work(), pytest.raises(OutOfStock):
        inventory.ship(placed.order.id, demands)
