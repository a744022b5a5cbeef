"""Idempotency keys as the contract has them: one change, one answer, whatever the network does."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.core import engines, idempotency
from app.core.idempotency import Ticket
from app.domains.carts.models import Cart
from app.domains.inventory.models import StockLedger
from app.domains.orders.models import Order
from app.domains.payments.strategies.test_mode import TestGateway
from tests.factories import Make
from tests.web.api.test_contract import CARTS, check_out, details, opened

ADJUST = "/api/v1/stock-adjustments"


def adjust(api: Any, key: str | None, quantity: int = 1, **more: Any) -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    body = {"sku": "MUG", "location": "main", "quantity": quantity, "reason": "Counted", **more}
    return api.post(ADJUST, json=body, headers=headers)


@pytest.mark.req("API-03")
def test_the_same_key_and_body_get_the_first_answer(api: Any, make: Make, count: Any) -> None:
    make.product(sku="MUG")
    before = count(StockLedger)
    first, again = adjust(api, "k"), adjust(api, "k")
    assert (first.status_code, first.data) == (again.status_code, again.data)
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (
        None,
        "true",
    )
    assert count(StockLedger) == before + 1
    mismatch = adjust(api, "k", 2)
    assert (mismatch.status_code, mismatch.json["code"]) == (422, "idempotency.mismatch")
    assert adjust(api, "other", 2).status_code == 201


def test_keys_belong_to_one_caller_and_one_address(
    app: Any, tenant: Any, api: Any, other_api: Any, make: Make
) -> None:
    from tests.support.clients import program

    make.product(sku="MUG")
    make.of(other_api and tenant).product(sku="CUP")
    assert adjust(api, "k").status_code == 201
    assert "Idempotency-Replayed" not in adjust(program(app, tenant), "k").headers
    elsewhere = api.post(
        "/api/v1/locations", json={"code": "x", "name": "X"}, headers={"Idempotency-Key": "k"}
    )
    assert elsewhere.status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_an_odd_key_is_refused(api: Any, make: Make, key: str) -> None:
    make.product(sku="MUG")
    refused = adjust(api, key)
    assert (refused.status_code, refused.json["code"]) == (422, "idempotency.key_invalid")


def test_refusals_of_409_and_422_are_kept(api: Any, shop: Any, make: Make) -> None:
    make.product(sku="MUG", stock=0)
    refused = adjust(api, "k", -5)
    assert refused.status_code == 422
    assert adjust(api, "up", 10).status_code == 201
    assert (adjust(api, "k", -5).status_code, adjust(api, "k", -5).json) == (422, refused.json)
    make.product(sku="CUP", stock=0)
    body, headers = {"lines": [{"sku": "CUP", "quantity": 1}]}, {"Idempotency-Key": "c"}
    assert shop.post(CARTS, json=body, headers=headers).status_code == 409
    api.post(ADJUST, json={"sku": "CUP", "location": "main", "quantity": 5, "reason": "x"})
    assert shop.post(CARTS, json=body, headers=headers).status_code == 409


def test_401_404_and_5xx_are_not_kept(
    api: Any, shop: Any, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"Idempotency-Key": "k"}
    assert shop.post(ADJUST, json={}, headers=headers).status_code == 401
    assert adjust(api, "k").status_code == 404
    make.product(sku="MUG")
    with monkeypatch.context() as patched:
        patched.setattr("app.api.stock._entry", lambda _entry: 1 / 0)
        assert adjust(api, "k").status_code == 500
    assert adjust(api, "k").status_code == 201


def test_a_body_that_could_not_be_read_is_not_kept(shop: Any) -> None:
    headers = {"Idempotency-Key": "k"}
    assert shop.post(CARTS, data=b"{", content_type="application/json", headers=headers).status_code == 400
    assert shop.post(CARTS, json={}, headers=headers).status_code == 201


@contextmanager
def short_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Locks and repeats wait a moment, not ten seconds."""
    with monkeypatch.context() as patched:
        patched.setitem(engines.CONNECTION, "lock_timeout", "300ms")
        patched.setattr(idempotency, "WAIT_SECONDS", 0.3)
        engines.dispose_engines()
        yield
    engines.dispose_engines()


def test_a_repeat_waits_for_the_first_then_says_so(
    api: Any, make: Make, tenant: Any, unit: Any, monkeypatch: pytest.MonkeyPatch, count: Any
) -> None:
    make.product(sku="MUG")
    assert adjust(api, "known").status_code == 201
    entered, leave = threading.Event(), threading.Event()
    monkeypatch.setattr("app.api.stock._entry", _slow(entered, leave))
    with short_waits(monkeypatch):
        answers: list[Any] = []
        first = threading.Thread(target=lambda: answers.append(adjust(api, "k")))
        first.start()
        assert entered.wait(10)
        waiting = adjust(api, "k")
        assert (waiting.status_code, waiting.json["code"]) == (409, "idempotency.in_progress")
        leave.set()
        first.join()
        assert [answer.status_code for answer in answers] == [201]
        assert adjust(api, "k").data == answers[0].data


def _slow(entered: threading.Event, leave: threading.Event) -> Any:
    from app.api import stock

    shape = stock._entry

    def entry(row: Any) -> Any:
        entered.set()
        leave.wait(10)
        return shape(row)

    return entry


# ---- Checkout -----------------------------------------------------------------------------------


@pytest.mark.req("API-03")
def test_checkout_demands_a_key(shop: Any, make: Make) -> None:
    make.product(sku="MUG")
    cart = opened(shop, ("MUG", 1))["id"]
    refused = shop.post(f"{CARTS}/{cart}/checkout", json=details())
    assert (refused.status_code, refused.json["code"]) == (400, "idempotency.key_required")


def test_a_checkout_sent_twice_is_one_order(shop: Any, make: Make, count: Any) -> None:
    make.product(sku="MUG")
    cart = opened(shop, ("MUG", 1))["id"]
    first, again = check_out(shop, cart, "k"), check_out(shop, cart, "k")
    assert (first.status_code, again.status_code, first.data == again.data) == (201, 201, True)
    assert again.headers["Idempotency-Replayed"] == "true"
    other = shop.post(
        f"{CARTS}/{cart}/checkout", json=details("tok_decline"), headers={"Idempotency-Key": "k"}
    )
    assert (other.status_code, other.json["code"]) == (422, "idempotency.mismatch")
    assert count(Order) == 1


def test_a_cart_is_one_order_whatever_the_keys(shop: Any, make: Make, count: Any) -> None:
    make.product(sku="MUG")
    cart = opened(shop, ("MUG", 1))["id"]
    order = check_out(shop, cart, "a").json
    refused = check_out(shop, cart, "b")
    assert (refused.status_code, refused.json["code"], refused.json["order"]) == (
        409,
        "cart.ordered",
        order["id"],
    )
    assert shop.get(f"{CARTS}/{cart}").json["code"] == "cart.ordered"
    assert count(Order) == 1


@pytest.mark.parametrize("token", ["tok_timeout", "tok_needs_action"])
def test_answers_of_202_are_kept(shop: Any, make: Make, token: str) -> None:
    make.product(sku="MUG")
    cart = opened(shop, ("MUG", 1))["id"]
    first, again = (check_out(shop, cart, "k", token=token) for _twice in range(2))
    assert (first.status_code, first.data) == (again.status_code, again.data)
    assert first.status_code == 202


def test_a_repeat_during_the_gateways_call_waits_for_the_answer(
    shop: Any, make: Make, monkeypatch: pytest.MonkeyPatch, count: Any
) -> None:
    make.product(sku="MUG")
    cart = opened(shop, ("MUG", 1))["id"]
    entered, leave, charge = threading.Event(), threading.Event(), TestGateway.charge

    def slowly(self: TestGateway, asked: Any) -> Any:
        entered.set()
        leave.wait(10)
        return charge(self, asked)

    monkeypatch.setattr(TestGateway, "charge", slowly)
    answers: list[Any] = []
    first = threading.Thread(target=lambda: answers.append(check_out(shop, cart, "k")))
    first.start()
    assert entered.wait(10)
    with monkeypatch.context() as patched:
        patched.setattr(idempotency, "WAIT_SECONDS", 0.3)
        early = check_out(shop, cart, "k")
    assert (early.status_code, early.json["code"]) == (409, "idempotency.in_progress")
    threading.Timer(0.4, leave.set).start()
    late = check_out(shop, cart, "k")
    first.join()
    assert (late.status_code, late.data) == (201, answers[0].data)
    assert count(Order) == 1


def test_keys_are_forgotten_after_a_day(
    api: Any, make: Make, unit: Any, tenant: Any, frozen_clock: Any
) -> None:
    from datetime import timedelta

    from app.core import clock

    make.product(sku="MUG")
    assert adjust(api, "k").status_code == 201
    frozen_clock(clock.now() + timedelta(hours=25))
    with unit(tenant):
        assert idempotency.sweep() == 1
        assert idempotency.begin(Ticket.of(caller="x", route="/", key="k", body=b"")) is None
    assert adjust(api, "k", 5).status_code == 201


def test_an_anonymous_callers_key_belongs_to_the_address(shop: Any, count: Any) -> None:
    headers = {"Idempotency-Key": "k"}
    first = shop.post(CARTS, json={}, headers=headers)
    again = shop.post(CARTS, json={}, headers=headers)
    strangers = shop.post(CARTS, json={}, headers=headers, environ_overrides={"REMOTE_ADDR": "192.0.2.9"})
    assert first.json == again.json
    assert (strangers.json["id"] != first.json["id"], count(Cart)) == (True, 2)
