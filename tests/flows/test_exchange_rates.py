"""Prices that follow stored exchange rates: converted, ended, refused when the rate is too old, and named in the trace."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.clock import frozen
from app.core.db import db
from app.core.ids import new_id
from app.core.outgoing import Unreachable
from app.core.tenancy import tenant_scope
from app.domains.channels import service as channels
from app.domains.channels import sites
from app.domains.channels.types import RateRules, Site
from app.domains.orders.models import Order
from app.domains.pricing import price_lists, rates
from app.domains.pricing import service as pricing
from app.domains.pricing.list_types import EntryDraft, ListDraft
from app.domains.pricing.rates import RateDraft
from app.domains.pricing.types import Price
from app.domains.shipping import service as shipping
from app.domains.shipping.types import Method
from app.flows.run_sites import open_site
from app.outbound.rates import service as daily

ADDRESS = {
    "name": "Kim Example", "line1": "Main Street 1", "city": "Boston", "postal_code": "02101", "country": "US",
}  # fmt: skip


@pytest.fixture
def dollars(tenant, unit, make, run_jobs):
    """A mug for 10.00 EUR, a site in dollars whose prices follow the rates and end in .99."""
    mug = make.product(sku="MUG", price=1000, stock=50)

    def told(rate="1.0805", *, hours=0, **rules):
        with unit(tenant):
            channels.save(RateRules(**{"converted": {"USD": 99}} | rules))
            if rate:
                at = clock.now() - timedelta(hours=hours)
                rates.add([RateDraft("EUR", "USD", Decimal(rate), at)], "hand")
        run_jobs()

    with unit(tenant):
        open_site(Site("us", "US", "USD", country="US"))
        sites.let_sell("us", True)
    told.mug = mug
    return told


def quoted(api, **asked):
    body = {"lines": [{"sku": "MUG", "quantity": 1}], "channel": "us", **asked}
    return api.post("/api/v1/quotes", json=body)


def unit_price(answer):
    assert answer.status_code == 200, answer.text
    return answer.json["lines"][0]["unit_price"]["amount"]


@pytest.mark.req("PRC-03")
def test_prices_follow_the_rate_and_end_as_set(api, dollars):
    dollars()
    answer = quoted(api)
    assert unit_price(answer) == 1099
    assert answer.json["currency"] == "USD"
    [rate] = [each for each in answer.json["trace"] if each["stage"] == "rate"]
    assert rate["name"] == "1 EUR = 1.0805 USD"
    assert clock.now().date().isoformat() in rate["reason"]
    dollars("1.2", converted={"USD": None})
    assert unit_price(quoted(api)) == 1200


@pytest.mark.req("PRC-03")
def test_what_was_said_stays_and_new_own_prices_are_converted(api, dollars, tenant, unit, run_jobs):
    dollars()
    with unit(tenant):
        pricing.set_base_prices([Price(dollars.mug.variant.id, "EUR", 2000)])
    run_jobs()
    assert unit_price(quoted(api)) == 2199
    with unit(tenant):
        pricing.set_base_prices([Price(dollars.mug.variant.id, "USD", 1500)])
    dollars("1.5")
    assert unit_price(quoted(api)) == 1500


@pytest.mark.req("PRC-03")
def test_nothing_is_sold_at_a_rate_that_is_too_old(api, dollars, tenant, unit):
    dollars(hours=90)
    assert unit_price(quoted(api)) == 1099
    with frozen(clock.now() + timedelta(hours=7)):
        refused = quoted(api)
        assert (refused.status_code, refused.json["code"]) == (422, "pricing.rate_too_old")
    dollars(None, when_old="keep")
    with frozen(clock.now() + timedelta(hours=7)):
        assert unit_price(quoted(api)) == 1099


@pytest.mark.req("PRC-03")
def test_a_withdrawn_rate_stops_the_currency_and_orders_keep_it(api, dollars, tenant, unit, make, run_jobs):
    dollars()
    with unit(tenant):
        shipping.save(Method(new_id(), "ground", "Ground", "USD", 700, countries=("US",)))
    cart = api.post("/api/v1/carts", json={"lines": [{"sku": "MUG", "quantity": 1}], "channel": "us"})
    assert cart.status_code == 201, cart.text
    placed = api.post(
        f"/api/v1/carts/{cart.json['id']}/checkout",
        json={
            "email": "kim@example.com", "delivery": {"method": "ground"}, "shipping_address": ADDRESS,
            "payment": {"method": "test", "token": "tok_approve"},
        },
        headers={"Idempotency-Key": "rates"},
    )  # fmt: skip
    assert placed.status_code == 201, placed.text
    with unit(tenant):
        rates.withdraw(rates.rates().known["EUR", "USD"].id)
    assert quoted(api).json["code"] == "pricing.rate_too_old"
    run_jobs()
    assert quoted(api).json["code"] == "pricing.rate_too_old"
    with unit(tenant):
        [kept] = db.session.scalars(select(Order.trace))
    assert ["rate", "1 EUR = 1.0805 USD"] in [each[:2] for each in kept]


@pytest.mark.req("PRC-03")
def test_a_list_is_made_of_one_in_another_currency(api, dollars, tenant, unit, run_jobs):
    dollars()
    with unit(tenant):
        source = price_lists.create_list(
            ListDraft("own", "Own", "market", "EUR", conditions=[("country", ["XX"])])
        )
        price_lists.set_entries(source, [EntryDraft(dollars.mug.id, dollars.mug.variant.id, amount=800)])
        price_lists.create_list(
            ListDraft("us", "US", "market", "USD", "active", converted_from=source, ending=95)
        )
    run_jobs()
    answer = quoted(api)
    assert unit_price(answer) == 895
    assert {each["name"] for each in answer.json["trace"] if each["stage"] == "rate"} == {
        "1 EUR = 1.0805 USD"
    }
    with unit(tenant):
        price_lists.set_entries(source, [EntryDraft(dollars.mug.id, dollars.mug.variant.id, amount=700)])
    run_jobs()
    assert unit_price(quoted(api)) == 795
    with frozen(clock.now() + timedelta(hours=97)):
        assert quoted(api).json["code"] == "pricing.rate_too_old"


FILE = b"""<?xml version="1.0"?><gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube><Cube time="2026-11-20">
 <Cube currency="USD" rate="1.1"/><Cube currency="CHF" rate="0.95"/></Cube></Cube></gesmes:Envelope>"""


@pytest.mark.req("PRC-03")
def test_the_bank_s_file_is_fetched_tried_again_and_never_half_kept(dollars, tenant, unit):
    dollars(None, feed=True)
    asked = []

    def flaky(url, **limits):
        asked.append((url, limits["seconds"]))
        if len(asked) < 3:
            raise Unreachable("The server is too slow")
        return FILE

    with tenant_scope(tenant):
        assert daily.fetch_daily(flaky) == 1
        assert daily.fetch_daily(lambda *_a, **_k: FILE) == 0
        for broken in (b"<html>", FILE.replace(b"1.1", b"-1"), FILE.replace(b"2026-11-20", b"soon")):
            with pytest.raises(daily.BadFile):
                daily.fetch_daily(lambda *_a, body=broken, **_k: body)

        def down(*_a, **_k):
            asked.append("down")
            raise Unreachable("There is no such host")

        with pytest.raises(Unreachable):
            daily.fetch_daily(down)
    assert asked.count("down") == 3
    with unit(tenant):
        found = rates.rates().known
    assert [(each.quote, str(each.rate), each.source) for each in found.values()] == [
        ("USD", "1.1000000000", "ecb")
    ]
    told = daily.read(FILE)
    assert [(each.base, str(each.rate)) for each in daily.drafts(told, "CHF", ["USD", "EUR"])] == [
        ("CHF", "1.1578947368"), ("CHF", "1.0526315789"),
    ]  # fmt: skip


def test_amounts_are_converted_by_whole_numbers_half_up():
    rate = rates.Rate(None, "EUR", "JPY", Decimal("163.25"), clock.now(), "hand")
    assert [rate.convert(amount) for amount in (100, 1, 0, -100)] == [163, 2, 0, -163]
    assert [rate.price(100, 99), rate.price(0, 99), rate.price(20, 0)] == [199, 0, 33]
    known = rates.Rates({("EUR", "JPY"): rate})
    assert known.find("JPY", "EUR").convert(16325) == 10000
