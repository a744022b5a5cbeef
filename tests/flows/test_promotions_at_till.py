"""A till discounts by itself what the web shop discounts, and the shop books and counts it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.core import clock
from app.core.tenancy import tenant_scope
from app.domains.orders.models import Order, OrderLine
from app.domains.promotions import service as promotions
from app.domains.promotions.models import Promotion, PromotionUse
from app.domains.promotions.types import Draft
from app.flows import fill_cart
from app.flows.reconcile import reconcile
from tests.factories import Make
from tests.support.till import TestTill, make_till
from tests.support.till_js import known, office, ring_up, sums

TEN_PERCENT = {"actions": [{"effect": "item_percent", "value": 100_000}]}


@pytest.fixture
def till(make: Make) -> TestTill:
    found = make_till(make)
    found.open(10_000)
    return found


def promote(till: TestTill, rule: dict[str, Any] = TEN_PERCENT, **draft: Any) -> str:
    with office(till):
        made = promotions.write(Draft("Ten off", rule, **draft))
        promotions.switch(made.id, "active")
    return str(made.id)


def web(till: TestTill, *lines: tuple[str, int]) -> Any:
    with office(till):
        return fill_cart.open_cart("web", [(sku, Decimal(quantity)) for sku, quantity in lines]).quote.totals


@pytest.mark.req("PRC-08", "PRC-10")
def test_a_till_without_network_gives_the_discount_of_the_web_shop(
    make: Make, till: TestTill, unit: Any
) -> None:
    make.product(sku="MUG", price=1995, stock=50, location=till.store)
    make.product(sku="PLATE", price=333, stock=50, location=till.store)
    rules = [
        {"actions": [{"effect": "order_percent", "value": 125_000}], "when": {"min_total": 3000}},
        {
            "actions": [
                {
                    "effect": "item_percent",
                    "value": 500_000,
                    "where": {"having": [["sku:PLATE"]]},
                    "max_units": 1,
                }
            ]
        },
    ]
    first, second = (promote(till, rule) for rule in rules)
    sale = ring_up(till, known(till), ("MUG", 2), ("PLATE", 3))
    told = web(till, ("MUG", 2), ("PLATE", 3))
    assert sums(sale)["discount"] > 0
    assert sums(sale) == {name: getattr(told, name) for name in ("subtotal", "discount", "tax", "total")}

    verdict = till.send(till.operation("sale", sale))[0]

    assert (verdict.status, verdict.code) == ("accepted", None)
    with unit(till.tenant):
        from app.core.db import db

        order = db.session.query(Order).one()
        assert (order.discount, order.total) == (told.discount, told.total)
        used = {str(use.promotion_id): use.amount for use in db.session.query(PromotionUse)}
        assert set(used) == {first, second}
        assert sum(used.values()) == order.discount
        lines = db.session.query(OrderLine).order_by(OrderLine.position)
        assert [sum(part["amount"] for part in line.discounts) for line in lines] == [
            line.discount for line in lines
        ]
        assert {part["id"] for line in lines for part in line.discounts} == {first, second}
    with tenant_scope(till.tenant):
        assert reconcile().violations == []


def test_discounts_that_do_not_add_up_are_refused(make: Make, till: TestTill) -> None:
    make.product(sku="MUG", price=1000, stock=50, location=till.store)
    promote(till)
    sale = ring_up(till, known(till), ("MUG", 1))
    sale["lines"][0]["discounts"][0]["amount"]["amount"] += 1
    verdict = till.send(till.operation("sale", sale))[0]
    assert (verdict.status, verdict.code) == ("refused", "pos.totals_mismatch")


def test_what_the_till_gave_counts_also_beyond_a_limit(make: Make, till: TestTill, unit: Any) -> None:
    make.product(sku="MUG", price=1000, stock=50, location=till.store)
    promote(till, uses_limit=1)
    kept = known(till)
    sales = [till.operation("sale", ring_up(till, kept, ("MUG", 1))) for _ in range(2)]
    assert [verdict.code for verdict in till.send(*sales)] == [None, "pos.price_differs"]
    with unit(till.tenant):
        from app.core.db import db

        assert db.session.query(Promotion).one().uses == 2
    assert known(till)["setup"]["offers"] is None


def test_a_till_hears_of_what_may_hold_there_only(make: Make, till: TestTill) -> None:
    make.product(sku="MUG", price=1000, stock=50, location=till.store)
    empty = known(till)
    assert empty["setup"]["offers"] is None
    assert "facts" not in empty["items"][0]
    promote(till, TEN_PERCENT | {"when": {"facts": [["channel:web"]]}})
    promote(till, ends_at=clock.now() - timedelta(days=1), starts_at=clock.now() - timedelta(days=2))
    coded = promote(till, needs_coupon=True)
    assert coded
    assert known(till)["setup"]["offers"]["promotions"] == []
    later = promote(till, starts_at=clock.now() + timedelta(days=1))
    here = promote(till, TEN_PERCENT | {"when": {"facts": [[f"store:{till.store.name}"]]}})
    offers = known(till)["setup"]["offers"]
    assert {each["id"] for each in offers["promotions"]} == {later, here}
    assert sums(ring_up(till, known(till), ("MUG", 1)))["discount"] == 100
