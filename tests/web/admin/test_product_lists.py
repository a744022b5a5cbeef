"""The merchandiser's list: filters, kept views and columns, acts on many products, taking them back."""

import re

import pytest

from app.core.audit import AuditRow
from app.domains.catalog.models import BulkEdit, Product, ProductCategory
from app.domains.identity.models import SavedView
from tests.support.clients import page

pytestmark = pytest.mark.usefixtures("desk", "other_desk")


def titles(text):
    return re.findall(r'class="row-link"[^>]*>([^<]*)<', text)


def listed(admin, query):
    return set(titles(page(admin.get(f"/admin/products/?{query}"))))


@pytest.mark.req("UXA-04")
def test_every_filter_finds_its_products_and_no_other(admin, make):
    cups = make.category(name="Cups")
    make.product(
        title="Blue mug",
        brand="Nord",
        kind="Cup",
        price=500,
        category=cups,
        description="<p>x</p>",
        tags=["gift"],
    )
    make.product(title="Red jug", brand="Sud", kind="Jug", price=5000, stock=0, sku="JUG-7_A", description="")
    assert listed(admin, "brand=Nord") == {"Blue mug"}
    assert listed(admin, "kind=Jug") == {"Red jug"}
    assert listed(admin, "tag=gift") == {"Blue mug"}
    assert listed(admin, "low=10") == {"Red jug"}
    assert listed(admin, "high=10.00") == {"Blue mug"}
    assert listed(admin, "gap=description") == {"Red jug"}
    assert listed(admin, "gap=category") == {"Red jug"}
    assert listed(admin, "gap=picture") == {"Blue mug", "Red jug"}
    assert listed(admin, "gap=price") == set()
    assert listed(admin, "q=jug-7_") == {"Red jug"}
    assert listed(admin, "q=%25") == set()
    assert listed(admin, "stock=out&brand=Sud&gap=picture") == {"Red jug"}
    assert "No product fits" in page(admin.get("/admin/products/?brand=None"))


def test_the_list_keeps_to_its_statements(admin, make, query_budget):
    for number in range(12):
        make.product(brand=f"Brand {number}")
    with query_budget(12):
        page(admin.get("/admin/products/?q=a&brand=Brand 3&gap=picture"))


@pytest.mark.req("UXA-10")
def test_views_and_columns_are_kept(admin, other_admin, make, count):
    make.product(title="Mug", brand="Nord", kind="Cup")
    saved = admin.post(
        "/admin/products/views", data={"name": "Nord", "query": "brand=Nord&evil=1", "shared": "1"}
    )
    assert saved.headers["Location"] == "/admin/products/?brand=Nord"
    assert 'href="/admin/products/?brand=Nord" aria-current="page">Nord' in page(
        admin.get("/admin/products/?brand=Nord")
    )
    assert ">Nord<" not in page(other_admin.get("/admin/products/"))
    admin.post("/admin/products/columns", data={"columns": ["kind"], "back": "brand=Nord"})
    text = page(admin.get("/admin/products/"))
    assert (">Cup</td>" in text, ">Nord</td>" in text) == (True, False)
    admin.post("/admin/products/columns", data={"columns": ""})
    assert ">Nord</td>" in page(admin.get("/admin/products/"))
    view = re.search(r"/admin/products/views/([0-9a-f-]{36})/delete", text).group(1)
    assert other_admin.post(f"/admin/products/views/{view}/delete").status_code == 404
    assert admin.post(f"/admin/products/views/{view}/delete").status_code == 303
    assert count(SavedView) == 0
    page(admin.post("/admin/products/views", data={"name": " "}), 422)


def chosen(action, made, **more):
    return {"action": action, "ids": [str(each.id) for each in made], **more}


@pytest.mark.req("UXA-03")
def test_acts_on_many_ask_once_and_are_undone(admin, make, count):
    made = [make.product(status="draft", tags=["old"]) for _ in range(3)]
    assert "Publish 3 products?" in page(admin.post("/admin/products/bulk/ask", data=chosen("publish", made)))
    asked = admin.post("/admin/products/bulk/ask", data=chosen("tag", made), headers={"HX-Request": "true"})
    assert "<dialog" in page(asked)
    assert "<html" not in asked.text
    assert count(Product, Product.status == "active") == 0
    for action, value in (
        ("publish", ""),
        ("tag", "new"),
        ("untag", "old"),
        ("brand", "Nord"),
        ("kind", "Cup"),
    ):
        assert admin.post("/admin/products/bulk", data=chosen(action, made, value=value)).status_code == 303
    assert count(Product, Product.status == "active", Product.tags == ["new"], Product.brand == "Nord") == 3
    done = admin.post("/admin/products/bulk", data=chosen("archive", made, back="brand=Nord"))
    where = done.headers["Location"]
    assert "3 products are changed" in page(admin.get(where))
    edit = where.split("done=")[1]
    assert admin.post(f"/admin/products/bulk/{edit}/undo").status_code == 303
    assert count(Product, Product.status == "active") == 3
    assert admin.post(f"/admin/products/bulk/{edit}/undo").status_code == 409
    assert count(AuditRow, AuditRow.action == "catalog.product_changed") == 3 * 7


def test_what_somebody_changed_since_is_not_undone(admin, make, count):
    made = [make.product(status="draft", brand="Old") for _ in range(2)]
    edit = (
        admin.post("/admin/products/bulk", data=chosen("brand", made, value="New"))
        .headers["Location"]
        .split("done=")[1]
    )
    admin.post("/admin/products/bulk", data=chosen("brand", made[:1], value="Newest"))
    assert "Somebody changed" in page(admin.post(f"/admin/products/bulk/{edit}/undo"), 409)
    assert count(Product, Product.brand == "New") == 1


def test_only_my_own_acts_are_undone(admin, other_admin, make):
    made = [make.product(brand="Old")]
    edit = (
        admin.post("/admin/products/bulk", data=chosen("brand", made, value="New"))
        .headers["Location"]
        .split("done=")[1]
    )
    assert other_admin.post(f"/admin/products/bulk/{edit}/undo").status_code == 404


def test_categories_are_given_to_many(admin, make, count, shop):
    cups = make.category(name="Cups")
    made = [make.product(), make.product()]
    admin.post("/admin/products/bulk", data=chosen("put", made, value=str(cups.id)))
    assert count(ProductCategory) == 2
    assert len(shop.get(f"/api/v1/products?category={cups.slug}").json["items"]) == 2
    admin.post("/admin/products/bulk", data=chosen("take", made[:1], value=str(cups.id)))
    assert len(shop.get(f"/api/v1/products?category={cups.slug}").json["items"]) == 1
    page(admin.post("/admin/products/bulk", data=chosen("put", made, value="nonsense")), 422)
    page(admin.post("/admin/products/bulk", data=chosen("tag", made, value=" ")), 422)
    page(admin.post("/admin/products/bulk", data={"action": "tag"}), 422)
    page(admin.post("/admin/products/bulk", data=chosen("explode", made)), 422)


def test_all_that_a_filter_finds_are_changed(admin, make, count):
    for brand in ("Nord", "Nord", "Sud"):
        make.product(brand=brand)
    asked = {"action": "kind", "value": "Cup", "everything": "1", "back": "brand=Nord"}
    admin.post("/admin/products/bulk", data=asked)
    assert count(Product, Product.kind == "Cup", Product.brand == "Nord") == 2
    assert count(Product, Product.kind == "Cup") == 2
    assert count(BulkEdit) == 1
