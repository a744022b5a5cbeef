"""Sales channels made without code: what each lacks is named before it may sell."""

import pytest

from app.domains.channels.models import Channel


def begin(desk, **form):
    facts = {
        "name": "Trade",
        "code": "trade",
        "kind": "b2b",
        "currency": "EUR",
        "all_delivery": "1",
        "all_payments": "1",
    }
    return desk.post("/admin/sites/new", data=facts | form)


@pytest.mark.req("CHN-01")
def test_an_incomplete_channel_does_not_go_live_and_is_told_each_gap(desk, make, count):
    make.product(title="Lamp", sku="LAMP", category=make.category())
    assert begin(desk, currency="CHF", country="CH").headers["Location"] == "/admin/sites/trade"
    assert "Not open yet" in desk.get("/admin/sites/trade").text
    desk.post("/admin/channels/trade/assortment", data={"effect": "exclude", "products": "LAMP"})
    answer = desk.post("/admin/sites/trade/doors")
    assert answer.status_code == 409
    for gap in (
        "Its assortment has no product that is on sale.", "No product has a price in CHF.",
        "No delivery in CHF reaches its country.",
    ):  # fmt: skip
        assert gap in answer.text
    assert count(Channel, Channel.code == "trade", ~Channel.active) == 1


@pytest.mark.req("CHN-01")
def test_a_complete_one_sells_its_own_assortment(desk, shop, make, count):
    make.shipping_method()
    lamps = make.category(name="Lamps", slug="lamps")
    make.product(title="Lamp", sku="LAMP", category=lamps)
    make.product(title="Oak chair", sku="OAK")
    assert begin(desk).status_code == 303
    cart = {"channel": "trade", "lines": [{"sku": "LAMP", "quantity": 1}]}
    assert shop.post("/api/v1/carts", json=cart).status_code == 422, "not before it is open"
    desk.post("/admin/channels/trade/assortment", data={"effect": "include", "category": str(lamps.id)})
    assert desk.post("/admin/sites/trade/doors").status_code == 303
    assert count(Channel, Channel.code == "trade", Channel.active, Channel.kind == "b2b") == 1
    assert shop.post("/api/v1/carts", json=cart).status_code == 201
    outside = shop.post("/api/v1/carts", json={**cart, "lines": [{"sku": "OAK", "quantity": 1}]})
    assert outside.json["code"] == "catalog.not_offered"
    assert desk.post("/admin/sites/trade/doors/close").status_code == 303
    assert shop.post("/api/v1/carts", json=cart).status_code == 422


def test_types_and_codes_are_held_to_what_there_is(desk):
    assert begin(desk, kind="pigeon").status_code == 422
    assert begin(desk, code="web").status_code == 422
    assert begin(desk, currency="EURO").status_code == 422
    for kind in ("marketplace", "pos", "phone", "api", "web"):
        assert begin(desk, kind=kind, code=f"own-{kind}").status_code == 303
    text = desk.get("/admin/channels/").text
    assert "own-marketplace" in text
    assert "/admin/sites/new" in text


def test_a_store_channel_needs_a_till(desk, make):
    make.product()
    begin(desk, kind="pos", code="popup")
    assert "No till is set up." in desk.post("/admin/sites/popup/doors").text
    make.register()
    assert desk.post("/admin/sites/popup/doors").status_code == 303
