"""What a channel or a store does not offer: in no list, no search, no page, no cart and on no till there."""

import pytest

from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.domains.catalog import assortments, collections
from app.domains.catalog.assortments import Line
from app.domains.catalog.models import AssortmentPlace, Product
from app.domains.catalog.types import CollectionDraft
from app.domains.channels import service as channels
from app.domains.pos.types import Till
from app.flows import arrange_assortments, arrange_collections
from app.flows.refresh_listings import refresh_listings
from app.queries import till_catalog


@pytest.fixture
def goods(make):
    """Lamps: brass, tin; chairs: oak."""
    lamps = make.category(name="Lamps", slug="lamps")
    chairs = make.category(name="Chairs", slug="chairs")
    return {
        "brass": make.product(title="Lamp brass", slug="brass", brand="Lux", sku="BRASS", category=lamps),
        "tin": make.product(title="Lamp tin", slug="tin", brand="Lux", sku="TIN", category=lamps),
        "oak": make.product(title="Oak chair", slug="oak", brand="Sit", sku="OAK", category=chairs),
        "lamps": lamps, "chairs": chairs,
    }  # fmt: skip


@pytest.fixture
def offer(unit, tenant):
    """Keep the assortment of a channel; lines are (effect, kind, row)."""

    def keep(*lines, channel="web", location=None):
        with unit(tenant):
            scope = {"location_id": location.id} if location else {"channel_id": channels.channel(channel).id}
            arrange_assortments.keep([Line(effect, kind, row.id) for effect, kind, row in lines], **scope)

    return keep


def listed(shop, query=""):
    return {each["slug"] for each in shop.get(f"/api/v1/products?limit=50{query}").json["items"]}


@pytest.mark.req("CHN-01")
def test_what_is_outside_is_nowhere_in_the_shop(shop, goods, offer):
    assert listed(shop) == {"brass", "tin", "oak"}
    offer(("exclude", "product", goods["tin"]))
    assert listed(shop) == {"brass", "oak"}
    assert listed(shop, "&category=lamps") == {"brass"}
    assert shop.get("/api/v1/products?category=lamps&limit=1").json["total"] == 1
    assert listed(shop, "&q=lamp") == {"brass"}
    facets = shop.get("/api/v1/products?q=lamp&facets=true").json["facets"]
    assert next(each for each in facets if each["code"] == "brand")["values"][0]["count"] == 1
    assert shop.get("/p/tin").status_code == 404
    assert shop.get("/api/v1/products/tin").status_code == 404
    assert shop.get("/p/brass").status_code == 200
    assert "/p/tin" not in shop.get("/c/lamps").text + shop.get("/").text + shop.get("/sitemap.xml").text
    assert "tin" not in shop.get("/search/suggest?q=lam").text
    offer(("exclude", "category", goods["lamps"]))
    page = shop.get("/").text
    assert ("/c/chairs" in page, "/c/lamps" in page) == (True, False), "an emptied department is not offered"
    offer()
    assert listed(shop) == {"brass", "tin", "oak"}
    assert shop.get("/p/tin").status_code == 200


def test_only_what_is_included_is_offered_and_an_exception_wins(shop, goods, offer, count):
    offer(("include", "category", goods["lamps"]))
    assert listed(shop) == {"brass", "tin"}
    offer(("include", "category", goods["lamps"]), ("exclude", "product", goods["tin"]))
    assert listed(shop) == {"brass"}
    assert count(AssortmentPlace) == 1
    offer(("exclude", "category", goods["lamps"]))
    assert listed(shop) == {"oak"}


def test_it_follows_products_categories_and_collections(shop, goods, offer, make, unit, tenant, count):
    with unit(tenant):
        rule = {"conditions": [{"field": "brand", "op": "is", "value": ["Lux"]}]}
        lux = arrange_collections.save(None, CollectionDraft("Lux", kind="rule", rule=rule))
    offer(("include", "collection", lux))
    assert listed(shop) == {"brass", "tin"}
    make.product(title="New lamp", slug="new", brand="Lux")
    with unit(tenant):
        db.session.get(Product, goods["tin"].id).brand = "Other"
        refresh_listings([goods["tin"].id])
    assert listed(shop) == {"brass", "new"}
    with unit(tenant):
        rule["conditions"][0]["value"] = ["Sit"]
        arrange_collections.save(lux.id, CollectionDraft("Lux", kind="rule", rule=rule))
    assert listed(shop) == {"oak"}
    with unit(tenant), pytest.raises(Conflict, match="An assortment names it"):
        arrange_collections.remove(lux.id)
    with unit(tenant):
        assert collections.collection(lux.id)


@pytest.mark.req("CHN-01")
def test_what_is_outside_cannot_be_put_into_a_cart_nor_ordered(shop, goods, offer):
    cart = shop.post("/api/v1/carts", json={"lines": [{"sku": "TIN", "quantity": 1}]}).json
    offer(("exclude", "product", goods["tin"]))
    for path, body in (
        ("/api/v1/carts", {"lines": [{"sku": "TIN", "quantity": 1}]}),
        (f"/api/v1/carts/{cart['id']}/lines", {"sku": "TIN", "quantity": 1}),
    ):
        answer = shop.post(path, json=body)
        assert (answer.status_code, answer.json["code"]) == (422, "catalog.not_offered")
    other = shop.post("/api/v1/carts", json={"channel": "phone", "lines": [{"sku": "TIN", "quantity": 1}]})
    assert other.status_code == 201, "each channel has its own"
    body = {
        "email": "kim@example.com", "delivery": {"method": "standard"},
        "payment": {"method": "test", "token": "tok_approve"},
        "shipping_address": {
            "name": "Kim", "line1": "High Street 1", "city": "Berlin", "postal_code": "10115", "country": "DE",
        },
    }  # fmt: skip
    path = f"/api/v1/carts/{cart['id']}/checkout"
    answer = shop.post(path, json=body, headers={"Idempotency-Key": "outside"})
    assert (answer.status_code, answer.json["code"]) == (422, "catalog.not_offered")


def test_a_till_forgets_what_its_store_or_the_stores_do_not_offer(goods, offer, make, unit, tenant):
    register = make.register()
    with unit(tenant):
        till = Till(register.id, register.id, register.location_id, "T1", "Till", "T1")

        def skus(page):
            return {item["sku"] for item in page.items}

        first = till_catalog.page(till, "")
        assert skus(first) == {"BRASS", "TIN", "OAK"}
    store = type("Store", (), {"id": register.location_id})
    offer(("exclude", "product", goods["tin"]), location=store)
    offer(("include", "category", goods["lamps"]), channel="pos")
    with unit(tenant):
        page = till_catalog.page(till, first.version)
        assert (page.full, skus(page), page.total) == (True, {"BRASS"}, 1)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([("include", "category", "chairs"), ("exclude", "category", "chairs")], "included and excluded"),
        ([("include", "product", "lamps")], "Choose one"),
    ],
)
def test_lines_that_cannot_be_are_refused(goods, unit, tenant, lines, problem, count):
    with unit(tenant), pytest.raises(Invalid) as refusal:
        arrange_assortments.keep(
            [Line(effect, kind, goods[name].id) for effect, kind, name in lines],
            channel_id=channels.channel("web").id,
        )
    assert problem in str(refusal.value.fields)
    assert count(AssortmentPlace) == 0


def test_settling_costs_two_statements(goods, offer, unit, tenant, query_budget):
    offer(("exclude", "category", goods["lamps"]))
    with unit(tenant), query_budget(2):
        assortments.settle(product_ids=[goods["tin"].id, goods["oak"].id])
