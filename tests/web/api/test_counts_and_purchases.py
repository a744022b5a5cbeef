"""Counts and purchasing for programs: blind counts with an answer a row, orders received in parts, each once."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.ids import new_id
from tests.support.clients import program


@pytest.fixture
def shelf(make):
    """MUG 10 and CUP 5 at main."""
    return make.product(sku="MUG", stock=10), make.product(sku="CUP", stock=5)


@pytest.fixture
def opened(api, shelf):
    said = {"location": "main", "kind": "all", "tolerance": 3}
    made = api.post("/api/v1/counts", json=said)
    assert (made.status_code, made.json["items"], made.json["differences"]) == (201, 2, None)
    return f"/api/v1/counts/{made.json['id']}"


def on_hand(api, sku):
    return api.get(f"/api/v1/stock-levels?sku={sku}&location=main").json["items"][0]["on_hand"]


@pytest.mark.req("INV-13")
def test_a_count_is_entered_row_by_row_blind_and_posted_once(api, opened):
    rows = [
        {"sku": "MUG", "quantity": 9},
        {"sku": "NONE", "quantity": 1},
        {"sku": "CUP", "quantity": 5, "bin": "A-1"},
    ]
    told = api.post(f"{opened}/tallies", json={"lines": rows}).json
    assert [(each["row"], each["code"]) for each in told["errors"]] == [(1, "inventory.unknown_item")]
    assert told["counted"] == 2
    lines = api.get(f"{opened}/lines").json["items"]
    assert {line["sku"]: (line["counted"], line["expected"]) for line in lines} == {
        "MUG": (9, None),
        "CUP": (5, None),
    }
    done = api.post(f"{opened}/finish", json={}).json
    assert (done["status"], done["differences"]) == ("review", 1)
    differs = api.get(f"{opened}/lines?show=differs").json["items"]
    assert [(line["sku"], line["expected"], line["difference"]) for line in differs] == [("MUG", 10, -1)]
    assert api.post(f"{opened}/posting", json={"reason": ""}).status_code == 422
    assert api.post(f"{opened}/posting", json={"reason": "Stocktake"}).json["status"] == "posted"
    assert on_hand(api, "MUG") == 9
    again = api.post(f"{opened}/posting", json={"reason": "Stocktake"})
    assert (again.status_code, again.json["code"]) == (409, "inventory.count_state")


def test_lines_are_paged_and_counted_once_more_when_asked(api, opened):
    rows = [{"sku": "MUG", "quantity": 9}, {"sku": "CUP", "quantity": 5}]
    api.post(f"{opened}/tallies", json={"lines": rows})
    api.post(f"{opened}/finish", json={})
    first = api.get(f"{opened}/lines?limit=1").json
    second = api.get(f"{opened}/lines?limit=1&cursor={first['next']}").json
    assert [first["items"][0]["sku"], second["items"][0]["sku"], second["next"]] == ["CUP", "MUG", None]
    assert api.get(f"{opened}/lines?cursor=x").status_code == 400
    assert api.post(f"{opened}/recounts", json={"skus": ["MUG"]}).json["recounts"] == 1
    assert api.post(f"{opened}/cancellation").json["status"] == "cancelled"
    assert on_hand(api, "MUG") == 10
    assert api.get("/api/v1/counts?status=cancelled").json["items"][0]["location"] == "main"


def test_a_time_outside_of_the_count_is_an_error_of_its_row(api, opened):
    early = (clock.now() - timedelta(days=1)).isoformat()
    told = api.post(f"{opened}/tallies", json={"lines": [{"sku": "MUG", "quantity": 9, "counted_at": early}]})
    assert [each["status"] for each in told.json["errors"]] == [422]


def test_counts_want_the_scope(app, tenant, api, opened):
    reader = program(app, tenant, "stock:read")
    assert reader.get(opened).status_code == 200
    assert reader.post(f"{opened}/finish", json={}).status_code == 403
    assert program(app, tenant, "catalog:read").get(opened).status_code == 403
    assert api.get(f"/api/v1/counts/{new_id()}").json["code"] == "inventory.unknown_count"


@pytest.fixture
def supplier(api, shelf):
    made = api.post("/api/v1/suppliers", json={"name": "Kiln", "lead_days": 3, "minimum_order": 5000})
    assert (made.status_code, made.json["minimum_order"]["amount"]) == (201, 5000)
    offer = {"sku": "MUG", "cost": 2400, "pack_size": 6, "supplier_sku": "K-17"}
    put = api.put(f"/api/v1/suppliers/{made.json['id']}/items", json=offer)
    assert (put.status_code, put.json["cost"]["amount"], put.json["pack_size"]) == (200, 2400, 6)
    return made.json["id"]


def test_suppliers_are_listed_changed_and_named_once(api, supplier):
    assert api.post("/api/v1/suppliers", json={"name": "Kiln"}).status_code == 422
    changed = api.put(f"/api/v1/suppliers/{supplier}", json={"name": "Kiln Ltd", "lead_days": 9}).json
    assert (changed["name"], changed["lead_days"]) == ("Kiln Ltd", 9)
    assert [row["name"] for row in api.get("/api/v1/suppliers?q=kiln").json["items"]] == ["Kiln Ltd"]
    assert api.get(f"/api/v1/suppliers/{supplier}/items").json["items"][0]["supplier_sku"] == "K-17"
    assert api.post("/api/v1/suppliers", json={"name": "X", "currency": "ZZZ"}).status_code == 422
    assert api.get(f"/api/v1/suppliers/{new_id()}").status_code == 404


def test_an_order_is_received_in_parts_each_once(api, supplier):
    said = {"supplier": supplier, "location": "main", "lines": [{"sku": "MUG", "quantity": 12}], "send": True}
    made = api.post("/api/v1/purchase-orders", json=said)
    assert (made.status_code, made.json["status"], made.json["total"]["amount"]) == (201, "sent", 4800)
    url = f"/api/v1/purchase-orders/{made.json['id']}"
    part = {
        "id": str(new_id()),
        "lines": [{"sku": "K-17", "received": 5, "damaged": 1}, {"sku": "ODD", "received": 2}],
    }
    came = api.post(f"{url}/receipts", json=part).json
    assert (came["status"], came["lines"][0]["open"]) == ("partly_received", 6)
    assert {each["kind"] for each in api.get(url).json["differences"]} == {"damaged", "unknown"}
    assert on_hand(api, "MUG") == 15
    assert api.post(f"{url}/receipts", json=part).json["received"] == 6
    assert on_hand(api, "MUG") == 15
    rest = {"lines": [{"sku": "MUG", "received": 4}], "last": True}
    assert api.post(f"{url}/receipts", json=rest).json["status"] == "received"
    over = api.post(f"{url}/receipts", json=rest)
    assert (over.status_code, over.json["code"]) == (409, "inventory.purchase_state")
    assert on_hand(api, "MUG") == 19


def test_a_receipt_says_which_lots_came_and_names_each_unit_once(api, supplier):
    said = {"supplier": supplier, "location": "main", "lines": [{"sku": "MUG", "quantity": 12}], "send": True}
    url = f"/api/v1/purchase-orders/{api.post('/api/v1/purchase-orders', json=said).json['id']}/receipts"

    def came(received, lots, **more):
        lines = [{"sku": "MUG", "received": received, "lots": lots, **more}]
        return api.post(url, json={"lines": lines})

    too_many = came(3, [{"lot": "L1", "quantity": 4}])
    assert (too_many.status_code, "lots" in str(too_many.json)) == (422, True)
    twice = came(2, [], serials=["S1", "s1"])
    assert (twice.status_code, on_hand(api, "MUG")) == (422, 10)
    good = [{"lot": "L1", "quantity": 2, "expires_on": "2099-12-31"}, {"lot": "L0", "quantity": 1}]
    assert came(5, [*good, {"lot": "OLD", "quantity": 1, "expires_on": "2020-01-31"}]).status_code == 200
    lots = {row["lot"]: row for row in api.get("/api/v1/lots?sku=MUG").json["items"]}
    assert {lot: (row["on_hand"], row["held"]) for lot, row in lots.items()} == {
        "L1": (2, 0),
        "L0": (1, 0),
        "OLD": (1, 1),
    }
    assert (on_hand(api, "MUG"), lots["L1"]["expires_on"]) == (15, "2099-12-31")


def test_orders_are_drafted_sent_cancelled_and_listed(api, supplier, app, tenant):
    said = {"supplier": supplier, "location": "main", "lines": [{"sku": "CUP", "quantity": 3, "cost": 150}]}
    url = f"/api/v1/purchase-orders/{api.post('/api/v1/purchase-orders', json=said).json['id']}"
    assert api.get(url).json["status"] == "draft"
    assert api.post(f"{url}/sending").json["status"] == "sent"
    assert api.get(f"/api/v1/purchase-orders?status=open&supplier={supplier}").json["items"][0]["units"] == 3
    assert api.post(f"{url}/cancellation").json["status"] == "cancelled"
    assert api.get("/api/v1/purchase-orders?status=open").json["items"] == []
    assert api.post("/api/v1/purchase-orders", json={**said, "location": "nowhere"}).status_code == 404
    assert program(app, tenant, "stock:read").post(f"{url}/sending").status_code == 403


def test_the_same_key_orders_once(api, supplier):
    said = {"supplier": supplier, "location": "main", "lines": [{"sku": "MUG", "quantity": 6}]}
    key = {"Idempotency-Key": "order-1"}
    first = api.post("/api/v1/purchase-orders", json=said, headers=key).json["id"]
    assert api.post("/api/v1/purchase-orders", json=said, headers=key).json["id"] == first
    assert len(api.get("/api/v1/purchase-orders").json["items"]) == 1
