"""Ways of delivery: what is offered, at what price, and who keeps the list."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, select

from app.core.audit import AuditRow
from app.core.db import db
from app.core.errors import Invalid
from app.core.events import OutboxRow
from app.core.ids import new_id
from app.core.tenancy import Tenant
from app.domains.shipping import rules, service
from app.domains.shipping.errors import CodeTaken, UnknownMethod
from app.domains.shipping.models import ShippingMethod
from app.domains.shipping.types import Method

Unit = Callable[..., AbstractContextManager[Any]]
Count = Callable[..., int]


@pytest.fixture(autouse=True)
def _no_methods(tenant: Tenant, unit: Unit) -> None:
    with unit(tenant):
        db.session.execute(delete(ShippingMethod))


def parcel(**facts: Any) -> Method:
    return replace(Method(new_id(), "parcel", "Parcel", "EUR", 490), **facts)


@pytest.mark.parametrize(("goods", "price"), [(0, 490), (4999, 490), (5000, 0), (9000, 0)])
def test_delivery_is_free_from_an_amount_on(goods: int, price: int) -> None:
    assert rules.price_for(parcel(free_from=5000), goods) == price
    assert rules.price_for(parcel(free_from=None), goods) == 490


def test_only_what_reaches_the_country_in_its_currency_is_offered(tenant: Tenant, unit: Unit) -> None:
    offered = [
        parcel(code="everywhere", position=2),
        parcel(code="near", countries=("DE", "AT"), position=1),
        parcel(code="far", countries=("US",)),
        parcel(code="dollars", currency="USD"),
        parcel(code="asleep", active=False),
    ]
    with unit(tenant):
        for method in offered:
            service.save(replace(method, id=new_id()))
        found = service.options(country="DE", currency="EUR", goods=0)
        assert [option.method.code for option in found] == ["near", "everywhere"]
        unknown = service.options(country=None, currency="EUR", goods=0)
        assert [option.method.code for option in unknown] == ["far", "near", "everywhere"]
        assert [method.code for method in service.methods()] == [
            "asleep",
            "dollars",
            "far",
            "near",
            "everywhere",
        ]


def test_choosing_one_method(tenant: Tenant, unit: Unit, query_budget: Callable[[int], Any]) -> None:
    with unit(tenant):
        saved = service.save(parcel(free_from=5000, countries=("DE",)))
        with query_budget(1):
            option = service.option("parcel", country="DE", currency="EUR", goods=5000)
        assert (option.method, option.price) == (saved, 0)
        for code, country, currency in (
            ("drone", "DE", "EUR"),
            ("parcel", "US", "EUR"),
            ("parcel", "DE", "USD"),
        ):
            with pytest.raises(UnknownMethod):
                service.option(code, country=country, currency=currency, goods=0)


def test_a_method_is_changed_by_its_id(tenant: Tenant, unit: Unit, count: Count) -> None:
    with unit(tenant):
        saved = service.save(parcel(code=" Parcel ", name=" Parcel ", countries=("de",)))
        assert (saved.code, saved.name, saved.countries) == ("parcel", "Parcel", ("DE",))
        service.save(replace(saved, price=590))
        assert service.methods() == [replace(saved, price=590)]
    assert count(ShippingMethod) == 1


def test_two_methods_have_two_codes(tenant: Tenant, unit: Unit) -> None:
    with unit(tenant):
        service.save(parcel())
        with pytest.raises(CodeTaken):
            service.save(parcel(id=new_id()))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"code": "a parcel"}, "code"),
        ({"name": ""}, "name"),
        ({"currency": "euro"}, "currency"),
        ({"price": -1}, "price"),
        ({"free_from": -1}, "free_from"),
        ({"countries": ("Germany",)}, "countries"),
        ({"days_min": 5, "days_max": 2}, "days_max"),
    ],
)
def test_a_method_that_cannot_be_is_refused_by_field(
    tenant: Tenant, unit: Unit, count: Count, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused, unit(tenant):
        service.save(parcel(**facts))
    assert list(refused.value.fields) == [field]
    assert count(ShippingMethod) == 0


def test_a_removed_method_is_gone(tenant: Tenant, unit: Unit) -> None:
    with unit(tenant):
        saved = service.save(parcel())
        service.remove(saved.id)
        assert service.methods() == []
    with pytest.raises(UnknownMethod), unit(tenant):
        service.remove(saved.id)


def test_changes_are_in_the_audit_log_and_told(
    tenant: Tenant, other_tenant: Tenant, unit: Unit, count: Count
) -> None:
    before = count(ShippingMethod, tenant=other_tenant)
    with unit(tenant):
        saved = service.save(parcel())
    with unit(tenant):
        row = db.session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).one()
        assert (row.action, row.before, (row.after or {})["price"]) == ("shipping.method_saved", None, 490)
        assert row.object_id == str(saved.id)
        told = select(OutboxRow.payload).where(OutboxRow.name == "shipping.methods_changed.v1")
        assert db.session.scalars(told).all() == [{"code": "parcel"}]
    assert count(ShippingMethod, tenant=other_tenant) == before
