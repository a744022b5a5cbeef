"""Gift cards and store credit pay orders: never twice, never more than they hold, and back when it comes to nothing."""

import threading
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.db import db, unit_of_work
from app.core.errors import Invalid
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.giftcards import repo
from app.domains.giftcards import service as giftcards
from app.domains.giftcards.errors import BalanceChanged, CardRefused, UnknownCode
from app.domains.giftcards.models import GiftCardEntry
from app.domains.orders.models import Order
from app.domains.payments.models import Payment
from app.flows import cancel_order, fill_cart, place_order, recover_payment, refund_order
from app.flows.price_checkout import Checkout
from app.flows.reconcile import reconcile
from tests.support.people import ANN


@pytest.fixture
def shop(tenant, make):
    make.product(sku="MUG", price=3000, stock=50)
    with tenant_scope(tenant), acting_as(system("test")):
        yield


def card(amount=5000, currency="EUR"):
    with unit_of_work():
        return giftcards.issue(amount, currency)


def cart(quantity=1):
    with unit_of_work():
        return fill_cart.open_cart("web", [("MUG", Decimal(quantity))]).cart.id


def paying(*codes, token="tok_approve", method="test", **more):
    return Checkout(ANN, "standard", None, method, token, cards=codes, **more)


def place(*codes, quantity=1, **more):
    return place_order.place_order(cart(quantity), paying(*codes, **more))


def balance(issued):
    with unit_of_work():
        return giftcards.card_of(issued.card.id).balance


def entries(issued):
    with unit_of_work():
        found = (
            select(GiftCardEntry).where(GiftCardEntry.card_id == issued.card.id).order_by(GiftCardEntry.id)
        )
        return [(each.kind, each.amount, each.balance) for each in db.session.scalars(found)]


def payments(order):
    with unit_of_work():
        found = select(Payment).where(Payment.order_id == order.id).order_by(Payment.created_at, Payment.id)
        return [(each.method, each.status, each.amount) for each in db.session.scalars(found)]


def sound():
    assert reconcile().violations == []


def test_a_card_pays_a_part_and_the_gateway_the_rest(shop):
    issued = card(1000)

    placed = place(issued.code)

    assert placed.outcome == "paid"
    rest = placed.order.total - 1000
    assert sorted(payments(placed.order)) == [("gift_card", "paid", 1000), ("test", "paid", rest)]
    assert [(each.method, each.amount) for each in placed.order.tenders] == [
        ("gift_card", 1000),
        ("test", rest),
    ]
    assert entries(issued) == [("issue", 1000, 1000), ("redeem", -1000, 0)]
    sound()


def test_a_card_that_covers_all_needs_no_other_way_to_pay(shop):
    issued = card(50000)

    placed = place(issued.code.lower().replace("-", " "), method="", token="")

    assert placed.outcome == "paid"
    assert placed.order.payment_status == "paid"
    assert payments(placed.order) == [("gift_card", "paid", placed.order.total)]
    assert balance(issued) == 50000 - placed.order.total
    sound()


def test_several_cards_pay_in_their_order(shop):
    first, second = card(1000), card(50000)

    placed = place(first.code, second.code, first.code, method="", token="")

    assert (balance(first), balance(second)) == (0, 51000 - placed.order.total)
    assert sum(each.amount for each in placed.order.tenders) == placed.order.total
    sound()


def test_what_the_cards_do_not_cover_needs_a_way_to_pay(shop, count):
    issued = card(1000)

    with pytest.raises(Invalid) as refusal:
        place(issued.code, method="", token="")

    assert "payment.method" in refusal.value.fields
    assert count(Order) == 0
    assert balance(issued) == 1000


def test_a_declined_payment_puts_the_share_back_and_the_cart_tries_again(shop):
    issued, basket = card(1000), cart()

    declined = place_order.place_order(basket, paying(issued.code, token="tok_decline"))

    assert declined.outcome == "declined"
    assert balance(issued) == 1000
    assert entries(issued)[1:] == [("redeem", -1000, 0), ("give_back", 1000, 1000)]
    sound()
    assert place_order.place_order(basket, paying(issued.code)).outcome == "paid"
    assert balance(issued) == 0
    sound()


def test_a_silent_gateway_keeps_the_share_until_it_answers(shop):
    issued = card(1000)

    waiting = place(issued.code, token="tok_timeout")

    assert waiting.outcome == "pending"
    assert balance(issued) == 0
    sound()
    assert recover_payment.recover_all(older_than=recover_payment.PATIENCE * 0) == 1
    assert balance(issued) == 0
    sound()


def test_a_payment_that_is_never_confirmed_puts_the_share_back(shop, frozen_clock, monkeypatch):
    issued = card(1000)
    place(issued.code, token="tok_needs_action")
    monkeypatch.setattr(recover_payment, "RESERVED_FOR", recover_payment.RESERVED_FOR * -1)

    recover_payment.recover_all(older_than=recover_payment.PATIENCE * 0)

    assert balance(issued) == 1000
    sound()


def test_a_cancelled_order_returns_each_share_the_way_it_came(shop):
    issued = card(1000)
    placed = place(issued.code)

    cancel_order.cancel_order(placed.order.id, reason="changed")

    assert balance(issued) == 1000
    sound()


def test_a_part_refund_goes_to_the_card_first(shop):
    issued = card(1000)
    placed = place(issued.code, quantity=2)

    refund_order.refund_order(
        placed.order.id, {placed.order.lines[0].id: Decimal(1)}, shipping=False, reason="broken"
    )

    with unit_of_work():
        back = [(each.method, each.refunded) for each in db.session.scalars(select(Payment))]
    assert sorted(back) == [("gift_card", 1000), ("test", 2000)]
    assert balance(issued) == 1000
    sound()


def test_a_refund_as_store_credit_never_turns_a_card_into_anything_else(shop):
    issued = card(1000)
    placed = place(issued.code, quantity=2)

    refund_order.refund_order(
        placed.order.id,
        {placed.order.lines[0].id: Decimal(1)},
        shipping=False,
        reason="broken",
        method="store_credit",
    )

    with unit_of_work():
        credit = giftcards.credit_of(placed.order.customer_id, "EUR")
    assert credit.balance == 2000
    assert balance(issued) == 1000
    sound()


def test_money_that_returns_to_a_card_that_ended_can_be_spent(shop, frozen_clock):
    frozen_clock(datetime(2026, 3, 1, tzinfo=UTC))
    issued = card(1000)
    placed = place(issued.code)
    frozen_clock(datetime(2030, 2, 1, tzinfo=UTC))
    with unit_of_work():
        assert giftcards.expire() == 1

    cancel_order.cancel_order(placed.order.id, reason="changed")

    with unit_of_work():
        back = giftcards.card_of(issued.card.id)
        assert giftcards.pays(back)
        assert back.balance == 1000
        assert back.expires_on > giftcards.today()
    sound()


@pytest.mark.parametrize("why", ["unknown", "blocked", "expired", "empty", "currency"])
def test_a_card_that_cannot_pay_says_why_and_nothing_happens(shop, why, count, frozen_clock):
    frozen_clock(datetime(2026, 3, 1, tzinfo=UTC))
    issued = card(1000, "USD" if why == "currency" else "EUR")
    code = "AAAA-BBBB-CCCC-DDDD" if why == "unknown" else issued.code
    if why == "blocked":
        with unit_of_work():
            giftcards.block(issued.card.id, blocked=True, reason="stolen")
    if why == "empty":
        with unit_of_work():
            giftcards.adjust(issued.card.id, -1000, reason="wrong")
    if why == "expired":
        frozen_clock(datetime(2030, 1, 1, tzinfo=UTC))

    with pytest.raises(UnknownCode if why == "unknown" else CardRefused) as refusal:
        place(code)

    assert "payment.gift_cards" in refusal.value.fields
    assert count(Order) == 0


def test_an_order_with_a_card_costs_three_statements_more(shop, query_budget):
    place(quantity=1)
    issued = card(1000)
    basket = cart()
    with query_budget(19 + 3, binding=True):
        place_order.place_order(basket, paying(issued.code))


@pytest.mark.req("PRC-12")
def test_thirty_of_fifty_twice_at_once_passes_once(shop, tenant, monkeypatch):
    """Both see 50 and want 30 and delivery: one gets it, the other hears that there is less by now."""
    issued, told, lock = card(5000), Counter(), threading.Lock()
    cost = place().order.total
    carts, both_have_looked, take = [cart(), cart()], threading.Barrier(2), repo.take

    def take_when_both_have_looked(*args, **kwargs):
        both_have_looked.wait(10)
        return take(*args, **kwargs)

    def buy(basket):
        with tenant_scope(tenant), acting_as(system("test")):
            try:
                outcome = place_order.place_order(basket, paying(issued.code)).outcome
            except BalanceChanged as refusal:
                outcome = refusal.code
        with lock:
            told[outcome] += 1

    monkeypatch.setattr(repo, "take", take_when_both_have_looked)
    threads = [threading.Thread(target=buy, args=(basket,)) for basket in carts]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)

    assert cost <= 5000 < 2 * cost
    assert told == {"paid": 1, "giftcards.balance_changed": 1}
    assert balance(issued) == 5000 - cost
    sound()
