"""Several category trees over the same products: moved, renamed and deleted in the console, seen in the shop."""

import re

import pytest

from app.core.db import db
from app.domains.catalog.models import Category, CategoryTree, Product, ProductCategory
from app.flows.refresh_listings import refresh_listings


def names(page):
    return re.findall(r'class="tree-name depth-(\d)"><a href="[^"]*">([^<]+)</a>', page)


def push(desk, row, to, of=None):
    return desk.post(f"/admin/categories/{row.id}/move", data={"to": to, "of": of.id if of else ""})


@pytest.fixture
def rooms(make):
    """Chairs with Stools below; Lamps."""
    chairs = make.category(name="Chairs", slug="chairs", position=1)
    stools = make.category(name="Stools", slug="stools", position=1, parent_id=chairs.id)
    lamps = make.category(name="Lamps", slug="lamps", position=2)
    return chairs, stools, lamps


@pytest.fixture
def trade(make, unit, tenant):
    with unit(tenant):
        row = CategoryTree(name="Trade")
        db.session.add(row)
    return row


@pytest.mark.req("CAT-02")
def test_one_product_stands_in_two_trees_and_outlives_a_category_and_a_tree(desk, make, rooms, trade, count):
    goods = make.category(name="Trade goods", slug="trade-goods", tree_id=trade.id)
    stool = make.product(title="Stool", slug="stool", category=rooms[1])
    make.product_category(category=goods, product=stool)
    assert count(ProductCategory) == 2
    assert desk.post(f"/admin/categories/{rooms[1].id}/delete").status_code == 303
    assert (count(Product), count(ProductCategory)) == (1, 1)
    assert desk.post(f"/admin/categories/trees/{trade.id}/delete").status_code == 303
    assert (count(Product), count(ProductCategory), count(CategoryTree)) == (1, 0, 0)
    assert count(Category, Category.slug.in_(["chairs", "lamps"])) == 2


@pytest.mark.req("CAT-02")
def test_a_move_below_itself_is_refused_in_words(desk, rooms, count):
    chairs, stools, _lamps = rooms
    answer = push(desk, chairs, "under", stools)
    assert answer.status_code == 422
    assert "A category cannot stand below itself" in answer.text
    assert count(Category, Category.parent_id.is_(None)) == 2


def test_rows_are_pushed_and_dropped_where_people_want_them(desk, rooms):
    chairs, stools, lamps = rooms
    assert names(desk.get("/admin/categories/").text) == [("0", "Chairs"), ("1", "Stools"), ("0", "Lamps")]
    for row, to, of, wanted in [
        (lamps, "up", None, [("0", "Lamps"), ("0", "Chairs"), ("1", "Stools")]),
        (lamps, "up", None, [("0", "Lamps"), ("0", "Chairs"), ("1", "Stools")]),
        (chairs, "in", None, [("0", "Lamps"), ("1", "Chairs"), ("2", "Stools")]),
        (stools, "out", None, [("0", "Lamps"), ("1", "Chairs"), ("1", "Stools")]),
        (stools, "before", chairs, [("0", "Lamps"), ("1", "Stools"), ("1", "Chairs")]),
        (stools, "after", lamps, [("0", "Lamps"), ("1", "Chairs"), ("0", "Stools")]),
        (lamps, "down", None, [("0", "Stools"), ("0", "Lamps"), ("1", "Chairs")]),
        (stools, "under", chairs, [("0", "Lamps"), ("1", "Chairs"), ("2", "Stools")]),
        (stools, "nowhere", None, [("0", "Lamps"), ("1", "Chairs"), ("2", "Stools")]),
    ]:
        assert names(push(desk, row, to, of).text) == wanted, (row.name, to)


def test_a_former_address_leads_to_the_new_one(desk, shop, make, rooms):
    make.product(category=rooms[1])
    path = f"/admin/categories/{rooms[1].id}"
    form = {"name": "Bar stools", "slug": "", "parent_id": str(rooms[0].id), "description": ""}
    assert desk.post(path, data=form).status_code == 303
    answer = shop.get("/c/stools")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/c/bar-stools")
    assert "Bar stools" in shop.get("/c/bar-stools").text
    taken = desk.post(path, data={**form, "slug": "lamps"})
    assert taken.status_code == 422
    assert "Another category has this address already" in taken.text
    assert desk.post(f"{path}/delete").status_code == 303
    assert shop.get("/c/bar-stools").headers["Location"] == "/c/chairs"


@pytest.mark.req("CAT-02")
def test_a_channel_shows_the_tree_that_was_chosen_for_it(desk, shop, make, rooms, trade, unit, tenant):
    stool = make.product(title="Stool", slug="stool", category=rooms[1])
    goods = make.category(name="Trade goods", slug="trade-goods", tree_id=trade.id)
    make.product_category(category=goods, product=stool)
    with unit(tenant):
        refresh_listings([stool.id])
    page = shop.get("/").text
    assert ("/c/chairs" in page, "/c/trade-goods" in page) == (True, False)
    assert shop.get("/c/trade-goods").status_code == 404
    assert desk.post("/admin/channels/web", data={"tree": str(trade.id)}).status_code == 303
    page = shop.get("/").text
    assert ("/c/chairs" in page, "/c/trade-goods" in page) == (False, True)
    assert "Stool" in shop.get("/c/trade-goods").text
    assert shop.get("/c/chairs").status_code == 404
    assert "/c/chairs" not in shop.get("/sitemap.xml").text
    assert "Chairs" not in shop.get("/search?q=stool").text
    refused = desk.post(f"/admin/categories/trees/{trade.id}/delete")
    assert refused.status_code == 409
    assert "Web shop shows this tree" in refused.text
    assert "Trade" in desk.get("/admin/channels/").text


def test_trees_are_begun_renamed_and_kept_apart(desk, rooms, count, unit, tenant):
    assert desk.post("/admin/categories/trees", data={"name": " "}).status_code == 422
    answer = desk.post("/admin/categories/trees", data={"name": "Stores"})
    path = answer.headers["Location"]
    assert "No categories yet" in desk.get(path).text
    assert desk.post("/admin/categories/trees", data={"name": "Stores"}).status_code == 422
    assert desk.post(path, data={"name": "Shelf one"}).status_code == 303
    assert names(desk.get(path).text) == [("0", "Shelf one")]
    assert "Shelf one" not in str(names(desk.get("/admin/categories/").text))
    with unit(tenant):
        tree = db.session.query(CategoryTree).one()
        shelf = db.session.query(Category).filter_by(tree_id=tree.id).one()
    assert desk.post(f"/admin/categories/trees/{tree.id}", data={"name": "Shelves"}).status_code == 303
    form = {"name": "Shelf one", "slug": "shelf-one", "parent_id": str(rooms[0].id)}
    assert desk.post(f"/admin/categories/{shelf.id}", data=form).status_code == 303
    assert count(Category, Category.tree_id.is_(None)) == 4
    assert desk.get("/admin/categories/?tree=nope").status_code == 404


def test_the_tree_is_searched_with_what_stands_above(desk, rooms):
    assert names(desk.get("/admin/categories/?q=stool").text) == [("0", "Chairs"), ("1", "Stools")]
    assert "No category fits" in desk.get("/admin/categories/?q=zebra").text
