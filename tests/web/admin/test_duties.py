"""Rates of duty are kept by screen, by file and by programs; the audit tells who changed what."""

import io

import pytest
from sqlalchemy import select

from app.core.audit import AuditRow
from app.core.db import db
from app.domains.taxes import duties
from app.domains.taxes.models import DutyRate

pytestmark = pytest.mark.req("WEB-18")
GUARD = {"csrf_token": "test-csrf"}
PAGE = "/admin/settings/duties/"
FORM = {
    "country": "CH", "hs_prefix": "69.12", "origin": "", "duty": "6,5", "import_tax": "8.1", "duty_free": "",
    "tax_free": "62.00", "with_delivery": "1",
}  # fmt: skip


def kept(tenant, unit):
    with unit(tenant):
        return duties.every()


def test_a_rate_is_added_changed_found_and_deleted(admin, tenant, unit):
    assert admin.post(f"{PAGE}new", data=GUARD | FORM).status_code == 303
    (rate,) = kept(tenant, unit)
    assert (rate.country, rate.hs_prefix, rate.duty_micro, rate.tax_micro) == ("CH", "6912", 65_000, 81_000)
    assert (rate.duty_free, rate.tax_free, rate.with_delivery) == (0, 6200, True)
    for q in ("", "switz", "CH", "69"):
        assert "HS 6912" in admin.get(PAGE, query_string={"q": q}).text
    assert "No rate fits" in admin.get(PAGE, query_string={"q": "70"}).text
    again = admin.post(f"{PAGE}new", data=GUARD | FORM)
    assert again.status_code == 409
    assert "already" in again.text
    assert admin.post(f"{PAGE}{rate.id}", data=GUARD | FORM | {"duty": "7"}).status_code == 303
    assert kept(tenant, unit)[0].duty_micro == 70_000
    assert admin.post(f"{PAGE}{rate.id}/delete", data=GUARD).status_code == 303
    assert kept(tenant, unit) == []
    assert admin.get(f"{PAGE}{rate.id}").status_code == 404
    with unit(tenant):
        told = db.session.scalars(select(AuditRow.action).where(AuditRow.action.like("taxes.dut%"))).all()
    assert told == ["taxes.duty_saved", "taxes.duty_saved", "taxes.duty_removed"]


@pytest.mark.parametrize(
    ("field", "typed"), [("duty", "much"), ("tax_free", "-1"), ("hs_prefix", "69x"), ("country", "Chad")]
)
def test_what_cannot_be_read_is_refused_at_its_field(admin, count, field, typed):
    answer = admin.post(f"{PAGE}new", data=GUARD | FORM | {field: typed})
    assert answer.status_code == 422
    assert f'id="f-{field}' in answer.text
    assert count(DutyRate) == 0


def test_rates_go_out_and_come_back_as_a_file(admin, tenant, unit):
    admin.post(f"{PAGE}new", data=GUARD | FORM)
    before = kept(tenant, unit)
    file = admin.get(f"{PAGE}file").data
    assert b"CH,6912,,6.5,8.1,0.00,62.00,yes" in file
    more = file + b"NO,,PT,2,25,0,300.00,no\r\n"
    sent = {**GUARD, "file": (io.BytesIO(more), "duties.csv")}
    assert admin.post(f"{PAGE}file", data=sent, content_type="multipart/form-data").status_code == 303
    after = kept(tenant, unit)
    assert after[0] == before[0]
    assert (after[1].country, after[1].origin, after[1].tax_free, after[1].with_delivery) == (
        "NO",
        "PT",
        30_000,
        False,
    )
    wrong = {**GUARD, "file": (io.BytesIO(file + b"GB,abc,,x,0,0,0,no\r\n"), "duties.csv")}
    refused = admin.post(f"{PAGE}file", data=wrong, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert "3: duty_percent: x" in refused.text
    assert kept(tenant, unit) == after


def test_the_shop_says_who_collects_them(admin):
    assert admin.post(f"{PAGE}rules", data={**GUARD, "collect": "nobody"}).status_code == 422
    assert admin.post(f"{PAGE}rules", data={**GUARD, "collect": "checkout"}).status_code == 303


def test_programs_keep_rates_and_quotes_tell_them(api, other_api, make):
    product = make.product(sku="CUP", price=10_000)
    customs = f"/api/v1/products/{product.id}/customs"
    assert api.put(customs, json={"hs_code": "6912.00", "origin_country": "PT"}).json["hs_code"] == "691200"
    rates = [
        {"country": "CH", "duty": 20_000, "with_delivery": False},
        {"country": "CH", "hs_prefix": "6912", "duty": 65_000, "import_tax": 81_000, "with_delivery": False},
        {"country": "CH", "hs_prefix": "6912", "origin": "PT", "duty": 0, "import_tax": 81_000},
    ]
    assert api.post("/api/v1/duties", json={"items": rates[:2]}).json == {"kept": 2}

    def asked(country):
        there = {"name": "Kim", "line1": "x", "city": "y", "postal_code": "1", "country": country}
        return api.post(
            "/api/v1/quotes", json={"lines": [{"sku": "CUP", "quantity": 1}], "shipping_address": there}
        ).json

    told = asked("CH")
    assert told["import_costs"]["collect"] == "delivery"
    assert (told["import_costs"]["duty"]["amount"], told["import_costs"]["tax"]["amount"]) == (650, 863)
    assert told["totals"]["duties"]["amount"] == 0
    assert asked("AT")["import_costs"] is None
    assert api.post("/api/v1/duties", json={"items": rates[2:]}).json == {"kept": 1}
    assert asked("CH")["import_costs"]["duty"]["amount"] == 0, "the rate for its origin"
    rows = api.get("/api/v1/duties?q=CH").json["items"]
    assert len(rows) == 3
    assert other_api.get("/api/v1/duties").json["items"] == []
    assert other_api.delete(f"/api/v1/duties/{rows[0]['id']}").status_code == 404
    assert api.delete(f"/api/v1/duties/{rows[0]['id']}").status_code == 204
