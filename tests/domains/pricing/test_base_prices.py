"""Base prices: many at once, logged, and never another tenant's."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.errors import Invalid
from app.core.events import OutboxRow
from app.core.ids import new_id
from app.core.principal import Principal
from app.core.tenancy import Tenant
from app.domains.pricing import service
from app.domains.pricing.models import BasePrice, PriceChange
from app.domains.pricing.types import Price
from tests.factories import Make

Unit = Callable[..., AbstractContextManager[Any]]
Count = Callable[..., int]
Budget = Callable[[int], AbstractContextManager[Any]]


def test_prices_are_set_and_read_by_variant_and_currency(tenant: Tenant, make: Make, unit: Unit) -> None:
    mug, cup = make.variant().id, make.variant().id
    with unit(tenant):
        assert service.set_base_prices([Price(mug, "EUR", 1000, 1200, 400), Price(mug, "USD", 1100)]) == 1
        assert service.base_prices([mug, cup], "EUR") == {mug: Price(mug, "EUR", 1000, 1200, 400)}
        assert service.base_prices([mug, cup], "GBP") == {}


def test_many_prices_take_one_statement(tenant: Tenant, make: Make, unit: Unit, query_budget: Budget) -> None:
    variants = [variant.id for variant in make.variant.batch(20)]
    with unit(tenant):
        db.session.connection()
        with query_budget(1):
            assert service.set_base_prices(Price(variant, "EUR", 1000) for variant in variants) == 20
        with query_budget(1):
            assert len(service.base_prices(variants, "EUR")) == 20


def test_each_changed_amount_is_logged_with_who_changed_it(
    tenant: Tenant, make: Make, unit: Unit, count: Count
) -> None:
    mug = make.variant().id
    ann = Principal("staff", id="ann")
    with unit(tenant, ann):
        service.set_base_prices([Price(mug, "EUR", 1000)])
    with unit(tenant, ann):
        service.set_base_prices([Price(mug, "EUR", 900, 1000)])
    with unit(tenant):
        rows = db.session.scalars(select(PriceChange).order_by(PriceChange.id)).all()
        assert [(row.before, row.after, row.actor) for row in rows] == [
            (None, 1000, "staff:ann"),
            (1000, 900, "staff:ann"),
        ]


def test_the_same_price_again_changes_nothing(tenant: Tenant, make: Make, unit: Unit, count: Count) -> None:
    mug = make.variant().id
    with unit(tenant):
        service.set_base_prices([Price(mug, "EUR", 1000, 1200)])
    before = (count(PriceChange), count(OutboxRow))
    with unit(tenant):
        assert service.set_base_prices([Price(mug, "EUR", 1000, 1200)]) == 0
        assert service.set_base_prices([]) == 0
    assert (count(PriceChange), count(OutboxRow)) == before


def test_a_cost_stays_known_and_a_sale_ends(tenant: Tenant, make: Make, unit: Unit, count: Count) -> None:
    mug = make.variant().id
    with unit(tenant):
        service.set_base_prices([Price(mug, "EUR", 1000, 1200, 400)])
        assert service.set_base_prices([Price(mug, "EUR", 1000)]) == 1
        assert service.base_prices([mug], "EUR")[mug] == Price(mug, "EUR", 1000, None, 400)
    assert count(PriceChange) == 2  # the former price went


def test_of_a_price_given_twice_the_later_counts(tenant: Tenant, make: Make, unit: Unit) -> None:
    mug = make.variant().id
    with unit(tenant):
        service.set_base_prices([Price(mug, "EUR", 1000), Price(mug, "EUR", 1100)])
        assert service.base_prices([mug], "EUR")[mug].amount == 1100


def test_the_world_hears_which_variants_changed(tenant: Tenant, make: Make, unit: Unit) -> None:
    mug, cup = sorted((make.variant().id, make.variant().id), key=str)
    with unit(tenant):
        service.set_base_prices([Price(mug, "EUR", 1000), Price(cup, "EUR", 2000)])
    with unit(tenant):
        name = "pricing.base_prices_changed.v1"
        rows = db.session.scalars(select(OutboxRow.payload).where(OutboxRow.name == name)).all()
    assert rows == [{"variant_ids": [str(mug), str(cup)], "listed": False}]


@pytest.mark.parametrize(
    ("price", "field"),
    [
        (Price(new_id(), "euro", 1000), "currency"),
        (Price(new_id(), "EUR", -1), "amount"),
        (Price(new_id(), "EUR", 2**63), "amount"),
        (Price(new_id(), "EUR", 1000, 1000), "compare_at"),
        (Price(new_id(), "EUR", 1000, 1200, -1), "cost"),
    ],
)
def test_a_price_that_cannot_be_is_refused_by_field(
    *, tenant: Tenant, make: Make, unit: Unit, count: Count, price: Price, field: str
) -> None:
    mug = make.variant().id
    with pytest.raises(Invalid) as refused, unit(tenant):
        service.set_base_prices([Price(mug, "EUR", 1000), price])
    assert list(refused.value.fields) == [field]
    assert count(BasePrice) == 0


def test_prices_of_another_tenant_are_not_there(
    tenant: Tenant, other_tenant: Tenant, make: Make, unit: Unit, count: Count
) -> None:
    mug: UUID = make.variant().id
    with unit(tenant):
        service.set_base_prices([Price(mug, "EUR", 1000)])
    with unit(other_tenant):
        assert service.base_prices([mug], "EUR") == {}
    assert count(PriceChange, tenant=other_tenant) == 0
