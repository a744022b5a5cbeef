"""Lots and stock settings for programs."""

import pytest

from tests.support.clients import program


@pytest.fixture
def shelf(make):
    """MUG 10 and CUP 5 at main."""
    return make.product(sku="MUG", stock=10), make.product(sku="CUP", stock=5)


@pytest.mark.req("INV-07")
def test_a_lot_comes_is_listed_by_its_day_and_called_back(api, shelf, app, tenant):
    came = {"sku": "MUG", "location": "main", "lot": "B", "expires_on": "2099-05-01", "quantity": 4}
    assert api.post("/api/v1/lots", json=came).status_code == 201
    made = api.post("/api/v1/lots", json={**came, "lot": "A", "expires_on": "2098-05-01", "quantity": 3})
    assert made.json["items"][0]["on_hand"] == 3
    listed = api.get("/api/v1/lots?sku=MUG&location=main").json["items"]
    assert [(row["lot"], row["on_hand"], row["location"]) for row in listed] == [
        ("A", 3, "main"),
        ("B", 4, "main"),
    ]
    first = api.get("/api/v1/lots?limit=1").json
    assert api.get(f"/api/v1/lots?cursor={first['next']}").json["items"][0]["lot"] == "B"
    again = api.post("/api/v1/lots", json={**came, "expires_on": "2097-01-01"})
    assert (again.status_code, again.json["errors"][0]["field"]) == (422, "expires_on")
    held = api.post("/api/v1/lots/recall", json={"sku": "MUG", "lot": "B"}).json
    assert held == {"held": 4, "locations": 1}
    assert api.get("/api/v1/lots?sku=MUG&q=B").json["items"][0]["held"] == 4
    assert api.post("/api/v1/lots/recall", json={"sku": "MUG", "lot": "B"}).status_code == 409
    assert api.post("/api/v1/lots/recall", json={"sku": "MUG", "lot": "X"}).status_code == 404
    assert program(app, tenant, "stock:read").post("/api/v1/lots", json=came).status_code == 403


@pytest.mark.req("INV-12")
def test_safety_stock_is_set_by_place_and_channel_and_ended(api, shelf):
    url = "/api/v1/stock-settings/MUG"
    assert api.get(url).json["safety"] == []
    api.put(f"{url}/safety", json={"quantity": 2, "location": "main"})
    told = api.put(f"{url}/safety", json={"quantity": 3, "channel": "web"}).json["safety"]
    assert told == [
        {"quantity": 2, "location": "main", "channel": None}, {"quantity": 3, "location": None, "channel": "web"},
    ]  # fmt: skip
    assert api.get("/api/v1/availability?sku=MUG&location=main").json["available"] == 7
    assert len(api.put(f"{url}/safety", json={"quantity": 0, "location": "main"}).json["safety"]) == 1
    assert api.put(f"{url}/safety", json={"quantity": 1, "location": "nowhere"}).status_code == 404


@pytest.mark.req("INV-10")
def test_an_item_is_sold_past_zero_with_limit_and_date(api, shelf, app, tenant):
    url = "/api/v1/stock-settings/CUP"
    said = {"allowed": True, "limit": 5, "preorder": True, "expected_on": "2099-03-01"}
    assert api.put(f"{url}/past-zero", json=said).json["past_zero"] == said
    assert api.get("/api/v1/availability?sku=CUP&location=main").json["available"] == 10
    assert api.put(f"{url}/past-zero", json={"allowed": True, "limit": 0}).status_code == 422
    ended = api.put(f"{url}/past-zero", json={"allowed": False}).json["past_zero"]
    assert ended == {"allowed": False, "limit": None, "preorder": False, "expected_on": None}
    assert api.get("/api/v1/stock-settings/NONE").json["code"] == "inventory.unknown_item"
    assert program(app, tenant, "stock:read").put(f"{url}/past-zero", json=said).status_code == 403
