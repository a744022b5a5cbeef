"""Gift cards as products: untaxed, undiscounted, made when paid, mailed, and gone when the money goes back."""

import re
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.db import db, unit_of_work
from app.core.errors import Invalid
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog.downloads import Terms
from app.domains.giftcards import service as giftcards
from app.domains.giftcards.errors import CardRefused
from app.domains.giftcards.models import GiftCard
from app.domains.orders.errors import WrongState
from app.domains.payments.errors import RefundRefused
from app.domains.pricing import engine
from app.flows import fill_cart, place_order, refund_order
from app.flows.hand_out_downloads import sell_as_files
from app.flows.place_order import Checkout
from app.flows.quote_cart import BasketLine, quote_cart
from app.flows.reconcile import reconcile
from app.outbound import load_reactions
from app.outbound.notifications import service as mails
from app.queries import sellables, selling_terms
from tests.support.people import ANN
from tests.support.refunding import installed

CODE = re.compile(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}")


@pytest.fixture
def gateway(monkeypatch):
    return installed(monkeypatch)


@pytest.fixture
def shop(tenant, make, gateway):
    load_reactions()
    make.product(sku="MUG", price=1190, stock=50)
    product = make.product(sku="CARD", title="Gift card", price=5000)
    with tenant_scope(tenant), acting_as(system("test")):
        with unit_of_work():
            sell_as_files(product.id, Terms(digital=True, gift_card=True))
        yield product


def checkout(*codes, token="tok_approve"):
    return Checkout(ANN, "standard", None, "test", token, cards=codes)


def cart(*lines):
    with unit_of_work():
        return fill_cart.open_cart("web", [(sku, Decimal(quantity)) for sku, quantity in lines]).cart.id


def cards():
    with unit_of_work():
        return [
            (each.balance, each.status) for each in db.session.scalars(select(GiftCard).order_by(GiftCard.id))
        ]


def codes():
    with unit_of_work():
        return [
            code for mail in mails.caught() if mail.kind == "gift_cards" for code in CODE.findall(mail.text)
        ]


@pytest.mark.req("PRC-12")
def test_a_sold_card_is_mailed_once_it_is_paid_and_pays(shop, run_jobs):
    bought = place_order.place_order(cart(("CARD", 2), ("MUG", 1)), checkout())
    assert cards() == []

    run_jobs()

    assert cards() == [(5000, "active"), (5000, "active")]
    first, second = codes()
    assert first != second
    with unit_of_work():
        assert giftcards.by_codes([first])[first].balance == 5000
    line = next(line for line in bought.order.lines if line.sku == "CARD")
    assert (line.tax, line.total) == (0, 10000)
    mug = next(line for line in bought.order.lines if line.sku == "MUG")
    assert mug.tax == 190
    assert place_order.place_order(cart(("MUG", 1)), checkout(first)).outcome == "paid"
    run_jobs()
    assert reconcile().violations == []


def test_nothing_is_made_of_what_was_not_paid(shop, run_jobs):
    place_order.place_order(cart(("CARD", 1)), checkout(token="tok_decline"))
    run_jobs()
    assert cards() == []


def test_no_discount_and_no_tax_touches_a_card(shop):
    with unit_of_work():
        terms = selling_terms.terms(channel="web", currency="EUR", country="DE")
        items = sellables.by_skus(["CARD", "MUG"], "EUR")
        basket = [BasketLine(sku, items[sku], Decimal(1)) for sku in ("CARD", "MUG")]
        quote = quote_cart(
            basket, terms, discounts=[engine.Discount(engine.DiscountKind.PERCENT, 500_000, "half")]
        )
    assert [(line.sku, line.discount, line.tax) for line in quote.lines] == [("CARD", 0, 0), ("MUG", 595, 95)]


def test_a_card_does_not_buy_a_card(shop, count):
    with unit_of_work():
        issued = giftcards.issue(9000, "EUR")
    with pytest.raises(CardRefused):
        place_order.place_order(cart(("CARD", 1)), checkout(issued.code))
    with unit_of_work():
        assert giftcards.card_of(issued.card.id).balance == 9000


def test_money_back_takes_untouched_cards_and_refuses_spent_ones(shop, run_jobs):
    bought = place_order.place_order(cart(("CARD", 2)), checkout()).order
    run_jobs()
    spent = codes()[1]
    place_order.place_order(cart(("MUG", 1)), checkout(spent))
    line = bought.lines[0].id

    with pytest.raises(WrongState):
        refund_order.refund_order(bought.id, {line: Decimal(2)}, shipping=False, reason="changed")
    refund_order.refund_order(bought.id, {line: Decimal(1)}, shipping=False, reason="changed")
    run_jobs()

    assert sorted(cards())[0] == (0, "blocked")
    with pytest.raises(WrongState):
        refund_order.refund_order(bought.id, {line: Decimal(1)}, shipping=False, reason="changed")
    assert reconcile().violations == []


def test_a_refused_refund_lets_the_card_pay_again(shop, run_jobs, gateway):
    bought = place_order.place_order(cart(("CARD", 1)), checkout()).order
    run_jobs()
    gateway.answer = "refused"

    with pytest.raises(RefundRefused):
        refund_order.refund_order(
            bought.id, {bought.lines[0].id: Decimal(1)}, shipping=False, reason="changed"
        )

    assert cards() == [(5000, "active")]
    assert reconcile().violations == []


@pytest.mark.parametrize(
    "terms", [Terms(digital=False, gift_card=True), Terms(True, keyed=True, gift_card=True)]
)
def test_what_cannot_be_a_gift_card_is_told(shop, terms):
    with pytest.raises(Invalid) as refusal, unit_of_work():
        sell_as_files(shop.id, terms)
    assert "gift_card" in refusal.value.fields
