"""Whoever says how many there are has the item counted from then on, also one that an import left uncounted."""

from typing import Any

import pytest

from app.core.audit import AuditRow
from app.core.tenancy import tenant_scope
from app.domains.inventory.models import StockItem
from app.flows.import_catalog import import_data

UNTRACKED = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Tracker,Variant Inventory Qty\nmug,Mug,MUG,10.00,,\n"


@pytest.fixture
def imported(tenant: Any, app: Any) -> Any:
    with tenant_scope(tenant):
        return import_data(UNTRACKED.encode(), format="shopify-csv")


def in_stock(shop: Any) -> bool:
    return bool(shop.get("/api/v1/products").json["items"][0]["in_stock"])


def test_an_import_says_how_many_are_not_counted(imported: Any, count: Any) -> None:
    assert imported.answer()["uncounted"] == 1
    assert count(StockItem, StockItem.tracked) == 0


@pytest.mark.parametrize(
    ("kind", "quantity", "left"), [("count", "3", True), ("count", "0", False), ("add", "2", True)]
)
def test_setting_a_quantity_begins_the_count(
    imported: Any,
    admin: Any,
    shop: Any,
    unit: Any,
    tenant: Any,
    count: Any,
    kind: str,
    quantity: str,
    left: bool,
) -> None:
    from app.core.db import db
    from app.domains.inventory.models import Location

    with unit(tenant):
        item, place = db.session.query(StockItem.id).one()[0], db.session.query(Location.id).one()[0]
    assert "Say how many there are" in admin.get(f"/admin/stock/{item}").text
    assert "not counted yet" in admin.get(f"/admin/stock/{item}/{place}/adjust").text
    sent = {"csrf_token": "test-csrf", "kind": kind, "quantity": quantity, "reason": "Stocktake"}
    assert admin.post(f"/admin/stock/{item}/{place}/adjust", data=sent).status_code == 303
    assert "it is from now on" in admin.get(f"/admin/stock/{item}").text
    assert count(StockItem, StockItem.tracked) == 1
    assert count(AuditRow, AuditRow.action == "inventory.counting_began") == 1
    assert in_stock(shop) is left


def test_a_program_begins_it_too(imported: Any, api: Any, count: Any) -> None:
    body = {"sku": "MUG", "location": "main", "quantity": 4, "reason": "delivery"}
    assert api.post("/api/v1/stock-adjustments", json=body).status_code == 201
    assert count(StockItem, StockItem.tracked) == 1
