"""The guided way to a new product: a draft from the first step, back and forth, published at the end."""

import pytest
from sqlalchemy import select

from app.core.db import db
from app.domains.catalog.models import Product, Variant
from tests.support.clients import page
from tests.support.units import unit

pytestmark = pytest.mark.usefixtures("desk", "other_desk")


def begin(admin, **more):
    answer = admin.post(
        "/admin/products/guide", data={"title": "Shirt", "status": "draft", "then": "on"} | more
    )
    assert answer.status_code in (302, 303), answer.text
    return answer.headers["Location"].split("/admin/products/")[1].split("/")[0]


def step(admin, product, name, **sent):
    data = {key.replace("__", "."): value for key, value in sent.items()}
    return admin.post(f"/admin/products/{product}/guide/{name}", data={"then": "on"} | data)


def rows(admin, product, **cells):
    """The variants as the price step shows them, with cells filled in."""
    text = page(admin.get(f"/admin/products/{product}/guide/price"))
    sent = {}
    for part in text.split('name="variants.')[1:]:
        name, _quote, rest = part.partition('"')
        if "value=" in rest[:40] and not name.endswith(("backorder", "tracked", "active")):
            sent.setdefault(f"variants.{name}", []).append(rest.split('value="')[1].split('"')[0])
    for place in range(len({name.split(".")[1] for name in sent})):
        sent |= {f"variants.{place}.{name}": value for name, value in cells.items()}
        sent |= {f"variants.{place}.active": "1", f"variants.{place}.tracked": "1"}
    return sent


def variants(tenant):
    with unit(tenant):
        return list(db.session.scalars(select(Variant)))


@pytest.mark.req("CAT-03")
def test_step_by_step_to_the_shop(admin, shop, make, count, tenant):
    cups = make.category(name="Shirts", slug="shirts")
    product = begin(admin)
    assert count(Product, Product.status == "draft") == 1
    assert "What does it look like?" in page(admin.get(f"/admin/products/{product}/guide/pictures"))
    assert step(admin, product, "pictures").headers["Location"].endswith("/guide/options")
    sent = {"options.0.name": "Size", "options.0.values": "S, M, L"}
    assert step(admin, product, "options", **sent).headers["Location"].endswith("/guide/price")
    assert count(Variant) == 3
    priced = rows(admin, product, price="19.90", quantity="4")
    assert step(admin, product, "price", **priced).headers["Location"].endswith("/guide/sold")
    sold = {"categories-asked": "1", "categories": str(cups.id), "slug": "my-shirt"}
    assert step(admin, product, "sold", **sold).headers["Location"].endswith("/guide/check")
    text = page(admin.get(f"/admin/products/{product}/guide/check"))
    assert "Picture" in text  # what is missing, with links
    assert step(admin, product, "check", then="publish").status_code in (302, 303)
    shown = shop.get("/p/my-shirt").text
    assert "€19.90" in shown
    assert "Few left" in shown
    assert {row.sku for row in variants(tenant)} == {"SHIRT", "SHIRT-M", "SHIRT-L"}
    assert "Shirt" in shop.get("/c/shirts").text


def test_one_may_go_back_and_what_was_typed_is_still_there(admin, count):
    product = begin(admin, description="Soft.", brand="Loom")
    text = page(admin.get(f"/admin/products/{product}/guide/what"))
    assert "Soft." in text
    assert 'value="Loom"' in text
    assert step(admin, product, "what", title="Long shirt", brand="Loom").status_code in (302, 303)
    step(admin, product, "options", **{"options.0.name": "Size", "options.0.values": "S, M"})
    step(admin, product, "price", **rows(admin, product, price="5"))
    step(admin, product, "options", **{"options.0.name": "Size", "options.0.values": "S, M, L"})
    assert count(Variant) == 3
    text = page(admin.get(f"/admin/products/{product}/guide/price"))
    assert text.count('value="5.00"') == 3  # a new size costs what the others do


def test_a_price_is_needed_to_go_on_but_not_to_go_on_later(admin):
    product = begin(admin)
    refused = step(admin, product, "price", **rows(admin, product))
    assert refused.status_code == 422
    assert "A variant needs a price" in refused.text
    later = step(admin, product, "price", **(rows(admin, product) | {"then": "later"}))
    assert later.status_code in (302, 303)
    assert "status=draft" in later.headers["Location"]
    unpriced = step(admin, product, "check", then="publish")
    assert unpriced.status_code == 422
    assert "has no price yet" in unpriced.text


def test_a_title_is_needed_and_steps_are_known(admin, make):
    refused = admin.post("/admin/products/guide", data={"title": " ", "status": "draft"})
    assert refused.status_code == 422
    assert "A product needs a title" in refused.text
    product = begin(admin)
    assert admin.get(f"/admin/products/{product}/guide/odd").status_code == 404
    sold = make.product(title="On sale")
    assert admin.get(f"/admin/products/{sold.id}/guide/what").status_code in (302, 303)
    assert step(admin, sold.id, "what", title="x").status_code == 409


@pytest.mark.req("CAT-09")
def test_two_who_guide_the_same_draft_are_told(admin):
    product = begin(admin)
    step(admin, product, "what", title="First", version="1")
    refused = step(admin, product, "what", title="Second", version="1")
    assert refused.status_code == 409
    assert 'value="Second"' in refused.text
