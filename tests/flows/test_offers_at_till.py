"""Codes, members' offers, points and gifts at the till: the same as anywhere, and nothing promised twice."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from app.core.db import db
from app.domains.channels import service as channels
from app.domains.channels.types import LoyaltyRules
from app.domains.loyalty import service as loyalty
from app.domains.orders.models import Order, OrderLine
from app.domains.pos.types import Till
from app.domains.promotions import service as promotions
from app.domains.promotions.models import Coupon, PromotionUse
from app.domains.promotions.models import Promotion as PromotionRow
from app.domains.promotions.types import Code, Draft
from app.flows import offer_at_till
from tests.factories import Make
from tests.support.till import TestTill, make_till
from tests.support.till_js import known, office, ring_up, sums

TEN_PERCENT = {"actions": [{"effect": "order_percent", "value": 100_000}]}


@pytest.fixture
def till(make: Make) -> TestTill:
    found = make_till(make)
    found.open(10_000)
    make.product(sku="MUG", title="Mug", price=1000, stock=50, location=found.store)
    return found


def promote(till: TestTill, rule: dict[str, Any] = TEN_PERCENT, **draft: Any) -> UUID:
    with office(till):
        made = promotions.write(Draft("Ten off", rule, **draft))
        promotions.switch(made.id, "active")
    return made.id


def coded(till: TestTill, code: str, *, uses: int | None = 1, **draft: Any) -> UUID:
    made = promote(till, needs_coupon=True, **draft)
    with office(till):
        promotions.add_codes(made, [Code(code, uses_limit=uses)])
    return made


def look(
    till: TestTill, *codes: str, customer: Any = None, points: int = 0, goods: int = 0
) -> dict[str, Any]:
    """What the till keeps with its basket after it asked the shop."""
    here = Till(till.device.id, till.register.id, till.store.id, till.register.code, till.register.name, "")
    with office(till):
        told = offer_at_till.look_up(here, codes, customer and customer.id, points=points, goods=goods)
    told["member"] = told.pop("points")
    return told | {"points": points}


def sell(
    till: TestTill, extras: dict[str, Any] | None, *, customer: Any = None, offline: bool = False
) -> Any:
    whose = {"id": str(customer.id), "name": "", "email": "", "phone": ""} if customer else None
    sale = ring_up(till, known(till), ("MUG", 3), extras=extras, customer=whose, offline=offline)
    return till.operation("sale", sale)


def all_of(till: TestTill, model: Any) -> Sequence[Any]:
    with office(till):
        return list(db.session.scalars(db.select(model)))


@pytest.mark.req("POS-14", "CUS-07")
def test_a_code_that_may_be_used_once_is_used_once(till: TestTill) -> None:
    coded(till, "ONCE")
    extras = look(till, "once")
    first, second = sell(till, extras), sell(till, extras)
    assert sums(first.payload)["total"] == 2700
    assert [verdict.code for verdict in till.send(first, first, second)] == [None, None, "promotions.used_up"]
    use = all_of(till, PromotionUse)
    assert [(each.amount, each.coupon_id is not None) for each in use] == [(300, True)]
    assert look(till, "ONCE")["coupons"][0]["problem"] == "used up"
    late = till.send(sell(till, extras, offline=True))[0]
    assert (late.status, late.code) == ("accepted_with_exception", "pos.code_used_up")


def test_five_sends_of_one_sale_use_its_code_once(till: TestTill) -> None:
    coded(till, "FIVE", uses=5)
    sale = sell(till, look(till, "FIVE"))
    with ThreadPoolExecutor(5) as several:
        verdicts = list(several.map(lambda _each: till.send(sale)[0], range(5)))
    assert {(each.status, each.code) for each in verdicts} == {("accepted", None)}
    assert len(all_of(till, Order)) == len(all_of(till, PromotionUse)) == all_of(till, Coupon)[0].uses == 1


def test_only_codes_without_end_go_without_network(till: TestTill) -> None:
    open_one = coded(till, "SUMMER", uses=None)
    coded(till, "ONCE")
    offers = known(till)["setup"]["offers"]
    assert offers["codes"] == {"SUMMER": str(open_one)}
    assert [each["id"] for each in offers["promotions"]] == [str(open_one)]
    coupon = {"code": "SUMMER", "promotion": str(open_one), "problem": ""}
    mine = {"coupons": [coupon], "promotions": None, "facts": [], "orders": 0, "points": 0, "member": None}
    sale = sell(till, mine, offline=True)
    assert sums(sale.payload)["total"] == 2700
    assert till.send(sale)[0].code is None
    assert len(all_of(till, PromotionUse)) == 1


@pytest.mark.req("POS-14")
def test_the_offers_of_a_customers_group_hold_for_them_alone(make: Make, till: TestTill) -> None:
    promote(till, TEN_PERCENT | {"when": {"facts": [["group:regulars"]]}})
    regular = make.customer(groups=["regulars"])
    assert sums(sell(till, look(till, customer=make.customer())).payload)["discount"] == 0
    sale = sell(till, look(till, customer=regular), customer=regular)
    assert sums(sale.payload)["discount"] == 300
    assert till.send(sale)[0].code is None


@pytest.mark.req("CUS-07")
def test_points_are_shown_spent_once_and_refused_the_second_time(make: Make, till: TestTill) -> None:
    member = make.customer()
    with office(till):
        channels.save(LoyaltyRules(on=True, worth=5))
        loyalty.adjust(member.id, 100, "welcome")
    told = look(till, customer=member, goods=3000)
    assert told["member"] == {"available": 100, "most": 100, "worth": 500, "earns": 25}
    extras = look(till, customer=member, points=100, goods=3000)
    first, second = (sell(till, extras, customer=member) for _ in range(2))
    assert sums(first.payload)["total"] == 2500
    assert [verdict.code for verdict in till.send(first, second)] == [None, "loyalty.too_few_points"]
    with office(till):
        assert loyalty.balance(member.id).available == 0
    assert till.send(sell(till, extras, customer=member, offline=True))[0].code == "pos.points_short"


def test_a_free_gift_is_put_in_and_a_lowered_price_is_counted(make: Make, till: TestTill) -> None:
    make.product(sku="TEA", title="Tea", price=300, stock=1, location=till.store)
    gift = promote(
        till, {"actions": [{"effect": "free_gift", "gift": "TEA", "times": 1}], "when": {"min_total": 2000}}
    )
    lower = promote(till, {"stage": "catalog", "actions": [{"effect": "item_percent", "value": 100_000}]})
    sale = sell(till, None)
    assert [line["sku"] for line in sale.payload["lines"]] == ["MUG", "TEA"]
    assert sums(sale.payload)["total"] == 2700
    assert till.send(sale)[0].code is None
    assert {each.promotion_id: each.amount for each in all_of(till, PromotionUse)} == {gift: 300, lower: 300}
    assert {line.title: line.total for line in all_of(till, OrderLine)} == {"Mug": 2700, "Tea": 0}
    assert all_of(till, PromotionRow)
    assert [line["sku"] for line in sell(till, None).payload["lines"]] == ["MUG"]
