"""Files of stock levels: what a dry run says is what a load does, each bad row is named, and set twice is set once."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.principal import Principal, acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog import service as catalog
from app.domains.inventory import service as inventory
from app.domains.inventory.models import (
    CountLine,
    Location,
    Lot,
    LotLevel,
    StockHold,
    StockLedger,
    StockLevel,
)
from app.domains.inventory.types import Change
from app.flows import count_stock, import_count, import_rows, import_stock, run_import
from app.flows.import_rows import How
from app.flows.import_stock import Choices
from app.flows.reconcile import reconcile
from tests.support.clients import page, sign_in

ADMIN = Principal("staff", "1", "Ada", frozenset({"inventory:stock:plan", "inventory:stock:adjust"}))
SET = Choices(reason="stocktake")


@pytest.fixture
def shelf(make):
    """MUG 10 and CUP 5 at main; a warehouse besides."""
    make.location(code="depot", name="Depot", kind="warehouse")
    return make.product(sku="MUG", stock=10), make.product(sku="CUP", stock=5)


@pytest.fixture
def load(tenant, sender):
    def run(text, choices=SET, who=ADMIN, **how):
        data = text if isinstance(text, bytes) else text.encode()
        with tenant_scope(tenant), acting_as(who):
            return import_stock.import_data(data, choices, how=How(**how))

    return run


@pytest.fixture
def lies(unit, tenant):
    def read(sku, place="main"):
        with unit(tenant):
            item = inventory.find_item(sku)
            here = select(StockLevel.on_hand).join(Location, Location.id == StockLevel.location_id)
            return int(
                db.session.scalar(here.where(StockLevel.stock_item_id == item.id, Location.code == place))
                or 0
            )

    return read


def words(report):
    return {problem.row: str(problem.message) for problem in report.errors}


@pytest.mark.req("INV-13")
def test_a_dry_run_says_what_the_load_does_and_a_second_load_changes_nothing(
    shelf, load, lies, count, tenant
):
    text = "sku;location;quantity;reason\nMUG;main;7;broken\nCUP;depot;3\nCUP;main;5;same\n"
    text = text.replace("CUP;depot;3\n", "CUP;depot;3;\n")
    said = load(text, dry_run=True)
    assert (said.rows, said.changed, said.unchanged) == (3, 2, 1)
    assert [(row["sku"], row["quantity"]) for row in said.details] == [
        ("MUG", ["10", "7"]),
        ("CUP", ["0", "3"]),
    ]
    assert (lies("MUG"), lies("CUP", "depot")) == (10, 0)
    done = load(text)
    assert done.answer() == said.answer()
    assert (lies("MUG"), lies("CUP", "depot")) == (7, 3)
    booked = count(StockLedger)
    again = load(text)
    assert (again.changed, again.unchanged, count(StockLedger)) == (0, 3, booked)
    with tenant_scope(tenant), acting_as(system("test")):
        assert not reconcile().violations


def test_the_ledger_says_why_row_by_row_and_which_import(shelf, load, unit, tenant):
    load("sku,location,quantity,reason\nMUG,main,7,broken\nCUP,main,4,\n")
    with unit(tenant):
        rows = db.session.scalars(
            select(StockLedger).where(StockLedger.document == "import", StockLedger.kind == "adjustment")
        )
        found = {(row.reason, int(row.on_hand), row.actor) for row in rows}
    assert found == {("broken", -3, "staff:1"), ("stocktake", -1, "staff:1")}


def test_each_bad_row_is_named_and_stops_no_other(shelf, load, lies, make):
    make.location(code="far", name="Far", kind="store")
    report = load(
        "sku,location,quantity,lot,expires_on\nMUG,main,8,,\nNONE,main,1,,\nMUG,nowhere,1,,\nCUP,main,-1,,\n"
        "CUP,depot,x,,\nMUG,main,9,,\nCUP,,2,,\nMUG,depot,,,\nCUP,far,1,,2030-01-01\nCUP,far,1,A,31/12/30\n"
    )
    assert words(report) == {
        3: "No stock is kept under this SKU", 4: "There is no such location", 5: "This would take stock below zero",
        6: "'x' is not a quantity; write a number such as 12", 7: "Row 2 says this level already",
        8: "This row names no location", 9: "This row has no quantity",
        10: "An expiry date belongs to a lot: say which", 11: "Write the day like 2027-05-31",
    }  # fmt: skip
    assert (report.rows, report.changed, lies("MUG"), lies("CUP")) == (10, 1, 8, 5)


def test_rows_adjust_where_the_file_or_the_row_says_so(shelf, load, lies):
    load("sku,location,quantity,mode\nMUG,main,-3,\nCUP,main,9,set\n", Choices(sets=False, reason="moved"))
    assert (lies("MUG"), lies("CUP")) == (7, 9)
    refused = load("sku,location,quantity\nMUG,main,-8\n", Choices(sets=False, reason="moved"))
    assert words(refused) == {2: "This would take stock below zero"}


def test_a_file_without_a_reason_is_refused_row_by_row(shelf, load, lies):
    assert words(load("sku,location,quantity\nMUG,main,1\n", Choices())) == {2: "Say why, for the ledger"}
    assert lies("MUG") == 10


@pytest.mark.req("INV-12")
def test_lots_and_safety_stock_are_set_beside_the_level(shelf, load, lies, unit, tenant, frozen_clock):
    frozen_clock(datetime(2030, 1, 15, 12, tzinfo=UTC))
    text = (
        "sku,location,quantity,lot,expires_on,safety\nMUG,depot,4,A,2030-03-01,\nMUG,depot,6,B,31.12.2029,\n"
        "CUP,main,,,,2\n"
    )
    said = load(text, dry_run=True)
    done = load(text)
    assert said.answer() == done.answer()
    assert [row.get("safety") for row in done.details] == [None, None, ["0", "2"]]
    assert lies("MUG", "depot") == 10
    with unit(tenant):
        lots = dict(db.session.execute(select(Lot.code, LotLevel.on_hand).join(LotLevel)).all())
        assert {code: int(n) for code, n in lots.items()} == {"A": 4, "B": 6}
        assert [int(hold.quantity) for hold in db.session.scalars(select(StockHold))] == [6]
        assert inventory.safety_of(inventory.find_item("CUP").id, inventory.find_location("main").id) == 2
    assert load(text).changed == 0
    load("sku,location,quantity,lot\nMUG,depot,1,A\n")
    assert lies("MUG", "depot") == 7
    mixed = load("sku,location,quantity,lot\nMUG,depot,1,A\nMUG,depot,9,\nMUG,depot,2,A\n")
    assert set(words(mixed)) == {3, 4}
    with tenant_scope(tenant), acting_as(system("test")):
        assert not reconcile().violations


def test_safety_stock_takes_the_right_to_plan(shelf, load):
    clerk = Principal("staff", "2", "Bo", frozenset({"inventory:stock:adjust"}))
    assert words(load("sku,location,safety\nMUG,main,2\n", who=clerk)) == {2: "You may not set safety stock"}


def test_a_barcode_is_as_good_as_a_sku_and_a_workbook_as_a_list(shelf, load, lies, unit, tenant):
    with unit(tenant):
        product = catalog.variants(shelf[0].id)[0]
        product.barcode = "04012345678901"
    book, out = Workbook(), io.BytesIO()
    for row in (["EAN", "Lagerort", "Bestand"], ["04012345678901", "main", 3]):
        book.active.append(row)
    book.save(out)
    assert load(out.getvalue()).changed == 1
    assert lies("MUG") == 3


@pytest.mark.req("ROL-14")
def test_a_store_manager_loads_only_the_own_stores(shelf, load, lies, unit, tenant):
    with unit(tenant):
        own = inventory.find_location("depot").id
    manager = Principal("staff", "3", "Cy", frozenset(), frozenset({own}))
    report = load("sku,location,quantity\nMUG,main,1\nMUG,depot,1\n", who=manager)
    assert words(report) == {2: "There is no such location"}
    assert (lies("MUG"), lies("MUG", "depot")) == (10, 1)


def test_a_file_of_something_else_is_not_taken(shelf, load):
    report = load("name,price\nMug,1\n")
    assert not report.readable
    assert words(report) == {1: "There is no column of SKUs or barcodes; say which it is"}


def test_a_load_goes_on_where_it_was_cut_off(shelf, load, lies, monkeypatch, tenant, make):
    make.product(sku="POT", stock=0)
    monkeypatch.setattr(import_rows, "CHUNK", 1)
    kept = []

    class Cut(Exception):
        pass

    def watch(done, _total, report):
        kept.append((done, report))
        if done == 2:
            raise Cut

    text = "sku,location,quantity,mode\nMUG,main,1,adjust\nCUP,main,1,adjust\nMUG,main,2,adjust\nPOT,main,4,adjust\n"
    with pytest.raises(Cut):
        load(text, watch=watch)
    assert (lies("MUG"), lies("CUP")) == (11, 5)
    report = load(text, start=kept[0])
    assert (report.rows, report.changed, words(report)) == (4, 3, {4: "Row 2 says this level already"})
    assert (lies("MUG"), lies("CUP"), lies("POT")) == (11, 6, 4)


def test_the_worker_loads_in_the_name_of_whoever_brought_it(shelf, tenant, unit, run_jobs, monkeypatch, lies):
    monkeypatch.setattr(run_import, "SMALL", 0)
    with tenant_scope(tenant), acting_as(ADMIN):
        run_id = run_import.receive(
            b"sku,location,quantity\nMUG,main,2\n", name="s.csv", subject="stock", choices={"reason": "audit"}
        )
    run_jobs()
    with tenant_scope(tenant), acting_as(ADMIN):
        run_import.accept(run_id)
    run_jobs()
    with unit(tenant):
        row = catalog.import_run(run_id, "stock")
        assert (row.status, row.report["changed"]) == ("loaded", 1)
        booked = db.session.scalars(select(StockLedger).where(StockLedger.document_id == run_id)).one()
        assert (booked.actor, booked.reason) == ("staff:1", "audit")
        with pytest.raises(NotFound):
            catalog.import_run(run_id, "products")
    assert lies("MUG") == 2


@pytest.fixture
def opened(shelf, unit, tenant):
    with unit(tenant):
        place = inventory.find_location("main").id
        return count_stock.open_count(location=place, kind="all", value="", tolerance=3).id


@pytest.fixture
def enter(tenant, sender):
    def run(count_id, text, who=ADMIN, replace=False, **how):
        with tenant_scope(tenant), acting_as(who):
            return import_count.import_data(text.encode(), count_id, replace=replace, how=How(**how))

    return run


def lines(unit, tenant):
    with unit(tenant):
        found = db.session.scalars(select(CountLine)).all()
        return {line.counted and int(line.counted): line.expected and int(line.expected) for line in found}


@pytest.mark.req("INV-13")
def test_what_was_counted_is_entered_and_a_second_file_of_it_changes_nothing(opened, enter, unit, tenant):
    text = "sku,quantity,bin\nMUG,9,A-1\nCUP,5,\nNONE,1,\n"
    said = enter(opened, text, dry_run=True)
    assert lines(unit, tenant) == {None: None}
    done = enter(opened, text)
    assert said.answer() == done.answer()
    assert words(done) == {4: "No stock is kept under this SKU"}
    assert lines(unit, tenant) == {9: 10, 5: 5}
    assert (enter(opened, text).changed, enter(opened, text).unchanged) == (0, 2)


def test_what_a_colleague_counted_stays_unless_it_is_to_be_replaced(opened, enter, unit, tenant):
    enter(opened, "sku,quantity\nMUG,9\n")
    bo = Principal("staff", "2", "Bo")
    assert words(enter(opened, "sku,quantity\nMUG,8\n", who=bo)) == {2: "Ada counted 9 of it"}
    assert enter(opened, "sku,quantity\nMUG,8\n", who=bo, replace=True).changed == 1


@pytest.mark.req("INV-13")
def test_a_figure_is_held_against_what_lay_there_when_it_was_counted(
    opened, enter, unit, tenant, make, shelf
):
    then = clock.now() + timedelta(seconds=1)
    with clock.frozen(then + timedelta(minutes=5)), unit(tenant):
        change = Change(shelf[0].stock_item.id, make.main_location().id, on_hand=-4)
        inventory.change([change], kind="sale", document="order")
    text = f"sku,quantity,counted_at\nMUG,10,{then.isoformat()}\nCUP,5,2001-01-01 10:00\n"
    with clock.frozen(then + timedelta(minutes=10)):
        report = enter(opened, text)
    assert words(report) == {3: "This is not while it was counted"}
    assert lines(unit, tenant) == {10: 10, None: None}


def send(browser, url, text, **fields):
    data = {**fields, "csrf_token": "test-csrf", "file": (io.BytesIO(text), "levels.csv")}
    answer = browser.post(url, data=data)
    assert answer.status_code == 303, answer.text[-2000:]
    return answer.headers["Location"]


GUARD = {"csrf_token": "test-csrf"}


def test_the_screen_checks_names_what_changes_and_loads(app, tenant, make, shelf, lies):
    boss = sign_in(app, tenant, make.staff(role="inventory_manager"))
    assert "Nothing imported yet" in page(boss.get("/admin/stock/imports/"))
    place = send(boss, "/admin/stock/imports/", b"Ding,Ort,Zahl\nMUG,main,4\n", reason="audit")
    assert "There is no column of SKUs" in page(boss.get(place))
    named = {"name": ["Ding", "Ort", "Zahl"], "target": ["sku", "location", "quantity"], **GUARD}
    assert boss.post(f"{place}/columns", data=named).status_code == 303
    text = page(boss.get(place))
    assert "Load 1 row" in text
    assert lies("MUG") == 10
    assert boss.post(f"{place}/load", data=GUARD).status_code == 303
    assert lies("MUG") == 4
    assert "levels.csv" in page(boss.get("/admin/stock/imports/"))
    assert boss.get(place.replace("/stock/imports/", "/imports/")).status_code in (403, 404)
    empty = boss.post("/admin/stock/imports/", data=GUARD)
    assert "Choose a file first" in page(empty, 422)


@pytest.mark.req("ROL-14")
def test_another_stores_people_do_not_see_the_import(app, tenant, make, shelf):
    boss = sign_in(app, tenant, make.staff(role="inventory_manager"))
    place = send(boss, "/admin/stock/imports/", b"sku,location,quantity\nMUG,main,4\n", reason="audit")
    depot = make.location(code="south", name="South", kind="store")
    manager = sign_in(app, tenant, make.staff(role="store_manager", locations=[depot]))
    assert manager.get(place).status_code == 404
    assert manager.post(f"{place}/load", data=GUARD).status_code == 404
    assert "levels.csv" not in page(manager.get("/admin/stock/imports/"))
    clerk = sign_in(app, tenant, make.staff(role="marketing_manager"))
    assert clerk.get("/admin/stock/imports/").status_code == 403


def test_the_count_takes_a_file_on_its_screen(app, tenant, make, opened, unit):
    boss = sign_in(app, tenant, make.staff(role="inventory_manager"))
    url = f"/admin/counts/{opened}/imports/"
    assert "Nothing imported yet" in page(boss.get(url))
    place = send(boss, url, b"sku,quantity\nMUG,9\n")
    assert "Load 1 row" in page(boss.get(place))
    assert boss.post(f"{place}/load", data=GUARD).status_code == 303
    assert lines(unit, tenant) == {9: 10, None: None}
    assert boss.get(place.replace(str(opened), str(make.tenant.id))).status_code == 404
