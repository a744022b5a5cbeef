"""Collections, assortments and trees of API v1: made, changed and removed by programs with the scope."""

import pytest

from app.domains.catalog.models import Collection
from tests.support.clients import program

STRANGER = "0198f3a2-7c1e-7b52-9d0a-5e2f6c1b4a77"


def titles(shop, slug):
    return [item["title"] for item in shop.get(f"/api/v1/products?collection={slug}").json["items"]]


@pytest.fixture
def gifts(api):
    answer = api.post("/api/v1/collections", json={"title": "Gifts", "description": "<p>For <b>two</b></p>"})
    assert answer.status_code == 201, answer.json
    return answer.json


def test_a_collection_by_hand_keeps_its_products_in_order(api, shop, make, gifts):
    one, two = make.product(title="Bowl"), make.product(title="Mug")
    draft = make.product(title="Later", status="draft")
    members = [str(each.id) for each in (two, draft, one)]
    address = f"/api/v1/collections/{gifts['id']}"
    filled = api.put(f"{address}/products", json={"products": members})
    assert (filled.status_code, filled.json["members"], filled.json["products"]) == (200, members, 2)
    assert titles(shop, "gifts") == ["Mug", "Bowl"]
    assert api.get(f"{address}/definition").json == filled.json
    refused = api.put(f"{address}/products", json={"products": [STRANGER]})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "products")
    assert titles(shop, "gifts") == ["Mug", "Bowl"]


def test_a_collection_by_rule_is_live_and_its_rule_is_checked(api, shop, make):
    make.product(title="Cheap", price=900)
    make.product(title="Dear", price=9900)
    rule = {"match": "all", "conditions": [{"field": "price", "op": "at_most", "value": 1000}]}
    made = api.post("/api/v1/collections", json={"title": "Small", "kind": "rule", "rule": rule})
    assert made.status_code == 201, made.json
    assert titles(shop, "small") == ["Cheap"]
    assert made.json["rule"] == rule
    api.patch(
        f"/api/v1/collections/{made.json['id']}",
        json={
            "rule": {"conditions": [{"field": "stock", "op": "is", "value": ["in", "low"]}]},
            "sort": "-price",
        },
    )
    assert titles(shop, "small") == ["Dear", "Cheap"]
    for condition in (
        {"field": "colour", "op": "is", "value": "red"},
        {"field": "price", "op": "at_most", "value": "cheap"},
    ):
        wrong = api.post(
            "/api/v1/collections", json={"title": "Odd", "kind": "rule", "rule": {"conditions": [condition]}}
        )
        assert (wrong.status_code, wrong.json["errors"][0]["field"]) == (422, "conditions.0")
    by_hand = api.put(f"/api/v1/collections/{made.json['id']}/products", json={"products": []})
    assert by_hand.status_code == 422


def test_a_changed_collection_keeps_the_rest_and_its_old_address_leads_on(api, shop, gifts):
    changed = api.patch(f"/api/v1/collections/{gifts['id']}", json={"slug": "presents", "shown": False})
    assert changed.status_code == 200, changed.json
    assert (changed.json["title"], changed.json["description"]) == ("Gifts", gifts["description"])
    assert shop.get("/api/v1/collections/presents").status_code == 404
    assert [each["slug"] for each in shop.get("/api/v1/collections").json["items"]] == []
    assert [each["slug"] for each in api.get("/api/v1/collection-definitions").json["items"]] == ["presents"]
    api.patch(f"/api/v1/collections/{gifts['id']}", json={"shown": True})
    assert shop.get("/collections/gifts").headers["Location"].endswith("/collections/presents")


def test_who_saves_over_somebody_is_told(api, gifts):
    address = f"/api/v1/collections/{gifts['id']}"
    first = api.patch(address, json={"title": "Presents", "version": gifts["version"]})
    assert (first.status_code, first.json["title"]) == (200, "Presents")
    stale = api.patch(address, json={"title": "Other", "version": gifts["version"]})
    assert (stale.status_code, stale.json["code"]) == (409, "catalog.stale")
    filled = api.put(f"{address}/products", json={"products": [], "version": gifts["version"]})
    assert filled.status_code == 409
    assert api.get(f"{address}/definition").json["title"] == "Presents"


def test_collections_are_listed_by_pages_and_found_by_words(api, make):
    for name in ("b", "A", "c"):
        make.collection(title=f"Set {name}", slug=f"set-{name.lower()}", shown=name != "c")
    seen, cursor = [], ""
    while cursor is not None:
        page = api.get(f"/api/v1/collection-definitions?limit=1&cursor={cursor}").json
        seen, cursor = [*seen, *(each["title"] for each in page["items"])], page["next"]
    assert seen == ["Set A", "Set b", "Set c"]
    assert [e["slug"] for e in api.get("/api/v1/collection-definitions?q=set-c").json["items"]] == ["set-c"]
    assert api.get("/api/v1/collection-definitions?cursor=xyz").status_code == 400


def test_a_collection_is_made_once_and_goes_unless_an_assortment_names_it(api, count, gifts):
    again = {"Idempotency-Key": "once"}
    made = [
        api.post("/api/v1/collections", json={"title": "Once"}, headers=again).json["id"] for _ in range(2)
    ]
    assert made[0] == made[1]
    assert count(Collection) == 2
    line = {"effect": "include", "kind": "collection", "id": gifts["id"]}
    assert api.put("/api/v1/channels/web/assortment", json={"lines": [line]}).status_code == 200
    named = api.delete(f"/api/v1/collections/{gifts['id']}")
    assert (named.status_code, named.json["code"]) == (409, "catalog.named_by_assortment")
    assert api.put("/api/v1/channels/web/assortment", json={"lines": []}).status_code == 200
    assert api.delete(f"/api/v1/collections/{gifts['id']}").status_code == 204
    assert api.delete(f"/api/v1/collections/{gifts['id']}").status_code == 404


def test_a_channel_and_a_place_offer_what_their_lines_say(api, shop, make):
    mug, bowl = make.product(title="Mug"), make.product(title="Bowl")
    make.location(code="harbour", kind="store")
    for address in ("/api/v1/channels/web/assortment", "/api/v1/locations/harbour/assortment"):
        before = api.get(address).json
        assert (before["lines"], before["offered"], before["total"]) == ([], 2, 2)
        line = {"effect": "exclude", "kind": "product", "id": str(bowl.id)}
        kept = api.put(address, json={"lines": [line], "version": before["version"]})
        assert (kept.status_code, kept.json["offered"]) == (200, 1)
        assert kept.json["lines"] == [{**line, "name": "Bowl"}]
        stale = api.put(address, json={"lines": [], "version": before["version"]})
        assert (stale.status_code, stale.json["code"]) == (409, "catalog.stale")
        unknown = api.put(address, json={"lines": [{**line, "id": STRANGER}]})
        assert (unknown.status_code, unknown.json["errors"][0]["field"]) == (422, "lines")
        both = api.put(address, json={"lines": [line, {**line, "effect": "include"}]})
        assert both.status_code == 422
        assert api.get(address).json == kept.json
    assert [each["title"] for each in shop.get("/api/v1/products").json["items"]] == [mug.title]
    assert api.get("/api/v1/channels/nowhere/assortment").status_code == 404
    assert api.put("/api/v1/locations/nowhere/assortment", json={"lines": []}).status_code == 404


def test_a_tree_is_renamed(api):
    made = api.post("/api/v1/category-trees", json={"name": "Trade"}).json
    other = api.post("/api/v1/category-trees", json={"name": "Stores"}).json
    renamed = api.patch(f"/api/v1/category-trees/{made['id']}", json={"name": "Hotels"})
    assert (renamed.status_code, renamed.json["name"]) == (200, "Hotels")
    assert api.patch(f"/api/v1/category-trees/{made['id']}", json={"name": "stores"}).status_code == 422
    assert api.patch(f"/api/v1/category-trees/{STRANGER}", json={"name": "X"}).status_code == 404
    assert other["name"] == "Stores"


def test_only_programs_with_the_scope_write(app, tenant, shop, gifts):
    reader = program(app, tenant, "catalog:read")
    for method, path, body in (
        ("post", "/collections", {"title": "X"}),
        ("patch", f"/collections/{gifts['id']}", {"title": "X"}),
        ("put", f"/collections/{gifts['id']}/products", {"products": []}),
        ("delete", f"/collections/{gifts['id']}", None),
        ("put", "/channels/web/assortment", {"lines": []}),
    ):
        for caller, status in ((reader, 403), (shop, 401)):
            assert getattr(caller, method)(f"/api/v1{path}", json=body).status_code == status, path
    assert shop.get("/api/v1/collection-definitions").status_code == 401
    assert reader.get(f"/api/v1/collections/{gifts['id']}/definition").status_code == 200
