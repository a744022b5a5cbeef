"""The spreadsheet: many cells in one save, faults at their cells, conflicts noticed, a save taken back."""

import html
import re

import pytest

from app.domains.catalog.models import BulkEdit, Product, Variant
from app.domains.pricing.models import BasePrice, PriceChange
from tests.support.clients import sign_in, with_token

EDITOR = ("identity:console:enter", "catalog:product:view", "catalog:product:edit")


pytestmark = pytest.mark.usefixtures("desk", "other_desk")


def sheet(admin, query=""):
    """The grid's form as a browser would send it back."""
    answer = admin.get(f"/admin/products/grid?{query}")
    assert answer.status_code == 200, answer.text[-3000:]
    text = answer.text
    data = {}
    for tag in re.findall(r"<input [^>]*>", text[text.index('id="grid"') :]):
        name, value = re.search(r' name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and value and 'type="checkbox"' not in tag:
            data.setdefault(html.unescape(name[1]), []).append(html.unescape(value[1]))
    for name, inside in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', text, re.S):
        data[name] = [re.search(r'value="([^"]*)" selected', inside)[1]]
    return data


def save(admin, data, **more):
    return admin.post("/admin/products/grid", data=data | more)


@pytest.mark.req("UXA-03")
def test_many_cells_are_saved_at_once_and_taken_back_at_once(admin, make, count, shop):
    one = make.product(title="Blue mug", price=500, status="active")
    two = make.product(title="Red jug", price=900, status="active")
    data = sheet(admin)
    data[f"{one.id}.title"] = ["Green mug"]
    data[f"{one.variant.id}.price"] = ["4,50"]
    data[f"{one.variant.id}.compare_at"] = ["5.00"]
    data[f"{two.id}.tags"] = ["gift, sale, gift"]
    data[f"{two.id}.status"] = ["draft"]
    data[f"{two.variant.id}.weight_grams"] = ["250"]
    done = save(admin, data)
    assert done.status_code == 303, done.text[-2000:]
    items = shop.get("/api/v1/products").json["items"]
    assert [(item["title"], item["price"]["amount"]) for item in items] == [("Green mug", 450)]
    assert count(Product, Product.tags == ["gift", "sale"]) == 1
    assert count(Variant, Variant.weight_grams == 250) == 1
    assert count(PriceChange, PriceChange.variant_id == one.variant.id) >= 1
    assert count(BulkEdit) == 1
    where = done.headers["Location"]
    assert "2 products are changed" in admin.get(where).text
    edit = re.search(r"done=([0-9a-f-]{36})", where)[1]
    assert admin.post(f"/admin/products/grid/{edit}/undo").status_code == 303
    titles = {item["title"] for item in shop.get("/api/v1/products").json["items"]}
    assert titles == {"Blue mug", "Red jug"}
    assert count(BasePrice, BasePrice.amount == 500, BasePrice.compare_at.is_(None)) == 1


@pytest.mark.req("UXA-03")
def test_faults_stand_at_their_cells_and_the_others_can_be_saved(admin, make, count):
    made = [make.product(price=1000) for _ in range(5)]
    data = sheet(admin)
    for product in made:
        data[f"{product.variant.id}.price"] = ["12.00"]
    data[f"{made[0].variant.id}.price"] = ["abc"]
    data[f"{made[1].variant.id}.compare_at"] = ["3.00"]
    data[f"{made[2].id}.title"] = [" "]
    refused = save(admin, data)
    assert refused.status_code == 422
    for key in (f"{made[0].variant.id}.price", f"{made[1].variant.id}.compare_at", f"{made[2].id}.title"):
        assert f'id="e-{key}"' in refused.text
    assert 'value="abc"' in refused.text
    assert count(BasePrice, BasePrice.amount == 1200) == 0
    partly = save(admin, data, rest="1")
    assert partly.status_code == 200
    assert count(BasePrice, BasePrice.amount == 1200) == 3
    assert 'value="abc"' in partly.text
    assert "cells are saved" in partly.text


def test_what_somebody_else_changed_is_not_overwritten(admin, make, count):
    made = make.product(title="Mug", brand="Old")
    mine = sheet(admin)
    theirs = sheet(admin)
    theirs[f"{made.id}.title"] = ["Theirs"]
    assert save(admin, theirs).status_code == 303
    mine[f"{made.id}.brand"] = ["New"]
    assert save(admin, mine).status_code == 303, "other fields of the same product are free"
    mine[f"{made.id}.title"] = ["Mine"]
    refused = save(admin, mine)
    assert refused.status_code == 422
    assert "Somebody else changed this" in refused.text
    assert 'value="Mine"' in refused.text
    assert count(Product, Product.title == "Theirs") == 1


def test_a_grid_of_chosen_products_and_of_strangers(admin, other_admin, make, count):
    one, two = make.product(title="One"), make.product(title="Two")
    data = sheet(admin, f"ids={one.id}")
    assert (f"{one.id}.title" in data, f"{two.id}.title" in data) == (True, False)
    data[f"{one.id}.title"] = ["Stolen"]
    other_admin.post("/admin/products/grid", data=data)
    assert count(Product, Product.title == "Stolen") == 0


def test_the_grid_keeps_to_its_statements(admin, make, query_budget):
    for _ in range(8):
        make.product()
    with query_budget(10):
        assert admin.get("/admin/products/grid?q=a").status_code == 200


@pytest.mark.req("CAT-08")
def test_the_grid_and_bulk_acts_are_no_way_around_approval(app, tenant, make, count):
    live, draft = make.product(title="Live", price=500), make.product(title="Draft", status="draft")
    editor = sign_in(app, tenant, make.staff(permissions=[*EDITOR]))
    publisher = sign_in(app, tenant, make.staff(permissions=[*EDITOR, "catalog:product:publish"]))
    for browser in (editor, publisher):
        with_token(browser)
    data = sheet(editor)
    assert f"{draft.id}.title" in data
    waits = save(editor, data | {f"{live.id}.title": "Rude", f"{live.variant.id}.price": "1.00"})
    assert waits.status_code == 422
    assert "waits for approval" in waits.text
    assert save(editor, data | {f"{draft.id}.title": "Better"}).status_code == 303
    asked = {"action": "tag", "value": "x", "ids": [str(live.id)]}
    assert editor.post("/admin/products/bulk", data=asked).status_code == 422
    data = sheet(publisher)
    assert "is not approved yet" in save(publisher, data | {f"{draft.id}.status": "active"}).text
    assert count(Product, Product.title == "Live") == 1
    assert count(Product, Product.title == "Better", Product.status == "draft") == 1
    assert count(BasePrice, BasePrice.amount == 500) == 1
