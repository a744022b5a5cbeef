"""Codes read with the camera, in a real browser whose eye is stubbed: it sees what the test holds before it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from app.core.db import db
from app.core.tenancy import Tenant
from app.domains.inventory import service as inventory
from app.domains.inventory.models import StockLevel
from app.domains.inventory.service import BinFacts
from app.queries import bin_board
from tests.browser import steps
from tests.browser.support import Watch, faults
from tests.browser.test_till import MUG, Opening, screen, till
from tests.factories import Make
from tests.support.till import TestTill
from tests.support.units import unit as make_unit

__all__ = ["screen", "till"]
EYE = """
    window.seen = [];
    window.BarcodeDetector = class {
        static async getSupportedFormats() { return ["ean_13", "code_128"]; }
        async detect() { return window.seen.splice(0, 1).map((rawValue) => ({ rawValue })); }
    };
    const media = { getUserMedia: async () => {
        if (window.refuses) throw new DOMException("no", window.refuses);
        return document.createElement("canvas").captureStream();
    } };
    Object.defineProperty(navigator, "mediaDevices", { value: media, configurable: true });
"""
BLIND = "delete window.BarcodeDetector"
PASSWORD = "a-long-enough-password"


@pytest.fixture
def page(browser: Any) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    context.set_default_timeout(15_000)
    made = context.new_page()
    watch = Watch(made)
    yield made
    assert watch.take() == []
    context.close()


@pytest.fixture
def hall(page: Page, live: Any, tenant: Tenant, make: Make) -> str:
    """The put-away page of a place where three mugs wait, with the store manager before it."""
    item = make.product(sku="MUG", stock=3).stock_item.id
    place = make.main_location().id
    with make_unit(tenant):
        inventory.save_bins(place, [BinFacts("A-01")])
        db.session.execute(
            update(StockLevel).where(StockLevel.stock_item_id == item).values(unplaced=Decimal(3))
        )
    make.staff(role="inventory_manager", email="stock@example.com", password=PASSWORD)
    steps.sign_in(page, live.url(tenant, "/admin/"), "stock@example.com", PASSWORD)
    return str(live.url(tenant, f"/admin/put-away/{place}"))


def test_goods_are_put_away_by_camera_alone(hall: str, page: Page, tenant: Tenant, make: Make) -> None:
    page.add_init_script(EYE)
    page.goto(hall)
    assert faults(page) == []
    buttons = page.get_by_role("button", name="Scan with the camera")
    expect(buttons).to_have_count(2)
    for at, (code, field) in enumerate((("mug", "Item"), ("A-01", "Bin"))):
        buttons.nth(at).click()
        expect(page.get_by_text("Hold the code before the camera.")).to_be_visible()
        page.evaluate("(code) => window.seen.push(code)", code)
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_label(field, exact=True)).to_have_value(code)
    page.get_by_role("button", name="Put away", exact=True).click()
    expect(page.get_by_text("Everything is put away")).to_be_visible()
    with make_unit(tenant):
        assert bin_board.waiting(make.main_location().id) == []


def test_a_refused_camera_says_what_to_do(hall: str, page: Page) -> None:
    page.add_init_script(EYE)
    page.goto(hall)
    for error, words in (("NotAllowedError", "not allowed here"), ("NotFoundError", "no camera")):
        page.evaluate("(error) => { window.refuses = error; }", error)
        page.get_by_role("button", name="Scan with the camera").first.click()
        expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()
        page.get_by_role("button", name="Close", exact=True).click()
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_without_an_eye_there_is_no_button_and_a_wedge_scanner_works(hall: str, page: Page) -> None:
    page.add_init_script(EYE + BLIND)
    page.goto(hall)
    expect(page.get_by_role("button", name="Scan with the camera")).to_have_count(0)
    page.get_by_label("Item", exact=True).fill("MUG")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Bin", exact=True)).to_be_focused()


def test_the_till_puts_into_the_basket_what_its_camera_sees(screen: Opening, till: TestTill) -> None:
    counter = screen(signed_in=False)
    counter.page.evaluate(EYE)
    counter.sign_in()
    counter.open()
    counter.page.get_by_role("button", name="Scan with the camera").click()
    counter.page.evaluate("(code) => window.seen.push(code)", MUG)
    expect(counter.page.locator(".basket-line")).to_have_count(1)
    counter.page.evaluate("() => { window.refuses = 'NotAllowedError'; }")
    counter.page.get_by_role("button", name="Scan with the camera").click()
    expect(counter.page.get_by_text("not allowed here")).to_be_visible()
    counter.page.get_by_role("button", name="Close", exact=True).click()
