"""Staff screens of the catalogue: list, editor, pictures, categories, imports, export, stock sheet."""

import io

import pytest
from PIL import Image
from sqlalchemy import delete, select

from app.core.db import db
from app.domains.catalog.models import Category, ImportRun, Media, Product, ProductVersion, Variant
from app.domains.inventory.models import StockLedger
from tests.support.clients import page, sign_in, with_token
from tests.support.units import unit

GOOD = "Handle,Title,Variant SKU,Variant Price,Option1 Name,Option1 Value\n"


pytestmark = pytest.mark.usefixtures("desk", "other_desk")


def form(**more):
    base = {
        "title": "Shirt",
        "status": "draft",
        "variants.0.id": "",
        "variants.0.sku": "S-1",
        "variants.0.price": "12.50",
        "variants.0.active": "1",
    }
    return base | {name.replace("__", "."): value for name, value in more.items()}


def csv(rows, wrong=()):
    lines = [f"p-{n},Product {n},SKU-{n},{'x' if n in wrong else '9.99'},,\n" for n in range(rows)]
    return (GOOD + "".join(lines)).encode()


def upload(admin, data, kind="shopify-csv"):
    return admin.post("/admin/imports/", data={"format": kind, "file": (io.BytesIO(data), "shop.csv")})


def test_the_list_shows_searches_and_filters(admin, make):
    category = make.category(name="Cups")
    make.product(title="Blue mug", category=category, stock=0)
    make.product(title="Old plate", status="archived")
    assert "Blue mug" in page(admin.get("/admin/products/"))
    assert "Old plate" not in page(admin.get("/admin/products/?q=mug"))
    assert "Blue mug" not in page(admin.get("/admin/products/?status=archived"))
    assert "Old plate" not in page(admin.get(f"/admin/products/?category={category.id}"))
    assert "Old plate" not in page(admin.get("/admin/products/?stock=out"))
    for sort in ("title", "-title", "price", "-price", "odd"):
        page(admin.get(f"/admin/products/?sort={sort}&columns=updated&columns=kind"))


def test_the_list_does_not_grow_in_statements(admin, make, query_budget):
    for _ in range(12):
        make.product()
    with query_budget(12):
        page(admin.get("/admin/products/"))


def test_the_list_is_paged_and_keeps_its_order(admin, make):
    for number in range(60):
        make.product(title=f"Mug {number:02}")
    first = page(admin.get("/admin/products/?sort=title"))
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert ("Mug 00" in first, "Mug 59" in first) == (True, False)
    assert "Mug 59" in page(admin.get(following))


def test_many_are_published_or_archived_at_once(admin, make, count):
    ids = [str(make.product(status="draft").id) for _ in range(3)]
    assert admin.post("/admin/products/bulk", data={"action": "publish", "ids": ids}).status_code == 303
    assert count(Product, Product.status == "active") == 3
    admin.post("/admin/products/bulk", data={"action": "archive", "ids": ids[:1]})
    assert count(Product, Product.status == "archived") == 1


def test_a_product_is_made_and_changed_by_hand(admin, shop, count):
    made = admin.post("/admin/products/new", data=form(status="active", variants__0__quantity="4"))
    assert made.status_code == 303
    where = made.headers["Location"]
    assert "Shirt" in page(admin.get(where))
    assert shop.get("/api/v1/products").json["items"][0]["price"]["amount"] == 1250
    shown = page(admin.get(where))
    variant_id = shown.split('name="variants.0.id" value="')[1].split('"')[0]
    version = shown.split('name="version" value="')[1].split('"')[0]
    change = form(
        title="Long shirt",
        status="active",
        version=version,
        variants__0__id=variant_id,
        variants__0__active="1",
        variants__0__price="9,99",
        variants__0__compare_at="12.50",
    )
    assert admin.post(where, data=change).status_code == 303
    item = shop.get("/api/v1/products").json["items"][0]
    assert (item["title"], item["price"]["amount"], item["compare_at"]["amount"]) == ("Long shirt", 999, 1250)


@pytest.mark.req("CAT-01")
def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(admin, make, count):
    make.product(sku="TAKEN")
    wrong = form(title="", description="Kept words", variants__0__sku="TAKEN", variants__0__price="abc")
    text = page(admin.post("/admin/products/new", data=wrong), 422)
    assert "Kept words" in text
    assert 'id="f-variants.0.price-error"' in text
    text = page(admin.post("/admin/products/new", data=form(title="", variants__0__sku="TAKEN")), 422)
    assert 'id="f-title-error"' in text
    text = page(admin.post("/admin/products/new", data=form(variants__0__sku="TAKEN")), 422)
    assert "Another product has this SKU already" in text
    assert count(Product) == 1


def test_a_stale_save_is_refused_with_the_typed_words(admin, make, count):
    made = make.product(title="Mug")
    data = form(title="Mine", variants__0__id=str(made.variant.id), version="99")
    text = page(admin.post(f"/admin/products/{made.id}", data=data), 409)
    assert ("Mine" in text, "overwrite" in text) == (True, True)
    assert admin.post(f"/admin/products/{made.id}", data=data | {"overwrite": "1"}).status_code == 303
    assert count(Product, Product.title == "Mine") == 1


@pytest.mark.req("CAT-03")
def test_options_make_a_matrix_that_is_saved_whole(admin, count):
    axes = {
        "options.0.name": "Size",
        "options.0.values": "S, M, L",
        "options.1.name": "Colour",
        "options.1.values": "red, blue, green, black",
    }
    block = page(admin.post("/admin/products/matrix", data=form() | axes, headers={"HX-Request": "true"}))
    assert block.count('name="variants.') > 12
    assert "<html" not in block
    rows = {}
    for place, (size, colour) in enumerate((s, c) for s in "SML" for c in ("red", "blue", "green", "black")):
        rows |= {
            f"variants.{place}.options": [size, colour],
            f"variants.{place}.sku": "",
            f"variants.{place}.price": "10",
            f"variants.{place}.active": "1",
        }
    assert (
        admin.post(
            "/admin/products/new", data={"title": "Shirt", "status": "draft"} | axes | rows
        ).status_code
        == 303
    )
    assert (count(Product), count(Variant)) == (1, 12)


def test_pictures_are_added_ordered_described_and_removed(admin, make, count):
    made = make.product()
    base = f"/admin/products/{made.id}/pictures"
    for colour in ("teal", "red"):
        out = io.BytesIO()
        Image.new("RGB", (400, 300), colour).save(out, "PNG")
        out.seek(0)
        page(admin.post(base, data={"picture": (out, "a.png")}, headers={"HX-Request": "true"}))
    assert count(Media) == 2
    text = page(admin.get(f"/admin/products/{made.id}"))
    second = text.split("/pictures/")[-2].split("/")[0]
    assert "picture-card" in page(
        admin.post(f"{base}/{second}/move", data={"to": "first"}, headers={"HX-Request": "true"})
    )
    page(admin.post(f"{base}/{second}/alt", data={"alt": "A red mug"}, headers={"HX-Request": "true"}))
    assert count(Media, Media.alt == "A red mug", Media.position == 1) == 1
    page(admin.post(f"{base}/{second}/remove", headers={"HX-Request": "true"}))
    assert count(Media) == 1


def test_publishing_needs_its_right(app, tenant, make, count):
    made = make.product(status="draft")
    clerk = with_token(sign_in(app, tenant, make.staff(role="warehouse")))
    assert clerk.post(f"/admin/products/{made.id}/publish").status_code == 403
    assert clerk.get("/admin/imports/").status_code == 403
    assert count(Product, Product.status == "active") == 0


def test_a_sold_product_is_archived_instead_of_deleted(admin, make, count):
    made = make.product()
    make.order_line(variant_id=made.variant.id)
    assert admin.post(f"/admin/products/{made.id}/delete").status_code == 303
    assert count(Product, Product.status == "archived") == 1


def test_the_category_tree_is_kept(admin, make, count):
    admin.post("/admin/categories/", data={"name": "Kitchen"})
    admin.post("/admin/categories/", data={"name": "Garden"})
    text = page(admin.get("/admin/categories/"))
    ids = [
        part.split('"')[0]
        for part in text.split('href="/admin/categories/')[1:]
        if len(part.split('"')[0]) == 36
    ]
    above, below = ids[0], ids[1]
    saved = admin.post(f"/admin/categories/{below}", data={"name": "Herbs", "parent_id": above})
    assert saved.status_code == 303
    loop = admin.post(f"/admin/categories/{above}", data={"name": "Kitchen", "parent_id": below})
    assert "below itself" in page(loop, 422)
    page(admin.get(f"/admin/categories/{above}"))
    page(admin.post(f"/admin/categories/{above}/move", data={"to": "down"}, headers={"HX-Request": "true"}))
    assert admin.post(f"/admin/categories/{above}/delete").status_code == 303
    assert count(Category) == 1
    assert page(admin.post("/admin/categories/", data={"name": " "}), 422)


@pytest.mark.req("CAT-06")
def test_a_file_is_checked_first_and_loaded_when_somebody_says_so(admin, count):
    answer = upload(admin, csv(100, wrong={3, 50, 99}))
    assert (answer.status_code, count(Product)) == (303, 0)
    text = page(admin.get(answer.headers["Location"]))
    assert "Load 97 products" in text
    for row in (5, 52, 101):
        assert f">{row}</td>" in text
    assert admin.post(answer.headers["Location"] + "/load").status_code == 303
    assert count(Product) == 97
    assert "Loaded" in page(admin.get(answer.headers["Location"]))
    assert admin.post(answer.headers["Location"] + "/load").status_code == 409
    page(admin.get("/admin/imports/"))


def test_a_large_file_is_checked_by_a_worker(admin, count, run_jobs, sender):
    data = csv(3000) + b"\n" * 150_000
    answer = upload(admin, data)
    assert "hx-get" in page(admin.get(answer.headers["Location"]))
    run_jobs()
    assert "Load 3,000 products" in page(admin.get(answer.headers["Location"])).replace("3000", "3,000")
    assert count(Product) == 0


def test_an_import_whose_worker_died_is_started_again(admin, unit, tenant, count, sender, run_jobs):
    from datetime import timedelta

    from app.core import clock
    from app.core.db import db

    where = upload(admin, csv(3000) + b"\n" * 150_000).headers["Location"]
    sender.take()
    assert admin.post(where + "/load").status_code == 409
    with unit(tenant):
        db.session.query(ImportRun).one().changed_at = clock.now() - timedelta(minutes=6)
    assert "Start again" in page(admin.get(where))
    assert admin.post(where + "/load").status_code == 303
    run_jobs()
    assert (count(ImportRun, ImportRun.status == "checked"), count(Product)) == (1, 0)


@pytest.mark.parametrize("data", [b"", b"not,a,shop\n1,2,3\n", b"<?xml version='1.0'?><x/>"])
def test_files_that_cannot_be_taken_are_said_so(admin, count, data):
    answer = upload(admin, data)
    if answer.status_code == 303:
        assert "cannot be taken" in page(admin.get(answer.headers["Location"]))
    else:
        assert "Choose a file first" in page(answer, 422)
    assert count(Product) == 0


def test_another_shop_s_imports_are_not_there(admin, other_admin):
    where = upload(admin, csv(1)).headers["Location"]
    assert other_admin.get(where).status_code == 404
    assert other_admin.post(where + "/load").status_code == 404


@pytest.mark.req("CAT-06")
def test_an_export_reads_back_as_the_same(admin, other_admin, make, count, other_tenant):
    make.product(
        title="=cmd|' /C calc'!A0",
        sku="-1+1",
        description='<p>A, "quoted"</p>',
        brand="@home",
        tags=["a,b", "c"],
        category=make.category(name="Pots > Pans"),
    )
    data = admin.get("/admin/products/export.csv").data
    assert b"'=cmd" in data
    answer = upload(admin, data, "galleria-csv")
    text = page(admin.get(answer.headers["Location"]))
    assert "Nothing to load" in text, text[-4000:]
    assert count(ImportRun) == 1


def test_stock_is_seen_counted_and_explained(admin, make, count):
    made = make.product(sku="MUG", stock=5)
    main = make.main_location()
    assert "MUG" in page(admin.get("/admin/stock/?q=mug"))
    assert "MUG" not in page(admin.get("/admin/stock/?state=out"))
    url = f"/admin/stock/{made.stock_item.id}/{main.id}/adjust"
    assert "<dialog" in page(admin.get(url, headers={"HX-Request": "true"}))
    page(admin.get(url))
    refused = admin.post(
        url, data={"kind": "remove", "quantity": "9", "reason": "Lost"}, headers={"HX-Request": "true"}
    )
    assert "There are only 5" in page(refused, 422)
    page(admin.post(url, data={"kind": "count", "quantity": "x", "reason": "Lost"}), 422)
    page(admin.post(url, data={"kind": "count", "quantity": "3"}), 422)
    assert (
        admin.post(
            url, data={"kind": "count", "quantity": "3,5", "reason": "Stocktake", "note": "shelf"}
        ).status_code
        == 303
    )
    assert count(StockLedger, StockLedger.reason == "Stocktake: shelf") == 1
    assert "Stocktake: shelf" in page(admin.get(f"/admin/stock/{made.stock_item.id}"))


def test_a_clerk_sees_only_the_own_store_s_stock(app, tenant, make):
    berlin = make.location(code="berlin", name="Berlin")
    made = make.product(sku="MUG", stock=5)
    make.stock_at(made.stock_item, berlin, 2)
    clerk = sign_in(app, tenant, make.staff(role="store_manager", locations=[berlin]))
    text = page(clerk.get("/admin/stock/"))
    assert ("Berlin" in text, "Main warehouse" in text) == (True, False)
    assert clerk.get(f"/admin/stock/{made.stock_item.id}/{make.main_location().id}/adjust").status_code == 404


def test_a_product_that_gets_options_keeps_its_sku(admin, make, tenant):
    product = make.product(sku="TEE", title="Tee")
    with unit(tenant):
        kept = db.session.scalar(select(Variant).where(Variant.product_id == product.id))
    sent = form(
        title="Tee",
        status="active",
        options__0__name="Size",
        options__0__values="S",
        variants__0__id=str(kept.id),
        variants__0__sku="TEE",
        variants__0__options="S",
        then="live",
    )
    assert admin.post(f"/admin/products/{product.id}", data=sent).status_code in (302, 303)
    with unit(tenant):
        now = db.session.scalar(select(Variant).where(Variant.id == kept.id))
        assert (now.sku, now.option_values) == ("TEE", ["S"])


def test_a_product_without_versions_says_so_and_no_brand_is_no_page(admin, make, tenant):
    made = make.product(title="Mug", sku="MUG")
    with unit(tenant):
        db.session.execute(delete(ProductVersion))
    shown = admin.get(f"/admin/products/{made.id}/history")
    assert shown.status_code == 200
    assert "No versions yet" in shown.text
    assert admin.get("/admin/products/brands/safety").status_code == 404
