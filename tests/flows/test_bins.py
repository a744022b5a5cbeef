"""Bins: where goods lie, what waits to be put there, and the way past them."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.db import db, unit_of_work
from app.core.errors import Conflict, Invalid
from app.core.ids import new_id
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.fulfillment.models import Shipment
from app.domains.inventory import service as inventory
from app.domains.inventory.models import LocationBin, StockBin, StockItem
from app.domains.inventory.service import BinFacts, Counted, Delivery
from app.domains.inventory.types import Change
from app.outbound import load_reactions
from app.queries import bin_board, count_board, count_scope
from tests.flows.test_reconcile import order as buy
from tests.support.clients import page, sign_in
from tests.support.units import unit as make_unit

GUARD = {"csrf_token": "test-csrf"}
SUPPLIER = {"name": "Clay & Co", "lead_days": 3, "currency": "EUR", "minimum_order": 0, "active": True}
TABLE = "code;zone;order\na-01;A;20\nB-01,B,10\n\nC-07\tcold"


@pytest.fixture
def hall(make, tenant):
    """MUG 5 and POT 5 at main, whose bins are walked B, A, C."""
    items = {sku: make.product(sku=sku, price=1000, stock=5).stock_item.id for sku in ("MUG", "POT")}
    with make_unit(tenant):
        inventory.save_bins(make.main_location().id, inventory.read_bins(TABLE))
    return items


def receive(make, tenant, items):
    with make_unit(tenant):
        supplier = inventory.save_supplier(None, SUPPLIER)
        for sku in db.session.scalars(select(StockItem.sku).where(StockItem.id.in_(items))).all():
            inventory.set_offer(supplier.id, sku, cost=100)
        order = inventory.open_purchase(
            supplier.id, make.main_location().id, dict.fromkeys(items, Decimal(4))
        ).id
        inventory.send_purchase(order)
        counted = {line.id: Counted(Decimal(4)) for line in inventory.purchase_lines(order)}
        inventory.receive_purchase(new_id(), order, Delivery(counted))


def waits(make, tenant):
    with make_unit(tenant):
        return {row.sku: (int(row.quantity), row.bin) for row in bin_board.waiting(make.main_location().id)}


def put(make, tenant, sku, bin_, quantity):
    with make_unit(tenant):
        place = make.main_location().id
        return inventory.put_away(place, inventory.find_item(sku), bin_, Decimal(quantity))


def test_a_pasted_table_becomes_bins_and_its_first_bad_line_is_named(hall, make, tenant):
    with make_unit(tenant):
        rows = bin_board.bins(make.main_location().id).items
    assert [(row.code, row.zone, row.pick_order) for row in rows] == [
        ("B-01", "B", 10),
        ("A-01", "A", 20),
        ("C-07", "COLD", 40),
    ]
    for words, told in (
        ("A;B;x\nC;;y", "Line 2"),
        ("", "Write 1 to"),
        ("A;B;1;2", "Line 1"),
        (";B;1", "Line 1"),
    ):
        with pytest.raises(Invalid) as wrong:
            inventory.read_bins(words)
        assert wrong.value.fields["rows"].startswith(told)


@pytest.mark.req("POS-09")
def test_what_is_received_waits_until_it_is_put_away(hall, make, tenant):
    receive(make, tenant, [hall["MUG"]])
    assert waits(make, tenant) == {"MUG": (4, "")}
    for code, quantity, field in (
        ("Z-9", 1, "bin"),
        ("", 1, "bin"),
        ("A-01", 5, "quantity"),
        ("A-01", 0, "quantity"),
    ):
        with pytest.raises(Invalid) as wrong:
            put(make, tenant, "MUG", code, quantity)
        assert list(wrong.value.fields) == [field]
    assert put(make, tenant, "MUG", "a-01 ", 3) == ("", 1)
    assert waits(make, tenant) == {"MUG": (1, "A-01")}
    assert put(make, tenant, "MUG", "B-01", 1) == ("A-01", 0)
    assert waits(make, tenant) == {}


def test_nothing_waits_where_there_are_no_bins(make, tenant):
    item = make.product(sku="MUG", stock=0).stock_item.id
    receive(make, tenant, [item])
    assert waits(make, tenant) == {}


def test_what_was_sold_out_of_the_receiving_area_waits_no_more(hall, make, tenant):
    receive(make, tenant, [hall["MUG"]])
    with make_unit(tenant):
        gone = Change(hall["MUG"], make.main_location().id, on_hand=Decimal(-7))
        inventory.change([gone], kind="adjustment", reason="broken")
    assert waits(make, tenant) == {"MUG": (2, "")}


def test_a_bin_with_goods_in_it_stays(hall, make, tenant):
    receive(make, tenant, [hall["MUG"]])
    put(make, tenant, "MUG", "A-01", 4)
    with make_unit(tenant):
        place = make.main_location().id
        ids = {each.code: each.id for each in db.session.scalars(select(LocationBin))}
        with pytest.raises(Conflict):
            inventory.drop_bin(place, ids["A-01"])
        assert inventory.drop_bin(place, ids["B-01"]) == "B-01"


def test_picking_and_counting_go_along_the_bins(hall, make, tenant, run_jobs, desk):
    load_reactions()
    receive(make, tenant, hall.values())
    put(make, tenant, "MUG", "A-01", 4)
    put(make, tenant, "POT", "B-01", 4)
    with tenant_scope(tenant), acting_as(system("test")):
        bought = buy(("MUG", 1), ("POT", 1))
        run_jobs()
        with unit_of_work():
            box = db.session.scalars(select(Shipment.id).where(Shipment.order_id == bought.id)).one()
    shown = page(desk.get(f"/admin/shipments/{box}"))
    assert shown.index("B-01") < shown.index("A-01")
    with make_unit(tenant):
        place = make.main_location().id
        inventory.save_bins(place, [BinFacts("A-01", "cold", 90)])
        assert list(count_scope.items(place, "zone", "cold")) == [hall["MUG"]]
        both = inventory.open_count(location_id=place, items=list(hall.values()), scope={"kind": "all"})
        assert [row.sku for row in count_board.lines(both.id, show="all")] == ["POT", "MUG"]


def test_staff_write_bins_down_and_put_away(hall, make, tenant, desk, app):
    place = make.main_location().id
    bins = f"/admin/settings/locations/{place}/bins/"
    assert "A-01" in page(desk.get(bins))
    assert "Line 2" in page(desk.post(f"{bins}list", data={**GUARD, "rows": "X-1;Z\n;;"}), 422)
    assert "Fill this in" in page(desk.post(bins, data={**GUARD, "code": ""}), 422)
    assert desk.post(bins, data={**GUARD, "code": "d-01", "pick_order": "5"}).status_code == 303
    assert "D-01" in page(desk.get(f"{bins}?q=d-0"))
    away = f"/admin/put-away/{place}"
    assert desk.get("/admin/put-away/").headers["Location"].endswith(away)
    assert "Everything is put away" in page(desk.get(away))
    receive(make, tenant, [hall["MUG"]])
    assert "MUG" in page(desk.get(away))
    assert "No stock is kept" in page(desk.post(away, data={**GUARD, "code": "NOPE", "bin": "D-01"}), 422)
    assert "There is no bin" in page(desk.post(away, data={**GUARD, "code": "MUG", "bin": "Q"}), 422)
    assert desk.post(away, data={**GUARD, "code": "MUG", "bin": "D-01"}).status_code == 303
    assert waits(make, tenant) == {}
    with make_unit(tenant):
        assert db.session.get(StockBin, (hall["MUG"], place)).bin == "D-01"
    assert desk.post(f"/admin/put-away/{new_id()}", data=GUARD).status_code == 404
    assert desk.get(f"/admin/settings/locations/{new_id()}/bins/").status_code == 404
    clerk = sign_in(app, tenant, make.staff(role="store_associate"))
    assert clerk.post(away, data={**GUARD, "code": "MUG", "bin": "D-01"}).status_code == 403
