"""Transfers move stock from place to place, each step once, each difference listed."""

import re
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import select, text

from app.core.audit import AuditRow
from app.core.db import db
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import TransferState
from app.domains.inventory.models import StockLedger, StockLevel, StockTransfer
from app.queries import invariants, transfer_board
from tests.support.clients import sign_in
from tests.support.units import unit as make_unit

LINES = [{"sku": "MUG", "quantity": 10}]


@pytest.fixture
def shelf(make):
    """MUG 20 at main, none at the store."""
    make.location(code="berlin", name="Berlin", kind="store")
    return make.product(sku="MUG", stock=20)


@pytest.fixture
def level(unit, tenant):
    def read(place, sku="MUG"):
        with unit(tenant):
            item, where = inventory.find_item(sku), inventory.find_location(place)
            row = db.session.scalar(
                select(StockLevel).where(
                    StockLevel.stock_item_id == item.id, StockLevel.location_id == where.id
                )
            )
            return (
                {
                    name: int(getattr(row, name))
                    for name in ("on_hand", "allocated", "incoming", "damaged", "free")
                }
                if row
                else {}
            )

    return read


def ask(api, lines=None, **more):
    body = {"source": "main", "destination": "berlin", "lines": lines or LINES, **more}
    answer = api.post("/api/v1/transfers", json=body)
    assert answer.status_code == 201, answer.json
    return f"/api/v1/transfers/{answer.json['id']}"


def step(api, where, what, body=None, expect=200):
    answer = api.post(f"{where}/{what}", json=body or {})
    assert answer.status_code == expect, answer.json
    return answer.json


@pytest.mark.req("INV-08")
def test_ten_are_sent_and_eight_arrive(api, shelf, level, count):
    where = ask(api)
    assert level("main")["on_hand"] == 20
    assert level("main")["allocated"] == 0
    step(api, where, "approval")
    assert (level("main")["allocated"], level("main")["free"]) == (10, 10)
    step(api, where, "picking")
    step(api, where, "dispatch")
    assert (level("main")["on_hand"], level("main")["allocated"]) == (10, 0)
    assert (level("berlin")["incoming"], level("berlin")["on_hand"]) == (10, 0)
    told = step(api, where, "receipt", {"lines": [{"sku": "MUG", "received": 8}]})
    assert (level("berlin")["incoming"], level("berlin")["on_hand"]) == (0, 8)
    assert told["lines"][0]["discrepancy"] == "missing"
    assert told["discrepancies"] == 1
    assert [each["kind"] for each in told["history"]] == [
        "received",
        "in_transit",
        "picked",
        "approved",
        "requested",
    ]
    listed = api.get("/api/v1/transfers?status=differs").json["items"]
    assert [each["number"] for each in listed] == [told["number"]]
    assert count(AuditRow, AuditRow.action.startswith("inventory.transfer_")) == 5


@pytest.mark.req("INV-08")
def test_what_is_not_approved_cannot_leave(api, shelf, level, count):
    where = ask(api)
    before = count(StockLedger)
    assert step(api, where, "dispatch", expect=409)["code"] == "inventory.transfer_state"
    step(api, where, "picking", expect=409)
    step(api, where, "receipt", expect=409)
    assert count(StockLedger) == before
    assert level("main")["on_hand"] == 20


@pytest.mark.req("POS-09")
def test_nine_of_ten_and_something_unknown(api, shelf, level, count):
    where = ask(api)
    for each in ("approval", "picking", "dispatch"):
        step(api, where, each)
    body = {"lines": [{"sku": "MUG", "received": 9}, {"sku": "WHAT-IS-THIS", "received": 1}]}
    told = step(api, where, "receipt", body)
    assert level("berlin")["on_hand"] == 9
    assert [line["discrepancy"] for line in told["lines"]] == ["missing", "unknown"]
    assert told["discrepancies"] == 2
    rows = count(StockLedger)
    assert step(api, where, "receipt", body, expect=409)["code"] == "inventory.transfer_state"
    assert (count(StockLedger), level("berlin")["on_hand"]) == (rows, 9)


def test_approved_goods_cannot_be_sold_away(api, shelf, level):
    where = ask(api, [{"sku": "MUG", "quantity": 19}])
    step(api, where, "approval")
    cart = api.post("/api/v1/carts", json={"lines": [{"sku": "MUG", "quantity": 2}]})
    assert cart.status_code == 409
    assert cart.json["available"] == 1
    step(api, where, "cancellation", {"reason": "not needed"})
    assert level("main") == {"on_hand": 20, "allocated": 0, "incoming": 0, "damaged": 0, "free": 20}


def test_no_more_is_approved_than_nobody_else_was_promised(api, shelf, level):
    first, second = ask(api, [{"sku": "MUG", "quantity": 15}]), ask(api, [{"sku": "MUG", "quantity": 15}])
    step(api, first, "approval")
    refused = step(api, second, "approval", expect=409)
    assert refused["code"] == "inventory.out_of_stock"
    assert refused["lines"][0]["available"] == "5.000"
    step(api, second, "approval", {"lines": [{"sku": "MUG", "quantity": 5}]})
    assert level("main")["free"] == 0


def test_fewer_picked_gives_the_rest_back(api, shelf, level):
    where = ask(api)
    step(api, where, "approval")
    step(api, where, "picking", {"lines": [{"sku": "MUG", "quantity": 7}]})
    assert level("main")["allocated"] == 7
    step(api, where, "dispatch")
    assert (level("main")["on_hand"], level("berlin")["incoming"]) == (13, 7)


def test_turning_back_on_the_way(api, shelf, level):
    where = ask(api)
    step(api, where, "approval")
    step(api, where, "dispatch")
    step(api, where, "cancellation")
    assert (level("main")["on_hand"], level("berlin")["incoming"]) == (20, 0)
    step(api, where, "cancellation", expect=409)


def test_damaged_and_too_many(api, shelf, level):
    where = ask(api)
    step(api, where, "approval")
    step(api, where, "dispatch")
    told = step(
        api,
        where,
        "receipt",
        {"lines": [{"sku": "MUG", "received": 9}, {"sku": "MUG", "received": 2, "damaged": 1}]},
    )
    assert told["lines"][0]["discrepancy"] == "over"
    assert (level("berlin")["on_hand"], level("berlin")["damaged"]) == (11, 1)


@pytest.mark.parametrize(
    ("resolution", "main", "berlin"), [("written_off", 10, 8), ("found_here", 10, 10), ("at_source", 12, 8)]
)
def test_settling_what_is_missing(api, admin, shelf, level, count, unit, tenant, resolution, main, berlin):
    where = ask(api)
    step(api, where, "approval")
    step(api, where, "dispatch")
    step(api, where, "receipt", {"lines": [{"sku": "MUG", "received": 8}]})
    with unit(tenant):
        line = transfer_board.transfer(db.session.scalar(select(StockTransfer.id))).lines[0]
    path = f"/admin/transfers/{where.rpartition('/')[2]}/lines/{line.id}/resolution"
    sent = {"csrf_token": "test-csrf", "resolution": resolution}
    assert admin.post(path, data=sent).status_code == 303
    assert (level("main")["on_hand"], level("berlin")["on_hand"]) == (main, berlin)
    assert admin.post(path, data=sent).status_code == 409
    assert api.get("/api/v1/transfers?status=differs").json["items"] == []


def test_every_end_reconciles(api, shelf, make, unit, tenant):
    make.product(sku="CUP", stock=5)
    ends = [ask(api, [{"sku": "MUG", "quantity": 2}, {"sku": "CUP", "quantity": 1}]) for _ in range(6)]
    for where in ends[1:]:
        step(api, where, "approval")
    for where in ends[2:]:
        step(api, where, "picking", {"lines": [{"sku": "MUG", "quantity": 1}]})
    for where in ends[3:]:
        step(api, where, "dispatch")
    step(api, ends[4], "receipt", {"lines": [{"sku": "MUG", "received": 3}, {"sku": "CUP", "received": 0}]})
    step(api, ends[5], "cancellation")
    with unit(tenant):
        for rule in (invariants.LEDGER, invariants.ALLOCATED, invariants.TRANSFERS):
            assert invariants.check(rule)[1] == []
        db.session.execute(StockTransfer.__table__.update().values(status="cancelled"))
        assert invariants.check(invariants.TRANSFERS)[1]
        assert invariants.check(invariants.ALLOCATED)[1]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"source": "main", "destination": "main", "lines": LINES}, 422),
        ({"source": "main", "destination": "moon", "lines": LINES}, 404),
        ({"source": "main", "destination": "berlin", "lines": [{"sku": "CUP", "quantity": 1}]}, 404),
        ({"source": "main", "destination": "berlin", "lines": [{"sku": "MUG", "quantity": 0}]}, 422),
        ({"source": "main", "destination": "berlin", "lines": []}, 422),
    ],
)
def test_odd_requests_are_refused(api, shelf, count, body, status):
    assert api.post("/api/v1/transfers", json=body).status_code == status
    assert count(StockTransfer) == 0


def staff_of(make, app, tenant, role, *places):
    return sign_in(app, tenant, make.staff(role=role, locations=list(places)))


@pytest.mark.req("ROL-09")
def test_a_store_sees_and_works_on_its_own_end_only(api, shelf, make, app, tenant, level):
    paris = make.location(code="paris", name="Paris", kind="store")
    with_berlin = ask(api)
    elsewhere = ask(api, destination="paris")
    key = with_berlin.rpartition("/")[2]
    with make_unit(tenant):
        berlin = inventory.find_location("berlin")
    here = staff_of(make, app, tenant, "store_manager", berlin)
    page = here.get("/admin/transfers/").text
    assert page.count("/admin/transfers/0") == 1
    assert key in page
    assert here.get(f"/admin/transfers/{elsewhere.rpartition('/')[2]}").status_code == 404
    sent = {"csrf_token": "test-csrf"}
    assert here.post(f"/admin/transfers/{key}/approval", data=sent).status_code == 403
    step(api, with_berlin, "approval")
    assert here.post(f"/admin/transfers/{key}/dispatch", data=sent).status_code == 409
    step(api, with_berlin, "dispatch")
    away = staff_of(make, app, tenant, "store_manager", paris)
    assert away.post(f"/admin/transfers/{key}/receipt", data=sent).status_code == 404
    assert here.post(f"/admin/transfers/{key}/receipt", data=sent).status_code == 303
    assert level("berlin")["on_hand"] == 10


@pytest.mark.req("INV-08")
def test_from_request_to_receipt_on_the_screens(admin, shelf, level, make, unit, tenant):
    with unit(tenant):
        main, berlin = inventory.find_location("main").id, inventory.find_location("berlin").id
    guard = {"csrf_token": "test-csrf"}
    asked = {"source": str(main), "destination": str(berlin), "sku": ["MUG", ""], "quantity": ["4", ""]}
    made = admin.post("/admin/transfers/", data=guard | asked)
    assert made.status_code == 303
    where = made.headers["Location"]
    key = re.search(r'name="line" value="([^"]+)"', admin.get(where).text)[1]
    assert admin.post(f"{where}/approval", data=guard | {"line": key, "quantity": "9"}).status_code == 422
    assert admin.post(f"{where}/approval", data=guard | {"line": key, "quantity": "4"}).status_code == 303
    assert admin.post(f"{where}/picking", data=guard | {"line": key, "quantity": "3"}).status_code == 303
    assert admin.post(f"{where}/dispatch", data=guard).status_code == 303
    assert "MUG" in admin.get(f"{where}/receipt").text
    came = {"line": key, "received": "2", "damaged": "1", "code": ["", "ODD"], "extra": ["", "1"]}
    assert admin.post(f"{where}/receipt", data=guard | came).status_code == 303
    assert (level("main")["on_hand"], level("berlin")["on_hand"], level("berlin")["damaged"]) == (17, 2, 1)
    page = admin.get(where).text
    assert "Unknown to the shop" in page
    assert "Damaged" in page
    assert "In transit" in admin.get("/admin/transfers/board").text
    assert "Differs" in admin.get("/admin/transfers/?state=differs").text


def test_a_barcode_means_its_item(api, admin, shelf, make, unit, tenant, level):
    with unit(tenant):
        db.session.execute(text("update variant set barcode = '4006381333931' where sku = 'MUG'"))
    where = ask(api, [{"sku": "4006381333931", "quantity": 2}])
    assert api.get(where).json["lines"][0]["sku"] == "MUG"
    assert "20 free" in admin.get("/admin/transfers/skus?sku=mu").text


def test_eight_receive_at_once_and_one_does(api, shelf, level, tenant, application):
    where = ask(api)
    step(api, where, "approval")
    step(api, where, "dispatch")
    transfer, told = UUID(where.rpartition("/")[2]), []

    def receive():
        try:
            with make_unit(tenant):
                inventory.receive_transfer(transfer)
            told.append("received")
        except TransferState:
            told.append("refused")

    threads = [Thread(target=receive) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["received", *["refused"] * 7]
    assert level("berlin")["on_hand"] == 10
