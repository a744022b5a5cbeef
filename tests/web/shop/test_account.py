"""Accounts: the way in, one's own orders and nobody else's."""

import base64
import re
from uuid import UUID

import pytest

from app.core import crypto
from app.domains.customers.models import Customer, CustomerSession
from tests.support.clients import visit

WORDS = "seven wet herons"


def register(client, email="kim@example.com"):
    return client.post("/account/register", data={"name": "Kim", "email": email, "password": WORDS})


def test_registering_signs_in_and_the_way_back_is_only_ever_our_own(shop):
    assert register(shop).location == "/account"
    assert "Hello Kim" in shop.get("/account").text
    shop.post("/account/sign-out")
    assert shop.get("/account").location.startswith("/account/sign-in")
    for evil in ("//evil.example", "https:%2F%2Fevil.example", "/%5Cevil.example"):
        back = shop.post(
            f"/account/sign-in?next={evil}", data={"email": "kim@example.com", "password": WORDS}
        )
        assert back.location == "/account", evil


def test_a_wrong_password_is_counted_and_says_nothing_more(shop, make, count):
    make.customer(email="kim@example.com")
    known = shop.post("/account/sign-in", data={"email": "kim@example.com", "password": "wrong"})
    unknown = shop.post("/account/sign-in", data={"email": "nobody@example.com", "password": "wrong"})
    assert known.status_code == unknown.status_code == 422
    strip = re.compile(r'value="[^"]*"')
    assert strip.sub("", known.text) == strip.sub("", unknown.text)
    assert count(Customer, Customer.failed_logins == 1) == 1


def test_orders_of_a_guest_show_only_to_who_proved_the_address(shop, app, tenant, cart, order, unit):
    from app.domains.customers import service as customers

    squatter = visit(app, tenant)
    register(squatter)
    cart(shop, title="Private thing")
    assert order(shop).status_code == 303
    assert "Private thing" not in squatter.get("/account").text
    cart(squatter, title="Own thing")
    assert order(squatter).status_code == 303
    listed = squatter.get("/account").text
    assert "Own thing" in listed
    assert "Private thing" not in listed

    with unit(tenant):
        customers.ask_password_reset(email="kim@example.com")
        token = _mailed_token(tenant)
    owner = visit(app, tenant)
    assert owner.post(f"/account/reset/{token}", data={"password": "nine dry geese"}).location == "/account"
    assert "Private thing" in owner.get("/account").text
    assert squatter.get("/account").location.startswith("/account/sign-in")


def _mailed_token(tenant):
    """The token of the link that would be mailed, out of the outbox of this unit."""
    from sqlalchemy import text

    from app.core import events
    from app.core.db import db

    events.flush()
    row = db.session.execute(
        text(
            "select payload from outbox where name like 'customers.password_reset_asked%' order by id desc limit 1"
        )
    ).one()
    return crypto.open_(UUID(row.payload["customer_id"]), base64.b64decode(row.payload["sealed_token"]))


@pytest.mark.req("SEC-16")
def test_a_stranger_sees_neither_orders_nor_addresses(shop, app, tenant, make, cart, order):
    register(shop)
    cart(shop)
    order(shop)
    number = re.search(r"/account/orders/(\d+)", shop.get("/account").text)[1]
    assert shop.get(f"/account/orders/{number}").status_code == 200
    stranger = visit(app, tenant)
    register(stranger, "eve@example.com")
    assert stranger.get(f"/account/orders/{number}").status_code == 404
    assert stranger.get(f"/account/orders/{number}/invoice").status_code == 404
    someone = make.customer()
    address = make.customer_address(customer=someone)
    assert stranger.get(f"/account/addresses/{address.id}").status_code == 404
    assert stranger.post(f"/account/addresses/{address.id}/delete").status_code == 404
    form = {
        "id": str(address.id),
        "name": "E",
        "line1": "X 1",
        "postal_code": "1",
        "city": "C",
        "country": "DE",
    }
    assert stranger.post("/account/addresses", data=form).status_code == 404


def test_the_usual_address_fills_in_the_checkout(shop, cart):
    register(shop)
    form = {
        "name": "Kim K",
        "line1": "Elm 9",
        "postal_code": "20095",
        "city": "Hamburg",
        "country": "DE",
        "is_default": "1",
    }
    assert shop.post("/account/addresses", data=form).location == "/account/addresses"
    cart(shop)
    text = shop.get("/checkout").text
    for value in ("kim@example.com", "Kim K", "Elm 9", "20095", "Hamburg"):
        assert f'value="{value}"' in text


@pytest.mark.req("SEC-14")
def test_signing_out_everywhere_ends_every_session(shop, app, tenant, count):
    register(shop)
    elsewhere = visit(app, tenant)
    elsewhere.post("/account/sign-in", data={"email": "kim@example.com", "password": WORDS})
    shop.post("/account/sign-out-everywhere")
    for browser in (shop, elsewhere):
        assert browser.get("/account").location.startswith("/account/sign-in")
    assert count(CustomerSession, CustomerSession.revoked_at.is_(None)) == 0


def test_a_weak_or_wrong_password_is_said_at_its_field(shop):
    weak = shop.post(
        "/account/register", data={"name": "Kim", "email": "k@example.com", "password": "password"}
    )
    assert weak.status_code == 422
    register(shop)
    wrong = shop.post("/account/password", data={"current": "no", "password": "nine dry geese"})
    assert wrong.status_code == 422
    assert "not your present password" in wrong.text
    assert 'value="kim@example.com"' in wrong.text


def test_asking_for_a_link_says_the_same_for_everybody(shop, make):
    make.customer(email="kim@example.com")
    answers = [
        shop.post("/account/forgot", data={"email": mail}).text
        for mail in ("kim@example.com", "who@example.com")
    ]
    assert answers[0].replace("kim@", "who@") == answers[1]


def test_a_used_link_leads_to_a_new_one(shop):
    page = shop.get("/account/reset/nothing")
    assert page.status_code == 400
    assert "Ask for a new link" in page.text
