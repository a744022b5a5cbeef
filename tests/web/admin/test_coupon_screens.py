"""Codes: one for everybody, a batch that workers make, stopped, exported, and brought along by a link."""

import csv
import io
import re

import pytest

from app.core.db import db, unit_of_work
from app.core.tenancy import tenant_scope
from app.domains.promotions import batches
from app.domains.promotions.models import Coupon, CouponBatch
from app.flows import make_codes


@pytest.fixture
def offer(desk, make):
    """A promotion of ten percent that needs a code, switched on with TEN; a mug of 10.00 in stock."""
    make.product(sku="MUG", title="Mug", slug="mug", price=1000, stock=50)
    fields = {"name": "Ten off", "does": "percent", "percent": "10", "needs_coupon": "1", "uses_limit": "99"}
    path = desk.post("/admin/promotions/new", data=fields).location
    assert desk.post(f"{path}/codes", data={"code": "TEN"}).status_code == 303
    assert desk.post(f"{path}/switch", data={"to": "active"}).status_code == 303
    return path


@pytest.mark.req("PRC-09")
def test_a_batch_is_made_by_a_worker(desk, offer, count, run_jobs, monkeypatch):
    monkeypatch.setattr(batches, "CHUNK", 40)
    ordered = {"batch": "Letters", "number": "100", "prefix": "june-", "batch_uses": "1"}
    assert desk.post(f"{offer}/batches", data=ordered).status_code == 303
    assert "Letters is being made" in desk.get(f"{offer}/codes").text
    assert count(Coupon) == 1
    run_jobs()
    assert count(CouponBatch, CouponBatch.made == 100) == 1
    page = desk.get(f"{offer}/codes?batch=Letters")
    assert "is being made" not in page.text

    file = desk.get(f"{offer}/codes.csv?batch=Letters")
    rows = list(csv.DictReader(io.StringIO(file.text)))
    assert len({row["code"] for row in rows}) == 100
    assert all(re.fullmatch(r"JUNE-[A-HJKMNP-Z2-9]{10}", row["code"]) for row in rows)
    assert {row["uses_limit"] for row in rows} == {"1"}


def test_a_batch_goes_on_where_a_worker_stopped(desk, offer, tenant, count, monkeypatch):
    monkeypatch.setattr(batches, "CHUNK", 30)
    desk.post(f"{offer}/batches", data={"batch": "Letters", "number": "70"})
    with tenant_scope(tenant), unit_of_work():
        batch = db.session.query(CouponBatch).one().id
        assert batches.make_chunk(batch) == 40
    with tenant_scope(tenant):
        make_codes.make(batch)
        make_codes.make(batch)
    assert count(Coupon, Coupon.batch == "Letters") == 70


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"batch": "", "number": "5"}, "batch"),
        ({"batch": "B", "number": "100001"}, "number"),
        ({"batch": "B", "number": "5", "prefix": "öäü"}, "prefix"),
        ({"batch": "B", "number": "5", "batch_uses": "0"}, "batch_uses"),
    ],
)
def test_a_wrong_order_is_refused_at_its_field(desk, offer, count, form, field):
    refused = desk.post(f"{offer}/batches", data=form)
    assert refused.status_code == 422
    assert re.search(rf'id="f-{field}"[^>]*aria-invalid="true"', refused.text)
    assert count(CouponBatch) == 0


def test_a_code_is_made_once(desk, offer, count):
    refused = desk.post(f"{offer}/codes", data={"code": "ten"})
    assert refused.status_code == 422
    assert "exists already" in refused.text
    assert count(Coupon) == 1


def put_in(shop):
    return shop.post("/cart/lines", data={"product": "mug", "quantity": "1"})


def test_a_stopped_code_counts_no_more(desk, shop, offer):
    put_in(shop)
    assert "Ten off" in shop.post("/cart/codes", data={"code": "ten"}, headers={"HX-Request": "true"}).text
    stop = re.search(rf'action="({re.escape(offer)}/codes/[0-9a-f-]+)"', desk.get(f"{offer}/codes").text)[1]
    assert desk.post(stop, data={"stopped": "1"}).status_code == 303
    assert "This code is not valid now" in shop.get("/cart").text
    assert desk.post(stop, data={"stopped": "0"}).status_code == 303
    assert "This code is not valid now" not in shop.get("/cart").text


def test_a_link_with_an_unknown_code_leaves_nothing(shop, offer):
    put_in(shop)
    assert shop.get("/?code=ELEVEN").status_code == 303
    assert "ELEVEN" not in shop.get("/cart").text
    assert shop.get_cookie("galleria_code", domain="alpha.localhost") is None


@pytest.mark.parametrize("later", [True, False], ids=["cart made later", "cart there"])
def test_a_link_brings_its_code_along(shop, other_shop, offer, later):
    if not later:
        put_in(shop)
    led = shop.get("/?code=TEN")
    assert (led.status_code, led.location) == (303, "/")
    if later:
        put_in(shop)
    assert "Ten off" in shop.get("/cart").text
    assert shop.get_cookie("galleria_code", domain="alpha.localhost") is None
    assert shop.get("/").status_code == 200


def test_another_shop_neither_sees_nor_stops_a_code(desk, other_desk, offer):
    stop = re.search(rf'action="({re.escape(offer)}/codes/[0-9a-f-]+)"', desk.get(f"{offer}/codes").text)[1]
    assert other_desk.get(f"{offer}/codes").status_code == 404
    assert other_desk.get(f"{offer}/codes.csv").status_code == 404
    assert other_desk.post(stop, data={"stopped": "1"}).status_code == 404
