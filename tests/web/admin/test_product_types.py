"""Product types, their facts on products, search words and changed addresses, by screen, API and shop."""

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.ids import new_id
from app.domains.catalog.models import Asset, Listing, ProductType
from app.domains.content.models import Redirect
from tests.support.clients import page
from tests.support.units import unit

SHOE = {
    "name": "Shoe",
    "fields": [
        {
            "label": "Material",
            "kind": "choice",
            "choices": ["Leather", "Wool"],
            "required": True,
            "facet": True,
        },
        {"label": "Heel", "kind": "number", "unit": "mm"},
        {"label": "Care", "localised": True, "facet": True},
        {"label": "Vegan", "kind": "boolean"},
        {"label": "Upper", "kind": "colour"},
    ],
}


pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def shoe(api):
    made = api.post("/api/v1/product-types", json=SHOE)
    assert made.status_code == 201, made.text
    return made.json["id"]


def posted(**more):
    base = {"title": "Boot", "status": "draft", "variants.0.id": "", "variants.0.sku": "B-1", "variants.0.price": "90",
            "variants.0.active": "1"}  # fmt: skip
    return base | more


@pytest.mark.req("CAT-01")
def test_facts_are_checked_at_their_field_and_shown_to_shoppers(admin, shop, shoe, unit, tenant):
    wrong = {"attributes.heel": "high", "attributes.material": "Tin", "attributes.upper": "red"}
    text = page(admin.post("/admin/products/new", data=posted(type_id=shoe, **wrong)), 422)
    for words in ("Write a number, such as 12.5", "Choose one of: Leather, Wool", "Write a colour"):
        assert words in text
    missing = posted(type_id=shoe, then="publish")
    assert "Material is needed" in page(admin.post("/admin/products/new", data=missing), 422)
    good = {"attributes.heel": "25,50", "attributes.material": "Wool", "attributes.care.en": "Brush <b>it</b>",
            "attributes.care.de": "Bürsten", "attributes.vegan": "false"}  # fmt: skip
    made = admin.post("/admin/products/new", data=posted(type_id=shoe, then="publish", **good))
    assert made.status_code == 303
    found = shop.get("/api/v1/products/boot").json["attributes"]
    assert {each["code"]: each["value"] for each in found}.items() >= {
        "material": "Wool",
        "heel": "25.5 mm",
        "vegan": "no",
    }.items()
    text = page(shop.get("/p/boot", headers={"Accept-Language": "de"}))
    assert ("Material" in text, "Wool" in text) == (True, True)
    assert "Brush <b>it</b>" not in page(shop.get("/p/boot?lang=en"))
    with unit(tenant):
        assert "material=Wool" in db.session.scalar(select(Listing.attributes))
    assert 'value="25.5"' in page(admin.get(made.headers["Location"]))


def test_a_draft_may_lack_what_publication_needs(admin, api, shoe):
    made = admin.post("/admin/products/new", data=posted(type_id=shoe))
    where = made.headers["Location"]
    assert "Material is needed" in page(admin.post(f"{where}/publish"), 422)
    product = where.rsplit("/", 1)[1]
    stage = api.post(f"/api/v1/products/{product}/stage", json={"act": "publish"})
    assert (
        stage.json["errors"][0]["field"] == "attributes.material"
        if "errors" in stage.json
        else stage.status_code == 422
    )


def test_types_are_made_changed_and_kept_while_products_have_them(admin, shoe, count):
    assert "Shoe" in page(admin.get("/admin/product-types/"))
    row = {
        "fields.0.label": "Pages",
        "fields.0.kind": "number",
        "fields.1.label": "",
        "fields.1.kind": "text",
    }
    assert admin.post("/admin/product-types/new", data={"name": "Book", **row}).status_code == 303
    text = page(admin.post("/admin/product-types/new", data={"name": "Book", **row}), 422)
    assert ("Another type has this name already" in text, 'value="Pages"' in text) == (True, True)
    choice = {"name": "Mug", "fields.0.label": "Glaze", "fields.0.kind": "choice", "fields.0.choices": ""}
    assert "Name what can be chosen" in page(admin.post("/admin/product-types/new", data=choice), 422)
    admin.post("/admin/products/new", data=posted(type_id=shoe))
    page(admin.post(f"/admin/product-types/{shoe}/delete"), 409)
    assert count(ProductType) == 2
    fields = page(
        admin.post("/admin/products/facts", data=posted(type_id=shoe), headers={"HX-Request": "true"})
    )
    assert 'name="attributes.care.de"' in fields


@pytest.mark.req("CAT-10")
def test_search_words_find_and_a_changed_address_leads_on(api, shop, count):
    body = {"title": "Boot", "status": "active", "keywords": ["wellington"],
            "variants": [{"sku": "B", "price": {"amount": 100, "currency": "EUR"}}]}  # fmt: skip
    made = api.post("/api/v1/products", json=body).json
    assert [each["slug"] for each in shop.get("/api/v1/products?q=wellington").json["items"]] == ["boot"]
    assert "wellington" not in page(shop.get("/p/boot"))
    api.patch(f"/api/v1/products/{made['id']}", json={"slug": "rain-boot"})
    moved = shop.get("/p/boot")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/p/rain-boot")
    api.patch(f"/api/v1/products/{made['id']}", json={"slug": "boot"})
    assert (shop.get("/p/boot").status_code, shop.get("/p/rain-boot").status_code) == (200, 301)
    assert count(Redirect) == 1


def test_a_fact_may_be_one_of_the_products_files(admin, api, shop, make, tenant):
    with unit(tenant):
        paper = Asset(
            id=new_id(), kind="document", status="ready", name="manual.pdf", file_key=f"{tenant.id}/media/manual.pdf",
            mime="application/pdf", uploaded_by="test",
        )  # fmt: skip
        db.session.add(paper)
    product = make.product(title="Drill", slug="drill")
    shown = make.media(product=product, asset_id=paper.id, kind="document", file_key=None)
    fields = [{"label": "Manual", "kind": "file", "required": True}]
    kind = api.post("/api/v1/product-types", json={"name": "Tool", "fields": fields}).json["id"]
    path = f"/api/v1/products/{product.id}"
    refused = api.patch(path, json={"type_id": kind, "attributes": {"manual": "no id"}})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "attributes.manual")
    assert api.patch(path, json={"type_id": kind, "attributes": {"manual": str(shown.id)}}).status_code == 200
    text = shop.get("/p/drill").text
    assert "Manual" in text
    assert "/media/manual.pdf" in text
    editor = page(admin.get(f"/admin/products/{product.id}"))
    assert f'value="{shown.id}" selected' in editor
    assert "manual.pdf" in editor


@pytest.mark.req("CAT-07")
def test_facts_and_choices_are_read_in_the_shoppers_language(admin, api, make, shop, tenant):
    row = {"fields.0.label": "Material", "fields.0.kind": "choice", "fields.0.choices": "Leather, Wool",
           "fields.0.facet": "1", "fields.0.label.de": "Werkstoff", "fields.0.choices.de": "Leder"}  # fmt: skip
    text = page(admin.post("/admin/product-types/new", data={"name": "Shoe", **row}), 422)
    assert "Name 2 choices, in the same order" in text
    assert 'value="Leder"' in text
    row["fields.0.choices.de"] = "Leder, Wolle"
    made = admin.post("/admin/product-types/new", data={"name": "Shoe", **row})
    kind = made.headers["Location"].rsplit("/", 1)[1]
    for at, material in enumerate(("Wool", "Leather")):
        product = make.product(title=f"Boot {at}", slug=f"boot-{at}")
        body = {"type_id": kind, "attributes": {"material": material}}
        assert api.patch(f"/api/v1/products/{product.id}", json=body).status_code == 200

    shelf = page(shop.get("/search?q=boot&lang=de"))
    assert ("Werkstoff" in shelf, "Wolle (1)" in shelf, "Wool (1)" in shelf) == (True, True, False)
    shown = page(shop.get("/p/boot-0?lang=de"))
    assert ("Werkstoff" in shown, "Wolle" in shown, "Wool" in shown) == (True, True, False)
    assert "Wool (1)" in page(shop.get("/search?q=boot"))
    told = api.get("/api/v1/product-types").json["items"][0]["fields"][0]["translations"]
    assert told == {"de": {"label": "Werkstoff", "choices": ["Leder", "Wolle"]}}
