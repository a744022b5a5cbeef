"""A till asks for the number of a unit, takes it from the scanner, sells that one, and takes it back."""

from typing import Any

from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import db
from app.domains.inventory import service as inventory
from app.domains.inventory.models import Serial
from app.flows import keep_serials
from tests.browser.test_till import LAMP, Opening, screen, till
from tests.support.till import TestTill

__all__ = ["screen", "till"]


def test_a_unit_is_sold_by_its_number(screen: Opening, till: TestTill, unit: Any) -> None:
    with unit(till.tenant):
        numbers = [f"LAMP-{each:02}" for each in range(10)]
        keep_serials.begin(inventory.find_item("LAMP"), {till.store.id: numbers})
    counter = screen()
    page = counter.page
    counter.scan(LAMP)
    expect(page.get_by_label("Serial number")).to_be_visible()
    page.get_by_role("button", name="Add to the basket").click()
    expect(page.get_by_text("Scan or type the serial number")).to_be_visible()
    counter.scan("lamp-07")
    expect(page.locator(".basket-line")).to_contain_text("Serial number LAMP-07")
    counter.scan(LAMP)
    counter.scan("LAMP-07")
    expect(page.get_by_text("This number is in the basket already")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    counter.pay_exactly()
    counter.sent()
    with unit(till.tenant):
        assert list(db.session.scalars(select(Serial.code).where(Serial.state == "sold"))) == ["LAMP-07"]
