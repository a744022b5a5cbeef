"""What expires first leaves first; what has expired or is called back is not sold (INV-07)."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.db import db, unit_of_work
from app.core.errors import Conflict, Invalid
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.inventory import rules
from app.domains.inventory import service as inventory
from app.domains.inventory.models import Lot, LotLevel
from app.domains.inventory.types import Batch, Demand
from app.flows import hold_stock, keep_lots
from app.flows.reconcile import reconcile
from app.queries import lot_board
from app.queries.availability import availability
from tests.support.clients import page

SOON, LATER = date(2030, 3, 1), date(2030, 9, 1)
units = st.integers(0, 20).map(Decimal)
batches = st.lists(st.builds(Batch, st.builds(uuid4), units, st.just(Decimal(0)), st.booleans()), max_size=5)


@pytest.fixture
def inside(tenant, sender, frozen_clock):
    frozen_clock(datetime(2030, 1, 15, 12, tzinfo=UTC))
    with tenant_scope(tenant), acting_as(system("test")):
        yield tenant


@pytest.fixture
def milk(make, inside):
    made = make.product(slug="milk", sku="MILK", stock=0)
    come("B", LATER, 5)
    come("A", SOON, 3)
    return made


def come(lot, expires_on, quantity, location="main"):
    with unit_of_work():
        keep_lots.receive(
            sku="MILK",
            location=location,
            lot=lot,
            expires_on=expires_on,
            quantity=Decimal(quantity),
            reason="in",
        )


def lying():
    with unit_of_work():
        rows = db.session.execute(
            select(Lot.code, LotLevel.on_hand).join(LotLevel, LotLevel.lot_id == Lot.id)
        )
        return dict(list(rows))


def free():
    with unit_of_work():
        return availability("MILK").available


def violations():
    return [each for each in reconcile().violations if each.startswith(("lots", "holds", "stock ledger"))]


def test_what_expires_first_leaves_first_with_its_order(milk, make, inside, desk):
    order = make.order()
    wanted = [Demand(milk.stock_item.id, make.main_location().id, Decimal(4))]
    with unit_of_work():
        inventory.sell(order.id, wanted)
    assert (lying(), violations()) == ({"A": 0, "B": 4}, [])
    with unit_of_work():
        lot = inventory.find_lot(inventory.find_item("MILK"), "A")
        assert [each.quantity for each in lot_board.orders_with(lot.id)] == [3]
    assert order.number in page(desk.get(f"/admin/stock/lots/{lot.id}"))


def test_the_same_lot_has_one_date(milk):
    come("A", None, 1)
    with pytest.raises(Invalid) as refused:
        come("A", LATER, 1)
    assert "expires_on" in refused.value.fields


def test_an_expired_lot_is_not_sold(milk, frozen_clock):
    frozen_clock(datetime(2030, 3, 1, 12, tzinfo=UTC))
    with unit_of_work():
        assert keep_lots.hold_expired() == 0
    frozen_clock(datetime(2030, 3, 2, 12, tzinfo=UTC))
    with unit_of_work():
        assert keep_lots.hold_expired() == 1
        assert keep_lots.hold_expired() == 0
    assert (free(), violations()) == (5, [])
    come("OLD", date(2030, 2, 1), 4)
    assert (free(), violations()) == (5, [])


@pytest.mark.req("INV-07")
def test_a_recall_finds_the_lot_everywhere(milk, make, count):
    make.location(code="berlin", kind="store", offers_pickup=True)
    come("A", SOON, 2, location="berlin")
    with unit_of_work():
        held = keep_lots.recall(sku="MILK", lot="A", note="glass in it")
    assert sorted((each.location, each.open) for each in held) == [("berlin", 2), ("main", 3)]
    assert (free(), violations()) == (5, [])
    with pytest.raises(Conflict), unit_of_work():
        keep_lots.recall(sku="MILK", lot="A", note="again")
    with unit_of_work():
        hold_stock.release_stock(next(each.id for each in held if each.location == "main"))
    assert (free(), violations()) == (8, [])


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(batches, units, units)
def test_lots_give_what_left_and_never_more_than_they_have(found, gone, loose):
    taken = rules.first_expired(found, gone, loose)
    assert all(0 < taken[each.lot_id] <= each.on_hand for each in found if each.lot_id in taken)
    there = sum((each.on_hand for each in found), Decimal(0))
    assert sum(taken.values(), Decimal(0)) == min(
        gone, max(min(gone, usable(found)), min(there, gone - loose))
    )


def usable(found):
    return sum((each.usable for each in found), Decimal(0))


def test_staff_receive_list_and_recall_lots(desk, make, count):
    tea = make.product(slug="tea", sku="TEA", stock=0)
    assert "No lots yet" in page(desk.get("/admin/stock/lots/"))
    address = f"/admin/stock/{tea.stock_item.id}/lots/new"
    assert "Good until" in page(desk.get(address))
    sent = {
        "csrf_token": "test-csrf",
        "lot": "L-77",
        "expires_on": "2099-01-31",
        "quantity": "6",
        "location": "main",
    }
    assert "Fill this in" in page(desk.post(address, data={**sent, "lot": ""}), 422)
    assert desk.post(address, data=sent).status_code == 303
    assert "L-77" in page(desk.get("/admin/stock/lots/?q=TEA"))
    assert "L-77" not in page(desk.get("/admin/stock/lots/?within=month"))
    assert "31 Jan 2099" in page(desk.get(f"/admin/stock/{tea.stock_item.id}"))
    recall = f"/admin/stock/lots/{find(desk)}/recall"
    assert desk.post(recall, data={"csrf_token": "test-csrf"}).status_code == 303
    assert count(LotLevel, LotLevel.held == 6) == 1
    assert "not on hold" in page(desk.post(recall, data={"csrf_token": "test-csrf"}), 409)


def find(desk):
    return re.search(r"/admin/stock/lots/([0-9a-f-]{36})", desk.get("/admin/stock/lots/").text)[1]
