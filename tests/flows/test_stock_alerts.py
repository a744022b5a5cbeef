"""Low stock is told once a crossing, in the inbox, by mail and to programs, and a transfer mends it."""

import re

import pytest
from sqlalchemy import select

from app.core.db import db
from app.domains.inventory import service as inventory
from app.domains.inventory.models import StockAlert, StockTransfer, TransferLine
from app.outbound.notifications.models import Mail
from tests.support.clients import sign_in

GUARD = {"csrf_token": "test-csrf"}


@pytest.fixture
def shelf(make):
    make.location(code="berlin", name="Berlin", kind="store")
    return make.product(sku="MUG", stock=6)


@pytest.fixture
def watched(shelf, unit, tenant):
    def begin(quantity, place=None):
        with unit(tenant):
            where = inventory.find_location(place).id if place else None
            inventory.set_threshold(inventory.find_item("MUG"), quantity, location_id=where)

    return begin


@pytest.fixture
def moved(api, run_jobs):
    def move(delta, location="main"):
        body = {"sku": "MUG", "location": location, "quantity": delta, "reason": "test"}
        assert api.post("/api/v1/stock-adjustments", json=body).status_code == 201
        run_jobs()

    return move


@pytest.mark.req("INV-03")
def test_one_alert_a_crossing(watched, moved, make, count, tenant):
    make.staff(role="inventory_manager")
    watched(5, "main")
    moved(-3)
    moved(-1)
    moved(-1)
    assert count(StockAlert) == 1
    moved(+8)
    assert count(StockAlert, StockAlert.recovered_at.is_not(None)) == 1
    moved(-6)
    assert count(StockAlert) == 2


@pytest.mark.req("INV-03")
def test_an_order_raises_it_too_and_readers_get_one_mail(
    watched, shelf, api, admin, make, app, tenant, run_jobs, count
):
    watched(5, "main")
    reader = sign_in(app, tenant, make.staff(role="inventory_manager"))
    away = sign_in(app, tenant, make.staff(role="store_manager", locations=[make.location(code="paris")]))
    for each in (reader, away):
        assert each.post("/admin/alerts/mail", data=GUARD | {"mail": "1"}).status_code == 303
    cart = api.post("/api/v1/carts", json={"lines": [{"sku": "MUG", "quantity": 3}]}).json["id"]
    body = {
        "email": "a@example.com", "delivery": {"method": "standard"}, "payment": {"method": "test", "token": "tok_approve"},
        "shipping_address": {"name": "A B", "line1": "X 1", "city": "Berlin", "postal_code": "10115", "country": "DE"},
    }  # fmt: skip
    api.post(f"/api/v1/carts/{cart}/checkout", json=body, headers={"Idempotency-Key": "abc"})
    run_jobs()
    assert count(StockAlert, StockAlert.free == 3) == 1
    assert count(Mail, Mail.kind == "stock_low") == 1
    assert "MUG" in reader.get("/admin/alerts/").text
    assert "No alert waits" in away.get("/admin/alerts/").text


@pytest.mark.req("UC-10")
def test_the_network_falls_to_five_and_a_transfer_is_begun(
    watched, moved, admin, unit, tenant, count, api, run_jobs
):
    watched(5)
    moved(-1)
    assert count(StockAlert, StockAlert.location_id.is_(None)) == 1
    with unit(tenant):
        alert = db.session.scalar(select(StockAlert.id))
    page = admin.get(f"/admin/alerts/{alert}").text
    assert "Berlin" in page
    link = re.search(r'href="(/admin/transfers/new\?[^"]+)"', page)[1].replace("&amp;", "&")
    form = admin.get(link).text
    assert 'value="MUG"' in form
    asked = dict(pair.split("=") for pair in link.partition("?")[2].split("&"))
    made = admin.post("/admin/transfers/", data=GUARD | asked)
    assert (made.status_code, count(StockTransfer)) == (303, 1)
    where = f"/api/v1/transfers/{made.headers['Location'].rpartition('/')[2]}"
    for step in ("approval", "dispatch", "receipt"):
        assert api.post(f"{where}/{step}", json={}).status_code == 200
    levels = {
        row["location"]: row["on_hand"] for row in api.get("/api/v1/stock-levels?sku=MUG").json["items"]
    }
    with unit(tenant):
        sent = int(db.session.scalar(select(TransferLine.picked)))
    assert (levels["main"], levels["berlin"]) == (5 - sent, sent)


def test_snoozed_and_done(watched, moved, admin, unit, tenant, count, frozen_clock):
    watched(5, "main")
    moved(-3)
    with unit(tenant):
        alert = db.session.scalar(select(StockAlert.id))
    assert admin.post(f"/admin/alerts/{alert}/snooze", data=GUARD | {"days": "400"}).status_code == 422
    assert admin.post(f"/admin/alerts/{alert}/snooze", data=GUARD | {"days": "7"}).status_code == 303
    assert "No alert waits" in admin.get("/admin/alerts/").text
    assert "MUG" in admin.get("/admin/alerts/?state=snoozed").text
    assert admin.post(f"/admin/alerts/{alert}/done", data=GUARD).status_code == 303
    moved(-1)
    assert count(StockAlert) == 1
    assert "MUG" in admin.get("/admin/alerts/?state=done").text


def test_thresholds_on_their_screen(shelf, admin, make, app, tenant, count, unit):
    url = "/admin/alerts/thresholds"
    assert admin.post(url, data=GUARD | {"sku": "NOWHERE", "quantity": "3"}).status_code == 404
    assert admin.post(url, data=GUARD | {"sku": "MUG", "quantity": "x"}).status_code == 422
    assert admin.post(url, data=GUARD | {"sku": "MUG", "quantity": "6"}).status_code == 303
    assert count(StockAlert) == 1
    store = sign_in(app, tenant, make.staff(role="store_manager", locations=[make.location(code="paris")]))
    assert store.post(url, data=GUARD | {"sku": "MUG", "quantity": "6"}).status_code == 404
    page = admin.get(url).text
    assert "MUG" in page
    gone = re.search(r'action="(/admin/alerts/thresholds/[^"]+/removal)"', page)[1]
    assert store.post(gone, data=GUARD).status_code == 404
    assert admin.post(gone, data=GUARD).status_code == 303
    assert count(StockAlert) == 0
