"""The consoles in a real browser: orders arrive by themselves, and nobody is shut out of a page."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.core.principal import acting_as, system
from app.core.tenancy import Tenant, tenant_scope
from app.flows import place_order
from tenants import databases, operators
from tests.browser import steps
from tests.browser.support import Watch, faults, settle
from tests.factories import Make
from tests.flows.test_place_order import cart_of, checkout

DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
PASSWORD = "a-long-enough-password"


@pytest.fixture
def page(browser: Any) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP, locale="en-GB")
    context.set_default_timeout(15_000)
    made = context.new_page()
    watch = Watch(made)
    yield made
    assert watch.take() == []
    context.close()


def order(tenant: Tenant, sku: str) -> Any:
    with tenant_scope(tenant), acting_as(system("test")):
        return place_order.place_order(cart_of((sku, 1)), checkout()).order


def look(page: Page, url: str) -> None:
    """Nothing broken, nothing wider than the screen, nothing that a screen reader stumbles over, at both widths."""
    answer = page.goto(url)
    assert answer is not None
    assert answer.status == 200, url
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        settle(page)
        assert faults(page) == [], (url, size)


@pytest.mark.req("OMS-06")
def test_an_order_arrives_without_reload(page: Page, live: Any, tenant: Tenant, make: Make) -> None:
    make.product(sku="MUG", price=1190, stock=9)
    order(tenant, "MUG")
    make.staff(role="order_manager", email="orders@example.com", password=PASSWORD)
    steps.sign_in(page, live.url(tenant, "/admin/"), "orders@example.com", PASSWORD)
    page.clock.install()
    page.goto(live.url(tenant, "/admin/orders/"))
    rows = page.locator("#orders [data-row]")
    expect(rows).to_have_count(1)
    placed = order(tenant, "MUG")
    page.clock.fast_forward(6_000)
    expect(rows).to_have_count(2)
    rows.filter(has_text=f"#{placed.number}").locator("a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(placed.number)
    assert faults(page) == []


def test_a_list_holds_still_while_somebody_types(page: Page, live: Any, tenant: Tenant, make: Make) -> None:
    make.product(sku="MUG", price=1190, stock=9)
    make.staff(role="order_manager", email="orders@example.com", password=PASSWORD)
    steps.sign_in(page, live.url(tenant, "/admin/"), "orders@example.com", PASSWORD)
    page.clock.install()
    page.goto(live.url(tenant, "/admin/orders/"))
    search = page.get_by_role("searchbox")
    search.fill("Ann")
    order(tenant, "MUG")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.fast_forward(6_000)
    page.wait_for_timeout(300)
    assert not [url for url in asked if "/news" in url]
    expect(search).to_have_value("Ann")
    expect(search).to_be_focused()
    search.blur()
    with page.expect_request("**/news*"):
        page.clock.fast_forward(6_000)


def test_the_merchants_pages_are_open_to_everybody(page: Page, live: Any, tenant: Tenant, make: Make) -> None:
    make.product(sku="MUG", price=1190, stock=9)
    placed = order(tenant, "MUG")
    make.staff(role="administrator", email="boss@example.com", password=PASSWORD)
    steps.sign_in(page, live.url(tenant, "/admin/"), "boss@example.com", PASSWORD)
    places = (
        "",
        f"orders/{placed.id}",
        "products/",
        "stock/",
        "customers/",
        "reports/",
        "mails/",
        "pages/imprint",
    )
    for place in places:
        look(page, live.url(tenant, f"/admin/{place}"))


def test_the_operators_pages_are_open_to_everybody(page: Page, live: Any) -> None:
    operators.create(databases.owner_engine(), email="op@example.com", name="Op", password=PASSWORD)
    origin = f"http://console.localhost:{live.port}"
    steps.sign_in(page, f"{origin}/console/", "op@example.com", PASSWORD)
    for place in ("tenants/", "health/", "journal/"):
        look(page, f"{origin}/console/{place}")
