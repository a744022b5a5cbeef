"""Gift cards sold and topped up over the counter: one card a sale, codes told until handed over, gone with the money."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.ids import new_id
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog.downloads import Terms
from app.domains.giftcards import service as giftcards
from app.domains.giftcards.models import GiftCard
from app.domains.orders.models import OrderLine
from app.domains.pos.models import Device
from app.flows.hand_out_downloads import sell_as_files
from app.flows.reconcile import reconcile
from tests.support.clients import visit
from tests.support.tenantful import device_token
from tests.support.till import make_till

POS = "/api/v1/pos"


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
def own(app, tenant, make, till, unit):
    """The tablet that the sales are of."""
    found = device_token(tenant, make, till.register)
    with unit(tenant):
        made = db.session.scalars(select(Device).order_by(Device.id.desc())).first()
        till.device = made
        db.session.expunge(made)
    return visit(app, tenant, authorization=f"Bearer {found}")


@pytest.fixture
def product(make, unit, tenant):
    def made(vat="multi", sku="CARD"):
        product = make.product(sku=sku, title="Gift card", price=5000)
        with unit(tenant):
            sell_as_files(product.id, Terms(digital=True, gift_card=True, gift_card_vat=vat))

    made()
    return made


def line(till, amount=5000, quantity=1, sku="CARD", card=None, taxed=False):
    found = till.line(sku, quantity, amount)
    if not taxed:
        found |= {"tax": till.money(0), "taxes": []}
    return found | ({"gift_card": {"id": str(card)}} if card else {})


def sale(till, *lines, **changes):
    total = sum(each["total"]["amount"] for each in lines)
    totals = {
        "subtotal": till.money(total), "discount": till.money(sum(each["discount"]["amount"] for each in lines)),
        "tax": till.money(sum(each["tax"]["amount"] for each in lines)), "total": till.money(total),
    }  # fmt: skip
    tenders = [{"method": "cash", "amount": till.money(total)}]
    return till.sale(**({"lines": list(lines), "totals": totals, "tenders": tenders} | changes))


def cards(unit, tenant):
    with unit(tenant):
        return [
            (each.balance, each.status)
            for each in db.session.scalars(select(GiftCard).order_by(GiftCard.place))
        ]


def sound(tenant):
    with tenant_scope(tenant), acting_as(system("test")):
        assert reconcile().violations == []


@pytest.mark.req("POS-14")
def test_a_sale_makes_a_card_for_each_unit_and_the_till_is_told_the_codes(till, own, product, unit, tenant):
    sold = sale(till, line(till, 2500, 2), line(till, 4321))
    assert [each.status for each in till.send(sold)] == ["accepted"]

    told = own.get(f"{POS}/sales/{sold.id}/gift-cards").json["items"]
    assert sorted(each["balance"]["amount"] for each in told) == [2500, 2500, 4321]
    found = own.post(f"{POS}/gift-card-lookups", json={"gift_card": told[0]["code"]}).json
    assert (found["balance"], found["status"], found["loads"]) == (told[0]["balance"], "active", True)
    with unit(tenant):
        lines = db.session.scalars(select(OrderLine)).all()
        assert {(each.voucher, each.tax, each.tax_rate) for each in lines} == {("multi", 0, 0)}
    sound(tenant)


def test_codes_are_told_until_they_were_handed_over(till, own, tablet, product, app, tenant):
    sold = sale(till, line(till))
    till.send(sold)
    address = f"{POS}/sales/{sold.id}/gift-cards"
    assert len(own.get(address).json["items"]) == 1
    assert tablet.get(address).status_code == 404
    assert own.get(f"{POS}/sales/{new_id()}/gift-cards").status_code == 404
    assert own.delete(address).status_code == 200
    assert own.get(address).json["items"] == []


def test_after_an_hour_no_code_is_told(till, own, product):
    sold = sale(till, line(till))
    till.send(sold)
    with clock.frozen(clock.now() + timedelta(minutes=61)):
        assert own.get(f"{POS}/sales/{sold.id}/gift-cards").json["items"] == []


@pytest.mark.req("POS-14")
def test_parallel_sends_of_one_sale_make_one_card(till, product, unit, tenant):
    sold = sale(till, line(till))
    told = []
    threads = [threading.Thread(target=lambda: told.extend(till.send(sold))) for _each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert [each.status for each in told] == ["accepted"] * 4
    assert cards(unit, tenant) == [(5000, "active")]


def test_the_worker_makes_no_second_card(till, product, unit, tenant, run_jobs):
    with unit(tenant):
        known = giftcards.issue(1000, "EUR")
    till.send(sale(till, line(till), line(till, 700, card=known.card.id)))
    run_jobs()
    assert sorted(cards(unit, tenant)) == [(1700, "active"), (5000, "active")]


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda till: sale(till, line(till, taxed=True)), "pos.totals_mismatch"),
        (lambda till: sale(till, line(till) | {"quantity": 1.5, "total": till.money(7500)}), "pos.totals_mismatch"),
        (
            lambda till: sale(till, line(till) | {"discount": till.money(100), "total": till.money(4900)}),
            "pos.totals_mismatch",
        ),
        (lambda till: sale(till, line(till, 3000, sku="MUG", card=new_id(), taxed=True)), "pos.totals_mismatch"),
        (lambda till: sale(till, line(till, card=new_id())), "giftcards.unknown"),
    ],
    ids=["taxed", "in parts", "lowered", "no gift card", "no such card"],
)  # fmt: skip
def test_what_no_gift_card_may_be_is_refused(till, product, made, code, unit, tenant):
    verdict = till.send(made(till))[0]
    assert (verdict.status, verdict.code) == ("refused", code)
    assert cards(unit, tenant) == []


def test_a_gift_card_buys_no_gift_card(till, own, product, unit, tenant):
    with unit(tenant):
        known = giftcards.issue(9000, "EUR")
    held = own.post(
        f"{POS}/gift-card-holds", json={"id": str(new_id()), "gift_card": known.code, "amount": 5000}
    )
    tender = {"method": "gift_card", "amount": till.money(5000), "hold": held.json["id"]}
    verdict = till.send(sale(till, line(till), tenders=[tender]))[0]
    assert (verdict.status, verdict.code) == ("refused", "giftcards.refused")


@pytest.mark.req("POS-14")
def test_a_card_is_topped_up_by_a_sale_and_loses_it_with_the_money(till, own, product, unit, tenant):
    with unit(tenant):
        known = giftcards.issue(1000, "EUR")
    found = own.post(f"{POS}/gift-card-lookups", json={"gift_card": known.code}).json
    sold = sale(till, line(till, 2000, card=found["id"]))
    assert till.send(sold, sold)[0].status == "accepted"
    assert own.get(f"{POS}/sales/{sold.id}/gift-cards").json["items"] == []
    assert cards(unit, tenant) == [(3000, "active")]

    assert till.send(till.refund(sold, (1, 1, 2000), kind="void"))[0].status == "accepted"
    assert cards(unit, tenant) == [(1000, "active")]
    sound(tenant)


def test_a_void_ends_the_card_but_not_once_something_was_paid_with_it(till, own, product, unit, tenant):
    first, second = sale(till, line(till)), sale(till, line(till))
    till.send(first, second)
    code = own.get(f"{POS}/sales/{second.id}/gift-cards").json["items"][0]["code"]
    held = own.post(f"{POS}/gift-card-holds", json={"id": str(new_id()), "gift_card": code, "amount": 1})
    assert held.status_code == 201

    verdicts = till.send(*(till.refund(each, (1, 1, 5000), kind="void") for each in (first, second)))
    assert [(each.status, each.code) for each in verdicts] == [
        ("accepted", None), ("refused", "pos.gift_card_spent"),
    ]  # fmt: skip
    assert sorted(cards(unit, tenant)) == [(0, "blocked"), (4999, "active")]
    sound(tenant)


def test_money_for_a_load_stays_once_it_was_spent(till, own, product, unit, tenant):
    with unit(tenant):
        known = giftcards.issue(1000, "EUR")
    sold = sale(till, line(till, 2000, card=known.card.id))
    till.send(sold)
    own.post(f"{POS}/gift-card-holds", json={"id": str(new_id()), "gift_card": known.code, "amount": 1500})
    verdict = till.send(till.refund(sold, (1, 1, 2000)))[0]
    assert (verdict.status, verdict.code) == ("refused", "pos.gift_card_spent")
    assert cards(unit, tenant) == [(1500, "active")]


@pytest.mark.req("PRC-12")
def test_a_single_purpose_card_is_taxed_with_the_sale_and_takes_no_load(till, own, product, unit, tenant):
    product("single", "SINGLE")
    sold = sale(till, line(till, 5000, sku="SINGLE", taxed=True))
    assert [(each.status, each.code) for each in till.send(sold)] == [("accepted", None)]
    with unit(tenant):
        card = db.session.scalars(select(GiftCard)).one()
        assert (card.vat, card.taxed) == (
            "single",
            {"name": "VAT", "rate": 190_000, "tax": 798, "total": 5000},
        )
        known = card.id
    code = own.get(f"{POS}/sales/{sold.id}/gift-cards").json["items"][0]["code"]
    assert own.post(f"{POS}/gift-card-lookups", json={"gift_card": code}).json["loads"] is False
    verdict = till.send(sale(till, line(till, 100, card=known)))[0]
    assert (verdict.status, verdict.code) == ("refused", "giftcards.refused")
    sound(tenant)


def test_a_sale_that_arrives_late_is_booked_and_looked_at(till, own, product, unit, tenant):
    sold = sale(till, line(till), at=clock.now() - timedelta(hours=2))
    verdict = till.send(sold)[0]
    assert (verdict.status, verdict.code) == ("accepted_with_exception", "pos.gift_card_late")
    assert cards(unit, tenant) == [(5000, "active")]


def test_tills_know_gift_cards_and_that_they_are_untaxed(own, product):
    (item,) = [each for each in own.get(f"{POS}/catalog").json["items"] if each["sku"] == "CARD"]
    assert (item["gift_card"], item["tax_class"], item["price"]["amount"]) == ("multi", "none", 5000)


def test_wrong_codes_are_told_and_counted(own, api):
    told = [own.post(f"{POS}/gift-card-lookups", json={"gift_card": "WRONG"}) for _time in range(12)]
    assert (told[0].status_code, told[0].json["code"], told[-1].status_code) == (
        422,
        "giftcards.unknown_code",
        429,
    )
    assert api.post(f"{POS}/gift-card-lookups", json={"gift_card": "X"}).status_code == 403
