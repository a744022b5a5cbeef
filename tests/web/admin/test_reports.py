"""Reports: what was sold and what went back, by day, channel and store, to the cent."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.principal import Principal, acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.invoices.models import Invoice
from app.domains.orders.models import OrderLine
from app.flows import place_order, refund_order
from app.queries import sales_report
from app.queries.sales_report import Period
from tests.flows.test_place_order import cart_of, checkout


def around_now() -> Period:
    day = clock.now().date()
    return Period(day - timedelta(days=1), day + timedelta(days=1))


@pytest.fixture
def given_back(app: Any, make: Any, tenant: Any, run_jobs: Any) -> Any:
    """An order of three at 9.99, of which one went back, then another."""
    make.product(sku="MUG", price=999, stock=9)
    with tenant_scope(tenant), acting_as(system("test")):
        order = place_order.place_order(cart_of(("MUG", 3)), checkout()).order
        for _time in range(2):
            refund_order.refund_order(
                order.id, {order.lines[0].id: Decimal(1)}, shipping=False, reason="chipped"
            )
    run_jobs()
    return order


def test_sales_and_what_went_back_agree_in_every_view(given_back: Any, unit: Any, tenant: Any) -> None:
    with unit(tenant):
        for by in ("day", "channel", "store"):
            rows = sales_report.sales(around_now(), by)
            assert sum(row.orders for row in rows) == 1
            assert sum(row.sales for row in rows) == given_back.total
            assert sum(row.paid_back for row in rows) == 2 * 999


def test_taxes_are_those_of_invoices_and_credit_notes(given_back: Any, unit: Any, tenant: Any) -> None:
    with unit(tenant):
        found = sales_report.taxes(around_now())
        papers = db.session.scalars(select(Invoice)).all()
        signs = {"invoice": 1, "credit_note": -1}
        expected = sum(signs[paper.kind] * paper.facts["tax"] for paper in papers)
        assert len(papers) == 3
        assert sum(row.tax for row in found) == expected
        assert sum(row.tax for row in sales_report.sales(around_now(), "channel")) == expected
        assert sum(row.net + row.tax for row in found) == given_back.total - 2 * 999


def test_a_store_manager_counts_the_own_store_only(
    given_back: Any, make: Any, unit: Any, tenant: Any
) -> None:
    stranger = Principal("staff", id="x", locations=frozenset({make.location().id}))
    with unit(tenant):
        served = db.session.scalars(select(OrderLine.location_id)).first()
        with acting_as(stranger):
            assert sales_report.sales(around_now(), "channel") == []
            assert sales_report.taxes(around_now()) == []
        with acting_as(Principal("staff", id="y", locations=frozenset({served}))):
            assert sales_report.sales(around_now(), "channel")[0].orders == 1


def test_the_file_says_what_the_page_says(given_back: Any, admin: Any) -> None:
    answer = admin.get("/admin/reports/export.csv?by=channel")
    head, row = answer.text.splitlines()
    assert head == "channel,orders,sales,paid_back,revenue,tax_in_revenue,currency"
    assert row.split(",")[3] == "19.98"
    assert "19.98" in admin.get("/admin/reports/?by=channel").text
    assert admin.get("/admin/reports/export.csv?by=tax").text.startswith("tax,rate_percent,net")


def test_a_report_without_sales_says_so(admin: Any) -> None:
    for view in ("day", "channel", "store", "tax"):
        assert "Nothing was sold" in admin.get(f"/admin/reports/?by={view}").text
    assert admin.get("/admin/reports/?by=weather").status_code == 404


def test_days_in_the_wrong_order_are_refused_in_words(admin: Any) -> None:
    answer = admin.get("/admin/reports/?first=2026-05-02&last=2026-05-01")
    assert answer.status_code == 422
    assert "The first day comes after the last" in answer.text
