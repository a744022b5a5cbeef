"""An adjustment is undone once, by a counter-entry that the ledger and the audit log keep (INV-13)."""

import re

import pytest

from app.core.audit import AuditRow
from app.domains.inventory.models import StockLedger, StockLevel
from tests.support.clients import page, sign_in

TOKEN = {"csrf_token": "test-csrf"}


@pytest.fixture
def mug(make, desk):
    made = make.product(sku="MUG", stock=5)
    adjust = f"/admin/stock/{made.stock_item.id}/{make.main_location().id}/adjust"
    sent = {**TOKEN, "kind": "remove", "quantity": "3", "reason": "Lost"}
    assert desk.post(adjust, data=sent).status_code == 303
    return made


def address(desk, mug):
    return re.search(r"/admin/stock/entries/\d+/undo", page(desk.get(f"/admin/stock/{mug.stock_item.id}")))[0]


@pytest.mark.req("INV-13")
def test_an_adjustment_is_undone_once(desk, mug, count):
    undo = address(desk, mug)
    assert desk.post(undo, data=TOKEN).status_code == 303
    assert count(StockLevel, StockLevel.on_hand == 5) == 1
    assert count(StockLedger, StockLedger.kind == "undo", StockLedger.on_hand == 3) == 1
    assert count(AuditRow, AuditRow.action == "inventory.adjustment_undone") == 1
    assert desk.post(undo, data=TOKEN).status_code == 409
    assert "Undone" in page(desk.get(f"/admin/stock/{mug.stock_item.id}"))
    assert count(StockLevel, StockLevel.on_hand == 5) == 1


def test_only_adjustments_by_hand_of_the_own_places_are_undone(app, tenant, desk, mug, make):
    number = int(address(desk, mug).split("/")[4])
    assert desk.post(f"/admin/stock/entries/{number - 1}/undo", data=TOKEN).status_code == 409
    far = make.location(code="far", kind="store")
    stranger = sign_in(app, tenant, make.staff(role="store_manager", locations=[far]))
    assert stranger.post(f"/admin/stock/entries/{number}/undo", data=TOKEN).status_code == 404
