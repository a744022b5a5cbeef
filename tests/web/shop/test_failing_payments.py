"""Whoever fails to pay again and again is slowed down and told of; everybody else pays as always."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.config import override
from app.core.db import db, unit_of_work
from app.core.tenancy import shared_scope
from app.domains.payments.models import Payment
from app.web import ratelimit
from tenants.models import ControlAudit
from tests.support.clients import visit

pytestmark = pytest.mark.req("SEC-09")


@pytest.fixture(autouse=True)
def _one_process():
    with override(web_processes=1, rate_limit_anonymous=0):
        yield


def alerts():
    with shared_scope(), unit_of_work():
        told = select(ControlAudit.action, ControlAudit.tenant_id)
        return [tuple(row) for row in db.session.execute(told.where(ControlAudit.action.like("security.%")))]


def from_address(app, tenant, address):
    browser = visit(app, tenant)
    browser.environ_base["REMOTE_ADDR"] = address
    return browser


def test_fifty_failed_payments_alert_once_and_the_source_has_to_wait(
    app, tenant, cart, order, count, monkeypatch
):
    at = ratelimit.time.monotonic()
    monkeypatch.setattr(ratelimit, "time", SimpleNamespace(monotonic=lambda: at))  # fifty in no time
    thief, buyer = from_address(app, tenant, "198.51.100.7"), from_address(app, tenant, "203.0.113.9")
    cart(thief, price=1000)
    cart(buyer, price=1000)

    answers = [order(thief, token="tok_decline") for _try in range(50)]

    most = int(ratelimit.FAILED_PAYMENTS["address"])
    assert [answer.status_code for answer in answers] == [303] * most + [429] * (50 - most)
    assert {answer.location for answer in answers[:most]} == {"/checkout?declined=1"}
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert "wait a moment" in answers[-1].text
    assert count(Payment) == most, "nobody is asked while a source has to wait"
    assert alerts() == [("security.failed_payments", tenant.id)]
    assert order(thief).status_code == 429, "a card that works does not help a source that has to wait"
    assert order(buyer).status_code == 303, "nobody else waits"


def test_a_source_may_go_on_after_a_while(app, tenant, cart, order, monkeypatch):
    browser = from_address(app, tenant, "198.51.100.7")
    cart(browser, price=1000)
    for _try in range(30):
        last = order(browser, token="tok_decline")
    later = ratelimit.time.monotonic() + int(last.headers["Retry-After"])
    monkeypatch.setattr(ratelimit.time, "monotonic", lambda: later)
    assert order(browser).status_code == 303


def test_ordinary_shopping_tells_nobody_and_is_not_slowed(app, tenant, cart, order):
    for _shopper in range(25):
        browser = visit(app, tenant)
        cart(browser, price=1000, stock=5)
        assert order(browser).status_code == 303
    browser = visit(app, tenant)
    cart(browser, price=1000)
    tries = [order(browser, token="tok_decline") for _try in range(3)]
    assert [answer.location for answer in tries] == ["/checkout?declined=1"] * 3
    assert order(browser).status_code == 303
    assert alerts() == []
