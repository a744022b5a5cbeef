"""A web order comes back over the counter: money through its gateway, or in cash where the shop allows it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.db import db, unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.channels import service as channels
from app.domains.channels.types import TillRules
from app.domains.fulfillment.models import Shipment
from app.domains.inventory.models import StockLevel
from app.domains.orders.models import Order, OrderLine
from app.domains.payments.models import Refund
from app.domains.pos.models import CashMovement, PosOperation
from app.flows import apply_pos_operation, carry_out_refund, ship_order
from app.flows.reconcile import reconcile
from app.outbound import load_reactions
from tests.flows.test_reconcile import order
from tests.support.refunding import installed
from tests.support.till import make_till


@pytest.fixture
def gateway(monkeypatch):
    return installed(monkeypatch)


@pytest.fixture
def till(make):
    found = make_till(make)
    found.open(10_000)
    return found


@pytest.fixture
def bought(make, till, gateway, tenant, run_jobs):
    """Three mugs of the web, shipped."""
    load_reactions()
    make.product(sku="MUG", price=1190, stock=50)
    with tenant_scope(tenant), acting_as(system("test")):
        placed = order(("MUG", 3))
        run_jobs()
        with unit_of_work():
            shipment = db.session.scalars(select(Shipment.id).where(Shipment.order_id == placed.id)).one()
            ship_order.pick(shipment)
            ship_order.ship(shipment, carrier="DHL", tracking_number="1")
    return placed


def back(till, bought, quantity=1, amount=1190, *, way="original", **given):
    return till.refund(
        None, (1, quantity, amount), ways={way: amount}, sale={"order": bought.number}, **given
    )


def allow_cash(tenant):
    with tenant_scope(tenant), acting_as(system("test")), unit_of_work():
        channels.save(TillRules(cash_for_web=True))


def state(unit, till, bought):
    """Refunded money and quantity, refunds, goods in this store, cash that left."""
    with unit(till.tenant):
        found = db.session.get(Order, bought.id)
        line = db.session.scalars(select(OrderLine).where(OrderLine.order_id == bought.id)).one()
        refunds = [(r.method, r.status, r.amount) for r in db.session.scalars(select(Refund))]
        here = sum(db.session.scalars(select(StockLevel.on_hand).filter_by(location_id=till.store.id)))
        cash = sum(db.session.scalars(select(CashMovement.amount).filter_by(kind="refund")))
        return found.refunded, line.refunded, refunds, here, cash


def sound(till):
    with tenant_scope(till.tenant):
        return reconcile().violations == []


@pytest.mark.req("POS-08")
def test_it_goes_back_through_the_gateway_and_the_goods_stay_here(till, bought, unit):
    sent = back(till, bought)
    verdict = till.send(sent)[0]
    again = till.send(sent)[0]

    assert (verdict.status, verdict.code, verdict.order) == ("accepted", None, bought.number)
    assert again == verdict
    assert state(unit, till, bought) == (1190, 1, [("test", "done", 1190)], 1, 0)
    assert sound(till)


@pytest.mark.req("POS-08")
def test_with_a_silent_gateway_it_waits_visibly_and_is_done_later(till, bought, gateway, unit):
    gateway.answer = "silent"
    sent = back(till, bought)
    assert till.send(sent)[0].code == "pos.refund_pending"
    assert state(unit, till, bought)[2:4] == ([("test", "intent", 1190)], 0)
    with unit(till.tenant):
        db.session.scalars(select(Refund)).one().created_at -= timedelta(minutes=1)

    gateway.answer = "paid"
    with tenant_scope(till.tenant), acting_as(system("sweeper")):
        assert carry_out_refund.carry_out_open() == 1

    assert state(unit, till, bought) == (1190, 1, [("test", "done", 1190)], 1, 0)
    assert till.send(sent)[0].status == "accepted"
    assert sound(till)


def test_a_refusal_of_the_gateway_is_told_and_leaves_nothing(till, bought, gateway, unit):
    gateway.answer = "refused"
    sent = back(till, bought)
    verdict = till.send(sent)[0]

    assert (verdict.status, verdict.code) == ("refused", "pos.refund_refused")
    assert state(unit, till, bought) == (0, 0, [("test", "failed", 1190)], 0, 0)
    gateway.answer = "paid"
    with tenant_scope(till.tenant), acting_as(system("manager")):
        assert apply_pos_operation.apply_again(sent.id).status == "accepted"
    assert state(unit, till, bought)[:2] == (1190, 1)
    assert sound(till)


def test_cash_only_where_the_shop_allows_it(till, bought, unit, tenant):
    assert till.send(back(till, bought, way="cash"))[0].code == "pos.refund_elsewhere"
    assert state(unit, till, bought) == (0, 0, [], 0, 0)
    allow_cash(tenant)

    assert till.send(back(till, bought, way="cash"))[0].status == "accepted"
    assert state(unit, till, bought) == (1190, 1, [("cash", "done", 1190)], 1, -1190)
    assert sound(till)


@pytest.mark.parametrize(
    ("quantity", "amount", "way", "code"),
    [
        (4, 4760, "original", "pos.already_refunded"),
        (1, 1000, "original", "pos.refund_mismatch"),
        (1, 1190, "card_external", "pos.refund_mismatch"),
    ],
)
def test_never_more_than_was_bought_and_paid(till, bought, unit, *, quantity, amount, way, code):
    verdict = till.send(back(till, bought, quantity, amount, way=way))[0]
    assert (verdict.status, verdict.code) == ("refused", code)
    assert state(unit, till, bought) == (0, 0, [], 0, 0)


def test_offline_it_is_refused(till, bought, unit):
    verdict = till.send(back(till, bought, offline=True))[0]
    assert (verdict.status, verdict.code) == ("refused", "pos.refund_needs_network")
    assert state(unit, till, bought) == (0, 0, [], 0, 0)


def test_what_never_left_cannot_come_back(till, gateway, make, tenant, unit):
    make.product(sku="POT", price=1190, stock=5)
    with tenant_scope(tenant), acting_as(system("test")):
        waiting = order(("POT", 1))
    assert till.send(back(till, waiting))[0].code == "pos.not_handed_over"
    assert state(unit, till, waiting)[:3] == (0, 0, [])


def test_a_crash_before_the_gateway_was_asked_is_finished(till, bought, monkeypatch, unit):
    def crash(operation_id):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
        dying.setattr("app.flows.refund_at_till.carry_out", crash)
        till.send(sent := back(till, bought))
    with unit(till.tenant):
        assert db.session.get(PosOperation, sent.id).code == "pos.refund_pending"

    assert till.send(sent)[0].status == "accepted"
    assert state(unit, till, bought)[2] == [("test", "done", 1190)]
    assert sound(till)


def test_all_of_it_comes_back_in_parts(till, bought, unit):
    till.send(back(till, bought, 1, 1190))
    till.send(back(till, bought, 2, 2380))
    assert state(unit, till, bought)[:2] == (3570, Decimal(3))
