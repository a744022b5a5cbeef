"""What stock is worth follows the ledger: receipts carry cost, sales do not, late costs revalue, months end."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text

from app.core import clock
from app.core.db import run, unit_of_work
from app.core.ids import new_id
from app.core.principal import Principal, acting_as
from app.domains.inventory import service as inventory
from app.domains.inventory.types import Change, Demand
from app.flows.reconcile import reconcile
from app.flows.value_stock import value_stock
from app.queries import purchase_board, stock_value
from tests.flows.test_purchasing import ordered, page, receive  # noqa: F401 - a fixture


def figures(month=None):
    with unit_of_work():
        found = {row.sku: (int(row.quantity), row.average, row.fifo) for row in stock_value.every_item(month)}
        whole = stock_value.total(stock_value.by_place(month))
    assert whole.average == sum(average for _quantity, average, _fifo in found.values())
    return found


def move(sku, units, *, kind="adjustment", document_id=None, place="main"):
    with unit_of_work():
        item = inventory.find_item(sku).id
        where = inventory.find_location(place).id
        inventory.change(
            [Change(item, where, on_hand=Decimal(units))], kind=kind, document="x", document_id=document_id
        )


def test_receipts_carry_cost_and_sales_take_it(ordered):  # noqa: F811
    move("MUG", -3)
    receive(ordered, {"MUG": (10,), "SPOON": (24,)})
    value_stock()
    assert figures() == {"MUG": (10, 3330, 3330), "SPOON": (24, 2000, 2000)}

    move("SPOON", -5)
    move("MUG", -10)
    value_stock()
    assert figures() == {"SPOON": (19, 1583, 1583)}
    assert value_stock() == 0
    assert reconcile().violations == []


def test_what_comes_back_is_worth_what_it_was(ordered):  # noqa: F811
    move("MUG", -3)
    receive(ordered, {"MUG": (10,)})
    sale = new_id()
    move("MUG", -4, kind="sale", document_id=sale)
    value_stock()
    move("MUG", 1, kind="return", document_id=sale)
    value_stock()
    assert figures()["MUG"] == (7, 2331, 2331)


def test_a_transfer_carries_its_worth(ordered, make):  # noqa: F811
    store = make.location(kind="store", code="shop-1")
    move("MUG", -3)
    receive(ordered, {"MUG": (10,)})
    sent = new_id()
    move("MUG", -4, kind="transfer", document_id=sent)
    value_stock()
    move("MUG", 4, kind="transfer", document_id=sent, place="shop-1")
    value_stock()
    with unit_of_work():
        assert {row.name: row.average for row in stock_value.by_place()}[store.name] == 1332
        assert stock_value.total(stock_value.by_place()).fifo == 3330
    with acting_as(Principal("staff", locations=frozenset({store.id}))):
        assert figures() == {"MUG": (4, 1332, 1332)}
    assert reconcile().violations == []


def test_what_is_on_its_way_is_worth_something_too(ordered, make):  # noqa: F811
    store = make.location(kind="store", code="shop-1").id
    move("MUG", -3)
    receive(ordered, {"MUG": (10,)})
    with unit_of_work():
        main = inventory.find_location("main").id
        sent = inventory.request_transfer(
            source=main, destination=store, wishes=[inventory.Wish("MUG", Decimal(4))]
        ).id
        inventory.approve_transfer(sent)
        inventory.pick_transfer(sent)
        inventory.dispatch_transfer(sent)
    value_stock()
    with unit_of_work():
        moving = stock_value.on_the_way()
        assert (int(moving.quantity), moving.average, moving.fifo) == (4, 1332, 1332)
    assert figures() == {"MUG": (6, 1998, 1998)}

    with unit_of_work():
        inventory.receive_transfer(sent)
    value_stock()
    with unit_of_work():
        assert stock_value.on_the_way() is None
        assert stock_value.total(stock_value.by_place()).average == 3330
    assert reconcile().violations == []


def test_a_late_cost_is_a_row_of_its_own(ordered):  # noqa: F811
    move("MUG", -3)
    receive(ordered, {"MUG": (10,)})
    move("MUG", -6)
    value_stock()
    line = page(ordered).came[0].line_id
    with unit_of_work():
        inventory.correct_cost(ordered, line, 4330, reason="Invoice 17")
    value_stock()
    assert figures()["MUG"] == (4, 1332 + 400, 1332 + 400)

    with unit_of_work():
        inventory.correct_cost(ordered, line, 0, reason="A gift after all")
    value_stock()
    assert figures().get("MUG") == (4, 0, 0)
    assert reconcile().violations == []


def test_past_months_stay_as_they_were(ordered):  # noqa: F811
    move("MUG", -3)
    for at, units in (((2027, 1, 10), 6), ((2027, 1, 31), 1), ((2027, 3, 1), 3)):
        with clock.frozen(datetime(*at, 12, tzinfo=UTC)):
            receive(ordered, {"MUG": (units,)})
            value_stock()
    with clock.frozen(datetime(2027, 5, 2, tzinfo=UTC)):
        move("MUG", -10)
        value_stock()

    assert figures(date(2026, 10, 1)) == {}
    assert figures(date(2027, 1, 1))["MUG"] == (7, 2331, 2331)
    assert figures(date(2027, 2, 1))["MUG"] == (7, 2331, 2331)
    assert figures(date(2027, 4, 1))["MUG"] == (10, 3330, 3330)
    assert figures() == {}


@pytest.mark.parametrize("units", [1, 2])
def test_opening_stock_is_worth_what_the_catalogue_says(inside, make, unit, units):
    from app.core.db import db
    from app.domains.pricing.models import BasePrice

    product = make.product(sku="POT", price=2000, stock=0)
    assert product
    with unit_of_work():
        db.session.query(BasePrice).update({"cost": 777})
        place, item = inventory.find_location("main").id, inventory.find_item("POT").id
        inventory.receive({(item, place): Decimal(units)}, reason="opening stock")
    value_stock()
    assert figures() == {"POT": (units, 777 * units, 777 * units)}


def test_selling_writes_no_cost(ordered, count):  # noqa: F811
    from app.domains.inventory.models import StockValue, ValueEntry

    with unit_of_work():
        place, item = inventory.find_location("main").id, inventory.find_item("MUG").id
        assert purchase_board.purchases().items
        inventory.sell(new_id(), [Demand(item, place, Decimal(1))])
    assert count(ValueEntry) == count(StockValue) == 0


BREAKS = {
    "update purchase_line set received = received + 1 where received > 0": "purchases: MUG at main: the ledger expects",
    "update receipt_line set quantity = quantity + 1": "purchases: MUG at main: receipt",
    "update cost_layer set value = value + 1": "stock value: MUG at main: value in layers",
    "update stock_value set average = average + 1": "stock value: MUG at main: value by average",
    "update stock_value set quantity = quantity + 1": "stock value: MUG at main: valued quantity",
}


@pytest.mark.parametrize("broken", BREAKS)
def test_reconcile_tells_what_does_not_fit(ordered, broken):  # noqa: F811
    move("MUG", -3)
    receive(ordered, {"MUG": (4,)})
    value_stock()
    assert reconcile().violations == []
    with unit_of_work():
        run(text(broken))
    assert any(each.startswith(BREAKS[broken]) for each in reconcile().violations)
