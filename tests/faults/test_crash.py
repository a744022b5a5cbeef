"""SIGKILL at every fault point between cart and paid order, 20 times each: nothing lost, nothing double.

Each try forks a child that works as the web process does and dies by its own hand; then the sweeper's recovery
runs, as it would after a restart, and the shop is compared with the gateway's own book.
"""

import re
import signal
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.config import REPOSITORY
from app.core.db import db
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.inventory.models import Reservation, StockItem, StockLevel
from app.domains.orders.models import Order
from app.domains.payments.models import GatewayCharge, Payment
from app.flows import place_order, recover_payment
from tests.flows.test_place_order import cart_of, checkout
from tests.support.dying import die_at

TRIES = 20
POINTS = sorted(
    name
    for path in (REPOSITORY / "app").rglob("*.py")
    for name in re.findall(r'(?<![\w.])fault\("([\w.]+)"\)', path.read_text())
    if name.startswith(("place_order.", "recover_payment."))
)


def place(point: str, tenant) -> int:
    def work() -> None:
        cart = cart_of(("MUG", 1))
        if point.startswith("recover_payment."):
            place_order.place_order(cart, checkout("tok_timeout"))
            recover_payment.recover_all(older_than=timedelta(0))
        else:
            place_order.place_order(cart, checkout())

    return die_at(point, tenant, work)


def test_every_point_between_cart_and_paid_is_known():
    assert {
        "place_order.opened",
        "place_order.charged",
        "place_order.settling",
        "place_order.settled",
    } <= set(POINTS)


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_process_loses_and_doubles_nothing(point, make, tenant, unit, app):
    make.product(sku="MUG", price=1000, stock=1000)

    deaths = Counter(place(point, tenant) for _ in range(TRIES))
    with tenant_scope(tenant), acting_as(system("sweeper")):
        recover_payment.recover_all(older_than=timedelta(0))
        assert recover_payment.recover_all(older_than=timedelta(0)) == 0

    assert deaths == {signal.SIGKILL: TRIES}
    with unit(tenant):
        orders = db.session.scalars(select(Order)).all()
        payments = db.session.scalars(select(Payment)).all()
        book = db.session.connection().engine
        level = db.session.scalars(
            select(StockLevel)
            .join(StockItem, StockItem.id == StockLevel.stock_item_id)
            .where(StockItem.sku == "MUG")
        ).one()
        assert db.session.scalars(select(Reservation).where(Reservation.released_at.is_(None))).all() == []
    with book.connect() as reading:
        charges = reading.execute(
            select(GatewayCharge.__table__).where(GatewayCharge.tenant == tenant.id)
        ).all()
    paid = {order.id for order in orders if order.listed and order.payment_status == "paid"}
    charged = {charge.key: charge.amount for charge in charges if charge.status == "paid"}
    assert charged == {
        payment.gateway_key: payment.amount for payment in payments if payment.status == "paid"
    }
    assert {payment.order_id for payment in payments if payment.status == "paid"} == paid
    assert all(order.payment_status in ("paid", "failed") for order in orders)
    assert (level.allocated, level.reserved) == (len(paid), 0)
    expected = 0 if point == "place_order.opened" else TRIES
    assert len(paid) == expected
