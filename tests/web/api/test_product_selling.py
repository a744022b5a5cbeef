"""Bundles and what buyers say, for programs: set, shown, asked for, and on the order."""

import pytest

EUR = {"amount": 4000, "currency": "EUR"}
ADDRESS = {
    "name": "Kim", "line1": "Long Lane 5", "city": "Berlin", "postal_code": "10115", "country": "DE",
}  # fmt: skip
CHECKOUT = {
    "email": "kim@example.com", "shipping_address": ADDRESS, "delivery": {"method": "standard"},
    "payment": {"method": "test", "token": "tok_approve"},
}  # fmt: skip
ENGRAVING = {
    "labels": {"en": "Engraving", "de": "Gravur"}, "required": True, "max_length": 10, "characters": "letters",
    "surcharge": {"amount": 500, "currency": "EUR"},
}  # fmt: skip


@pytest.fixture
def tea_set(api, make):
    make.product(sku="MUG", price=1500, stock=5)
    make.product(sku="POT", price=3000, stock=3)
    made = api.post(
        "/api/v1/products",
        json={
            "title": "Tea set",
            "slug": "tea-set",
            "status": "active",
            "variants": [{"sku": "SET", "price": EUR}],
        },
    ).json
    return f"/api/v1/products/{made['id']}/variants/{made['variants'][0]['id']}/parts"


def parts(*pairs):
    return {"parts": [{"sku": sku, "quantity": quantity} for sku, quantity in pairs]}


@pytest.mark.req("CAT-04")
def test_a_bundle_is_composed_shown_and_unavailable_without_a_part(api, shop, tea_set):
    made = api.put(tea_set, json=parts(("MUG", 2), ("POT", 1)))
    assert made.status_code == 200, made.text
    variant = shop.get("/api/v1/products/tea-set").json["variants"][0]
    assert variant["available"] == 2
    assert [(part["sku"], part["quantity"]) for part in variant["parts"]] == [("MUG", 2), ("POT", 1)]
    levels = api.get("/api/v1/stock-levels?sku=SET").json["items"]
    assert {level["sku"] for level in levels} == {"MUG", "POT"}

    emptied = {"sku": "POT", "location": "main", "quantity": -3, "reason": "broken"}
    assert api.post("/api/v1/stock-adjustments", json=emptied).status_code == 201

    shown = shop.get("/api/v1/products/tea-set").json
    assert (shown["in_stock"], shown["variants"][0]["available"]) == (False, 0)
    listed = {item["slug"]: item["in_stock"] for item in shop.get("/api/v1/products").json["items"]}
    assert listed["tea-set"] is False
    refused = shop.post("/api/v1/carts", json={"lines": [{"sku": "SET", "quantity": 1}]})
    assert (refused.status_code, refused.json["code"]) == (409, "inventory.out_of_stock")
    assert (refused.json["sku"], refused.json["available"]) == ("SET", 0)


def test_what_cannot_be_a_part_is_refused_at_its_field(api, tea_set):
    refused = api.put(tea_set, json=parts(("MUG", 2), ("NOPE", 1)))
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == ["parts.1.sku"]
    own = api.post(
        "/api/v1/stock-adjustments", json={"sku": "SET", "location": "main", "quantity": 2, "reason": "found"}
    )
    assert own.status_code == 201
    assert api.put(tea_set, json=parts(("MUG", 2))).json["errors"][0]["field"] == "parts"


def test_stock_of_a_bundle_cannot_be_adjusted(api, tea_set):
    api.put(tea_set, json=parts(("MUG", 2)))
    refused = api.post(
        "/api/v1/stock-adjustments", json={"sku": "SET", "location": "main", "quantity": 2, "reason": "found"}
    )
    assert (refused.status_code, refused.json["code"]) == (409, "inventory.draws_others")


@pytest.mark.req("CAT-04")
def test_what_must_be_said_is_asked_for_and_stands_on_the_order(api, shop, make):
    ring = make.product(sku="RING", price=2000, stock=5, slug="ring")
    saved = api.put(f"/api/v1/products/{ring.id}/inputs", json={"inputs": [ENGRAVING]})
    assert saved.status_code == 200, saved.text
    told = shop.get("/api/v1/products/ring").json["inputs"]
    assert told == [
        {
            "code": "engraving", "label": "Engraving", "kind": "text", "required": True, "max_length": 10,
            "surcharge": {"amount": 500, "currency": "EUR"}, "characters": "letters", "choices": [],
        }
    ]  # fmt: skip
    refused = shop.post("/api/v1/carts", json={"lines": [{"sku": "RING", "quantity": 1}]})
    assert (refused.status_code, refused.json["code"]) == (422, "catalog.inputs_missing")
    assert refused.json["errors"] == [
        {"field": "lines.0.inputs.engraving", "message": "Engraving is needed to make it for you"}
    ]

    cart = shop.post("/api/v1/carts", json={}).json["id"]
    for name in ("Kim", "Alex", "Kim"):
        wish = {"sku": "RING", "quantity": 1, "inputs": {"engraving": name}}
        added = shop.post(f"/api/v1/carts/{cart}/lines", json=wish)
        assert added.status_code == 201, added.text
    assert [
        (line["inputs"][0]["value"], line["quantity"], line["unit_price"]["amount"])
        for line in added.json["lines"]
    ] == [("Kim", 2, 2500), ("Alex", 1, 2500)]
    order = shop.post(f"/api/v1/carts/{cart}/checkout", json=CHECKOUT, headers={"Idempotency-Key": "one"})
    assert order.status_code == 201, order.text
    assert [line["inputs"][0]["value"] for line in order.json["lines"]] == ["Kim", "Alex"]
    again = api.get(f"/api/v1/orders/{order.json['id']}").json
    assert again["lines"][0]["inputs"][0]["surcharge"] == {"amount": 500, "currency": "EUR"}


def test_questions_are_refused_at_their_field(api, make):
    ring = make.product(sku="RING")
    foreign = {**ENGRAVING, "surcharge": {"amount": 5, "currency": "USD"}, "labels": {"fr": "Gravure"}}
    refused = api.put(f"/api/v1/products/{ring.id}/inputs", json={"inputs": [foreign]})
    assert refused.status_code == 422
    assert {each["field"] for each in refused.json["errors"]} == {"inputs.0.surcharge", "inputs.0.labels"}
