"""What visitors do on the tour, at each door."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Error, Locator, Page, expect

BUYER = {
    "email": "tour@example.com", "name": "Robin Tour", "line1": "Torstraße 12", "postal_code": "10119", "city": "Berlin",
    "region": "BE",
}  # fmt: skip


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


def beside(part: str) -> Callable[[Page], None]:
    """To a page below the one that is open, such as a product's history."""

    def act(page: Page) -> None:
        page.goto(page.url.split("?")[0] + part)

    return act


def opens(button: str) -> Callable[[Page], None]:
    """Press a button of the page's head that opens a dialog."""

    def act(page: Page) -> None:
        page.locator(".page-actions").get_by_text(button, exact=True).first.click()
        expect(page.locator("dialog[open]").first).to_be_visible()

    return act


def shopper_signs_in(page: Page, user: str, password: str) -> None:
    """Into a shopper's account."""
    page.locator("main input[name=email]").fill(user)
    page.locator("main input[name=password]").fill(password)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".account-out")).to_be_visible()


def refuse_cookies(page: Page) -> None:
    """Answer the question about cookies, which hides the foot of the page."""
    page.locator(".consent button").first.click()
    expect(page.locator(".consent")).to_have_count(0)


def find_in_stock(page: Page) -> None:
    """The first product of the page that is well in stock and asks for nothing."""
    links = page.locator("main a[href*='/p/']")
    for href in dict.fromkeys(str(links.nth(at).get_attribute("href")) for at in range(links.count())):
        page.goto(urljoin(page.url, href))
        promises = page.locator(".promises")
        if page.locator("form.buy [name^='inputs.']").count():
            continue
        if promises.get_by_text("In stock").count() and not promises.get_by_text("In no store").count():
            return
    raise AssertionError("nothing is in stock")


def add_to_cart(page: Page) -> None:
    """Put the product into the cart."""
    page.locator("form.buy .buy-row button[type=submit]").click()
    expect(page.locator("#said a[href='/cart']")).to_be_visible()


def fill_checkout(page: Page) -> None:
    """Who it is for, and where to."""
    for name, words in BUYER.items():
        field = page.locator(f"#checkout-form [name={name}]:not([type=hidden])")
        if field.count():
            field.fill(words)


def choose_pickup(page: Page) -> None:
    """In a store instead, if one has it."""
    pickup = page.locator("#checkout-form input[name=delivery][value=pickup]")
    if pickup.count():
        pickup.check(force=True)
        expect(page.locator("#checkout-form input[name=location][type=radio]").first).to_be_attached()


def pay_in_vain(page: Page) -> None:
    """With the test card that is refused; the form shows again and says so."""
    _order(page, "tok_decline")
    expect(page.locator("#checkout-form [role=alert], #checkout-form .error-summary").first).to_be_visible()


def pay(page: Page) -> None:
    """With the test card that is taken."""
    _order(page, "tok_approve")
    page.wait_for_url("**/orders/**")


def _order(page: Page, token: str) -> None:
    page.goto(page.url.split("/checkout")[0] + "/checkout")
    fill_checkout(page)
    page.locator(f"#checkout-form input[name=token][value={token}]").check(force=True)
    page.locator(".checkout-end button[type=submit]").click()


def open_till(page: Page, origin: str, admin: Any, pin: str) -> None:
    """Pair this browser with the first register, sign in, and open the register if it is closed."""
    code = _pairing_code(page, origin, admin)
    page.goto(origin + "/pos/")
    page.locator("[data-key=language-en]").click()
    page.get_by_label("Pairing code").fill(code)
    page.get_by_role("button", name="Pair this till").click()
    page.locator("[data-key^=person-]").first.click()
    page.keyboard.type(pin, delay=60)
    page.get_by_role("button", name="Sign in").click()
    search = page.get_by_label("Search articles")
    opening = page.get_by_role("button", name="Open the register")
    expect(search.or_(opening).first).to_be_visible()
    if opening.is_visible():
        page.keyboard.type("15000", delay=60)
        _press_if_there(opening)
    expect(search).to_be_visible()


def _press_if_there(button: Locator) -> None:
    """A till goes on by itself in the shift that another tablet opened: then there is nothing left to open."""
    try:
        button.click(timeout=5000)
    except Error:
        expect(button).to_be_hidden()


def _pairing_code(page: Page, origin: str, admin: Any) -> str:
    sign_in(page, origin + "/admin/", admin.user, admin.password)
    page.goto(origin + "/admin/stores/")
    menu = page.locator("table details.menu").first
    menu.locator("summary").click()
    menu.get_by_text("Pair a till").click()
    page.locator("dialog[open]").get_by_role("button", name="Show a code").click()
    return page.locator("#pairing-code").inner_text().replace(" ", "")


def till_basket(page: Page) -> None:
    """Three taps on what can be sold."""
    tiles = page.locator(".tile")
    expect(tiles.first).to_be_visible()
    here = tiles.filter(has_not_text="none here")
    for at in range(min(3, here.count())):
        here.nth(at).click()
        kinds = page.locator("dialog[open] button")
        if kinds.count():
            kinds.filter(has_not_text="none here").first.click()


def till_pay(page: Page) -> None:
    page.get_by_role("button", name="Pay", exact=True).click()


def till_paid(page: Page) -> None:
    page.locator("[data-key=note-0]").click()
    expect(page.locator(".done-state")).to_have_text("Paid")


def till_go(page: Page, place: str) -> None:
    """To another screen of the till, from wherever it is."""
    page.locator(f"[data-key=nav-{place}]").click()


def till_close(page: Page) -> None:
    """Count the drawer; the register stays open."""
    till_go(page, "cash")
    page.locator("[data-key=close]").click()


def till_lock(page: Page) -> None:
    """The next one, please."""
    page.locator("[data-key=nav-lock]").click()
