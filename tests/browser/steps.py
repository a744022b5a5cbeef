"""What visitors do on the tour, at each door."""

import re
from typing import Any

from playwright.sync_api import Page, expect


def sign_in(page: Page, url: str, user: str, password: str) -> None:
    """Into a console of staff."""
    page.goto(url)
    page.get_by_label("E-mail").fill(user)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("nav#nav")).to_be_attached()


def packing_list(page: Page) -> None:
    """From the list to an order to its packing list."""
    page.goto(
        page.url.split("/admin/")[0]
        + str(page.locator("table tbody a").first.get_attribute("href"))
        + "/print"
    )


def shopper_signs_in(page: Page, user: str, password: str) -> None:
    """Into a shopper's account."""
    page.get_by_label("E-mail").first.fill(user)
    page.get_by_label("Password", exact=True).first.fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_attached()


def add_to_cart(page: Page) -> None:
    """Put the product into the cart, in the first choice that can be bought."""
    page.locator("main").get_by_role(
        "button", name=re.compile("Add to (cart|bag|basket)", re.I)
    ).first.click()
    expect(page.locator("main a[href='/cart']").first).to_be_visible()


def go_to_checkout(page: Page) -> None:
    page.goto(page.url)
    page.locator("main a[href*='/checkout']").first.click()
    page.wait_for_url("**/checkout**")


def choose_pickup(page: Page) -> None:
    page.locator("input[value='pickup']").first.check(force=True)
    page.wait_for_timeout(500)


def pay_in_vain(page: Page) -> None:
    """With the test card that is refused."""


def pay(page: Page) -> None:
    """With the test card that is taken."""


def open_till(page: Page, origin: str, admin: Any, cashier: Any) -> None:
    """Pair this browser with the first register, sign in, and open the register if it is closed."""
    code = _pairing_code(page, origin, admin)
    page.goto(origin + "/pos/")
    page.get_by_label("Pairing code").fill(code)
    page.get_by_role("button", name="Pair this till").click()
    page.get_by_role("button", name=cashier.user).click()
    page.keyboard.type(cashier.password, delay=60)
    page.get_by_role("button", name="Sign in").click()
    search = page.get_by_label("Search articles")
    opening = page.get_by_role("button", name="Open the register")
    expect(search.or_(opening).first).to_be_visible()
    if opening.is_visible():
        page.keyboard.type("15000", delay=60)
        opening.click()
    expect(search).to_be_visible()


def _pairing_code(page: Page, origin: str, admin: Any) -> str:
    sign_in(page, origin + "/admin/", admin.user, admin.password)
    page.goto(origin + "/admin/stores/")
    page.locator("table details.menu summary").first.click()
    page.get_by_text("Pair a till", exact=True).locator("visible=true").first.click()
    page.get_by_role("button", name="Show a code").click()
    return page.locator("#pairing-code").inner_text().replace(" ", "")


def till_basket(page: Page) -> None:
    """Three taps on what can be sold."""
    tiles = page.locator(".tile, .result")
    expect(tiles.first).to_be_visible()
    for at in range(min(3, tiles.count())):
        tiles.nth(at).click()


def till_pay(page: Page) -> None:
    page.get_by_role("button", name="Pay", exact=True).click()


def till_paid(page: Page) -> None:
    page.locator("[data-key=note-0]").click()
    expect(page.locator(".done-state")).to_have_text("Paid")


def till_go(page: Page, place: str) -> None:
    """To another screen of the till, from wherever it is."""
    page.get_by_role("navigation").get_by_role("button", name=place).click()
