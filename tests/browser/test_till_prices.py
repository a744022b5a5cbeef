"""Prices at the till in a real browser: changed by hand with a manager's yes, also without network."""

from typing import Any

import pytest
from playwright.sync_api import expect

from app.domains.channels import service as channels
from app.domains.channels.types import LoyaltyRules
from app.domains.giftcards import service as giftcards
from app.domains.identity import rules as identity_rules
from app.domains.loyalty import service as loyalty
from app.domains.orders.models import Order
from app.domains.pos.models import PriceOverride
from app.domains.promotions import service as promotions
from app.domains.promotions.types import Code, Draft
from tests.browser.test_till import MUG, PHONE, PORTRAIT, Opening, rows, screen, till
from tests.browser.till_screen import TillScreen
from tests.factories import Make
from tests.support.till import TestTill
from tests.support.till_js import office

__all__ = ["screen", "till"]
CODE = "1357"


@pytest.fixture
def manager(make: Make, till: TestTill) -> Any:
    hashed = identity_rules.pin_hash(CODE)
    return make.staff(role="store_manager", locations=[till.store], name="Mona Berg", pin_hash=hashed)


def new_price(found: TillScreen, price: int, reason: str = "Damaged") -> None:
    page = found.page
    page.get_by_role("button", name="Change the price of Stone mug").click()
    page.get_by_role("button", name="New price of one").click()
    page.get_by_role("button", name=reason).click()
    found.type(str(price))
    page.locator("[data-key=change-price]").click()


def answer(found: TillScreen, pin: str, button: str = "Approve") -> None:
    found.type(pin)
    found.page.get_by_role("button", name=button, exact=True).click()


@pytest.mark.req("UC-19", "PRC-06", "POS-14")
@pytest.mark.parametrize("size", [PORTRAIT, PHONE], ids=["tablet", "phone"])
def test_a_price_falls_only_with_the_managers_yes(
    screen: Opening,
    till: TestTill,
    manager: Any,
    size: tuple[int, int],
) -> None:
    found = screen(size, quiet=False)
    page = found.page
    found.scan(MUG)
    new_price(found, 1100)
    expect(page.locator("#total")).to_have_text("€11.00")
    new_price(found, 600)
    page.get_by_role("button", name="Mona Berg").click()
    answer(found, "9999")
    expect(page.get_by_text("That PIN is not right.")).to_be_visible()
    answer(found, "", "Refuse")
    expect(page.get_by_text("Mona Berg did not approve.")).to_be_visible()
    expect(page.locator("#total")).to_have_text("€11.00")
    new_price(found, 600)
    page.get_by_role("button", name="Mona Berg").click()
    answer(found, CODE)
    expect(page.locator("#total")).to_have_text("€6.00")
    page.context.set_offline(True)
    found.line_is("Offline")
    new_price(found, 300)
    page.get_by_role("button", name="Mona Berg").click()
    answer(found, CODE)
    expect(page.locator("#total")).to_have_text("€3.00")
    expect(page.locator(".basket-line")).to_contain_text("Damaged -€8.90")
    page.context.set_offline(False)
    found.line_is("Online")
    found.pay_exactly()
    expect(page.locator(".done-paper")).to_contain_text("Damaged")
    kept = rows(till, PriceOverride)[0]
    assert (kept.before, kept.after, kept.approval, kept.approver_id) == (1190, 300, "till", manager.id)


@pytest.mark.req("POS-14", "CUS-07")
def test_codes_and_points_are_taken_with_the_network_only(
    screen: Opening, till: TestTill, make: Make
) -> None:
    member = make.customer(name="Kim Regular")
    with office(till):
        made = promotions.write(
            Draft("Ten off", {"actions": [{"effect": "order_percent", "value": 100_000}]}, needs_coupon=True)
        )
        promotions.switch(made.id, "active")
        promotions.add_codes(made.id, [Code("ONCE", uses_limit=1)])
        channels.save(LoyaltyRules(on=True, worth=5))
        loyalty.adjust(member.id, 100, "welcome")
        giftcards.grant_credit(member.id, 200, "EUR", reason="late")
    found = screen(PHONE, quiet=False)
    page = found.page
    found.scan(MUG)
    page.get_by_role("button", name="Customer").click()
    page.get_by_label("E-mail, phone or name").fill("Kim")
    page.get_by_role("button", name="Kim Regular").click()
    page.get_by_role("button", name="Discount or code").click()
    for code in ("NOPE", "once"):
        page.get_by_label("Code", exact=True).fill(code)
        page.get_by_role("button", name="Take the code").click()
        if code == "NOPE":
            expect(page.get_by_text("This code is not known")).to_be_visible()
    expect(page.locator("[data-code=ONCE]")).to_be_visible()
    page.get_by_role("button", name="Use 100 points (-€5.00)").click()
    expect(page.get_by_role("button", name="Keep the points")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    expect(page.locator("#total")).to_have_text("€5.71")
    assert page.evaluate("document.querySelector('.basket').scrollWidth <= innerWidth")
    page.context.set_offline(True)
    found.line_is("Offline")
    found.pay()
    expect(page.get_by_role("dialog")).to_contain_text("ONCE, Points cannot be taken without network")
    page.get_by_role("button", name="Wait").click()
    page.context.set_offline(False)
    found.line_is("Online")
    found.pay()
    page.get_by_role("button", name="Store credit", exact=True).click()
    page.get_by_role("button", name="Take the store credit").click()
    expect(page.locator("#to-pay")).to_have_text("€3.71")
    page.locator("[data-key=by-cash]").click()
    page.locator("[data-key=note-0]").click()
    found.paid()
    with office(till):
        assert loyalty.balance(member.id).available == 0
    assert [order.total for order in rows(till, Order)] == [571]
