"""A plan's limits hold for products, SKUs, colleagues and locations, at every door."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import pytest

from app.core.db import db, unit_of_work
from app.core.tenancy import tenant_scope
from app.domains.catalog.models import Product
from app.domains.catalog.types import ProductDraft
from app.domains.identity.models import Staff
from app.domains.inventory.models import Location
from app.flows import edit_product
from app.flows.gather_figures import gather_figures
from app.flows.import_catalog import import_data
from app.flows.within_plan import within_plan
from tenants import plans
from tenants.errors import PlanLimitReached
from tenants.models import TenantFigures
from tests.support.units import control

NEW = edit_product.VariantInput(price=100)
GUARD = {"csrf_token": "test-csrf"}


@pytest.fixture
def limit(tenant: Any, database: Any, directory: Any) -> Any:
    """limit(products=2): the tenant's plan allows no more."""
    from tests.support import cleaning

    def set_limits(**most: int) -> None:
        from psycopg.types.json import Json

        with cleaning.connect(database.superuser_url) as connection:
            connection.execute("update shared.plan set limits = %s where code = 'standard'", [Json(most)])
        plans.forget()

    yield set_limits
    plans.forget()


def product(title: str, **more: Any) -> dict[str, Any]:
    return {"title": title, "variants": [{"price": {"amount": 100, "currency": "EUR"}}]} | more


def test_products_past_the_limit_are_refused_with_what_to_do(limit: Any, api: Any, count: Any) -> None:
    limit(products=2)
    for title in ("One", "Two"):
        assert api.post("/api/v1/products", json=product(title)).status_code == 201
    refused = api.post("/api/v1/products", json=product("Three"))
    assert (refused.status_code, refused.json["code"]) == (409, "tenancy.plan_limit")
    assert (refused.json["limit"], refused.json["used"], refused.json["resource"]) == (2, 2, "products")
    assert "larger plan" in str(refused.json)
    assert count(Product) == 2


def test_archived_products_make_room_and_come_back_only_into_room(
    limit: Any, make: Any, tenant: Any, count: Any
) -> None:
    first = make.product(title="One")
    limit(products=1)
    with tenant_scope(tenant):
        with unit_of_work():
            edit_product.set_status([first.id], "archived")
            edit_product.create_product(ProductDraft(title="Two"), [NEW])
        with pytest.raises(PlanLimitReached), unit_of_work():
            edit_product.set_status([first.id], "active")
    assert count(Product, Product.status != "archived") == 1


def test_what_is_past_a_smaller_plan_can_be_edited_but_not_grow(limit: Any, api: Any, make: Any) -> None:
    made = [make.product() for _each in range(3)]
    limit(products=1, skus=1)
    answer = api.patch(f"/api/v1/products/{made[0].id}", json={"title": "Renamed"})
    assert answer.status_code == 200, answer.json
    assert api.post("/api/v1/products", json=product("Four")).status_code == 409


def test_an_import_loads_what_fits_and_names_the_rest(limit: Any, tenant: Any, count: Any, app: Any) -> None:
    limit(products=2)
    rows = "".join(f"mug-{n},Mug {n},MUG-{n},10.00\n" for n in range(4))
    with tenant_scope(tenant):
        report = import_data(f"handle,title,sku,price\n{rows}".encode(), format="galleria-csv")
    assert (report.created, len(report.errors), count(Product)) == (2, 2, 2)
    assert "larger plan" in report.errors[0].message


def test_colleagues_and_locations_are_limited_too(limit: Any, admin: Any, api: Any, count: Any) -> None:
    limit(staff=count(Staff), locations=count(Location))
    invited = {
        **GUARD,
        "email": "kim@example.com",
        "name": "Kim",
        "roles": ["finance"],
        "reach": "everywhere",
    }
    answer = admin.post("/admin/people/new", data=invited)
    assert answer.status_code == 409
    assert "colleagues" in answer.text
    place = {"code": "berlin", "name": "Berlin", "kind": "store"}
    assert api.post("/api/v1/locations", json=place).status_code == 409
    answer = admin.post("/admin/settings/locations/new", data={**GUARD, **place, "active": "1"})
    assert answer.status_code == 409
    assert "larger plan" in answer.text


def test_two_at_once_do_not_slip_past(limit: Any, tenant: Any, make: Any, count: Any) -> None:
    limit(products=3)

    def one(number: int) -> bool:
        try:
            with unit_of_work():
                edit_product.create_product(ProductDraft(title=f"Mug {number}"), [NEW])
        except PlanLimitReached:
            return False
        return True

    with tenant_scope(tenant), ThreadPoolExecutor(4) as pool:
        done = [pool.submit(copy_context().run, one, number) for number in range(8)]
        assert sum(each.result() for each in done) == 3
    assert count(Product) == 3


def test_without_limits_nothing_is_asked(tenant: Any, query_budget: Any, app: Any) -> None:
    plans.limits_of("standard")
    with tenant_scope(tenant), unit_of_work(), query_budget(0), within_plan("products"):
        pass


def test_the_console_is_told_how_much_is_used(limit: Any, make: Any, tenant: Any) -> None:
    make.product()
    gather_figures()
    with control():
        kept = db.session.get(TenantFigures, tenant.id)
        assert kept is not None
        assert kept.figures["use"]["products"] == 1
        assert kept.figures["use"]["locations"] == 1


def test_the_editor_says_it_and_keeps_what_was_typed(limit: Any, admin: Any, count: Any) -> None:
    limit(products=0)
    variant = {"variants.0.sku": "S-1", "variants.0.price": "12.50", "variants.0.active": "1"}
    answer = admin.post(
        "/admin/products/new", data={**GUARD, "title": "Typed mug", "status": "draft", **variant}
    )
    assert answer.status_code == 409
    assert "larger plan" in answer.text
    assert "Typed mug" in answer.text
    assert "Save mine over it" not in answer.text
    assert count(Product) == 0
