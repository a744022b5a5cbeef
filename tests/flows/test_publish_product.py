"""Drafts, approval, the clock, versions, and two people at one product, through screens and API."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core import clock
from app.core.tenancy import tenant_scope
from app.domains.catalog.models import PendingProduct, Product, ProductVersion
from app.flows import publish_product
from tests.support.clients import page, sign_in, with_token

EDITOR = ("identity:console:enter", "catalog:product:view", "catalog:product:edit")


pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def editor(app, tenant, make):
    return with_token(sign_in(app, tenant, make.staff(name="Eda Editor", permissions=list(EDITOR))))


def form(made, browser, **more):
    text = page(browser.get(f"/admin/products/{made.id}"))
    version = text.split('name="version" value="')[1].split('"')[0]
    base = {
        "title": made.title, "status": made.status, "version": version, "slug": made.slug,
        "variants.0.id": str(made.variant.id), "variants.0.sku": made.sku, "variants.0.price": "10.00",
        "variants.0.active": "1", "variants.0.tracked": "1",
    }  # fmt: skip
    return base | more


def save(browser, made, data, status=303):
    return page(browser.post(f"/admin/products/{made.id}", data=data), status)


def titles(shop):
    return [each["title"] for each in shop.get("/api/v1/products").json["items"]]


@pytest.mark.req("CAT-08")
def test_changes_to_a_published_product_stay_unseen_until_they_are_published(admin, shop, make, count):
    made = make.product(title="Mug")
    save(admin, made, form(made, admin, title="Big mug", then="draft", **{"variants.0.price": "12.00"}))
    assert titles(shop) == ["Mug"]
    text = page(admin.get(f"/admin/products/{made.id}"))
    assert "2 differences from the shop" in text
    assert ("Big mug" in text, "Shoppers do not see these changes yet" in text, "12.00" in text) == (
        True,
    ) * 3
    assert "Mug" in page(shop.get(f"/p/{made.slug}"))
    assert admin.post(f"/admin/products/{made.id}/publish").status_code == 303
    item = shop.get("/api/v1/products").json["items"][0]
    assert (item["title"], item["price"]["amount"]) == ("Big mug", 1200)
    assert count(PendingProduct) == 0


@pytest.mark.req("CAT-08")
def test_an_editor_submits_and_only_an_approver_publishes(admin, editor, shop, make):
    made = make.product(title="Mug", status="draft")
    where = f"/admin/products/{made.id}"
    for act in ("publish", "approve", "plan"):
        assert editor.post(f"{where}/{act}").status_code == 403
    assert (
        editor.post("/admin/products/bulk", data={"action": "publish", "ids": [str(made.id)]}).status_code
        == 403
    )
    save(editor, made, form(made, editor, title="Good mug", then="submit"))
    assert "Waits for approval" in page(admin.get(where))
    page(admin.post(f"{where}/send-back", data={"reason": ""}), 422)
    admin.post(f"{where}/send-back", data={"reason": "Name the size"})
    assert "Name the size" in page(editor.get(where))
    save(editor, made, form(made, editor, title="Large mug", then="submit"))
    assert admin.post(f"{where}/approve").status_code == 303
    assert (titles(shop), admin.post(f"{where}/publish").status_code) == ([], 303)
    assert titles(shop) == ["Large mug"]


def test_an_editors_change_to_a_published_product_waits_and_ends_an_approval(
    admin, editor, shop, make, count
):
    made = make.product(title="Mug")
    save(editor, made, form(made, editor, title="Other"))
    assert titles(shop) == ["Mug"]
    admin.post(f"/admin/products/{made.id}/approve")
    save(editor, made, form(made, editor, title="Rude words", then="draft"))
    assert count(Product, Product.review == "approved") == 0
    admin.post(f"/admin/products/{made.id}/discard")
    assert (titles(shop), count(PendingProduct)) == (["Mug"], 0)


def test_who_may_publish_but_not_approve_publishes_only_what_is_approved(app, tenant, admin, make, shop):
    browser = with_token(sign_in(app, tenant, make.staff(permissions=[*EDITOR, "catalog:product:publish"])))
    made = make.product(title="Mug", status="draft")
    page(browser.post(f"/admin/products/{made.id}/publish"), 403)
    bulk = {"action": "publish", "ids": [str(made.id)]}
    page(browser.post("/admin/products/bulk", data=bulk), 403)
    admin.post(f"/admin/products/{made.id}/approve")
    assert browser.post(f"/admin/products/{made.id}/publish").status_code == 303
    assert titles(shop) == ["Mug"]


@pytest.mark.req("CAT-08")
def test_the_clock_publishes_and_retires(admin, shop, make, tenant):
    made = make.product(title="Mug", status="draft")
    page(admin.post(f"/admin/products/{made.id}/plan", data={"publish_at": "2001-01-01T10:00"}), 422)
    plan = {"publish_at": "2099-01-01T10:00", "retire_at": "2099-01-01T12:00"}
    assert admin.post(f"/admin/products/{made.id}/plan", data=plan).status_code == 303
    assert "Scheduled" in page(admin.get(f"/admin/products/{made.id}"))
    seen = []
    for hour in (8, 11, 13):
        at = datetime(2099, 1, 1, hour, 30, tzinfo=ZoneInfo(tenant.timezone))
        with tenant_scope(tenant):
            publish_product.follow_clock(at)
        seen.append(titles(shop))
    assert seen == [[], ["Mug"], []]


@pytest.mark.req("CAT-09")
def test_every_version_says_who_and_what_and_can_be_restored(admin, shop, make):
    made = make.product(title="Mug")
    save(admin, made, form(made, admin, title="Big mug"))
    save(admin, made, form(made, admin, title="Big mug", **{"variants.0.price": "14.00"}))
    text = page(admin.get(f"/admin/products/{made.id}/history"))
    assert ("<del>Mug</del>" in text, "<ins>Big mug</ins>" in text, "14.00" in text) == (True, True, True)
    first = min(int(part.split("/")[0]) for part in text.split("/history/")[1:] if "/restore" in part[:12])
    assert admin.post(f"/admin/products/{made.id}/history/{first}/restore").status_code == 303
    assert titles(shop) == ["Big mug"]  # restored as pending changes
    admin.post(f"/admin/products/{made.id}/publish")
    item = shop.get("/api/v1/products").json["items"][0]
    assert (item["title"], item["price"]["amount"]) == ("Mug", 1000)
    page(admin.post(f"/admin/products/{made.id}/history/9999/restore"), 404)


@pytest.mark.req("CAT-09")
def test_two_people_saving_get_told_who_and_what_and_lose_nothing(admin, editor, make):
    made = make.product(title="Mug", status="draft")
    mine = form(made, admin, title="Mine")
    save(editor, made, form(made, editor, title="Theirs", seo_title="A good mug"))
    text = save(admin, made, mine, 409)
    for word in ("Eda Editor", 'value="Mine"', "Theirs", "A good mug", "overwrite"):
        assert word in text
    save(admin, made, mine | {"overwrite": "1"})
    assert 'value="Mine"' in page(admin.get(f"/admin/products/{made.id}"))


def test_a_link_shows_the_draft_until_it_ends(admin, shop, make, frozen_clock):
    made = make.product(title="Mug")
    save(
        admin,
        made,
        form(made, admin, title="Secret mug", description="<p>New</p><script>x</script>", then="draft"),
    )
    text = page(admin.post(f"/admin/products/{made.id}/share"))
    link = text.split("/draft/")[1].split('"')[0]
    answer = shop.get(f"/draft/{link}")
    assert "Secret mug" in page(answer)
    assert "<script>x" not in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    assert shop.get("/draft/other").status_code == 404
    frozen_clock(clock.now() + timedelta(days=15))
    assert shop.get(f"/draft/{link}").status_code == 404
    admin.post(f"/admin/products/{made.id}/unshare")


def test_programs_move_products_too(api, shop, make, count):
    made = make.product(title="Mug", status="draft")
    where = f"/api/v1/products/{made.id}"
    assert api.get(f"{where}/stage").json["stage"] == "draft"
    assert api.post(f"{where}/stage", json={"act": "submit"}).json["stage"] == "in_review"
    assert api.post(f"{where}/stage", json={"act": "approve"}).json["stage"] == "approved"
    assert api.post(f"{where}/stage", json={"act": "publish"}).json["stage"] == "published"
    assert api.post(f"{where}/stage", json={"act": "submit"}).json["code"] == "catalog.nothing_pending"
    api.patch(where, json={"title": "Later", "as_draft": True})
    assert titles(shop) == ["Mug"]
    assert api.get(f"{where}/stage").json["changes"] == "draft"
    versions = api.get(f"{where}/versions").json["items"]
    assert versions[0]["changes"][0] == {"field": "Title", "before": "Mug", "after": "Later"}
    assert (
        api.post(f"{where}/stage", json={"act": "plan", "publish_at": "2099-01-01T10:00:00"}).status_code
        == 422
    )
    stage = api.post(f"{where}/stage", json={"act": "plan", "publish_at": "2099-01-01T10:00:00Z"}).json
    assert stage["changes"] == "scheduled"
    assert api.post(f"{where}/stage", json={"act": "retire"}).json["stage"] == "retired"
    assert shop.get(f"{where}/stage").status_code in (401, 403)
    assert count(ProductVersion) >= 2
