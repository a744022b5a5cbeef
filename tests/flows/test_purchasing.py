"""Goods are ordered, expected, counted once, and what differs is written down (POS-09)."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.db import db, unit_of_work
from app.core.errors import Invalid, NotFound
from app.core.ids import new_id
from app.core.principal import Principal, acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import PurchaseState
from app.domains.inventory.models import ReceiptLine, StockLevel
from app.domains.inventory.service import Counted, Delivery
from app.flows.reconcile import reconcile
from app.queries import purchase_board

SUPPLIER = {"name": "Clay & Co", "lead_days": 10, "currency": "EUR", "minimum_order": 0, "active": True}


@pytest.fixture
def ordered(inside, make):
    """Ten mugs and 24 spoons in packs of 12, sent to main."""
    make.product(sku="MUG", price=1190, stock=3)
    make.product(sku="SPOON", price=390, stock=0)
    with unit_of_work():
        known = inventory.save_supplier(None, SUPPLIER)
        inventory.set_offer(known.id, "MUG", cost=333)
        inventory.set_offer(known.id, "SPOON", cost=1000, pack_size=Decimal(12), supplier_sku="S-12")
        items = {sku: inventory.find_item(sku).id for sku in ("MUG", "SPOON")}
        order = inventory.open_purchase(
            known.id,
            inventory.find_location("main").id,
            {items["MUG"]: Decimal(10), items["SPOON"]: Decimal(13)},
        )
        inventory.send_purchase(order.id)
        return order.id


def level(sku):
    with unit_of_work():
        place = inventory.find_location("main").id
        item = inventory.find_item(sku).id
        found = db.session.scalar(
            select(StockLevel).where(StockLevel.stock_item_id == item, StockLevel.location_id == place)
        )
        return int(found.on_hand), int(found.incoming), int(found.damaged)


def page(purchase_id):
    with unit_of_work():
        return purchase_board.purchase(purchase_id)


def receive(purchase_id, counts, *, receipt=None, **facts):
    lines = {line.sku: line.id for line in page(purchase_id).lines}
    counted = {lines[sku]: Counted(*map(Decimal, each)) for sku, each in counts.items()}
    with unit_of_work():
        return inventory.receive_purchase(receipt or new_id(), purchase_id, Delivery(counted, **facts))


def test_what_is_sent_is_expected_in_whole_packs(ordered):
    assert level("MUG") == (3, 10, 0)
    assert level("SPOON") == (0, 24, 0)
    assert page(ordered).order.total == 10 * 333 + 2 * 1000
    assert reconcile().violations == []


@pytest.mark.req("POS-09")
def test_nine_of_ten_plus_one_unknown(ordered):
    receipt = new_id()
    delivery = {"MUG": (9,), "SPOON": (24,)}
    assert receive(ordered, delivery, receipt=receipt, unknown={"WHAT-1": Decimal(1)}, last=True)

    assert level("MUG") == (12, 0, 0)
    found = [(each.kind, each.sku, int(each.quantity)) for each in page(ordered).differences]
    assert sorted(found) == [("short", "MUG", 1), ("unknown", "WHAT-1", 1)]
    assert page(ordered).order.status == "received"

    assert not receive(ordered, delivery, receipt=receipt)
    with pytest.raises(PurchaseState):
        receive(ordered, delivery)
    assert level("MUG") == (12, 0, 0)
    assert reconcile().violations == []


@pytest.mark.req("POS-09")
def test_more_than_ordered_and_broken_ones(ordered):
    receive(ordered, {"MUG": (11, 2)})

    assert level("MUG") == (14, 0, 2)
    assert level("SPOON") == (0, 24, 0)
    found = [(each.kind, int(each.quantity)) for each in page(ordered).differences]
    assert sorted(found) == [("damaged", 2), ("over", 3)]
    assert page(ordered).order.status == "partly_received"
    assert reconcile().violations == []


def test_parts_cost_together_what_the_whole_does(ordered):
    for many in (5, 7, 12):
        receive(ordered, {"SPOON": (many,)})

    with unit_of_work():
        costs = list(db.session.scalars(select(ReceiptLine.cost)))
    assert sorted(costs) == [417, 583, 1000]
    assert sum(costs) == 2000


def test_a_foreign_cost_is_kept_in_the_shops_currency(inside, make):
    make.product(sku="MUG", price=1190, stock=0)
    with unit_of_work():
        known = inventory.save_supplier(None, {**SUPPLIER, "currency": "JPY"})
        inventory.set_offer(known.id, "MUG", cost=500)
        item = inventory.find_item("MUG").id
        order = inventory.open_purchase(known.id, inventory.find_location("main").id, {item: Decimal(3)})
        inventory.change_purchase(order.id, expected_on=None, note="", rate_micro=6_125)
        inventory.send_purchase(order.id)
        made = order.id
    receive(made, {"MUG": (3,)})

    with unit_of_work():
        assert db.session.scalar(select(ReceiptLine.cost)) == 919  # 1500 yen at 0.006125 euro: 9.1875


def test_cancelled_and_closed_orders_expect_nothing(ordered, make):
    receive(ordered, {"MUG": (4,)})
    with unit_of_work(), pytest.raises(PurchaseState):
        inventory.cancel_purchase(ordered)
    with unit_of_work():
        inventory.close_purchase(ordered)

    assert level("MUG") == (7, 0, 0)
    assert level("SPOON") == (0, 0, 0)
    assert page(ordered).order.status == "received"
    assert reconcile().violations == []


def test_nothing_counted_is_no_delivery(ordered):
    with pytest.raises(Invalid):
        receive(ordered, {})


def test_other_places_orders_are_not_there(ordered, make):
    elsewhere = make.location(kind="store").id
    with acting_as(Principal("staff", locations=frozenset({elsewhere}))), unit_of_work():
        assert purchase_board.purchase(ordered) is None
        assert purchase_board.purchases().items == []
        with pytest.raises(NotFound):
            inventory.receive_purchase(new_id(), ordered, Delivery({}, last=True))


def test_a_receipts_id_books_no_other_order(ordered):
    receipt = new_id()
    receive(ordered, {"MUG": (1,)}, receipt=receipt)
    with unit_of_work():
        known = inventory.purchase(ordered)
        item = inventory.find_item("MUG").id
        other = inventory.open_purchase(known.supplier_id, known.location_id, {item: Decimal(1)})
        inventory.send_purchase(other.id)
        other_id = other.id
    with pytest.raises(NotFound):
        receive(other_id, {"MUG": (1,)}, receipt=receipt)


@pytest.mark.req("POS-09")
def test_a_form_sent_by_many_at_once_books_once(ordered, tenant):
    receipt, delivery = new_id(), Delivery({page(ordered).lines[0].id: Counted(Decimal(4))})

    def send(_number):
        with tenant_scope(tenant), acting_as(system("test")), unit_of_work():
            return inventory.receive_purchase(receipt, ordered, delivery)

    with ThreadPoolExecutor(6) as pool:
        booked = list(pool.map(send, range(6)))

    assert booked.count(True) == 1
    assert level("MUG") == (7, 6, 0)
