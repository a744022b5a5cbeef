"""A cart becomes an order, once, whatever happens on the way."""

from decimal import Decimal

import pytest

from app.core.db import unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.carts.errors import AlreadyOrdered
from app.domains.inventory.errors import OutOfStock
from app.domains.inventory.models import Reservation, StockLedger, StockLevel
from app.domains.orders.models import Order, OrderLine
from app.domains.payments.models import Payment
from app.flows import fill_cart, place_order
from app.flows.price_checkout import Checkout
from tests.support.people import ANN


def checkout(token: str = "tok_approve", delivery: str = "standard", location: str | None = None) -> Checkout:
    return Checkout(ANN, delivery, location, "test", token)


@pytest.fixture
def selling(tenant):
    with tenant_scope(tenant), acting_as(system("test")):
        yield


def cart_of(*lines):
    with unit_of_work():
        return fill_cart.open_cart("web", [(sku, Decimal(quantity)) for sku, quantity in lines]).cart.id


def level(sku, unit, tenant):
    from sqlalchemy import select

    from app.core.db import db
    from app.domains.inventory.models import StockItem

    with unit(tenant):
        return db.session.scalars(
            select(StockLevel)
            .join(StockItem, StockItem.id == StockLevel.stock_item_id)
            .where(StockItem.sku == sku)
        ).one()


def test_a_paid_order_holds_its_stock(selling, make, tenant, unit, count):
    make.product(sku="MUG", price=1190, stock=5)

    placed = place_order.place_order(cart_of(("MUG", 2)), checkout())

    assert placed.outcome == "paid"
    assert (placed.order.status, placed.order.payment_status) == ("confirmed", "paid")
    assert placed.order.total == 2380 + placed.order.shipping
    mug = level("MUG", unit, tenant)
    assert (mug.on_hand, mug.allocated, mug.reserved) == (5, 2, 0)
    assert (count(Order), count(OrderLine), count(Payment)) == (1, 1, 1)
    assert count(StockLedger, StockLedger.kind == "allocate") == 1
    assert count(Reservation, Reservation.released_at.is_(None)) == 0


def test_too_few_left_refuses_and_leaves_no_trace(selling, make, tenant, unit, count):
    make.product(sku="MUG", price=1190, stock=1)
    cart = cart_of(("MUG", 1))
    place_order.place_order(cart_of(("MUG", 1)), checkout())

    with pytest.raises(OutOfStock) as refusal:
        place_order.place_order(cart, checkout())

    assert refusal.value.facts == {"sku": "MUG", "requested": 1, "available": 0}
    assert count(Order) == 1
    assert level("MUG", unit, tenant).reserved == 0


def test_a_declined_payment_gives_everything_back_and_the_cart_tries_again(
    selling, make, tenant, unit, count
):
    make.product(sku="MUG", price=1190, stock=1)
    cart = cart_of(("MUG", 1))

    declined = place_order.place_order(cart, checkout("tok_decline"))

    assert declined.outcome == "declined"
    assert count(Order, Order.listed) == 0
    assert level("MUG", unit, tenant).reserved == 0
    assert place_order.place_order(cart, checkout()).outcome == "paid"


def test_a_cart_is_ordered_once(selling, make):
    make.product(sku="MUG", price=1190, stock=5)
    cart = cart_of(("MUG", 1))
    first = place_order.place_order(cart, checkout())

    with pytest.raises(AlreadyOrdered) as refusal:
        place_order.place_order(cart, checkout())

    assert refusal.value.facts == {"order": str(first.order.id)}


def test_statements_of_an_order(selling, make, query_budget):
    for sku in ("A", "B", "C"):
        make.product(sku=sku, price=1000, stock=9)
    warm = cart_of(("A", 1))
    place_order.place_order(warm, checkout())
    with query_budget(19, binding=True):
        place_order.place_order(cart_of(("A", 1), ("B", 1), ("C", 1)), checkout())
