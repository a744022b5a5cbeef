"""What stock is worth on the page and as a file: the same figures, for those who may see them."""

from decimal import Decimal
from typing import Any

import pytest

from app.core.db import unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.inventory import service as inventory
from app.flows.value_stock import value_stock
from tests.flows.test_purchasing import SUPPLIER
from tests.support.clients import page, sign_in


@pytest.fixture
def valued(app: Any, tenant: Any, make: Any) -> None:
    """Four mugs at 3.33 in main."""
    make.product(sku="MUG", price=1190, stock=0)
    with tenant_scope(tenant), acting_as(system("test")):
        with unit_of_work():
            known = inventory.save_supplier(None, SUPPLIER)
            inventory.set_offer(known.id, "MUG", cost=333)
            item, place = inventory.find_item("MUG").id, inventory.find_location("main").id
            order = inventory.open_purchase(known.id, place, {item: Decimal(4)})
            inventory.send_purchase(order.id)
            line = inventory.purchase_lines(order.id)[0].id
            counted = inventory.Delivery({line: inventory.Counted(sound=Decimal(4))})
            inventory.receive_purchase(order.id, order.id, counted)
        value_stock()


def test_page_and_file_agree(valued: None, desk: Any) -> None:
    body = page(desk.get("/admin/valuation/"))
    assert body.count("€13.32") >= 4
    lines = page(desk.get("/admin/valuation/export.csv")).splitlines()
    assert lines[0].startswith("sku,title,location,quantity")
    assert [line for line in lines if line.startswith("MUG,") and line.endswith(",4.000,13.32,13.32,EUR")]
    assert "Nothing fits" in page(desk.get("/admin/valuation/?q=nothing"))


def test_a_past_month_knew_nothing_of_it(valued: None, desk: Any) -> None:
    assert "€13.32" not in page(desk.get("/admin/valuation/?month=2020-01"))
    assert "MUG" not in page(desk.get("/admin/valuation/export.csv?month=2020-01"))


def test_a_store_manager_does_not_see_it(valued: None, app: Any, tenant: Any, make: Any) -> None:
    hand = sign_in(app, tenant, make.staff(role="store_manager", locations=[make.location(kind="store")]))
    assert hand.get("/admin/valuation/").status_code == 403
