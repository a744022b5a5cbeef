"""The products of API v1: listed, searched, read by anybody; changed with a scope."""

import io

import pytest
from PIL import Image

from app.domains.catalog.models import Asset, Category, Media, Product, Variant
from app.domains.inventory.models import StockItem
from tests.support.clients import program

MATRIX = {
    "title": "Shirt", "status": "active", "options": ["Size", "Colour"],
    "variants": [
        {"options": {"Size": size, "Colour": colour}, "price": {"amount": 2500, "currency": "EUR"}, "quantity": 3}
        for size in ("S", "M", "L") for colour in ("red", "blue", "green", "white")
    ],
}  # fmt: skip


def picture(kind="PNG", size=(800, 600)):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def titles(answer):
    assert answer.status_code == 200, answer.json
    return [item["title"] for item in answer.json["items"]]


def test_a_category_lists_24_and_the_total_in_the_shop_s_order(shop, make):
    category = make.category(slug="mugs")
    for number in range(30):
        make.product(title=f"Mug {number:02}", category=category)
    first = shop.get("/api/v1/products?category=mugs")
    assert (len(titles(first)), first.json["total"]) == (24, 30)
    second = shop.get(f"/api/v1/products?category=mugs&cursor={first.json['next']}")
    assert titles(first) + titles(second) == [f"Mug {number:02}" for number in range(30)]
    assert second.json["next"] is None
    item = first.json["items"][0]
    assert item["price"] == {"amount": 1000, "currency": "EUR"}
    assert (item["in_stock"], item["image"]) == (True, None)


def test_a_category_shows_what_is_below_it(shop, make):
    above = make.category(slug="kitchen")
    below = make.category(slug="pots", parent_id=above.id)
    make.product(title="Pot", category=below)
    assert titles(shop.get("/api/v1/products?category=kitchen")) == ["Pot"]
    assert shop.get("/api/v1/products?category=nowhere").status_code == 404


def test_a_page_takes_few_statements(shop, make, query_budget):
    category = make.category(slug="mugs")
    for _ in range(5):
        made = make.product(category=category)
    shop.get("/api/v1/products?category=mugs")  # what a channel leaves out is read once an epoch and process
    with query_budget(1):
        assert shop.get("/api/v1/products?category=mugs").status_code == 200
    with query_budget(1):
        assert shop.get(f"/api/v1/products/{made.slug}").status_code == 200
    found = shop.get("/api/v1/products?q=product&facets=true")  # words are parsed once a process
    with query_budget(1):
        assert shop.get("/api/v1/products?q=product&facets=true").json == found.json


def test_a_search_finds_by_word_sku_and_beginning_and_counts_facets(shop, api, make):
    category = make.category(slug="lamps", name="Lamps")
    make.product(title="Brass lamp", sku="LAMP-1", brand="Lux", category=category, price=1999)
    make.product(title="Two lamps", brand="Lux", price=9900)
    make.product(title="Chair", brand="Sit")
    answer = shop.get("/api/v1/products?q=lamp&facets=true")
    assert (sorted(titles(answer)), answer.json["total"]) == (["Brass lamp", "Two lamps"], 2)
    facets = {facet["code"]: facet["values"] for facet in answer.json["facets"]}
    assert facets["brand"] == [{"value": "Lux", "label": "Lux", "count": 2}]
    assert facets["category"] == [{"value": "lamps", "label": "Lamps", "count": 1}]
    assert [(value["value"], value["count"]) for value in facets["price"]] == [
        ("1000-2499", 1),
        ("5000-9999", 1),
    ]
    assert titles(shop.get("/api/v1/products?q=LAMP-1")) == ["Brass lamp"]
    assert titles(shop.get("/api/v1/products?q=bras")) == ["Brass lamp"]
    assert titles(shop.get("/api/v1/products?brand=Sit")) == ["Chair"]
    assert titles(shop.get("/api/v1/products?q=lamp&price_to=2000")) == ["Brass lamp"]
    assert titles(shop.get("/api/v1/products?sort=price")) == ["Chair", "Brass lamp", "Two lamps"]


@pytest.mark.parametrize(
    "q", ["' or '' '", "1 or 1=1", "1/*'*/", "'\\\"", "%", "_", "\\", "a\0b", "((", "&|!", "x" * 299]
)
def test_hostile_words_find_nothing_and_break_nothing(shop, make, q):
    make.product(title="Mug")
    for name in ("q", "category", "brand", "option"):
        answer = shop.get("/api/v1/products", query_string={name: q})
        assert answer.status_code in (200, 404, 422)
        assert not answer.json.get("items")


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "cursor=zzz", "sort=name", "status=active"])
def test_wrong_parameters_are_refused(shop, query):
    assert shop.get(f"/api/v1/products?{query}").status_code in (400, 403, 422)


def test_a_cursor_of_another_order_is_refused(shop, make):
    for number in range(3):
        make.product(title=f"Mug {number}")
    cursor = shop.get("/api/v1/products?sort=title&limit=1").json["next"]
    assert shop.get(f"/api/v1/products?sort=price&cursor={cursor}").status_code == 400


@pytest.mark.parametrize("sort", ["featured", "newest", "price", "-price", "title"])
def test_every_order_walks_all_pages_once(shop, make, sort):
    category = make.category(slug="mugs")
    for number in range(5):
        make.product(title=f"Mug {number % 3}", price=1000 * (number % 2 + 1), category=category)
    for path in ("/api/v1/products?limit=2", "/api/v1/products?limit=2&category=mugs"):
        seen, cursor = [], ""
        while cursor is not None:
            answer = shop.get(f"{path}&sort={sort}&cursor={cursor}").json
            seen += [item["id"] for item in answer["items"]]
            cursor = answer["next"]
        assert len(seen) == len(set(seen)) == 5


def test_a_product_is_read_by_id_or_slug_with_its_variants(shop, make):
    made = make.product(title="Mug", slug="mug", sku="MUG", price=1250, compare_at=1500, stock=7)
    answer = shop.get("/api/v1/products/mug").json
    assert answer == shop.get(f"/api/v1/products/{made.id}").json
    variant = answer["variants"][0]
    assert (variant["sku"], variant["available"]) == ("MUG", 7)
    assert (variant["price"]["amount"], variant["compare_at"]["amount"]) == (1250, 1500)


def test_what_is_not_counted_has_no_number(shop, make):
    make.product(slug="air", stock=None)
    assert shop.get("/api/v1/products/air").json["variants"][0]["available"] is None


def test_drafts_are_for_programs_with_the_scope(shop, api, make, app, tenant):
    make.product(slug="secret", status="draft")
    assert shop.get("/api/v1/products/secret").status_code == 404
    assert shop.get("/api/v1/products?status=draft").status_code in (401, 403)
    assert program(app, tenant, "orders:read").get("/api/v1/products?status=draft").status_code == 403
    assert len(titles(api.get("/api/v1/products?status=draft"))) == 1
    assert titles(shop.get("/api/v1/products")) == []


def test_another_shop_s_products_are_not_there(shop, other_shop, other_api, make):
    made = make.product(slug="mug")
    assert other_shop.get("/api/v1/products/mug").status_code == 404
    assert titles(other_shop.get("/api/v1/products")) == []
    assert other_api.patch(f"/api/v1/products/{made.id}", json={"title": "Ours"}).status_code == 404
    assert other_api.delete(f"/api/v1/products/{made.id}").status_code == 404


@pytest.mark.req("CAT-03")
def test_a_matrix_of_12_is_one_product_and_a_repeat_is_refused(api, count):
    answer = api.post("/api/v1/products", json=MATRIX)
    assert answer.status_code == 201, answer.json
    assert (count(Product), count(Variant), count(StockItem)) == (1, 12, 12)
    assert {variant["available"] for variant in answer.json["variants"]} == {3}
    again = {"options": {"Size": "S", "Colour": "red"}, "price": {"amount": 1, "currency": "EUR"}}
    refused = api.post(f"/api/v1/products/{answer.json['id']}/variants", json=again)
    assert (refused.status_code, [error["field"] for error in refused.json["errors"]]) == (
        422,
        ["option_values"],
    )


@pytest.mark.req("CAT-01")
def test_a_duplicate_sku_and_a_missing_title_are_refused_at_their_fields(api, make, count):
    make.product(sku="MUG")
    price = {"amount": 100, "currency": "EUR"}
    refused = api.post(
        "/api/v1/products", json={"title": "Cup", "variants": [{"sku": "MUG", "price": price}]}
    )
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "variants.0.sku")
    refused = api.post("/api/v1/products", json={"title": " ", "variants": [{"sku": "CUP", "price": price}]})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "title")
    refused = api.post("/api/v1/products", json={"title": "Cup", "variants": [{"sku": "CUP"}]})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "variants.0.price")
    assert count(Product) == 1


@pytest.mark.req("CAT-01")
def test_an_edit_shows_at_once_and_a_stale_one_is_refused(api, shop, make):
    made = make.product(title="Mug", slug="mug")
    assert api.patch(f"/api/v1/products/{made.id}", json={"title": "Cup", "version": 1}).status_code == 200
    assert titles(shop.get("/api/v1/products?q=cup")) == ["Cup"]
    stale = api.patch(f"/api/v1/products/{made.id}", json={"title": "Jar", "version": 1})
    assert (stale.status_code, stale.json["code"]) == (409, "catalog.stale")


def test_a_variant_is_repriced_and_renamed(api, shop, make, count):
    made = make.product(slug="mug", sku="MUG", stock=4)
    path = f"/api/v1/products/{made.id}/variants/{made.variant.id}"
    assert (
        api.patch(path, json={"sku": "CUP", "price": {"amount": 900, "currency": "EUR"}}).status_code == 200
    )
    variant = shop.get("/api/v1/products/mug").json["variants"][0]
    assert (variant["sku"], variant["price"]["amount"], variant["available"]) == ("CUP", 900, 4)
    assert shop.get("/api/v1/products").json["items"][0]["price"]["amount"] == 900
    assert api.get("/api/v1/stock-levels?sku=CUP").json["items"][0]["on_hand"] == 4
    assert api.patch(path, json={"price": {"amount": 1, "currency": "USD"}}).status_code == 422
    assert api.delete(path).status_code == 422


def test_a_sold_product_is_archived_an_unsold_one_deleted(api, make, count):
    sold, unsold = make.product(), make.product()
    make.order_line(variant_id=sold.variant.id)
    assert api.delete(f"/api/v1/products/{sold.id}").json == {"outcome": "archived"}
    assert api.delete(f"/api/v1/products/{unsold.id}").json == {"outcome": "deleted"}
    assert count(Product, Product.id == sold.id, Product.status == "archived") == 1
    assert count(Product, Product.id == unsold.id) == 0


@pytest.mark.req("CAT-05")
def test_a_picture_is_shown_in_sizes_and_other_files_are_refused(api, shop, make, count, run_jobs):
    made = make.product(slug="mug")
    send = {"file": (io.BytesIO(picture()), "mug.exe"), "alt": "A mug"}
    answer = api.post(f"/api/v1/products/{made.id}/images", data=send)
    assert answer.status_code == 201, answer.json
    assert (answer.json["images"][0]["ready"], count(Asset)) == (False, 1)
    run_jobs()
    image = api.get(f"/api/v1/products/{made.id}").json["images"][0]
    assert (image["width"], image["height"], image["alt"], image["ready"]) == (800, 600, "A mug", True)
    served = shop.get(image["url"])
    assert (served.status_code, served.mimetype) == (200, "image/jpeg")
    assert "immutable" in served.headers["Cache-Control"]
    assert shop.get(shop.get("/api/v1/products").json["items"][0]["image"]).status_code == 200
    fake = {"file": (io.BytesIO(b"MZ" + b"\0" * 100), "mug.png")}
    refused = api.post(f"/api/v1/products/{made.id}/images", data=fake)
    assert (refused.status_code, refused.json["code"], count(Media)) == (422, "catalog.bad_picture", 1)
    assert api.delete(f"/api/v1/products/{made.id}/images/{image['id']}").json["images"] == []
    assert count(Asset) == 0
    gone = shop.get(image["url"])
    assert (gone.status_code, gone.mimetype) == (404, "image/svg+xml")


def test_another_shop_s_pictures_are_not_served(api, shop, other_shop, make, run_jobs):
    made = make.product()
    api.post(f"/api/v1/products/{made.id}/images", data={"file": (io.BytesIO(picture()), "a.png")})
    run_jobs()
    answer = api.get(f"/api/v1/products/{made.id}")
    assert shop.get(answer.json["images"][0]["url"]).status_code == 200
    assert other_shop.get(answer.json["images"][0]["url"]).status_code == 404


@pytest.mark.parametrize(
    "name", ["media/../../etc/passwd", "media/..%2f..%2fx", "imports/x", "media", "media/a%00b"]
)
def test_odd_file_names_are_not_there(shop, name):
    assert shop.get(f"/files/{name}").status_code == 404


def test_categories_move_without_loops_and_keep_their_products(api, shop, make, count):
    top = api.post("/api/v1/categories", json={"name": "Kitchen"}).json
    pots = api.post("/api/v1/categories", json={"name": "Pots", "parent_id": top["id"]}).json
    made = make.product(title="Pot")
    api.patch(f"/api/v1/products/{made.id}", json={"categories": [pots["id"]]})
    assert shop.get("/api/v1/products?category=kitchen").json["total"] == 1
    loop = api.patch(f"/api/v1/categories/{top['id']}", json={"parent_id": pots["id"]})
    assert (loop.status_code, loop.json["code"]) == (422, "catalog.category_loop")
    assert api.patch(f"/api/v1/categories/{pots['id']}", json={"parent_id": None}).status_code == 200
    assert shop.get("/api/v1/products?category=kitchen").json["total"] == 0
    assert [node["products"] for node in shop.get("/api/v1/categories").json["items"]] == [0, 1]
    assert api.delete(f"/api/v1/categories/{pots['id']}").status_code == 204
    assert (count(Category), count(Product)) == (1, 1)
    assert shop.get("/api/v1/products").json["total"] == 1


@pytest.mark.parametrize(("method", "path"), [
    ("post", "/api/v1/products"), ("post", "/api/v1/categories"), ("post", "/api/v1/stock-adjustments"),
    ("post", "/api/v1/locations"), ("get", "/api/v1/stock-levels"), ("get", "/api/v1/locations"),
])  # fmt: skip
def test_changes_need_a_key_and_the_scope(shop, app, tenant, method, path):
    assert getattr(shop, method)(path, json={}).status_code == 401
    assert getattr(program(app, tenant, "orders:write"), method)(path, json={}).status_code == 403
