"""Gift cards at the till: a share is held before the sale, spent by it once, and never more than the card holds."""

import threading
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import db, unit_of_work
from app.core.ids import new_id
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.giftcards import repo
from app.domains.giftcards import service as giftcards
from app.domains.giftcards.models import GiftCard
from app.domains.orders.models import Order
from app.domains.payments.models import Payment
from app.flows import fill_cart, pay_with_cards, place_order
from app.flows.place_order import Checkout
from app.flows.reconcile import reconcile
from tests.support.clients import visit
from tests.support.people import ANN
from tests.support.tenantful import device_token
from tests.support.till import make_till

HOLDS = "/api/v1/pos/gift-card-holds"


@pytest.fixture
def till(make):
    found = make_till(make)
    found.open(10_000)
    make.product(sku="MUG", price=3000, stock=10, location=found.store)
    return found


@pytest.fixture
def tablet(app, tenant, make, till):
    return visit(app, tenant, authorization=f"Bearer {device_token(tenant, make, till.register)}")


@pytest.fixture
def issued(unit, tenant):
    with unit(tenant):
        return giftcards.issue(5000, "EUR")


@pytest.fixture
def balance(unit, tenant, issued):
    def now():
        with unit(tenant):
            return giftcards.card_of(issued.card.id).balance

    return now


def hold(tablet, code, amount, hold_id=None):
    return tablet.post(HOLDS, json={"id": str(hold_id or new_id()), "gift_card": code, "amount": amount})


def by_card(till, held, amount, **more):
    tender = {"method": "gift_card", "amount": till.money(amount), "hold": held.json["id"]}
    return till.sale(("MUG", 1, 3000), tenders=[tender, *more.pop("and_", [])], **more)


def sound(tenant):
    with tenant_scope(tenant), acting_as(system("test")):
        assert reconcile().violations == []


def test_a_sale_is_paid_with_what_was_held(till, tablet, issued, balance, unit, tenant):
    held = hold(tablet, issued.code, 3000)
    assert (held.status_code, held.json["amount"]["amount"], held.json["left"]["amount"]) == (201, 3000, 2000)
    assert balance() == 2000

    verdict = till.send(by_card(till, held, 3000))[0]

    assert verdict.status == "accepted", verdict
    assert balance() == 2000
    with unit(tenant):
        paid = db.session.scalars(select(Payment)).one()
        assert (paid.method, paid.amount, paid.details["last4"]) == ("gift_card", 3000, issued.card.last4)
    sound(tenant)


def test_the_same_hold_twice_takes_once_and_lets_go(till, tablet, issued, balance, tenant):
    hold_id = new_id()
    assert [hold(tablet, issued.code, 3000, hold_id).json["amount"]["amount"] for _twice in range(2)] == [
        3000,
        3000,
    ]
    assert balance() == 2000
    assert tablet.delete(f"{HOLDS}/{hold_id}").status_code == 200
    assert tablet.delete(f"{HOLDS}/{hold_id}").status_code == 200
    assert balance() == 5000
    sound(tenant)


def test_a_card_gives_at_most_what_it_holds_and_cash_the_rest(till, tablet, issued, balance, make, tenant):
    held = hold(tablet, issued.code, 9000)
    assert held.json["amount"]["amount"] == 5000
    tablet.delete(f"{HOLDS}/{held.json['id']}")
    part = hold(tablet, issued.code, 1000)
    cash = [{"method": "cash", "amount": till.money(2000)}]
    assert till.send(by_card(till, part, 1000, and_=cash))[0].status == "accepted"
    assert balance() == 4000
    sound(tenant)


def test_what_paid_a_sale_is_neither_let_go_nor_spent_again(till, tablet, issued, balance, count, tenant):
    held = hold(tablet, issued.code, 3000)
    assert till.send(by_card(till, held, 3000))[0].status == "accepted"
    assert tablet.delete(f"{HOLDS}/{held.json['id']}").status_code == 200
    assert balance() == 2000
    again = till.send(by_card(till, held, 3000))[0]
    assert (again.status, again.code) == ("refused", "pos.totals_mismatch")
    assert count(Order) == 1
    sound(tenant)


def test_a_share_that_was_let_go_pays_nothing(till, tablet, issued, balance, count):
    held = hold(tablet, issued.code, 3000)
    tablet.delete(f"{HOLDS}/{held.json['id']}")
    refused = till.send(by_card(till, held, 3000))[0]
    assert (refused.status, refused.code) == ("refused", "giftcards.balance_changed")
    assert (count(Order), balance()) == (0, 5000)


def test_what_no_sale_used_is_back_after_a_day(till, tablet, issued, balance, tenant):
    hold(tablet, issued.code, 3000)
    used = hold(tablet, issued.code, 2000)
    cash = [{"method": "cash", "amount": till.money(1000)}]
    assert till.send(by_card(till, used, 2000, and_=cash))[0].status == "accepted"
    for hours, left in ((1, 0), (25, 3000)):
        with (
            tenant_scope(tenant),
            acting_as(system("test")),
            clock.frozen(clock.now() + timedelta(hours=hours)),
            unit_of_work(),
        ):
            pay_with_cards.release_forgotten()
        assert balance() == left
    sound(tenant)


def test_money_back_goes_to_the_card_first(till, tablet, issued, balance, tenant):
    held = hold(tablet, issued.code, 1000)
    cash = [{"method": "cash", "amount": till.money(2000)}]
    sale = by_card(till, held, 1000, and_=cash)
    till.send(sale)
    back = till.send(till.refund(sale, (1, 1, 3000), ways={"original": 1000, "cash": 2000}))[0]
    assert back.status == "accepted", back
    assert balance() == 5000
    sound(tenant)


def test_strangers_hold_nothing(shop, api, tablet, other_shop, issued):
    assert hold(shop, issued.code, 100).status_code == 401
    assert hold(api, issued.code, 100).status_code == 403
    wrong = hold(tablet, "WRONG", 100)
    assert (wrong.status_code, wrong.json["code"]) == (422, "giftcards.unknown_code")


@pytest.mark.req("PRC-12")
def test_thirty_of_fifty_at_web_and_till_at_once_passes_once(
    till, tablet, issued, balance, make, tenant, monkeypatch
):
    make.product(sku="POT", price=2510, stock=5)
    told, lock, both, take = Counter(), threading.Lock(), threading.Barrier(2), repo.take
    with tenant_scope(tenant), acting_as(system("test")), unit_of_work():
        basket = fill_cart.open_cart("web", [("POT", Decimal(1))]).cart.id

    def take_when_both_have_looked(*args, **kwargs):
        both.wait(20)
        return take(*args, **kwargs)

    def note(outcome):
        with lock:
            told[outcome] += 1

    def web():
        with tenant_scope(tenant), acting_as(system("test")):
            try:
                placed = place_order.place_order(
                    basket, Checkout(ANN, "standard", None, "", "", cards=(issued.code,))
                )
                note((placed.outcome, placed.order.total))
            except giftcards.BalanceChanged as refusal:
                note(refusal.code)

    def store():
        held = hold(tablet, issued.code, 3000)
        note(("paid", 3000) if held.status_code == 201 else held.json["code"])

    monkeypatch.setattr(repo, "take", take_when_both_have_looked)
    threads = [threading.Thread(target=web), threading.Thread(target=store)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(40)

    assert told == {("paid", 3000): 1, "giftcards.balance_changed": 1}
    assert balance() == 2000
    sound(tenant)


@pytest.mark.req("PRC-12")
def test_store_credit_pays_the_sale_of_its_customer_only_and_comes_back(make, till, tablet, unit, tenant):
    ann, ben = make.customer(), make.customer()
    with unit(tenant):
        credit = giftcards.grant_credit(ann.id, 2000, "EUR", reason="late")

    def left():
        with unit(tenant):
            return giftcards.card_of(credit.id).balance

    def paid_by(customer, held):
        tender = {"method": "store_credit", "amount": till.money(2000), "hold": held.json["id"]}
        cash = {"method": "cash", "amount": till.money(1000)}
        return till.sale(("MUG", 1, 3000), tenders=[tender, cash], customer={"id": str(customer.id)})

    ask = {"id": str(new_id()), "customer": str(ben.id), "amount": 3000}
    assert tablet.post(HOLDS, json=ask).json["code"] == "giftcards.refused"
    held = tablet.post(HOLDS, json=ask | {"customer": str(ann.id)})
    assert (held.status_code, held.json["amount"]["amount"], left()) == (201, 2000, 0)
    assert till.send(paid_by(ben, held))[0].code == "pos.totals_mismatch"
    sale = paid_by(ann, held)
    assert [verdict.status for verdict in till.send(sale, sale)] == ["accepted", "accepted"]
    ways = {"original": 2000, "cash": 1000}
    assert till.send(till.refund(sale, (1, 1, 3000), ways=ways))[0].status == "accepted"
    assert left() == 2000
    sound(tenant)


def test_a_single_purpose_card_tells_the_till_and_the_payment_what_was_taxed(
    till, tablet, unit, tenant, issued
):
    with unit(tenant):
        card = db.session.get(GiftCard, issued.card.id)
        card.vat = "single"
        card.taxed = {"name": "VAT", "rate": 190_000, "tax": 798, "total": 5000}

    held = hold(tablet, issued.code, 3000)
    told = held.json["taxed"]
    assert (told["rate_micro"], told["net"]["amount"], told["tax"]["amount"]) == (190_000, 2521, 479)
    assert till.send(by_card(till, held, 3000))[0].status == "accepted"

    with unit(tenant):
        paid = db.session.scalars(select(Payment)).one()
        assert paid.details["taxed"] == {"name": "VAT", "rate": 190_000, "net": 2521, "tax": 479}
    sound(tenant)
