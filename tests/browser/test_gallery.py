"""Looking closely at a product's pictures: by keys and by touch."""

import pytest


@pytest.fixture
def pictured(make, tenant):
    product = make.product(slug="mug", title="Blue mug")
    for place in range(2):
        make.media(
            product=product, file_key=f"{tenant.id}/media/p{place}", width=1200, height=900, alt=f"View {place}",
            position=place,
        )  # fmt: skip


@pytest.mark.req("WEB-10")
def test_pictures_open_turn_and_grow_by_keys(browser, live, tenant, pictured):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(live.url(tenant, "/p/mug"))
    page.locator(".gallery a").first.focus()
    page.keyboard.press("Enter")
    viewer, count = page.locator("#viewer"), page.locator("[data-look-at]")
    assert viewer.evaluate("each => each.open")
    assert count.text_content() == "1 / 2"
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('[data-look-at]').textContent === '2 / 2'")
    page.keyboard.press("+")
    assert viewer.evaluate("each => each.classList.contains('is-large')")
    page.keyboard.press("Escape")
    assert not viewer.evaluate("each => each.classList.contains('is-large')")
    assert viewer.evaluate("each => each.open")
    page.keyboard.press("Escape")
    assert not viewer.evaluate("each => each.open")
    assert page.evaluate("document.activeElement.matches('.gallery a')"), "focus is back where it was"
    context.close()


@pytest.mark.req("WEB-10")
def test_pictures_open_and_grow_by_touch(browser, live, tenant, pictured):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(live.url(tenant, "/p/mug"))
    page.locator(".gallery a").first.tap()
    assert page.locator("#viewer").evaluate("each => each.open")
    page.locator("[data-look-stage] img").first.tap()
    assert page.locator("[data-look-stage] figure.is-large").count() == 1
    page.locator("[data-close]").last.tap()
    assert not page.locator("#viewer").evaluate("each => each.open")
    context.close()


@pytest.mark.req("WEB-10")
def test_a_product_turns_by_keys_and_dragging(browser, live, tenant, make):
    product = make.product(slug="pot", title="Pot")
    for place in range(6):
        make.media(
            product=product, file_key=f"{tenant.id}/media/t{place}", width=1200, height=900, alt=f"View {place}",
            position=place, turning=True,
        )  # fmt: skip
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(live.url(tenant, "/p/pot"))
    slider, seen = page.get_by_role("slider", name="Turn the product"), page.locator(".turn .is-seen img")
    assert slider.get_attribute("aria-valuetext") == "View 1 of 6"
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert (slider.get_attribute("aria-valuetext"), seen.get_attribute("alt")) == ("View 2 of 6", "View 1")
    page.locator(".turn-frames").scroll_into_view_if_needed()
    box = page.locator(".turn-frames").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 40, steps=4)
    page.mouse.up()
    assert seen.get_attribute("alt") == "View 3"
    page.context.close()
