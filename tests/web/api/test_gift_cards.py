"""Gift cards through API v1: issued once, read by id, asked by code, and spent at the checkout."""

import pytest
from sqlalchemy import select

from app.config import settings
from app.core.db import db
from app.core.idempotency import IdempotencyKey
from app.domains.giftcards.models import GiftCard
from app.web.ratelimit import WRONG_CODES
from tests.support.clients import program

MOST = int(WRONG_CODES["address"]) // settings().web_processes
ADDRESS = {
    "name": "Ann Buyer",
    "line1": "Hauptstr. 1",
    "city": "Berlin",
    "postal_code": "10115",
    "country": "DE",
}


def issue(api, amount=5000, currency="EUR", **headers):
    body = {"amount": {"amount": amount, "currency": currency}, "note": "For Kim"}
    return api.post("/api/v1/gift-cards", json=body, headers=headers)


@pytest.fixture
def card(api):
    answer = issue(api)
    assert answer.status_code == 201, answer.json
    return answer.json


def check_out(shop, payment, key="k-1", sku="MUG"):
    cart = shop.post("/api/v1/carts", json={"lines": [{"sku": sku, "quantity": 1}]}).json
    body = {"email": "ann@example.com", "shipping_address": ADDRESS, "delivery": {"method": "standard"}}
    return shop.post(
        f"/api/v1/carts/{cart['id']}/checkout",
        json=body | {"payment": payment},
        headers={"Idempotency-Key": key},
    )


def test_a_card_is_issued_read_loaded_and_its_ledger_tells_all(api, card):
    address = f"/api/v1/gift-cards/{card['id']}"
    shown = api.get(address).json
    assert (shown["balance"], shown["last4"], shown["status"]) == (
        {"amount": 5000, "currency": "EUR"},
        card["code"][-4:],
        "active",
    )
    assert "code" not in shown
    loaded = api.post(f"{address}/loads", json={"amount": 1000, "reason": "Paid at the counter"})
    assert (loaded.status_code, loaded.json["balance"]["amount"]) == (201, 6000)
    ledger = api.get(f"{address}/entries?limit=1").json
    assert [(each["kind"], each["amount"]["amount"]) for each in ledger["items"]] == [("top_up", 1000)]
    rest = api.get(f"{address}/entries?cursor={ledger['next']}").json
    assert [(each["kind"], each["amount"]["amount"]) for each in rest["items"]] == [("issue", 5000)]
    assert [each["id"] for each in api.get(f"/api/v1/gift-cards?q={card['code']}").json["items"]] == [
        card["id"]
    ]
    assert api.get("/api/v1/gift-cards?q=nothing").json["items"] == []


def test_no_code_stands_anywhere_in_clear(api, unit, tenant):
    first = issue(api, **{"Idempotency-Key": "once"})
    again = issue(api, **{"Idempotency-Key": "once"})
    assert first.json == again.json
    code = first.json["code"].replace("-", "")
    with unit(tenant):
        kept = db.session.scalars(select(IdempotencyKey)).one()
        stored = db.session.scalars(select(GiftCard)).one()
    assert kept.body.startswith(b"\0sealed:")
    assert code.encode() not in kept.body
    assert code not in repr(vars(stored))


def test_what_a_card_cannot_be(api):
    assert issue(api, 0).status_code == 422
    refused = issue(api, 100, "JPY")
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "amount.currency")
    assert api.get("/api/v1/gift-cards/0198f3a2-7c1e-7b52-9d0a-5e2f6c1b4a77").status_code == 404


def test_scopes(app, tenant, card):
    reader, stranger = program(app, tenant, "giftcards:read"), program(app, tenant, "orders:write")
    assert reader.get(f"/api/v1/gift-cards/{card['id']}").status_code == 200
    assert issue(reader).status_code == 403
    assert stranger.get("/api/v1/gift-cards").status_code == 403
    assert issue(stranger).status_code == 403


@pytest.mark.req("PRC-12")
def test_wrong_codes_are_throttled_and_right_ones_with_them(shop, card):
    asked = shop.post("/api/v1/gift-cards/balance", json={"gift_card": card["code"].lower()})
    assert (asked.status_code, asked.json["balance"]["amount"]) == (200, 5000)
    wrong = [
        shop.post("/api/v1/gift-cards/balance", json={"gift_card": f"WRONG-{place}"}) for place in range(MOST)
    ]
    assert {(each.status_code, each.json["code"]) for each in wrong} == {(422, "giftcards.unknown_code")}
    waits = shop.post("/api/v1/gift-cards/balance", json={"gift_card": card["code"]})
    assert waits.status_code == 429
    assert int(waits.headers["Retry-After"]) >= 1


def test_wrong_codes_at_the_checkout_count_too(shop, make):
    make.product(sku="MUG", price=3000, stock=50)
    told = [
        check_out(shop, {"gift_cards": ["WRONG"]}, key=f"k-{place}").status_code for place in range(MOST + 1)
    ]
    assert told == [422] * MOST + [429]


def test_a_card_and_a_token_pay_one_order_and_it_says_so(shop, api, make, card):
    make.product(sku="MUG", price=9000, stock=50)
    placed = check_out(shop, {"gift_cards": [card["code"]], "method": "test", "token": "tok_approve"})
    assert placed.status_code == 201, placed.json
    total = placed.json["totals"]["total"]["amount"]
    told = {each["method"]: (each["amount"]["amount"], each["status"]) for each in placed.json["tenders"]}
    assert told == {"gift_card": (5000, "paid"), "test": (total - 5000, "paid")}
    assert api.get(f"/api/v1/orders/{placed.json['number']}").json["tenders"] == placed.json["tenders"]
    assert api.get(f"/api/v1/gift-cards/{card['id']}").json["balance"]["amount"] == 0


def test_a_card_that_covers_all_needs_no_method(shop, make, card):
    make.product(sku="MUG", price=1000, stock=50)
    placed = check_out(shop, {"gift_cards": [card["code"]]})
    assert (placed.status_code, placed.json["payment_status"]) == (201, "paid")


@pytest.mark.parametrize(
    ("payment", "field"),
    [
        ({}, "payment.method"),
        ({"method": "test"}, "payment.token"),
        ({"gift_cards": ["X"] * 11}, "payment.gift_cards"),
    ],
)
def test_how_it_is_paid_must_be_said(shop, make, payment, field):
    make.product(sku="MUG", price=1000, stock=50)
    refused = check_out(shop, payment)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, field)


def test_too_small_a_card_alone_names_what_is_missing(shop, make, card):
    make.product(sku="MUG", price=9000, stock=50)
    refused = check_out(shop, {"gift_cards": [card["code"]]})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "payment.method")
