"""Gift cards as people use them: at the shop's checkout with a phone, and at the till."""

import re

import pytest
from playwright.sync_api import expect

from app.domains.catalog.downloads import Terms
from app.domains.giftcards import service as giftcards
from app.flows.hand_out_downloads import sell_as_files
from tests.browser.test_shop import PHONE, fill_in, look, visitor  # noqa: F401 - a fixture
from tests.browser.test_till import screen, till  # noqa: F401 - fixtures
from tests.support.units import unit


def issue(tenant, amount):
    with unit(tenant):
        return giftcards.issue(amount, tenant.currency)


def balance(tenant, issued):
    with unit(tenant):
        return giftcards.card_of(issued.card.id).balance


@pytest.mark.parametrize("visitor", [PHONE], indirect=True)
def test_a_shopper_pays_with_a_card_and_the_rest_another_way(visitor, live, tenant, make):  # noqa: F811 - the fixture
    product = make.product(title="Tea", price=3000, stock=5)
    issued = issue(tenant, 1000)
    visitor.goto(live.url(tenant, f"/p/{product.slug}"))
    visitor.get_by_role("button", name="Only what is needed").click()
    visitor.locator(".consent").wait_for(state="detached")
    visitor.get_by_role("button", name="Put in cart").click()
    visitor.get_by_text("Added to your cart").wait_for()
    visitor.goto(live.url(tenant, "/checkout"))
    fill_in(visitor)

    visitor.get_by_text("Pay with a gift card").click()
    visitor.get_by_label("Code of the gift card").fill("WRONG")
    visitor.get_by_role("button", name="Use this card").click()
    visitor.get_by_text("This code belongs to no gift card").first.wait_for()
    visitor.get_by_text("These goods are yours").wait_for()
    look(visitor)
    visitor.get_by_label("Code of the gift card").fill(issued.code)
    visitor.get_by_role("button", name="Use this card").click()
    visitor.get_by_role("button", name="Order and pay €24.90").wait_for()
    visitor.get_by_text("These goods are yours").wait_for()
    look(visitor)
    visitor.get_by_role("button", name="Order and pay €24.90").click()
    visitor.get_by_text("Thank you").wait_for()
    visitor.get_by_text("Paid with").wait_for()
    look(visitor)
    assert balance(tenant, issued) == 0


def test_a_cashier_takes_a_card_and_the_rest_in_cash(screen, till):  # noqa: F811 - the fixtures
    issued = issue(till.tenant, 1000)
    found = screen()
    found.scan("4006381333931")
    found.pay()
    page = found.page
    page.get_by_role("button", name="Gift card", exact=True).click()
    page.get_by_label("Code of the gift card").fill(issued.code)
    page.get_by_role("button", name="Take the gift card").click()
    expect(page.locator("#to-pay")).to_have_text("€1.90")
    expect(page.locator(".tenders")).to_contain_text(f"Gift card …{issued.card.last4}")
    assert balance(till.tenant, issued) == 0

    page.get_by_role("button", name=re.compile("^Remove Gift card")).click()
    expect(page.locator("#to-pay")).to_have_text("€11.90")
    for _ in range(100):  # given back behind the screen
        if balance(till.tenant, issued):
            break
        page.wait_for_timeout(50)
    assert balance(till.tenant, issued) == 1000

    page.get_by_label("Code of the gift card").fill(issued.code)
    page.get_by_role("button", name="Take the gift card").click()
    expect(page.locator("#to-pay")).to_have_text("€1.90")
    page.locator("[data-key=by-cash]").click()
    page.locator("[data-key=note-0]").click()
    found.paid()
    found.sent()
    assert balance(till.tenant, issued) == 0


def test_a_card_is_sold_at_the_till_for_a_typed_value_and_topped_up(screen, till, make):  # noqa: F811 - the fixtures
    product = make.product(sku="CARD", title="Gift card", price=5000)
    with unit(till.tenant):
        sell_as_files(product.id, Terms(digital=True, gift_card=True))
    found = screen()
    page = found.page
    page.locator("[data-key=gift-card]").click()
    page.locator("[data-key=new-card-CARD]").click()
    for key in ("2", "5", "00"):
        page.locator("dialog").get_by_role("button", name=key, exact=True).click()
    page.locator("[data-key=card-value]").click()
    expect(page.locator("#total")).to_have_text("€25.00")
    found.pay()
    page.locator("[data-key=note-0]").click()
    found.paid()
    code = page.locator(".paper-secret").inner_text()
    page.locator("[data-key=handed-over]").click()
    page.get_by_text("The codes were handed over.").wait_for()

    page.locator("[data-key=new-sale]").click()
    found.scan(code)
    expect(page.locator("#card-balance")).to_have_text("€25.00")
    page.locator("[data-key=top-up]").click()
    for key in ("1", "00"):
        page.locator("dialog").get_by_role("button", name=key, exact=True).click()
    page.locator("[data-key=card-value]").click()
    expect(page.locator(".basket-lines")).to_contain_text("Put on the gift card")
    page.context.set_offline(True)
    expect(page.locator(".line-state")).to_contain_text("Offline")
    page.locator("[data-key=pay]").click()
    page.get_by_text("This needs the network").wait_for()
