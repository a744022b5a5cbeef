"""The screens of A/B tests."""

import re

import pytest

from app.domains.experiments.models import Experiment, Exposure
from tests.support.clients import visit, with_token

FORM = {"name": "Ten percent", "code": "ten", "channel": "web", "share": "50"}


@pytest.fixture(autouse=True)
def _token(admin):
    with_token(admin)


def test_a_test_is_drafted_started_stopped(admin, count):
    assert "No tests yet" in admin.get("/admin/tests/").text
    refused = admin.post("/admin/tests/new", data=FORM | {"code": "Ten %"})
    assert (refused.status_code, "first a letter" in refused.text) == (422, True)

    page = admin.post("/admin/tests/new", data=FORM).location

    assert "Nobody took part yet" in admin.get(page).text
    for step, state in (("start", "running"), ("stop", "stopped")):
        assert admin.post(f"{page}/{step}").status_code == 303
        assert count(Experiment, Experiment.status == state) == 1
    assert admin.post(f"{page}/start").status_code == 409


def test_a_visitor_of_the_shop_is_known_again_while_a_test_runs(admin, shop, make):
    product = make.product(price=1000, stock=5)
    quiet = shop.post("/cart/lines", data={"product": product.slug, "quantity": "1"})
    assert "galleria_visitor" not in "".join(quiet.headers.getlist("Set-Cookie"))
    page = admin.post("/admin/tests/new", data=FORM).location
    admin.post(f"{page}/start")

    told = shop.post("/cart/lines", data={"product": product.slug, "quantity": "1"})

    assert re.search(r"galleria_visitor=\S+;.*HttpOnly", "".join(told.headers.getlist("Set-Cookie")))
    assert "100" in admin.get(page).text


@pytest.fixture
def opening(admin):
    """A home page of a text for everybody, and one each for A and B of the test; answers the test's page."""
    page = admin.post("/admin/tests/new", data=FORM).location
    place = "/admin/content/home"
    for words, test in (("For all", ""), ("The old words", "ten=a"), ("The new words", "ten=b")):
        opened = admin.post(f"{place}/blocks", data={"kind": "text"}).location
        block = re.search(r"open=([0-9a-f-]+)", opened)[1]
        saved = admin.post(f"{place}/blocks/{block}", data={"title": words, "body": words, "test": test})
        assert saved.status_code == 303, saved.text
    assert "Ten percent: B" in admin.get(place).text
    assert admin.post(f"{place}/publish").status_code == 303
    return page


def seen(app, tenant, shop):
    """The words that a new visitor reads once the page asked what to show."""
    guest = visit(app, tenant)
    page = shop.get("/").text
    asks = re.search(r'hx-get="(/blocks/[^"]+)"', page)
    told = guest.get(asks[1]).text if asks else ""
    for block, words in re.findall(r'id="variant-([^"]+)"[^>]*>(.*?)</div>(?=<div|\s*$)', told, re.DOTALL):
        page = re.sub(rf'(?s)(id="variant-{block}">).*?(?=<div|<footer)', lambda m, w=words: m[1] + w, page)
    return re.findall(r"<h2>(For all|The old words|The new words)", page)


@pytest.mark.req("PRC-18")
def test_content_is_tested_on_a_page_that_is_the_same_for_all(admin, opening, app, tenant, shop, count):
    """Draft: A's words. Running: about half read B's, each the same again. Stopped: A's to all, at once."""
    assert seen(app, tenant, shop) == ["For all", "The old words"]
    admin.post(f"{opening}/start")
    assert {tuple(seen(app, tenant, shop)) for _visitor in range(12)} == {
        ("For all", "The old words"),
        ("For all", "The new words"),
    }
    assert shop.get("/").text == visit(app, tenant).get("/").text
    assert count(Exposure) == 12
    first = shop.get("/blocks/home")
    assert "galleria_visitor" in first.headers["Set-Cookie"]
    assert [shop.get("/blocks/home").text for _again in range(3)] == [first.text] * 3
    assert count(Exposure) == 13
    assert "100" in admin.get(opening).text
    admin.post(f"{opening}/stop")
    assert seen(app, tenant, shop) == ["For all", "The old words"]
    assert shop.get("/blocks/home").status_code == 204
