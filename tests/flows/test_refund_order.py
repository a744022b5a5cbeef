"""Money back: to the cent, once, and taken back where the gateway says no."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.errors import Conflict
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.inventory.models import StockLedger
from app.domains.orders.errors import WrongState
from app.domains.orders.models import Order, OrderEvent, OrderLine
from app.domains.payments.errors import RefundRefused
from app.domains.payments.models import Refund
from app.flows import cancel_order, carry_out_refund, refund_order
from app.flows.reconcile import reconcile
from app.outbound import load_reactions
from tests.flows.test_reconcile import order
from tests.support.refunding import installed


@pytest.fixture
def gateway(monkeypatch):
    return installed(monkeypatch)


@pytest.fixture
def bought(tenant, make, gateway, run_jobs):
    load_reactions()
    make.product(sku="MUG", price=333, stock=50)
    make.product(sku="GIFT", price=0, stock=50)
    with tenant_scope(tenant), acting_as(system("test")):
        yield order(("MUG", 3), ("GIFT", 2))


def facts(unit, tenant, bought):
    with unit(tenant):
        found = db.session.get(Order, bought.id)
        lines = db.session.scalars(
            select(OrderLine).where(OrderLine.order_id == bought.id).order_by(OrderLine.position)
        )
        refunded = [(line.refunded, line.refunded_amount) for line in lines]
        return found.payment_status, found.refunded, found.shipping_refunded, refunded


def give_back(bought, place=0, quantity=1, **given):
    line = bought.lines[place].id
    return refund_order.refund_order(
        bought.id, {line: Decimal(quantity)}, **{"shipping": False, "reason": "broken", **given}
    )


def test_a_line_without_a_price_goes_back_only_as_often_as_it_was_sold(bought, unit, tenant):
    assert give_back(bought, 1, 2) == []

    assert facts(unit, tenant, bought) == ("paid", 0, 0, [(0, 0), (2, 0)])
    with pytest.raises(WrongState):
        give_back(bought, 1, 1)
    assert reconcile().violations == []


def test_free_goods_return_to_the_shelf_once(bought, unit, tenant, make):
    where = bought.lines[1].location_id
    give_back(bought, 1, 2, restock_at=where)
    with pytest.raises(WrongState):
        give_back(bought, 1, 1, restock_at=where)

    assert restocked(unit, tenant) == [Decimal(2)]


def restocked(unit, tenant):
    with unit(tenant):
        return [row.on_hand for row in db.session.scalars(select(StockLedger).filter_by(kind="return"))]


def test_what_the_gateway_refuses_is_taken_back(bought, gateway, unit, tenant, run_jobs):
    gateway.answer = "refused"
    before = facts(unit, tenant, bought)

    with pytest.raises(RefundRefused):
        give_back(bought, quantity=2, shipping=True, restock_at=bought.lines[0].location_id)
    run_jobs()

    assert facts(unit, tenant, bought) == before
    assert restocked(unit, tenant) == []
    with unit(tenant):
        story = [event.kind for event in db.session.scalars(select(OrderEvent).order_by(OrderEvent.id))]
        assert db.session.scalars(select(Refund)).one().status == "failed"
    assert story[-1] == "refund_refused"
    assert reconcile().violations == []


def test_after_a_refusal_the_same_goods_go_back_to_the_cent(bought, gateway, unit, tenant, run_jobs):
    give_back(bought)
    gateway.answer = "refused"
    with pytest.raises(RefundRefused):
        give_back(bought)
    gateway.answer = "paid"
    give_back(bought, quantity=2)
    run_jobs()

    status, refunded, _delivery, lines = facts(unit, tenant, bought)
    assert (refunded, lines[0]) == (999, (3, 999))
    assert status == "partially_refunded"
    assert reconcile().violations == []


def test_a_silent_gateway_is_asked_again_and_the_goods_return_with_its_word(bought, gateway, unit, tenant):
    gateway.answer = "silent"
    give_back(bought, restock_at=bought.lines[0].location_id)
    assert restocked(unit, tenant) == []
    with pytest.raises(Conflict):
        give_back(bought)
    with unit(tenant):
        db.session.scalars(select(Refund)).one().created_at -= timedelta(minutes=1)

    gateway.answer = "paid"
    assert carry_out_refund.carry_out_open() == 1

    assert restocked(unit, tenant) == [Decimal(1)]
    assert facts(unit, tenant, bought)[1] == 333
    assert reconcile().violations == []


def test_a_refusal_that_recovery_learns_is_taken_back_too(bought, gateway, unit, tenant):
    gateway.answer = "silent"
    give_back(bought)
    with unit(tenant):
        db.session.scalars(select(Refund)).one().created_at -= timedelta(minutes=1)

    gateway.answer = "refused"
    carry_out_refund.carry_out_open()

    assert facts(unit, tenant, bought)[:2] == ("paid", 0)
    assert reconcile().violations == []


def test_a_cancelled_order_whose_refund_is_refused_can_be_refunded_later(bought, gateway, unit, tenant):
    gateway.answer = "refused"
    cancel_order.cancel_order(bought.id, reason="changed")
    assert facts(unit, tenant, bought)[:2] == ("paid", 0)
    assert reconcile().violations == []

    gateway.answer = "paid"
    give_back(bought, quantity=3, shipping=True)
    assert facts(unit, tenant, bought)[0] == "refunded"
    assert reconcile().violations == []
