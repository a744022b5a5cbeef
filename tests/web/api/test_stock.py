"""Stock in API v1: levels, adjustments, locations."""

import pytest

from app.domains.inventory.models import StockException, StockLedger


def test_levels_of_a_sku_name_every_location(api, make):
    make.location(code="berlin")
    make.product(sku="MUG", stock=7)
    items = {item["location"]: item for item in api.get("/api/v1/stock-levels?sku=MUG").json["items"]}
    assert (items["main"]["on_hand"], items["main"]["available"], items["berlin"]["on_hand"]) == (7, 7, 0)
    one = api.get("/api/v1/stock-levels?sku=MUG&location=main").json["items"]
    assert [(item["sku"], item["location"]) for item in one] == [("MUG", "main")]


def test_unknown_skus_and_locations_are_404(api, make):
    make.product(sku="MUG")
    assert api.get("/api/v1/stock-levels?sku=CUP").status_code == 404
    assert api.get("/api/v1/stock-levels?location=moon").status_code == 404
    body = {"sku": "MUG", "location": "moon", "quantity": 1, "reason": "found"}
    assert api.post("/api/v1/stock-adjustments", json=body).status_code == 404


def test_levels_are_paged(api, make):
    for _ in range(5):
        make.product()
    seen, cursor = [], ""
    while cursor is not None:
        page = api.get(f"/api/v1/stock-levels?limit=2&cursor={cursor}").json
        seen += [item["sku"] for item in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 5


def test_an_adjustment_is_a_ledger_entry_and_shows_in_the_shop(api, shop, make, count):
    make.product(slug="mug", sku="MUG", stock=2)
    body = {"sku": "MUG", "location": "main", "quantity": -2, "reason": "broken"}
    answer = api.post("/api/v1/stock-adjustments", json=body)
    assert answer.status_code == 201, answer.json
    assert (answer.json["quantity"], answer.json["reason"], count(StockLedger)) == (-2, "broken", 2)
    assert shop.get("/api/v1/products").json["items"][0]["in_stock"] is False


def test_stock_does_not_go_below_zero_by_adjustment(api, make, count):
    make.product(sku="MUG", stock=2)
    body = {"sku": "MUG", "location": "main", "quantity": -3, "reason": "broken"}
    answer = api.post("/api/v1/stock-adjustments", json=body)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "quantity")
    assert (count(StockLedger), count(StockException)) == (1, 0)


@pytest.mark.parametrize("quantity", [0, True, "x", 1.2345, 10**12, None])
def test_odd_quantities_are_refused(api, make, quantity):
    make.product(sku="MUG")
    body = {"sku": "MUG", "location": "main", "quantity": quantity, "reason": "x"}
    assert api.post("/api/v1/stock-adjustments", json=body).status_code == 422


def test_a_location_is_opened_once(api):
    body = {
        "code": "berlin",
        "name": "Berlin",
        "kind": "store",
        "address": {"line1": "Street 1", "country": "DE"},
    }
    answer = api.post("/api/v1/locations", json=body)
    assert (answer.status_code, answer.json["offers_pickup"], answer.json["ships"]) == (201, True, False)
    assert api.post("/api/v1/locations", json=body).status_code == 422
    assert [place["code"] for place in api.get("/api/v1/locations").json["items"]] == ["main", "berlin"]


@pytest.mark.req("INV-12")
def test_availability_answers_the_figure_and_its_terms(api, make):
    make.product(sku="MUG", stock=5)
    answer = api.get("/api/v1/availability?sku=MUG").json
    assert (answer["available"], answer["by_location"]) == (5, {"main": 5})
    [term] = answer["draws"][0]["terms"]
    assert term == {
        "location": "main", "on_hand": 5, "allocated": 0, "reserved": 0, "held": 0, "safety": 0, "channel_safety": 0,
        "available": 5,
    }  # fmt: skip
    assert api.get("/api/v1/availability?sku=MUG&location=moon").status_code == 404
    assert api.get("/api/v1/availability?sku=CUP").status_code == 404
