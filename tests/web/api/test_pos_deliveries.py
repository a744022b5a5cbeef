"""A till counts in what comes to its store (POS-09)."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.db import db, unit_of_work
from app.core.ids import new_id
from app.domains.inventory import service as inventory
from app.domains.inventory.models import GoodsReceipt, ReceiptDiscrepancy, Serial, StockLevel, TransferLine
from app.domains.inventory.service import Wish
from app.flows import keep_serials
from app.flows.reconcile import reconcile
from tests.support.clients import visit
from tests.support.tenantful import device_token

BASE = "/api/v1/pos/deliveries"


@pytest.fixture
def store(make, inside):
    made = make.location(code="berlin", name="Berlin", kind="store")
    for sku in ("MUG", "CUP"):
        make.product(sku=sku, title=sku.title(), stock=20)
    return made


@pytest.fixture
def tablet(app, tenant, make, store):
    token = device_token(tenant, make, make.register(location=store))
    return visit(app, tenant, Authorization=f"Bearer {token}")


@pytest.fixture
def cashier(make, store):
    return str(make.staff(role="store_associate", locations=[store]).id)


@pytest.fixture
def transfer(store):
    """10 mugs on their way from the main place."""
    with unit_of_work():
        made = inventory.request_transfer(
            source=inventory.find_location("main").id, destination=store.id, wishes=[Wish("MUG", Decimal(10))]
        )
        inventory.approve_transfer(made.id)
        inventory.pick_transfer(made.id)
        inventory.dispatch_transfer(made.id)
        return made.id


@pytest.fixture
def purchase(store):
    """5 cups ordered for the store."""
    with unit_of_work():
        supplier = inventory.save_supplier(None, {"name": "Potter", "currency": "EUR"})
        order = inventory.open_purchase(supplier.id, store.id)
        inventory.set_purchase_line(order.id, "CUP", Decimal(5), pack_cost=300)
        inventory.send_purchase(order.id)
        return order.id


def there(sku):
    with unit_of_work():
        item, place = inventory.find_item(sku).id, inventory.find_location("berlin").id
        spot = StockLevel.stock_item_id == item, StockLevel.location_id == place
        row = db.session.execute(select(StockLevel.on_hand, StockLevel.incoming).where(*spot)).one()
        return int(row.on_hand), int(row.incoming)


def tally(cashier, lines, **more):
    return {"receipt": str(new_id()), "cashier": cashier, "lines": lines, **more}


@pytest.mark.req("POS-09")
def test_nine_of_ten_and_one_unknown(tablet, cashier, transfer):
    (told,) = tablet.get(BASE).json["items"]
    assert (told["kind"], told["pieces"]) == ("transfer", 10)
    url = f"{BASE}/{transfer}"
    (line,) = tablet.get(url).json["lines"]
    assert (line["sku"], line["expected"], "MUG" in line["codes"]) == ("MUG", 10, True)
    body = tally(cashier, [{"line": line["line"], "came": 9}], unknown=[{"code": "4711", "quantity": 1}])
    assert tablet.post(url, json=body).json == {"new": True}

    assert there("MUG") == (9, 0)
    with unit_of_work():
        rows = db.session.scalars(select(TransferLine).where(TransferLine.transfer_id == transfer)).all()
        assert sorted((row.code, int(row.received)) for row in rows if row.differs) == [
            ("4711", 1),
            ("MUG", 9),
        ]
    assert tablet.get(BASE).json["items"] == []
    assert tablet.post(url, json=body).status_code == 404
    assert there("MUG") == (9, 0)
    assert not reconcile().violations


@pytest.mark.req("POS-09")
def test_a_purchase_comes_in_parts_each_booked_once(tablet, cashier, purchase):
    url = f"{BASE}/{purchase}"
    (line,) = tablet.get(url).json["lines"]
    first = tally(cashier, [{"line": line["line"], "came": 2, "damaged": 1}])
    assert tablet.post(url, json=first).json == {"new": True}
    assert tablet.post(url, json=first).json == {"new": False}
    assert tablet.get(url).json["lines"][0]["expected"] == 2
    assert there("CUP") == (2, 2)
    rest = tally(cashier, [{"line": line["line"], "came": 1}], last=True)
    assert tablet.post(url, json=rest).json == {"new": True}

    assert there("CUP") == (3, 0)
    with unit_of_work():
        found = {(each.kind, int(each.quantity)) for each in db.session.scalars(select(ReceiptDiscrepancy))}
        by = {each.received_by for each in db.session.scalars(select(GoodsReceipt))}
    assert found == {("damaged", 1), ("short", 1)}
    assert by == {f"staff:{cashier}"}


def test_who_may_not_and_what_goes_elsewhere(app, tenant, tablet, make, transfer, shop, cashier):
    other = make.location(code="paris", name="Paris", kind="store")
    elsewhere = visit(
        app, tenant, Authorization=f"Bearer {device_token(tenant, make, make.register(location=other))}"
    )
    url = f"{BASE}/{transfer}"
    assert elsewhere.get(BASE).json["items"] == []
    assert elsewhere.get(url).status_code == 404
    assert shop.get(url).status_code == 401
    stranger = str(make.staff(role="finance").id)
    (line,) = tablet.get(url).json["lines"]
    assert tablet.post(url, json=tally(stranger, [{"line": line["line"], "came": 1}])).status_code == 403
    assert tablet.post(url, json=tally(cashier, [{"line": line["line"], "came": -1}])).status_code == 422
    assert there("MUG") == (0, 10)


@pytest.mark.req("POS-09")
def test_units_with_serial_numbers_are_named_as_they_come(tablet, cashier, purchase):
    with unit_of_work():
        keep_serials.begin(inventory.find_item("CUP"), {inventory.find_location("main").id: numbers("M", 20)})
    url = f"{BASE}/{purchase}"
    (line,) = tablet.get(url).json["lines"]
    assert line["by_serial"] is True

    def sent(came, serials):
        return tablet.post(
            url, json=tally(cashier, [{"line": line["line"], "came": came, "serials": serials}])
        )

    assert sent(2, []).json["code"] == "inventory.serials_needed"
    assert sent(2, ["C1", "c1"]).status_code == 422
    assert sent(2, ["C1", "M1"]).json["code"] == "inventory.serial_refused"
    assert there("CUP") == (0, 5)
    assert sent(2, ["c1", "C2"]).json == {"new": True}
    assert there("CUP") == (2, 3)
    with unit_of_work():
        assert {row.code for row in db.session.scalars(select(Serial).where(Serial.code.like("C%")))} == {
            "C1",
            "C2",
        }
    assert not reconcile().violations


def numbers(prefix, many):
    return [f"{prefix}{number}" for number in range(many)]
