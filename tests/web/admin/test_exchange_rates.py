"""Exchange rates in the console and by API: added by hand and table, shown with their state, ruled and withdrawn."""

from datetime import timedelta
from decimal import Decimal

import pytest

from app.core import clock
from app.core.clock import frozen
from app.domains.channels import service as channels
from app.domains.channels.types import RateRules, Site
from app.domains.pricing import rates
from app.flows.run_sites import open_site
from tests.support.clients import page


@pytest.fixture
def site(unit, tenant):
    with unit(tenant):
        open_site(Site("us", "US", "USD", country="US"))


@pytest.mark.req("PRC-03")
def test_rates_are_kept_by_hand_by_table_and_by_api_and_shown_with_their_state(desk, api, site, unit, tenant):
    form = {"follow-USD": "1", "ending-USD": "0.99", "hours": "1", "when_old": "refuse", "feed": "1"}
    assert "Fetch the European Central Bank" in page(desk.get("/admin/prices/rates/rules"))
    assert desk.post("/admin/prices/rates/rules", data=form).status_code in (204, 302, 303)
    with unit(tenant):
        assert channels.setting(RateRules) == RateRules(1, "refuse", True, {"USD": 99})
    assert "No exchange rate from EUR to USD is known" in page(desk.get("/admin/prices/rates"))
    shown = page(desk.post("/admin/prices/rates", data={"base": "EUR", "quote": "EURO", "rate": "many"}), 422)
    assert 'id="f-rate-error"' in shown
    shown = page(desk.post("/admin/prices/rates", data={"base": "EUR", "quote": "EUR", "rate": "1,08"}), 422)
    assert 'id="f-quote-error"' in shown
    typed = {"base": "EUR", "quote": "usd", "rate": "1,0805"}
    assert desk.post("/admin/prices/rates", data=typed).status_code in (204, 302, 303)
    table = "currency;rate;date\nUSD;1.07;2026-01-02\nGBP;0,85;2026-01-02"
    assert desk.post("/admin/prices/rates/paste", data={"pasted": table}).status_code in (204, 302, 303)
    wrong = page(desk.post("/admin/prices/rates/paste", data={"pasted": "currency;rate\nUSD;-1\nXX;1"}), 422)
    assert "Line 2" in wrong
    said = {"rates": [{"quote": "USD", "rate": "1.06", "as_of": "2026-01-01T12:00:00Z"}]}
    assert [api.post("/api/v1/exchange-rates", json=said).json["added"] for _twice in "ab"] == [1, 0]
    shown = page(desk.get("/admin/prices/rates?currency=USD"))
    assert ["1 EUR = 1.0805" in shown, "1.07" in shown, "1.06" in shown, "0.85" in shown] == [
        True,
        True,
        True,
        False,
    ]
    with frozen(clock.now() + timedelta(minutes=61)):
        assert "older than the limit of 1 h" in page(desk.get("/admin/prices/rates"))
    found = api.get("/api/v1/exchange-rates?currency=USD&limit=1").json
    assert (found["items"][0]["rate"], found["items"][0]["source"]) == ("1.0805", "hand")
    assert (
        api.get(f"/api/v1/exchange-rates?currency=USD&cursor={found['next']}").json["items"][0]["rate"]
        == "1.07"
    )
    assert desk.post(f"/admin/prices/rates/{found['items'][0]['id']}/withdraw").status_code in (204, 302, 303)
    assert api.delete(f"/api/v1/exchange-rates/{found['items'][0]['id']}").status_code == 404
    with unit(tenant):
        assert rates.rates().find("EUR", "USD").rate == Decimal("1.07")
