"""The test kit keeps its own promises: two open tenants, and nothing left behind."""

from sqlalchemy import text

from app.core.db import db
from app.domains.catalog.models import Product
from app.domains.channels.models import Channel
from app.domains.inventory.models import StockLevel


def test_two_tenants_are_open_for_business(tenant, other_tenant, count):
    assert (tenant.currency, other_tenant.currency) == ("EUR", "USD")
    assert count(Channel) == count(Channel, tenant=other_tenant) == 4


def test_rows_are_made_in_one_tenant_only(make, other_tenant, count):
    make.product(sku="MUG", stock=3)
    assert (count(Product), count(StockLevel, StockLevel.on_hand == 3)) == (1, 1)
    assert count(Product, tenant=other_tenant) == 0


def test_the_next_test_finds_the_database_as_before(make, count):
    assert count(Product) == 0
    assert make.product(sku="MUG").sku == "MUG"


def test_people_orders_and_tills_can_be_made(make, count):
    seller = make.staff(role="store_associate")
    make.customer_address(customer=make.customer())
    make.order(lines=2, email="a@example.com", cashier_id=seller.id)
    make.cart({"CUP": 2})
    make.pos_operation(device=make.device())
    assert make.api_key()


def test_a_budget_lists_what_it_counted(tenant, unit, query_budget):
    with query_budget(2) as seen, unit(tenant):
        db.session.execute(text("select 1"))
    assert list(seen) == ["select 1"]
    with query_budget(2, binding=True) as seen, unit(tenant):
        db.session.execute(text("select 1"))
    assert len(seen) == 2
