"""Gift cards and store credit at the shop's checkout and in the account."""

import re

import pytest
from sqlalchemy import select

from app.core.db import db
from app.domains.giftcards import service as giftcards
from app.domains.orders.models import Order
from app.domains.payments.models import Payment
from app.domains.promotions import service as promotions
from app.domains.promotions.types import Draft
from tests.support.tenantful import customer_session
from tests.web.shop.conftest import BUYER


@pytest.fixture
def issue(unit, tenant):
    def made(amount=1000):
        with unit(tenant):
            return giftcards.issue(amount, "EUR")

    return made


@pytest.fixture
def signed_in(shop, make, tenant):
    """A browser of a customer with an account."""
    customer = make.customer(email="kim@example.com")
    shop.set_cookie("galleria_customer", customer_session(tenant, customer.id), domain=tenant.host)
    return shop, customer


def field(answer, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    return found.group(1) if found else ""


def review(shop, **changes):
    answer = shop.post("/checkout/review", data=BUYER | changes)
    assert answer.status_code == 200, answer.text
    return answer


def order(shop, shown, **changes):
    seen = {name: field(shown, name) for name in ("seen_total", "seen_rest", "gift_cards")}
    return shop.post("/checkout", data=BUYER | seen | changes)


def test_a_card_is_added_pays_its_share_and_the_rest_is_said(shop, cart, issue, count, unit, tenant):
    cart(shop, price=3000)
    issued = issue()
    shown = review(shop, gift_card=issued.code.lower())
    assert f"Gift card …{issued.card.last4}" in shown.text
    assert "Order and pay €24.90" in shown.text
    assert f'value="{issued.code.lower()}"' in shown.text, "it moved to the cards that pay"

    placed = order(shop, shown)

    assert placed.status_code == 303, placed.text
    page = shop.get(placed.location).text
    assert "Paid with" in page
    assert f"Gift card …{issued.card.last4}" in page
    with unit(tenant):
        assert sorted((each.method, each.amount) for each in db.session.scalars(select(Payment))) == [
            ("gift_card", 1000),
            ("test", 2490),
        ]


def test_a_card_that_covers_all_asks_for_no_other_way(shop, cart, issue, count):
    cart(shop, price=3000)
    shown = review(shop, gift_card=issue(9000).code)
    assert "Nothing is left to pay another way" in shown.text
    assert 'name="token"' not in shown.text
    assert order(shop, shown, token="").status_code == 303
    assert count(Payment, Payment.method == "gift_card", Payment.amount == 3490) == 1


@pytest.mark.parametrize(
    ("on_card", "outcome"),
    [(9000, [("gift_card", 3490)]), (3200, [("gift_card", 3200), ("test", 290)])],
    ids=["covers all", "covers it with the promotion alone"],
)
def test_a_promotion_for_a_way_to_pay_needs_something_left_to_pay_that_way(
    shop, cart, issue, unit, tenant, on_card, outcome
):
    with unit(tenant):
        rule = {
            "actions": [{"effect": "item_percent", "value": 100_000}],
            "when": {"facts": [["payment:test"]]},
        }
        promotions.switch(promotions.write(Draft("Ten off by card", rule)).id, "active")
    cart(shop, price=3000)
    assert "Order and pay €31.90" in review(shop).text
    shown = review(shop, gift_card=issue(on_card).code)
    assert field(shown, "seen_total") == "3490"

    placed = order(shop, shown)

    assert placed.status_code == 303, placed.text
    with unit(tenant):
        paid = sorted((each.method, each.amount) for each in db.session.scalars(select(Payment)))
    assert paid == outcome


def test_a_wrong_code_is_told_at_its_field_and_kept_to_be_mended(shop, cart):
    cart(shop)
    shown = review(shop, gift_card="WRONG-CODE")
    assert "This code belongs to no gift card" in shown.text
    assert 'value="WRONG-CODE"' in shown.text
    assert field(shown, "gift_cards") == ""


def test_too_many_wrong_codes_have_to_wait(shop, cart):
    cart(shop)
    told = [review(shop, gift_card=f"WRONG-{place}").text for place in range(11)]
    assert "Too many wrong codes" in told[-1]
    assert "Too many wrong codes" not in told[0]


def test_a_card_is_taken_off_again(shop, cart, issue):
    cart(shop, price=3000)
    first, second = issue(), issue()
    both = field(review(shop, gift_card=second.code, gift_cards=first.code), "gift_cards")
    assert both == f"{first.code},{second.code}"
    left = review(shop, gift_cards=both, drop_card=first.code)
    assert field(left, "gift_cards") == second.code


def test_less_on_the_card_than_was_seen_is_said_before_anything_is_charged(
    shop, cart, issue, count, unit, tenant
):
    cart(shop, price=3000)
    issued = issue()
    shown = review(shop, gift_card=issued.code)
    with unit(tenant):
        giftcards.adjust(issued.card.id, -400, reason="wrong")
    refused = order(shop, shown)
    assert refused.status_code == 409
    assert "€28.90 is left to pay now" in refused.text
    assert count(Order) == 0
    assert order(shop, refused).status_code == 303


def test_a_decline_gives_the_share_back_and_keeps_no_code_in_the_browser(shop, cart, issue, unit, tenant):
    cart(shop, price=3000)
    issued = issue()
    assert order(shop, review(shop, gift_card=issued.code), token="tok_decline").status_code == 303
    assert issued.code not in shop.get("/checkout").text
    with unit(tenant):
        assert giftcards.card_of(issued.card.id).balance == 1000


def test_a_customer_sees_the_credit_and_spends_it(tenant, cart, unit, signed_in):
    shop, customer = signed_in
    with unit(tenant):
        giftcards.grant_credit(customer.id, 1500, "EUR", reason="late parcel")
    assert "€15.00 of store credit" in shop.get("/account").text
    cart(shop, price=3000)
    offered = review(shop)
    assert "Use my store credit of €15.00" in offered.text
    assert "Order and pay €34.90" in offered.text
    shown = review(shop, use_credit="1")
    assert "Order and pay €19.90" in shown.text
    assert order(shop, shown, use_credit="1").status_code == 303
    with unit(tenant):
        assert giftcards.credit_of(customer.id, "EUR").balance == 0


def test_nobody_spends_anothers_credit(shop, make, cart, unit, tenant):
    with unit(tenant):
        giftcards.grant_credit(make.customer(email=BUYER["email"]).id, 1500, "EUR", reason="late parcel")
    cart(shop, price=3000)
    shown = review(shop, use_credit="1")
    assert "store credit" not in shown.text
    assert order(shop, shown, use_credit="1").status_code == 303
    with unit(tenant):
        assert [each.method for each in db.session.scalars(select(Payment))] == ["test"]
