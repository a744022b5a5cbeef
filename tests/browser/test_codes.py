"""Buying with a code at a desk, in a real browser: refused, used, taken out, and an offer that ends before the order."""

import os
from pathlib import Path

import pytest

from app.domains.promotions import service as promotions
from app.domains.promotions.types import Code, Draft
from tests.browser.test_shop import DESK, fill_in, look, visitor  # noqa: F401 - a fixture

OFF = {"actions": [{"effect": "item_percent", "value": 100_000}]}
FREE = {"actions": [{"effect": "shipping_percent", "value": 1_000_000}], "when": {"min_total": 2000}}


def picture(page, name):
    """Kept where GALLERIA_PICTURES says, to look at."""
    if folder := os.environ.get("GALLERIA_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}-{page.viewport_size['width']}.png", full_page=True)


@pytest.mark.req("PRC-09")
@pytest.mark.parametrize("visitor", [DESK], indirect=True)
def test_a_shopper_buys_with_a_code(visitor, live, tenant, make, unit):  # noqa: F811 - the fixture
    make.product(title="Blue mug", slug="blue-mug", price=1250, stock=9)
    with unit(tenant):
        summer = promotions.write(Draft("Ten per cent off for friends of the house", OFF, needs_coupon=True))
        promotions.switch(summer.id, "active")
        promotions.add_codes(summer.id, [Code("FRIENDS")])
        free = promotions.write(Draft("Free delivery from €20", FREE))
        promotions.switch(free.id, "active")

    visitor.goto(live.url(tenant, "/p/blue-mug"))
    visitor.get_by_role("button", name="Only what is needed").click()
    visitor.get_by_role("button", name="Put in cart").click()
    visitor.get_by_text("Added to your cart").wait_for()
    visitor.goto(live.url(tenant, "/cart"))
    visitor.get_by_label("Discount code").fill("NOSUCH")
    visitor.get_by_label("Discount code").press("Enter")
    visitor.get_by_text("This code is not known").wait_for()
    look(visitor)
    picture(visitor, "refused")
    visitor.get_by_label("Discount code").fill("friends")
    visitor.get_by_role("button", name="Use", exact=True).click()
    visitor.locator(".saved", has_text="€1.25").wait_for()
    visitor.get_by_role("button", name="More").click()
    visitor.locator(".saved", has_text="€7.40").wait_for()
    look(visitor)
    picture(visitor, "cart")

    visitor.get_by_role("link", name="To checkout").click()
    fill_in(visitor)
    visitor.get_by_role("button", name="Remove FRIENDS").click()
    visitor.locator(".sums-total", has_text="€25.00").wait_for()
    assert visitor.locator("#f-city").input_value() == "Berlin"
    visitor.get_by_label("Discount code").fill("FRIENDS")
    visitor.get_by_label("Discount code").press("Enter")
    visitor.locator(".sums-total", has_text="€22.50").wait_for()
    look(visitor)
    picture(visitor, "checkout")
    with unit(tenant):
        promotions.switch(free.id, "paused")
    visitor.get_by_role("button", name="Order and pay €22.50").click()
    visitor.get_by_text("The total was €22.50 and is €27.40 now").wait_for()
    look(visitor)
    picture(visitor, "changed")
    visitor.get_by_role("button", name="Order and pay €27.40").click()
    visitor.get_by_text("Your order is in").wait_for()
    look(visitor)
    picture(visitor, "order")
