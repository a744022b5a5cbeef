"""Customers and web orders at the counter, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import db, unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.customers import service as customers
from app.domains.fulfillment.models import Shipment
from app.domains.payments.models import Refund
from app.flows import ship_order
from app.outbound import load_reactions
from tests.browser.test_till import MUG, Opening, rows, screen, till
from tests.flows.test_reconcile import order
from tests.support.till import TestTill

__all__ = ["screen", "till"]


@pytest.mark.req("POS-04")
def test_a_customer_is_added_and_found_again(screen: Opening, till: TestTill, unit: Any) -> None:
    counter = screen()
    page = counter.page
    counter.scan(MUG)
    page.get_by_role("button", name="Customer").click()
    page.get_by_label("Name", exact=True).fill("Ann Buyer")
    page.get_by_label("E-mail", exact=True).fill("ann@example.com")
    page.get_by_role("button", name="Add to this sale").click()
    expect(page.get_by_role("button", name="Ann Buyer")).to_be_visible()
    page.locator('[data-key="pay"]').click()
    page.locator('[data-key="note-0"]').click()
    expect(page.get_by_text("Paid", exact=True)).to_be_visible()
    counter.sent()
    with unit(till.tenant):
        assert [found.email for found in customers.search("").items] == ["ann@example.com"]

    page.get_by_role("button", name="New sale").click()
    page.get_by_role("button", name="Customer").click()
    page.get_by_label("E-mail, phone or name").fill("ann b")
    page.get_by_role("button", name="Ann Buyer").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Ann Buyer")).to_be_visible()


@pytest.mark.req("POS-08")
def test_a_web_order_goes_back_to_its_payment(
    screen: Opening, till: TestTill, make: Any, run_jobs: Any
) -> None:
    load_reactions()
    make.product(sku="POT", title="Pot", price=2500, stock=5)
    with tenant_scope(till.tenant), acting_as(system("test")):
        placed = order(("POT", 2))
        run_jobs()
        with unit_of_work():
            shipment = db.session.scalars(select(Shipment.id).where(Shipment.order_id == placed.id)).one()
            ship_order.pick(shipment)
            ship_order.ship(shipment, carrier="DHL", tracking_number="1")
    counter = screen()
    page = counter.page
    page.get_by_role("button", name="Receipts").click()
    page.get_by_label("Receipt or order number").fill(placed.number)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Give money back").click()
    page.get_by_role("button", name="One more").click()
    expect(page.get_by_text("Back to the original payment")).to_be_visible()
    page.locator('[data-key="give-back"]').click()
    expect(page.locator("#sent-back")).to_be_visible()
    counter.sent()
    assert [(refund.method, refund.status, refund.amount) for refund in rows(till, Refund)] == [
        ("test", "done", 2500)
    ]
