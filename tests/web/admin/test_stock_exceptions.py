"""What was sold beyond stock, or is promised and not there, waits for a person and is made good once."""

from decimal import Decimal

import pytest

from app.core.db import unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.inventory import service as inventory
from app.domains.inventory.models import StockException, StockLevel
from app.domains.inventory.types import Demand
from app.flows.reconcile import reconcile
from tests.support.clients import page, sign_in

TOKEN = {"csrf_token": "test-csrf"}


@pytest.fixture
def oversold(make, tenant, sender):
    mug, order = make.product(sku="MUG", stock=1), make.order()
    with tenant_scope(tenant), acting_as(system("test")), unit_of_work():
        inventory.sell(
            order.id, [Demand(mug.stock_item.id, make.main_location().id, Decimal(3))], offline=True
        )
    return order


def address(desk):
    shown = page(desk.get("/admin/stock/exceptions/?kind=oversold"))
    return shown.split('href="/admin/stock/exceptions/')[-1].split('"')[0]


def test_an_offline_oversell_is_listed_with_its_cause_and_made_good_once(desk, oversold, tenant, count):
    listed = page(desk.get("/admin/stock/exceptions/"))
    assert "Sold beyond stock" in listed
    assert f"#{oversold.number}" in listed
    settle = f"/admin/stock/exceptions/{address(desk)}"
    assert "Count the shelf first" in page(desk.get(settle))
    assert "Say how it was made good" in page(desk.post(settle, data=TOKEN), 422)
    sent = {**TOKEN, "resolution": "Counted: two more were behind the shelf"}
    assert desk.post(settle, data=sent).status_code == 303
    assert desk.post(settle, data=sent).status_code == 409
    assert count(StockLevel, StockLevel.oversold == 0, StockLevel.on_hand == 0) == 1
    assert count(StockException, StockException.resolved_at.is_not(None)) == 1
    assert "Books and shelf agree" in page(desk.get("/admin/stock/exceptions/"))
    assert "behind the shelf" in page(desk.get("/admin/stock/exceptions/?state=resolved"))
    with tenant_scope(tenant):
        assert not [each for each in reconcile().violations if each.startswith("stock ledger")]


def test_another_store_sees_nothing_of_it(app, tenant, desk, oversold, make):
    far = make.location(code="far", kind="store")
    stranger = sign_in(app, tenant, make.staff(role="store_manager", locations=[far]))
    assert "MUG" not in page(stranger.get("/admin/stock/exceptions/"))
    assert stranger.get(f"/admin/stock/exceptions/{address(desk)}").status_code == 404
