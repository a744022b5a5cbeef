"""A location closes only once it is empty (INV-16)."""

from decimal import Decimal

import pytest

from app.core.db import unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.inventory import service as inventory
from app.domains.inventory.models import Location
from tests.support.clients import page

FORM = {
    "csrf_token": "test-csrf",
    "name": "Berlin",
    "kind": "store",
    "receives": "1",
    "capacity": "40",
    "priority": "5",
}


@pytest.mark.req("INV-16")
def test_a_location_with_stock_stays_open(admin, tenant, make, count):
    berlin = make.location(code="berlin", name="Berlin", kind="store")
    make.stock_at(make.product(sku="MUG").stock_item, berlin, 7)
    address = f"/admin/settings/locations/{berlin.id}"
    assert "7 on hand" in page(admin.post(address, data=FORM), 409)
    assert count(Location, Location.id == berlin.id, Location.active) == 1
    with tenant_scope(tenant), acting_as(system("test")), unit_of_work():
        inventory.adjust(sku="MUG", location_code="berlin", delta=Decimal(-7), reason="moved out")
    assert admin.post(address, data=FORM).status_code == 303
    assert count(Location, Location.id == berlin.id, Location.active.is_(False), Location.capacity == 40) == 1


@pytest.mark.req("INV-16")
def test_a_location_that_orders_wait_for_stays_open(admin, make, count):
    berlin = make.location(code="berlin", name="Berlin", kind="store")
    order = make.order(lines=0)
    make.order_line(order=order, location_id=berlin.id)
    said = page(admin.post(f"/admin/settings/locations/{berlin.id}", data=FORM), 409)
    assert "1 order still waits" in said
    assert count(Location, Location.id == berlin.id, Location.active) == 1
