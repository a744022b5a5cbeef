"""A delivery is counted in at the till with the scanner: nine of ten and one unknown."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import db
from app.domains.inventory import service as inventory
from app.domains.inventory.models import StockTransfer, TransferLine
from app.domains.inventory.service import Wish
from tests.browser.support import faults
from tests.browser.test_till import MUG, Opening, screen, till
from tests.support.till import TestTill

__all__ = ["screen", "till"]


@pytest.mark.req("POS-09")
def test_a_transfer_is_counted_in_by_scanner(screen: Opening, till: TestTill, unit: Any) -> None:
    with unit(till.tenant):
        main = inventory.find_location("main").id
        inventory.receive({(inventory.find_item("MUG").id, main): Decimal(10)}, reason="test")
        made = inventory.request_transfer(
            source=main, destination=till.store.id, wishes=[Wish("MUG", Decimal(10))]
        )
        inventory.approve_transfer(made.id)
        inventory.pick_transfer(made.id)
        inventory.dispatch_transfer(made.id)
    counter = screen()
    page = counter.page
    page.get_by_role("button", name="Deliveries").click()
    page.get_by_role("button", name="Count it").click()
    expect(page.locator("[data-sku=MUG] output")).to_have_text("0")
    counter.scan(MUG)
    expect(page.locator("[data-sku=MUG] output")).to_have_text("1")
    for _ in range(8):
        page.get_by_role("button", name="One more").click()
    counter.scan("9999999999994")
    expect(page.locator("[data-code='9999999999994'] output")).to_have_text("1")
    expect(page.locator("#differences")).to_have_text("1 missing · 1 unknown")
    for width, height in ((1280, 800), (834, 1112), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        assert faults(page) == []
    page.get_by_role("button", name="Book the delivery").click()
    page.get_by_role("dialog").get_by_role("button", name="Count on").click()
    page.get_by_role("button", name="Book the delivery").click()
    page.get_by_role("dialog").get_by_role("button", name="Book the delivery").click()
    expect(page.get_by_text("Nothing is on its way to this store.")).to_be_visible()
    with unit(till.tenant):
        assert db.session.scalars(select(StockTransfer.status)).one() == "received"
        found = {line.code: int(line.received) for line in db.session.scalars(select(TransferLine))}
    assert found == {"MUG": 9, "9999999999994": 1}
