"""Each unit by its own number: named when it comes, leaves, is counted or comes back; never sold twice."""

import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy import select, text

from app.core.db import db, unit_of_work
from app.core.errors import Conflict, Invalid
from app.core.ids import new_id
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.fulfillment.models import Pickup, Shipment
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import OverLimit, SerialRefused, SerialsNeeded
from app.domains.inventory.models import Serial, StockException, StockLevel
from app.domains.inventory.service import Arrived, Counted, Delivery, Wish
from app.domains.inventory.types import Bounds, Change, Demand, Told
from app.flows import cancel_order, count_stock, hold_stock, keep_serials, refund_order, ship_order
from app.outbound import load_reactions
from app.queries import invariants, serial_board
from tests.flows.test_reconcile import order as buy
from tests.support.clients import page, sign_in
from tests.support.till import make_till
from tests.support.units import unit as make_unit

GUARD = {"csrf_token": "test-csrf"}


@pytest.fixture
def phones(make, tenant, run_jobs):
    """PHONE, kept by serial: A1 to A4 at main, none at the store."""
    load_reactions()
    make.location(code="berlin", name="Berlin", kind="store")
    made = make.product(sku="PHONE", price=1000, stock=4)
    with make_unit(tenant):
        item = inventory.find_item("PHONE")
        keep_serials.begin(item, {make.main_location().id: ["A1", "A2", "A3", "A4"]})
    return made.stock_item


@pytest.fixture
def where(tenant):
    """Serial -> its state and location."""

    def read():
        with make_unit(tenant):
            rows = db.session.execute(
                text("select s.code, s.state, l.code from serial s join location l on l.id = s.location_id")
            )
            return {code: (state, place) for code, state, place in rows}

    return read


@pytest.fixture(autouse=True)
def books_agree(tenant):
    """Whatever a test does: one number for each unit of the ledger."""
    yield
    with make_unit(tenant):
        for rule in (invariants.SERIALS, invariants.LEDGER):
            assert invariants.check(rule)[1] == []


def here(where, place="main"):
    return sorted(code for code, spot in where().items() if spot == ("here", place))


def sell(tenant, phones, order_id, codes, make):
    place = make.main_location().id
    with make_unit(tenant):
        wanted = [Demand(phones.id, place, Decimal(len(codes)))]
        inventory.choose(order_id, inventory.wanted_numbers(wanted), {phones.id: codes})
        inventory.sell(order_id, wanted)


def test_what_lies_there_is_named_before_numbers_are_kept(make, tenant):
    make.product(sku="PHONE", stock=2)
    with make_unit(tenant):
        place, item = make.main_location().id, inventory.find_item("PHONE")
        with pytest.raises(Invalid) as wrong:
            keep_serials.begin(item, {place: ["A1"]})
        assert wrong.value.fields == {f"serials-{place}": "2 lie there, 1 are named"}
        keep_serials.begin(item, {place: inventory.read_codes("a1, A2;a2\n A1 ")})


def test_nothing_moves_without_its_number(phones, make, tenant, where, api):
    place = make.main_location().id
    blind = (
        lambda: inventory.adjust(sku="PHONE", location_code="main", delta=Decimal(-1), reason="x"),
        lambda: inventory.set_on_hand(sku="PHONE", location_code="main", quantity=Decimal(9)),
        lambda: inventory.receive({(phones.id, place): Decimal(2)}, reason="x"),
        lambda: inventory.sell(new_id(), [Demand(phones.id, place, Decimal(1))]),
        lambda: inventory.change(
            [Change(phones.id, place, on_hand=Decimal(-1))],
            kind="ship",
            document="order",
            document_id=new_id(),
        ),
    )
    for act in blind:
        with pytest.raises(SerialsNeeded), make_unit(tenant):
            act()
    with make_unit(tenant):
        report = inventory.change_levels([Told("PHONE", "main", Decimal(9), sets=True)], reason="sync")
    assert [each.error.code for each in report.refused] == ["inventory.serials_needed"]
    assert here(where) == ["A1", "A2", "A3", "A4"]


@pytest.mark.req("INV-05")
def test_one_unit_is_sold_once_by_threads_at_once(phones, make, tenant, where):
    orders = [make.order().id for _ in range(6)]
    start = Barrier(len(orders))

    def take(order_id):
        start.wait()
        try:
            sell(tenant, phones, order_id, ["A2"], make)
        except SerialRefused:
            return False
        return True

    with ThreadPoolExecutor(len(orders)) as pool:
        assert sorted(pool.map(take, orders)) == [False] * 5 + [True]
    assert here(where) == ["A1", "A3", "A4"]
    assert where()["A2"] == ("sold", "main")


def test_one_unit_is_chosen_for_one_order_by_threads_at_once(phones, make, tenant):
    place, orders = make.main_location().id, [make.order().id for _ in range(6)]
    start = Barrier(len(orders))

    def choose(order_id):
        start.wait()
        try:
            with make_unit(tenant):
                inventory.choose(order_id, {(phones.id, place): Decimal(2)}, {phones.id: ["A3", "A1"]})
        except SerialRefused:
            return False
        return True

    with ThreadPoolExecutor(len(orders)) as pool:
        assert sorted(pool.map(choose, orders)) == [False] * 5 + [True]


def test_a_new_unit_is_received_once_by_threads_at_once(phones, make, tenant, where):
    place, start = make.main_location().id, Barrier(4)

    def add(_number):
        start.wait()
        try:
            with make_unit(tenant):
                keep_serials.add(inventory.find_item("PHONE"), place, ["B1", "B2"], reason="found")
        except SerialRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(add, range(4))) == [False] * 3 + [True]
    assert len(here(where)) == 6


def test_selling_counting_and_choosing_at_once_never_wait_for_ever(phones, make, tenant, where):
    place, start = make.main_location().id, Barrier(3)
    order_id = make.order().id
    with make_unit(tenant):
        count = count_stock.open_count(location=place, kind="skus", value="PHONE", tolerance=Decimal(9)).id
        count_stock.tally(count, code="PHONE", quantity=Decimal(0), numbers=["A1"])
        inventory.finish_count(count)

    def together(act):
        start.wait()
        try:
            act()
        except (SerialRefused, SerialsNeeded, Conflict):
            return

    def post():
        with make_unit(tenant):
            count_stock.post(count, reason="stocktake")

    def choose():
        with make_unit(tenant):
            inventory.choose(make.order().id, {(phones.id, place): Decimal(1)}, {phones.id: ["A2"]})

    with ThreadPoolExecutor(3) as pool:
        acts = [post, choose, lambda: sell(tenant, phones, order_id, ["A3"], make)]
        list(pool.map(together, acts))
    assert where()["A4"] == ("out", "main")


def shipped_box(tenant, order_id):
    return select(Shipment.id).where(Shipment.order_id == order_id)


@pytest.mark.req("INV-11")
def test_a_parcel_takes_the_units_chosen_for_it_and_they_come_back(phones, tenant, where, run_jobs, desk):
    with tenant_scope(tenant), acting_as(system("test")):
        bought = buy(("PHONE", 2))
        run_jobs()
        with unit_of_work():
            box = db.session.scalars(shipped_box(tenant, bought.id)).one()
    address = f"/admin/shipments/{box}"
    assert "Serial numbers" in page(desk.get(address))
    refused = desk.post(f"{address}/dispatch", data={**GUARD, "carrier": "DHL"})
    assert "name 2" in page(refused, 422)
    field = f"serials-{phones.id}"
    assert "is not known" in page(desk.post(f"{address}/serials", data={**GUARD, field: "A1\nZ9"}), 422)
    assert "Only 2 leave" in page(desk.post(f"{address}/serials", data={**GUARD, field: "A1,A2,A3"}), 422)
    assert desk.post(f"{address}/serials", data={**GUARD, field: "a1\na3"}).status_code in (204, 302, 303)
    assert "Chosen to leave" in page(desk.get("/admin/stock/serials/?q=A1"))
    assert "A3" in page(desk.get(f"/admin/orders/{bought.id}"))
    assert "A3" in page(desk.get(f"/admin/orders/{bought.id}/print"))
    assert desk.post(f"{address}/dispatch", data={**GUARD, "carrier": "DHL"}).status_code in (204, 302, 303)
    assert (here(where), where()["A1"]) == (["A2", "A4"], ("sold", "main"))
    assert "Shipped" in page(desk.get(f"/admin/stock/serials/{serial_id(tenant, 'A1')}"))
    give_back(tenant, make_refund(bought, 1), where, run_jobs)
    assert here(where) == ["A2", "A3", "A4"]
    shown = re.sub(r"<[^>]+>", "", page(desk.get(f"/admin/orders/{bought.id}")))
    assert "Serial number A3 · came back" in shown


def make_refund(bought, quantity, codes=("A3",)):
    line = bought.lines[0]
    return lambda serials: refund_order.refund_order(
        bought.id, {line.id: Decimal(quantity)}, shipping=False, reason="faulty",
        restock_at=line.location_id, serials=serials,
    )  # fmt: skip


def give_back(tenant, refund, where, run_jobs):
    with tenant_scope(tenant), acting_as(system("test")):
        with pytest.raises(SerialsNeeded):
            refund([])
        with pytest.raises(SerialsNeeded):
            refund(["A2"])
        refund(["A3"])
        run_jobs()


def serial_id(tenant, code):
    with make_unit(tenant):
        return db.session.scalar(select(Serial.id).where(Serial.code == code))


def test_who_brings_all_back_need_not_name_them(phones, tenant, make, where, run_jobs):
    with tenant_scope(tenant), acting_as(system("test")):
        bought = buy(("PHONE", 2))
        run_jobs()
        with unit_of_work():
            box = db.session.scalars(shipped_box(tenant, bought.id)).one()
            inventory.choose(
                bought.id, {(phones.id, make.main_location().id): Decimal(2)}, {phones.id: ["A1", "A2"]}
            )
        with unit_of_work():
            ship_order.ship(box, carrier="", tracking_number="")
        make_refund(bought, 2)([])
        run_jobs()
    assert here(where) == ["A1", "A2", "A3", "A4"]


def test_what_is_cancelled_can_be_chosen_again(phones, tenant, make, where, run_jobs):
    spot = {(phones.id, make.main_location().id): Decimal(1)}
    with tenant_scope(tenant), acting_as(system("test")):
        bought = buy(("PHONE", 1))
        run_jobs()
        with unit_of_work():
            inventory.choose(bought.id, spot, {phones.id: ["A1"]})
        other = make.order().id
        with pytest.raises(SerialRefused), unit_of_work():
            inventory.choose(other, spot, {phones.id: ["A1"]})
        cancel_order.cancel_order(bought.id, reason="changed")
        with unit_of_work():
            inventory.choose(other, spot, {phones.id: ["A1"]})


def test_a_transfer_takes_named_units_and_brings_them(phones, tenant, where, make):
    with make_unit(tenant):
        berlin = inventory.find_location("berlin").id
        made = inventory.request_transfer(
            source=make.main_location().id, destination=berlin, wishes=[Wish("PHONE", Decimal(3))]
        ).id
        inventory.approve_transfer(made)
        inventory.choose_for_transfer(made, {phones.id: ["A1", "A2"]})
    with pytest.raises(SerialsNeeded), make_unit(tenant):
        inventory.dispatch_transfer(made)
    with make_unit(tenant):
        inventory.choose_for_transfer(made, {phones.id: ["A1", "A2", "A4"]})
        inventory.dispatch_transfer(made)
        line = inventory.transfer_lines(made)[0].id
    assert where()["A2"] == ("away", "main")
    with pytest.raises(SerialsNeeded), make_unit(tenant):
        inventory.receive_transfer(made, {line: Arrived(Decimal(2))})
    with make_unit(tenant):
        inventory.receive_transfer(made, {line: Arrived(Decimal(2), serials=("A1", "A4"))})
    assert (here(where, "berlin"), here(where)) == (["A1", "A4"], ["A3"])
    with make_unit(tenant):
        inventory.settle_line(made, line, "written_off")
    assert where()["A2"][0] == "out"


def test_a_delivery_names_each_sound_unit(phones, tenant, where, make):
    with make_unit(tenant):
        supplier = inventory.save_supplier(
            None,
            {"name": "Phones Ltd", "lead_days": 3, "currency": "EUR", "minimum_order": 0, "active": True},
        )
        inventory.set_offer(supplier.id, "PHONE", cost=500)
        order = inventory.open_purchase(supplier.id, make.main_location().id, {phones.id: Decimal(3)}).id
        inventory.send_purchase(order)
        line = inventory.purchase_lines(order)[0].id
    came = {line: Counted(Decimal(2), Decimal(1))}
    for codes, error in (((), SerialsNeeded), (("B1",), SerialsNeeded), (("B1", "A1"), SerialRefused)):
        with pytest.raises(error), make_unit(tenant):
            inventory.receive_purchase(new_id(), order, Delivery(came, {line: codes}))
    with make_unit(tenant):
        inventory.receive_purchase(new_id(), order, Delivery(came, {line: ["B1", "B2"]}))
    assert here(where) == ["A1", "A2", "A3", "A4", "B1", "B2"]


@pytest.mark.req("INV-13")
def test_a_count_says_which_unit_is_missing_and_sales_do_not_falsify_it(phones, tenant, where, make):
    place = make.main_location().id
    with make_unit(tenant):
        count = count_stock.open_count(location=place, kind="skus", value="PHONE", tolerance=Decimal(9)).id
        with pytest.raises(SerialsNeeded):
            count_stock.tally(count, code="PHONE", quantity=Decimal(4))
    with make_unit(tenant):
        count_stock.tally(count, code="PHONE", quantity=Decimal(0), numbers=["A1", "A2", "C7"])
        inventory.finish_count(count)
    sell(tenant, phones, make.order().id, ["A3"], make)
    with make_unit(tenant):
        count_stock.post(count, reason="stocktake")
    assert here(where) == ["A1", "A2", "C7"]
    assert (where()["A4"][0], where()["A3"][0]) == ("out", "sold")


def test_what_is_written_off_from_hold_is_named(phones, tenant, where):
    with make_unit(tenant):
        held = hold_stock.hold_stock(sku="PHONE", location="main", quantity=Decimal(1), reason="damage")[0]
    with pytest.raises(SerialsNeeded), make_unit(tenant):
        inventory.release_hold(held.id, written_off=True)
    with make_unit(tenant):
        inventory.release_hold(held.id, written_off=True, numbers=["A2"])
    assert here(where) == ["A1", "A3", "A4"]


@pytest.fixture
def till(make, tenant):
    till = make_till(make)
    till.open()
    make.product(sku="TAB", price=500, stock=2, location=till.store)
    with make_unit(tenant):
        keep_serials.begin(inventory.find_item("TAB"), {till.store.id: ["T1", "T2"]})
    return till


def scanned(till, *codes, **given):
    sale = till.line("TAB", len(codes) or 1, 500)
    return till.sale(("TAB", len(codes) or 1, 500), lines=[{**sale, "serials": list(codes)}], **given)


@pytest.mark.req("POS-02")
def test_a_till_sells_what_was_scanned_and_takes_it_back(till, tenant, where):
    assert till.send(scanned(till))[0].code == "inventory.serials_needed"
    assert till.send(scanned(till, "T9"))[0].code == "inventory.serial_refused"
    sold = scanned(till, "t2")
    assert till.send(sold)[0].status == "accepted"
    assert where()["T2"][0] == "sold"
    assert till.send(scanned(till, "T2"))[0].code == "inventory.serial_refused"
    assert till.send(till.refund(sold, (1, 1, 500)))[0].status == "accepted"
    assert where()["T2"][0] == "here"


def test_an_offline_sale_stands_and_what_it_did_not_name_is_looked_at(till, tenant, where):
    verdict = till.send(scanned(till, "T1", "T7", offline=True))[0]
    assert verdict.status == "accepted_with_exception"
    assert where() == {"T1": ("sold", till.store.code), "T2": ("here", till.store.code)}
    with make_unit(tenant):
        level = db.session.scalars(select(StockLevel).where(StockLevel.location_id == till.store.id)).one()
        told = db.session.scalars(select(StockException)).one()
    assert (level.on_hand, level.oversold, told.kind, told.quantity) == (1, 1, "oversold", 1)


def test_a_pickup_hands_over_what_was_chosen(phones, tenant, make, desk, where, run_jobs):
    order = make.order(delivery_kind="pickup")
    with make_unit(tenant):
        line = db.session.execute(text("select id from order_line")).scalar()
        place = make.main_location().id
        db.session.execute(
            text("update order_line set location_id = :p, stock = cast(:s as jsonb)"),
            {"p": place, "s": f'[["{phones.id}", "1"]]'},
        )
        inventory.change([Change(phones.id, place, allocated=Decimal(1))], kind="allocate", document="order",
                         document_id=order.id)  # fmt: skip
    assert line
    pickup = make.pickup(order_id=order.id, location_id=make.main_location().id, status="ready")
    field, address = f"serials-{phones.id}", f"/admin/pickups/{pickup.id}"
    assert "Serial numbers" in page(desk.get(address))
    assert desk.post(f"{address}/serials", data={**GUARD, field: "A4"}).status_code in (204, 302, 303)
    with make_unit(tenant):
        assert db.session.get(Pickup, pickup.id) is not None
        inventory.ship(
            order.id, [Demand(phones.id, make.main_location().id, Decimal(1))], kind="pickup", beyond=True
        )
    assert where()["A4"] == ("sold", "main")


def test_staff_keep_add_find_and_take_out_numbers(make, tenant, desk, where, app):
    made = make.product(sku="LENS", stock=1)
    item, place = made.stock_item.id, make.main_location().id
    base = f"/admin/stock/{item}"
    assert "No serial numbers yet" in page(desk.get("/admin/stock/serials/"))
    assert "Keep serial numbers" in page(desk.get(base))
    assert "1 lie there" in page(desk.get(f"{base}/serials/begin"))
    assert "0 are named" in page(
        desk.post(f"{base}/serials/begin", data={**GUARD, f"serials-{place}": ""}), 422
    )
    desk.post(f"{base}/serials/begin", data={**GUARD, f"serials-{place}": "L1"})
    new = f"{base}/serials/new"
    assert "at least one" in page(desk.post(new, data={**GUARD, "location": str(place), "serials": ""}), 422)
    assert "lies at" in page(desk.post(new, data={**GUARD, "location": str(place), "serials": "l1"}), 422)
    desk.post(new, data={**GUARD, "location": str(place), "serials": "L2\nL3"})
    assert here(where) == ["L1", "L2", "L3"]
    assert "Show the numbers" in page(desk.get(base))
    found = page(desk.get("/admin/stock/serials/?q=l2"))
    assert "L2" in found
    assert "L3" not in found
    story = f"/admin/stock/serials/{serial_id(tenant, 'L2')}"
    assert "Added" in page(desk.get(story))
    assert "Say why" in page(desk.post(f"{story}/removal", data=GUARD), 422)
    desk.post(f"{story}/removal", data={**GUARD, "reason": "broken"})
    assert here(where) == ["L1", "L3"]
    assert desk.post(f"/admin/stock/serials/{new_id()}/removal", data=GUARD).status_code == 404
    clerk = sign_in(app, tenant, make.staff(role="fulfilment"))
    assert clerk.post(f"{story}/removal", data={**GUARD, "reason": "x"}).status_code == 403
    desk.post(f"{base}/serials/end", data=GUARD)
    assert here(where) == []


def test_by_hand_nobody_adds_or_takes_out_more_than_they_may(phones, make, tenant, where):
    little, place = Bounds(units=Decimal(0)), make.main_location().id
    with make_unit(tenant):
        one = db.session.scalars(select(Serial)).first().id
        with pytest.raises(OverLimit):
            inventory.add_serials(inventory.find_item("PHONE"), place, ["B1"], reason="found", bounds=little)
        with pytest.raises(OverLimit):
            inventory.take_out(one, reason="broken", bounds=little)
    assert here(where) == ["A1", "A2", "A3", "A4"]


def test_a_page_of_numbers_goes_on_where_the_last_ended(phones, tenant):
    with make_unit(tenant):
        first = serial_board.serials(limit=3)
        rest = serial_board.serials(limit=3, cursor=first.next)
        assert [row.code for row in (*first.items, *rest.items)] == ["A1", "A2", "A3", "A4"]
        assert serial_board.serials(q="%").items == []


@pytest.mark.parametrize(
    ("change", "undo", "told"),
    [
        ("state = 'out'", "state = 'here'", "its serial numbers there are 3"),
        ("state = 'sold'", "state = 'here'", "is sold, its story sums to 1"),
    ],
)
def test_reconciling_finds_a_unit_that_the_ledger_does_not_know_of(phones, tenant, change, undo, told):
    with make_unit(tenant):
        db.session.execute(text(f"update serial set {change} where code = 'A1'"))
        assert any(told in broken for broken in invariants.check(invariants.SERIALS)[1])
        db.session.execute(text(f"update serial set {undo} where code = 'A1'"))
