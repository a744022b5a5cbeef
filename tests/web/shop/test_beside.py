"""What stands beside a product, picked by a person: on its page, in the cart, never what cannot be bought."""

import pytest

from app.domains.catalog.models import ProductLink
from app.flows import edit_product, link_products
from tests.support.clients import page
from tests.support.units import unit

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def mug(make):
    return make.product(title="Mug", slug="mug", sku="MUG", price=1000, stock=5)


def pick(tenant, product, **kinds):
    with unit(tenant):
        link_products.save(product.id, {kind: [each.id for each in items] for kind, items in kinds.items()})


def band(text, title):
    start = text.index(title)
    return text[start : text.index("</section>", start)]


@pytest.mark.req("WEB-08")
def test_what_was_picked_stands_on_the_page_and_in_the_cart(shop, make, tenant, mug):
    saucer = make.product(title="Saucer", slug="saucer", price=400, stock=5)
    teapot = make.product(title="Teapot", slug="teapot", price=4000, stock=5)
    cup = make.product(title="Cup", slug="cup", price=900, stock=5)
    pick(tenant, mug, cross=[saucer], upsell=[teapot], related=[cup])
    text = shop.get("/p/mug").text
    assert "Saucer" in band(text, "Goes with it")
    beside = band(text, "Beside it on the shelf")
    assert beside.index("Teapot") < beside.index("Cup")  # better ones come first
    shop.post("/cart/lines", data={"product": "mug", "quantity": "1"})
    assert "Saucer" in band(shop.get("/cart").text, "Goes with it")


@pytest.mark.req("WEB-08")
def test_what_is_sold_out_or_retired_vanishes_at_once(shop, make, tenant, mug):
    out = make.product(title="Gone saucer", slug="gone", price=400, stock=0)
    old = make.product(title="Old saucer", slug="old", price=400, stock=5)
    pick(tenant, mug, cross=[out, old])
    assert "Gone saucer" not in shop.get("/p/mug").text
    assert "Old saucer" in shop.get("/p/mug").text
    with unit(tenant):
        edit_product.set_status([old.id], "archived")
    assert "Old saucer" not in shop.get("/p/mug").text


@pytest.mark.req("WEB-08")
def test_too_few_picked_are_filled_up_from_the_shelf(shop, make, tenant):
    cups = make.category(name="Cups", slug="cups")
    mug = make.product(title="Mug", slug="mug", category=cups, stock=5)
    make.product(title="Shelf cup", category=cups, stock=5)
    chosen = make.product(title="Chosen one", stock=5)
    assert "Shelf cup" in band(shop.get("/p/mug").text, "Beside it on the shelf")
    pick(tenant, mug, related=[chosen])
    beside = band(shop.get("/p/mug").text, "Beside it on the shelf")
    assert beside.index("Chosen one") < beside.index("Shelf cup")


def test_programs_pick_and_read_it(api, shop, make, mug):
    saucer = make.product(title="Saucer", price=400, stock=5)
    path = f"/api/v1/products/{mug.id}/related"
    assert api.put(path, json={"cross": [str(saucer.id)]}).status_code == 200
    assert [each["title"] for each in shop.get(path).json["cross"]] == ["Saucer"]
    refused = api.put(path, json={"cross": [str(mug.id)]})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "cross")
    assert shop.put(path, json={"cross": []}).status_code in (401, 403)


def test_staff_search_pick_order_and_take_out(admin, make, mug, count, shop):
    first, second = make.product(title="Saucer one", stock=5), make.product(title="Saucer two", stock=5)
    where = f"/admin/products/{mug.id}/links"
    text = page(admin.get(f"{where}?kind=cross&q=saucer"))
    assert "Add Saucer one" in text
    for each in (first, second):
        admin.post(where, data={"kind": "cross", "other": str(each.id), "to": "in"})
    admin.post(where, data={"kind": "cross", "other": str(second.id), "to": "up"})
    text = page(admin.get(where))
    assert text.index("Saucer two") < text.index("Saucer one")
    assert "Add Saucer one" not in page(admin.get(f"{where}?kind=cross&q=saucer"))
    admin.post(where, data={"kind": "cross", "other": str(first.id), "to": "out"})
    assert count(ProductLink) == 1
    wrong = admin.post(where, data={"kind": "cross", "other": str(mug.id), "to": "in"})
    assert wrong.status_code == 422
    assert "beside itself" in wrong.text
    assert admin.post(where, data={"kind": "odd", "other": str(first.id)}).status_code == 422
