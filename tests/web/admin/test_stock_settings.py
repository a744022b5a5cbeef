"""Safety stock and sales past zero, as staff set them and as the channels obey (INV-10, INV-12)."""

import pytest

from app.core.audit import AuditRow
from tests.support.clients import page, sign_in

TOKEN = {"csrf_token": "test-csrf"}


@pytest.fixture
def mug(make):
    return make.product(slug="mug", sku="MUG", stock=2)


def available(api, channel):
    return api.get(f"/api/v1/availability?sku=MUG&channel={channel}").json["available"]


@pytest.mark.req("INV-12")
def test_the_web_keeps_what_the_till_may_sell(desk, mug, api, shop, count):
    address = f"/admin/stock/{mug.stock_item.id}/safety"
    assert "Units kept back" in page(desk.get(address))
    kept = {**TOKEN, "quantity": "2", "channel": "web"}
    assert desk.post(address, data=kept).status_code == 303
    assert (available(api, "web"), available(api, "pos")) == (0, 2)
    cart = {"lines": [{"sku": "MUG", "quantity": 1}]}
    assert shop.post("/api/v1/carts", json=cart).status_code == 409
    assert "never sells the last" in page(desk.get(f"/admin/stock/{mug.stock_item.id}"))
    assert "Sold out" in page(shop.get("/p/mug"))
    assert shop.get("/api/v1/products").json["items"][0]["in_stock"] is False
    assert desk.post(address, data={**kept, "quantity": "0"}).status_code == 303
    assert (available(api, "web"), available(api, "pos")) == (2, 2)
    assert count(AuditRow, AuditRow.action == "inventory.safety_stock_set") == 2


@pytest.mark.req("INV-12")
def test_one_location_keeps_its_own(app, tenant, desk, mug, api, make):
    berlin = make.location(code="berlin")
    make.stock_at(mug.stock_item, berlin, 5)
    address = f"/admin/stock/{mug.stock_item.id}/safety"
    assert desk.post(address, data={**TOKEN, "quantity": "4", "location": "berlin"}).status_code == 303
    assert api.get("/api/v1/availability?sku=MUG").json["by_location"] == {"main": 2, "berlin": 1}
    local = sign_in(app, tenant, make.staff(role="inventory_manager", locations=[make.main_location()]))
    assert local.post(address, data={**TOKEN, "quantity": "1"}).status_code == 403
    assert local.post(address, data={**TOKEN, "quantity": "1", "location": "berlin"}).status_code == 404
    assert local.post(address, data={**TOKEN, "quantity": "1", "location": "main"}).status_code == 303


@pytest.mark.req("INV-10")
def test_past_zero_until_the_limit(desk, mug, api, shop):
    address = f"/admin/stock/{mug.stock_item.id}/past-zero"
    wrong = page(desk.post(address, data={**TOKEN, "how": "backorder", "limit": "0"}), 422)
    assert "from 1 up" in wrong
    sent = {**TOKEN, "how": "preorder", "limit": "3", "expected_on": "2031-05-04"}
    assert desk.post(address, data=sent).status_code == 303
    assert available(api, "web") == 5
    told = page(desk.get(f"/admin/stock/{mug.stock_item.id}"))
    assert "Preorder" in told
    assert "May 2031" in told
    assert 'value="2031-05-04"' in page(desk.get(address))
    assert desk.post(address, data={**TOKEN, "how": "no"}).status_code == 303
    assert available(api, "web") == 2


def test_who_may_not_plan_is_refused(app, tenant, mug, make):
    keeper = sign_in(app, tenant, make.staff(role="store_manager", locations=[make.main_location()]))
    for what in ("safety", "past-zero"):
        assert keeper.get(f"/admin/stock/{mug.stock_item.id}/{what}").status_code == 403
