"""What wants mending: links that lead nowhere and pictures without words, each with where it is mended."""

import re
from datetime import timedelta

import pytest

from app.core import clock
from app.core.db import db
from app.domains.catalog.models import Collection, Product
from app.domains.content.models import ContentVersion

PLACES = "pages|content|products|categories|collections|redirects"


def rows(desk):
    """(where it stands, where it is mended, the link)."""
    text = desk.get("/admin/checks/").text
    found = re.findall(rf'<a[^>]*href="(/admin/(?:{PLACES})/[^"]+)"[^>]*>(.*?)</a>', text)
    return {(re.sub("<[^>]+>", "", name).strip(), url) for url, name in found if not url.endswith("/brands")}


def test_links_that_lead_nowhere_are_told_with_their_place(desk, make, unit, tenant):
    lamp = make.product(title="Lamp", slug="lamp", category=make.category(name="Lamps", slug="lamps"))
    good = '<a href="/p/lamp">a</a> <a href="/c/lamps?sort=price">b</a> <a href="/">c</a> <a href="/search?q=x">d</a>'
    more = '<a href="/pages/about/">e</a> <a href="/old">f</a> <a href="https://example.com">g</a> <a href="/stores">h</a>'
    make.page(slug="about", title="About", body=f"{good} {more}")
    make.redirect(path="/old", target="/p/lamp")
    assert rows(desk) == set()
    assert "Every link leads somewhere" in desk.get("/admin/checks/").text
    make.page(slug="news", title="News", body='<a href="/p/gone">x</a> <a href="/admin/orders/">y</a>')
    make.redirect(path="/older", target="/c/gone")
    shelf = make.category(name="Chairs", slug="chairs", description='<a href="/pages/nope">x</a>')
    gifts = make.collection(title="Gifts", description='<a href="/nowhere">x</a>')
    with unit(tenant):
        db.session.get(Product, lamp.id).description = '<a href="/c/none">x</a>'
        db.session.get(Product, lamp.id).translations = {"de": {"description": '<a href="/p/weg">x</a>'}}
        db.session.add(
            ContentVersion(
                kind="menu", name="header", locale="en", live_from=clock.now() - timedelta(days=1),
                value={"blocks": [{"kind": "link", "label": "Sale", "link": "/c/sale"}, {"link": "/c/lamps"}]},
            )
        )  # fmt: skip
    assert rows(desk) == {
        ("News", "/admin/pages/news"), ("/older", "/admin/redirects/?q=/older"),
        ("Chairs", f"/admin/categories/{shelf.id}"), ("Gifts", f"/admin/collections/{gifts.id}"),
        ("Lamp", f"/admin/products/{lamp.id}"), ("Menu in the head", "/admin/content/header?language=en"),
    }  # fmt: skip
    text = desk.get("/admin/checks/").text
    for link in ("/p/gone", "/admin/orders/", "/c/none", "/p/weg", "/c/sale", "/nowhere"):
        assert link in text
    with unit(tenant):
        db.session.get(Collection, gifts.id).description = ""
    assert ("Gifts", f"/admin/collections/{gifts.id}") not in rows(desk)


def test_pictures_without_words_are_listed_with_their_product(desk, make):
    lamp = make.product(title="Lamp", slug="lamp")
    make.media(product=lamp, alt="A lamp")
    assert "Every picture says what it shows" in desk.get("/admin/checks/pictures").text
    make.media(product=lamp, alt="")
    text = desk.get("/admin/checks/pictures").text
    assert f"/admin/products/{lamp.id}#pictures" in text


@pytest.mark.parametrize(("rule", "status"), [("off", 303), ("warn", 303), ("refuse", 422)])
def test_publishing_warns_or_refuses_as_the_shop_says(desk, make, count, rule, status):
    lamp = make.product(title="Lamp", slug="lamp", status="draft")
    make.media(product=lamp, alt="")
    assert desk.post("/admin/checks/pictures", data={"alt": rule}).status_code == 303
    answer = desk.post(f"/admin/products/{lamp.id}/publish")
    assert answer.status_code == status
    assert count(Product, Product.status == "active") == (status == 303)
    said = answer.text if status == 422 else desk.get(f"/admin/products/{lamp.id}").text
    assert ("A picture has no words yet" in said) == (rule == "warn")
    assert ("has a picture without words" in said) == (rule == "refuse")


def test_no_other_door_publishes_what_is_refused(desk, make, api, count):
    lamp = make.product(title="Lamp", slug="lamp", status="draft")
    make.media(product=lamp, alt="")
    desk.post("/admin/checks/pictures", data={"alt": "refuse"})
    answer = api.patch(f"/api/v1/products/{lamp.id}", json={"status": "active"})
    assert (answer.status_code, answer.json["code"]) == (422, "catalog.pictures_without_words")
    assert count(Product, Product.status == "active") == 0
    assert desk.post("/admin/checks/pictures", data={"alt": "maybe"}).status_code == 422
