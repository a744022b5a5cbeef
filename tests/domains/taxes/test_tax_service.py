"""Keeping the tax table of a tenant."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, select

from app.core.audit import AuditRow
from app.core.db import db
from app.core.errors import Invalid
from app.core.events import OutboxRow
from app.core.ids import new_id
from app.core.tenancy import Tenant
from app.domains.taxes import service
from app.domains.taxes.errors import RatesOverlap, UnknownRate
from app.domains.taxes.models import TaxRate
from app.domains.taxes.types import Rate

Unit = Callable[..., AbstractContextManager[Any]]
Count = Callable[..., int]
TODAY = date(2025, 6, 1)


@pytest.fixture(autouse=True)
def _no_rates(tenant: Tenant, unit: Unit) -> None:
    with unit(tenant):
        db.session.execute(delete(TaxRate))


def vat(rate_micro: int = 190_000, **facts: Any) -> Rate:
    return replace(Rate(new_id(), "DE", "", "standard", "VAT", rate_micro), **facts)


def taxes_today() -> list[int]:
    return [tax.rate_micro for tax in service.tax_table(country="DE", home="DE", day=TODAY).of("standard")]


def test_a_saved_rate_is_in_the_table(tenant: Tenant, other_tenant: Tenant, unit: Unit, count: Count) -> None:
    before = count(TaxRate, tenant=other_tenant)
    with unit(tenant):
        saved = service.save(vat(country=" de ", name=" VAT "))
        assert service.rates() == [saved]
        assert taxes_today() == [190_000]
    assert count(TaxRate, tenant=other_tenant) == before


def test_the_table_takes_one_statement(
    tenant: Tenant, unit: Unit, query_budget: Callable[[int], Any]
) -> None:
    with unit(tenant):
        db.session.connection()
        with query_budget(1):
            service.tax_table(country="AT", home="DE", day=TODAY).of("reduced")


def test_a_rate_is_changed_by_its_id(tenant: Tenant, unit: Unit, count: Count) -> None:
    with unit(tenant):
        saved = service.save(vat(160_000))
        service.save(replace(saved, rate_micro=190_000))
        assert taxes_today() == [190_000]
    assert count(TaxRate) == 1


def test_a_later_rate_ends_the_open_one(tenant: Tenant, unit: Unit) -> None:
    with unit(tenant):
        service.save(vat(160_000))
        service.save(vat(190_000, valid_from=TODAY))
        assert [(rate.rate_micro, rate.valid_to) for rate in service.rates()] == [
            (160_000, date(2025, 5, 31)),
            (190_000, None),
        ]


def test_one_tax_has_one_rate_a_day(tenant: Tenant, unit: Unit) -> None:
    with unit(tenant):
        service.save(vat(160_000, valid_from=TODAY))
    for clash in (vat(), vat(valid_from=TODAY), vat(valid_to=TODAY)):
        with pytest.raises(RatesOverlap), unit(tenant):
            service.save(clash)
    with unit(tenant):
        service.save(vat(70_000, tax_class="reduced"))
        service.save(vat(30_000, name="Levy"))
        assert taxes_today() == [160_000, 30_000]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"country": "Germany"}, "country"),
        ({"name": " "}, "name"),
        ({"tax_class": "none"}, "tax_class"),
        ({"rate_micro": -1}, "rate"),
        ({"rate_micro": 1_000_001}, "rate"),
        ({"valid_from": TODAY, "valid_to": date(2025, 5, 1)}, "valid_to"),
    ],
)
def test_a_rate_that_cannot_be_is_refused_by_field(
    tenant: Tenant, unit: Unit, count: Count, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused, unit(tenant):
        service.save(vat(**facts))
    assert list(refused.value.fields) == [field]
    assert count(TaxRate) == 0


def test_a_removed_rate_is_gone(tenant: Tenant, unit: Unit) -> None:
    with unit(tenant):
        saved = service.save(vat())
        service.remove(saved.id)
        assert service.rates() == []
    with pytest.raises(UnknownRate), unit(tenant):
        service.remove(saved.id)


def test_changes_are_in_the_audit_log_and_told(tenant: Tenant, unit: Unit) -> None:
    with unit(tenant):
        saved = service.save(vat(160_000))
    with unit(tenant):
        service.save(replace(saved, rate_micro=190_000))
    with unit(tenant):
        row = db.session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).one()
        assert (row.action, row.object_id) == ("taxes.rate_saved", str(saved.id))
        assert (row.before or {})["rate_micro"] == 160_000
        assert (row.after or {})["rate_micro"] == 190_000
        told = db.session.scalars(
            select(OutboxRow.payload).where(OutboxRow.name == "taxes.rates_changed.v1")
        ).all()
        assert told == [{"country": "DE"}] * 2


def test_a_new_shop_starts_with_its_countrys_standard_rate(tenant: Tenant, unit: Unit) -> None:
    with unit(tenant):
        assert service.open_country("EE", name="VAT") is True
        assert [(rate.rate_micro, rate.valid_from) for rate in service.rates()] == [
            (220_000, None),
            (240_000, date(2025, 7, 1)),
        ]
        assert service.open_country("US", name="No tax set up") is False
        assert [rate.rate_micro for rate in service.rates() if rate.country == "US"] == [0]
