"""Each discount of an order by name, wherever the order is read; the parts are the whole (PRC-21)."""

import re
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from app.core.db import db
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.orders.models import Order
from app.flows import issue_invoice
from app.flows.reconcile import reconcile
from app.queries.order_letter import order_letter
from tests.web.shop.test_codes import enter, words

THREE = {"actions": [{"effect": "order_fixed", "value": 300}]}
HALF_DELIVERY = {"actions": [{"effect": "shipping_percent", "value": 500_000}]}


@pytest.fixture
def sold(shop, cart, order, promotion, tenant, unit):
    """Two lines, three discounts: 10 %, 3.00 off the order, half the delivery; answers (id, address)."""
    promotion("SAVE10", name="Ten off", priority=9)
    promotion(name="Three for you", rule=THREE)
    promotion(name="Half delivery", rule=HALF_DELIVERY)
    cart(shop, quantity=2, price=1000, title="Mug")
    cart(shop, price=333, title="Pen")
    enter(shop, "SAVE10")
    placed = order(shop)
    assert placed.status_code == 303, placed.text
    with unit(tenant):
        return db.session.scalar(select(Order.id)), placed.location


@pytest.mark.req("PRC-21")
def test_an_order_tells_each_discount_and_they_sum_to_its_own(shop, admin, api, sold):
    order_id, address = sold
    told = api.get(f"/api/v1/orders/{order_id}").json

    assert {each["name"]: (each["amount"]["amount"], each["delivery"]["amount"]) for each in told["discounts"]} == {
        "Ten off": (233, 0), "Three for you": (300, 0), "Half delivery": (0, 245),
    }  # fmt: skip
    assert told["totals"]["discount"]["amount"] == 533
    for line in told["lines"]:
        assert sum(part["amount"]["amount"] for part in line["discounts"]) == line["discount"]["amount"]
    for page in (shop.get(address), admin.get(f"/admin/orders/{order_id}")):
        assert page.status_code == 200
        for name in ("Ten off", "Three for you", "Half delivery"):
            assert name in page.text
        assert re.search(r"Three for you \D{0,12}3\.00", words(page))


@pytest.mark.req("PRC-21")
def test_invoice_credit_note_and_trace_name_them(sold, tenant, unit):
    order_id, _address = sold
    with unit(tenant):
        order = db.session.get(Order, order_id)
        entries = [(entry[0], entry[2]) for entry in order.trace]
        assert entries.count(("promotion", "applied")) == 3
        assert ("promotion", "rejected") not in entries
        invoice = issue_invoice.invoice_for(order_id).facts
        mugs = invoice["lines"][0]
        assert {each["name"] for each in mugs["discounts"]} == {"Ten off", "Three for you"}
        assert sum(each["amount"] for each in mugs["discounts"]) == mugs["discount"]
        line = next(line for line in order_letter(order_id).order.lines if line.title == "Mug")
    parts = [issue_invoice._lapsed(line, Decimal(1), Decimal(before)) for before in (0, 1)]
    assert sum(each["amount"] for part in parts for each in part) == line.discount


@pytest.mark.req("PRC-21")
def test_reconcile_proves_counters_and_shares(sold, tenant, unit):
    order_id, _address = sold
    with tenant_scope(tenant), acting_as(system("test")):
        assert not reconcile().violations
    with unit(tenant):
        db.session.execute(
            text(
                "update order_line set discounts = jsonb_set(discounts, '{0,amount}', '1') where order_id = :id"
            ),
            {"id": order_id},
        )
        db.session.execute(text("update promotion set uses_limit = 5, uses = 4"))
    with tenant_scope(tenant), acting_as(system("test")):
        found = " ".join(reconcile().violations)
    assert "its parts sum to" in found
    assert "uses is 4, its orders sum to 1" in found
