"""Codes and budgets in a rush, through HTTP: no limit is passed, and nobody gets a broken order."""

import threading
from collections import Counter
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select, text
from werkzeug.serving import make_server

from app.core.db import db
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.orders.models import Order
from app.domains.promotions import service as promotions
from app.domains.promotions.models import PromotionUse
from app.domains.promotions.types import Code, Draft
from app.flows.reconcile import reconcile
from tests.concurrency.test_rush import ADDRESS, Buyer

BUYERS = 6
UNGUARDED = text(
    """
    with wanted as (
        select * from unnest(cast(:promotions as uuid[]), cast(:coupons as uuid[]), cast(:amounts as bigint[]))
            as w (promotion_id, coupon_id, amount)
    ), counted as (
        update promotion p set uses = p.uses + 1, spent = p.spent + w.amount from wanted w where p.id = w.promotion_id
    ), opened as (
        update coupon c set uses = c.uses + 1 from wanted w where c.id = w.coupon_id
    )
    insert into promotion_use (order_id, promotion_id, coupon_id, customer_id, amount, currency, at)
    select :order_id, w.promotion_id, w.coupon_id, :customer, w.amount, :currency, :now from wanted w
    returning promotion_id, null as used_up
    """
)
"""Counted without a look at the limits: what the guard is for."""
OFF = {"actions": [{"effect": "order_fixed", "value": 100}]}


@pytest.fixture
def code(make, tenant, unit):
    """code(uses_limit=1, budget=250) makes MUG and the code RUSH with these limits."""
    make.product(sku="MUG", price=1000, stock=BUYERS)

    def write(*, budget=None, **limits):
        with unit(tenant):
            made = promotions.write(
                Draft("Rush", OFF, needs_coupon=True, budget=budget, currency="EUR" if budget else "")
            )
            promotions.switch(made.id, "active")
            promotions.add_codes(made.id, [Code("RUSH", **limits)])

    return write


@contextmanager
def serving(app):
    """The application on a port of its own, a thread a request."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def rush(port, host, email):
    """All have the code in their cart, then all check out at once; what each was told."""
    told, gate, lock = Counter(), threading.Barrier(BUYERS), threading.Lock()

    def one(number):
        buyer = Buyer(port, host, number)
        _status, cart = buyer.call("/api/v1/carts", {"lines": [{"sku": "MUG", "quantity": 1}]})
        entered, _answer = buyer.call(f"/api/v1/carts/{cart['id']}/coupons", {"code": "RUSH"})
        gate.wait()
        body = {
            "email": email.format(number), "shipping_address": ADDRESS, "delivery": {"method": "standard"},
            "payment": {"method": "test", "token": "tok_approve"},
        }  # fmt: skip
        key = {"Idempotency-Key": f"codes-{number}"}
        status, order = buyer.call(f"/api/v1/carts/{cart['id']}/checkout", body, **key)
        with lock:
            told[f"{entered} {status}" if status < 300 else f"{entered} {status} {order['code']}"] += 1

    threads = [threading.Thread(target=one, args=(number,)) for number in range(BUYERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


@pytest.mark.req("PRC-09")
@pytest.mark.parametrize(
    ("limits", "email", "orders"),
    [
        ({"uses_limit": 1}, "rush{}@example.com", 1),
        ({"customer_limit": 1}, "rush@example.com", 1),
        ({"budget": 200}, "rush{}@example.com", 2),
    ],
    ids=["one use", "one a customer", "a budget"],
)
def test_no_limit_is_passed_in_a_rush(app, code, tenant, unit, count, limits, email, orders):
    code(**limits)

    with serving(app) as port:
        told = rush(port, tenant.host, email)

    assert sum(told.values()) == BUYERS
    with unit(tenant):
        spent = db.session.scalar(select(func.sum(PromotionUse.amount)))
    assert (count(PromotionUse), spent) == (orders, 100 * orders), told
    assert count(Order, Order.discount == 100) == orders
    if "budget" not in limits:
        assert count(Order) == orders, told
    with tenant_scope(tenant), acting_as(system("test")):
        assert not [each for each in reconcile().violations if "promotion" in each or "code " in each]


def test_without_the_guard_the_same_rush_passes_it(app, code, tenant, count, monkeypatch):
    code(uses_limit=1)
    monkeypatch.setattr(promotions, "REDEEM", UNGUARDED)
    monkeypatch.setattr(
        promotions, "LOCK", text("select cast(:promotions as uuid[]), cast(:coupons as uuid[])")
    )

    with serving(app) as port:
        rush(port, tenant.host, "rush{}@example.com")

    assert count(PromotionUse) > 1
