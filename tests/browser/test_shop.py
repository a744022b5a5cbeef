"""The whole journey in a real browser, with a phone: look, choose, put in the cart, order, see the order."""

from pathlib import Path

import pytest

AXE = (Path(__file__).parents[2] / "app" / "web" / "static" / "vendor" / "axe.min.js").read_text
DESK, PHONE = 1440, 360
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'], resultTypes: ['violations']}"


def look(page):
    """Nothing overflows and axe finds nothing, at a desk's width and at a phone's; the page then is as wide as before."""
    page.wait_for_load_state("networkidle")
    page.locator(".htmx-request, .htmx-swapping, .htmx-settling").first.wait_for(state="detached")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE())
    walked = page.viewport_size
    for width in sorted((DESK, PHONE), key=lambda each: each == walked["width"]):
        page.set_viewport_size({**walked, "width": width})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, width)
        found = page.evaluate(f"axe.run(document, {RULES})")["violations"]
        assert [(each["id"], each["nodes"][0]["target"]) for each in found] == [], (page.url, width)


def fill_in(page):
    """Who buys, and where it goes."""
    fields = {
        "email": "kim@example.com", "name": "Kim", "line1": "Long Lane 5", "postal_code": "10115", "city": "Berlin",
    }  # fmt: skip
    for name, value in fields.items():
        page.locator(f"#f-{name}").fill(value)


@pytest.fixture
def visitor(browser, request):
    context = browser.new_context(
        viewport={"width": request.param, "height": 844}, bypass_csp=True, reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.broken = []
    page.on("pageerror", lambda error: page.broken.append(str(error)))
    yield page
    assert page.broken == []
    context.close()


@pytest.mark.parametrize("visitor", [PHONE], indirect=True)
def test_a_shopper_buys(visitor, live, tenant, make):
    mugs = make.category(name="Mugs", slug="mugs")
    mug = make.bare_product(title="Blue mug", slug="blue-mug", option_names=["Size"])
    make.product_category(category=mugs, product=mug)
    make.variant_of(mug, sku="S", option_values=["Small"], price=1250, stock=5)
    make.variant_of(mug, sku="L", option_values=["Large"], price=1550, stock=0)
    make.variant_of(mug, sku="M", option_values=["Middle"], price=1350, stock=2)
    make.product(title="Tea", category=mugs)

    visitor.goto(live.url(tenant, "/"))
    visitor.get_by_role("button", name="Only what is needed").click()
    visitor.locator(".consent").wait_for(state="detached")
    look(visitor)
    visitor.goto(live.url(tenant, "/c/mugs"))
    look(visitor)
    visitor.get_by_role("link", name="Blue mug").click()

    visitor.get_by_role("radio", name="Large").check()
    visitor.get_by_text("Sold out. Choose another").wait_for()
    look(visitor)
    visitor.get_by_role("radio", name="Middle").check()
    visitor.locator(".buy-price", has_text="€13.50").wait_for()
    assert "o0=Middle" in visitor.url
    visitor.get_by_role("button", name="Put in cart").click()
    visitor.get_by_text("Added to your cart").wait_for()
    visitor.locator("#cart-badge", has_text="1").wait_for()
    look(visitor)

    visitor.get_by_role("link", name="To the cart").click()
    visitor.get_by_role("button", name="More").click()
    visitor.locator(".sums-total", has_text="€27.00").wait_for()
    visitor.get_by_label("Quantity of Blue mug").fill("9")
    visitor.get_by_label("Quantity of Blue mug").press("Tab")
    visitor.get_by_text("only 2 left").wait_for()
    look(visitor)

    visitor.get_by_role("link", name="To checkout").click()
    fill_in(visitor)
    look(visitor)
    visitor.get_by_label("Test card: decline").check()
    visitor.get_by_role("button", name="Order and pay €31.90").click()
    visitor.get_by_text("declined and nothing was charged").wait_for()
    assert visitor.locator("#f-city").input_value() == "Berlin"
    look(visitor)
    visitor.get_by_label("Test card: approve").check()
    visitor.get_by_role("button", name="Order and pay €31.90").click()
    visitor.get_by_role("heading", name="Thank you").wait_for()
    assert visitor.locator(".sums-total", has_text="€31.90").count() == 1
    look(visitor)


def test_a_shopper_buys_without_scripts(browser, live, tenant, make):
    make.product(title="Blue mug", slug="blue-mug", price=1250, stock=5)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live.url(tenant, "/p/blue-mug"))
    page.get_by_role("button", name="Put in cart").click()
    page.get_by_role("link", name="To checkout").click()
    fill_in(page)
    page.get_by_role("button", name="Order and pay €17.40").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    context.close()
