"""Assortments in the console, and the panel that says where a product is shown and why not."""

import re

import pytest

from app.core.db import db
from app.domains.channels.models import Channel


@pytest.fixture
def oak(make):
    return make.product(
        title="Oak chair", slug="oak", sku="OAK", category=make.category(name="Chairs", slug="chairs")
    )


def plain(desk, path):
    return re.sub("<[^>]+>", "", desk.get(path).text)


def shown(desk, product):
    return desk.get(f"/admin/channels/shown/{product.id}").text


def test_lines_are_added_and_taken_out_by_hand(desk, shop, oak, make):
    lamps = make.category(name="Lamps", slug="lamps")
    path = "/admin/channels/web/assortment"
    assert "Everything is offered" in desk.get(path).text
    assert desk.post(path, data={"effect": "exclude", "products": "OAK"}).status_code == 303
    assert shop.get("/p/oak").status_code == 404
    text = plain(desk, path)
    assert ("Oak chair" in text, "0 of 1 products" in text) == (True, True)
    desk.post(path, data={"effect": "include", "products": "oak", "category": str(lamps.id)})
    assert "1 of 1 products" in plain(desk, path)
    assert "A part" in desk.get("/admin/channels/").text
    for target in (oak.id, lamps.id):
        assert desk.post(f"{path}/remove", data={"target": str(target)}).status_code == 303
    assert "Everything is offered" in desk.get(path).text
    assert shop.get("/p/oak").status_code == 200


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({}, "Choose a category, a collection or products"),
        ({"products": "nope"}, "No product is called nope"),
    ],
)
def test_a_line_that_says_nothing_is_refused(desk, oak, form, problem):
    answer = desk.post("/admin/channels/web/assortment", data={"effect": "include", **form})
    assert (answer.status_code, problem in answer.text) == (422, True)


def test_a_store_has_an_assortment_of_its_own(desk, oak, make):
    store = make.location(code="harbour", name="Harbour")
    path = "/admin/channels/stores/harbour/assortment"
    assert "Harbour" in desk.get("/admin/channels/").text
    assert desk.post(path, data={"effect": "exclude", "products": "OAK"}).status_code == 303
    assert "Not offered by the tills of" in shown(desk, oak)
    assert desk.get("/admin/channels/stores/nope/assortment").status_code == 404
    assert desk.get("/admin/channels/nope/assortment").status_code == 404
    assert store.code in desk.get("/admin/channels/").text


def test_what_an_assortment_names_is_not_deleted(desk, oak, make):
    lamps = make.category(name="Lamps", slug="lamps")
    desk.post("/admin/channels/web/assortment", data={"effect": "include", "category": str(lamps.id)})
    answer = desk.post(f"/admin/categories/{lamps.id}/delete")
    assert answer.status_code == 409


def test_the_panel_says_where_a_product_is_shown_and_why_not(desk, oak, make, unit, tenant):
    text = shown(desk, oak)
    assert "Web shop" in text
    assert "not shown" not in text
    assert "Chairs" in text
    assert f"/admin/channels/shown/{oak.id}" in desk.get(f"/admin/products/{oak.id}").text
    desk.post("/admin/channels/web/assortment", data={"effect": "exclude", "products": "OAK"})
    with unit(tenant):
        db.session.query(Channel).filter_by(code="phone").update({"active": False, "currency": "CHF"})
    text = shown(desk, oak)
    assert "/admin/channels/web/assortment" in text
    assert "The channel is closed" in text
    assert "It has no price in CHF" in text
    bare = make.bare_product(title="Bare", status="draft")
    text = shown(desk, bare)
    assert "It is a draft" in text
    assert "None of its variants is on sale" in text
