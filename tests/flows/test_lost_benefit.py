"""A return of a part of an offer keeps back what the offer would not have given for the rest, where the shop says so."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import text

from app.core.db import db, unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.channels import service as channels
from app.domains.channels.types import PromotionRules
from app.domains.invoices.models import Invoice
from app.domains.orders.models import Order
from app.domains.promotions import service as promotions
from app.domains.promotions.types import Draft
from app.flows import cancel_order, preview_refund, promotion_terms, refund_order
from app.flows.reconcile import reconcile
from app.outbound import load_reactions
from tests.flows.test_reconcile import order
from tests.support.clients import page, visit
from tests.support.refunding import installed
from tests.support.tenantful import device_token
from tests.support.till import make_till

THREE_FOR_TWO = {"actions": [{"effect": "cheapest_free", "group_size": 3}]}
TEN_OFF_FROM_FIFTY = {"actions": [{"effect": "order_fixed", "value": 1000}], "when": {"min_total": 5000}}


@pytest.fixture
def gateway(monkeypatch):
    return installed(monkeypatch)


@pytest.fixture
def buy(tenant, make, gateway, run_jobs):
    """Mugs for 10.00 and pots for 33.33 under a promotion; the shop takes lost benefits back."""
    load_reactions()
    make.product(sku="MUG", price=1000, stock=50)
    make.product(sku="POT", price=3333, stock=50)

    def bought(rule, *lines, take_back=True):
        with unit_of_work():
            channels.save(PromotionRules(take_back=take_back))
            made = promotions.write(Draft("The offer", rule, uses_limit=99))
            promotions.switch(made.id, "active")
        return order(*lines)

    with tenant_scope(tenant), acting_as(system("test")):
        yield bought


def back(bought, place=0, quantity=1, **given):
    """What one return of a line pays back."""
    before = refunded(bought)
    line = bought.lines[place].id
    refund_order.refund_order(
        bought.id, {line: Decimal(quantity)}, **{"shipping": False, "reason": "changed"} | given
    )
    return refunded(bought) - before


def refunded(bought):
    with unit_of_work():
        return db.session.get(Order, bought.id).refunded


def goods(bought):
    return bought.total - bought.shipping


@pytest.mark.req("PRC-08")
def test_one_of_three_for_two_comes_back_and_two_stay_at_their_full_price(buy):
    bought = buy(THREE_FOR_TWO, ("MUG", 3))
    assert goods(bought) == 2000
    with unit_of_work():
        told = preview_refund.preview(bought.id, {bought.lines[0].id: Decimal(1)})
    assert (told.share, told.lost, told.amount, told.names) == (667, 667, 0, ("The offer",))
    assert [back(bought) for _each in range(3)] == [0, 1000, 1000]
    assert reconcile().violations == []


@pytest.mark.req("PRC-08")
def test_without_the_setting_each_piece_pays_back_its_share(buy):
    bought = buy(THREE_FOR_TWO, ("MUG", 3), take_back=False)
    assert [back(bought) for _each in range(3)] == [667, 666, 667]
    assert reconcile().violations == []


@pytest.mark.req("PRC-08")
@pytest.mark.parametrize("way", [(0, 0, 1), (0, 1, 0), (1, 0, 0)])
def test_a_threshold_that_is_missed_is_taken_back_in_any_order_and_all_together_is_what_was_paid(buy, way):
    bought = buy(TEN_OFF_FROM_FIFTY, ("MUG", 2), ("POT", 1))
    assert goods(bought) == 4333
    first = back(bought, way[0])
    assert first == [0, 2333][way[0]]
    rest = [back(bought, place) for place in way[1:]]
    assert min(rest) >= 0
    assert first + sum(rest) == goods(bought)
    assert reconcile().violations == []


@pytest.mark.req("PRC-08")
def test_a_cancellation_gives_back_what_is_no_longer_due(buy):
    bought = buy(TEN_OFF_FROM_FIFTY, ("MUG", 2), ("POT", 1))
    assert back(bought, 1) == 2333
    cancel_order.cancel_order(bought.id, reason="gone", quantities={bought.lines[0].id: Decimal(2)})
    assert refunded(bought) == goods(bought)
    assert reconcile().violations == []


@pytest.mark.req("PRC-08")
def test_a_till_that_asked_gives_back_what_the_shop_told(buy, make, app, tenant):
    bought = buy(THREE_FOR_TWO, ("MUG", 3))
    till = make_till(make)
    till.open(10_000)
    asked = {"lines": [{"line": 1, "quantity": 2}]}
    client = visit(app, tenant, Authorization=f"Bearer {device_token(tenant, make, till.register)}")
    told = client.post(f"/api/v1/pos/sales/{bought.number}/refund-previews", json=asked)
    assert told.status_code == 200, told.text
    told = told.json
    assert (told["lost"]["amount"], told["amount"]["amount"]) == (333, 1000)
    sale = {"order": bought.number}
    wrong = till.refund(
        None, (1, 2, 1333), ways={"original": 1333}, sale=sale, withheld=till.money(0), restock=False
    )
    assert till.send(wrong)[0].status == "refused"
    right = till.refund(
        None, (1, 2, 1333), ways={"original": 1000}, sale=sale, withheld=till.money(333), total=till.money(1000),
        restock=False,
    )  # fmt: skip
    assert till.send(right)[0].status == "accepted"
    assert refunded(bought) == 1000
    assert reconcile().violations == []


@pytest.mark.req("PRC-08")
def test_the_credit_note_the_dialog_and_the_api_name_what_is_kept_back(
    buy, desk, api, run_jobs, unit, tenant
):
    bought = buy(TEN_OFF_FROM_FIFTY, ("MUG", 2), ("POT", 1))
    run_jobs()
    asked = {f"quantity-{bought.lines[1].id}": "1"}
    shown = page(desk.post(f"/admin/orders/{bought.id}/refund/preview", data=asked))
    assert ["Lost benefit of the offer: The offer" in shown, "23.33" in shown] == [True, True]
    told = api.post(
        f"/api/v1/orders/{bought.number}/refund-previews", json={"lines": [{"line": 2, "quantity": 1}]}
    ).json
    assert {name: told[name]["amount"] for name in ("share", "lost", "amount")} == {
        "share": told["amount"]["amount"] + told["lost"]["amount"], "lost": told["share"]["amount"] - 2333, "amount": 2333,
    }  # fmt: skip
    assert back(bought, 1) == 2333
    run_jobs()
    with unit(tenant):
        note = db.session.query(Invoice).filter_by(order_id=bought.id, kind="credit_note").one().facts
    [line] = note["lines"]
    assert line["total"] == note["total"] == 2333
    assert "Lost benefit of the offer" in [each["name"] for each in line["discounts"]]
    assert 3333 - sum(each["amount"] for each in line["discounts"]) == 2333
    assert sum(each["net"] + each["tax"] for each in note["taxes"]) == 2333
    assert reconcile().violations == []


@pytest.mark.req("PRC-08")
def test_a_promotion_counts_as_it_stood_when_the_order_was_placed(buy):
    bought = buy(THREE_FOR_TWO, ("MUG", 3))
    with unit_of_work():
        (offer,) = promotions.known([UUID(bought.lines[0].discounts[0]["id"])])
        two_for_one = {"actions": [{"effect": "cheapest_free", "group_size": 2}]}
        draft = replace(offer.draft, rule=two_for_one)
        promotions.write(draft, promotion_id=offer.id, version=offer.version)
    assert [back(bought) for _each in range(3)] == [0, 1000, 1000]
    assert reconcile().violations == []


@pytest.mark.req("PRC-08")
def test_goods_count_as_they_were_when_the_order_was_placed(buy, make, tenant):
    mugs = make.category(name="Mugs", slug="mugs")
    make.product(sku="JUG", price=1000, stock=50, category=mugs)
    where = {"having": [["category:mugs"]]}
    offer = {"actions": [{"effect": "cheapest_free", "group_size": 2, "where": where}]}
    bought = buy(offer, ("JUG", 4))
    with unit_of_work():
        db.session.execute(text("delete from product_category"))
        db.session.execute(text("update product_listing set categories = '{}'"))
    assert goods(bought) == 2000
    assert [back(bought) for _each in range(2)] == [0, 1000]  # of three left two are paid, as of four


@pytest.mark.req("PRC-08")
def test_an_order_that_kept_nothing_goes_by_its_promotions_as_they_are(buy, monkeypatch):
    monkeypatch.setattr(promotion_terms, "told", lambda _found: {})
    bought = buy(THREE_FOR_TWO, ("MUG", 3))
    assert [back(bought) for _each in range(3)] == [0, 1000, 1000]
