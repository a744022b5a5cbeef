"""One shop behind every channel: the same price, the same promotion, the same stock, at once."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from app.core.db import db, run
from app.core.events import OutboxRow
from app.domains.carts.models import CartLine
from app.domains.fulfillment.models import Pickup, Shipment
from app.domains.orders.models import Order
from app.domains.promotions import service as promotions
from app.domains.promotions.types import Draft
from app.flows import fill_cart
from tests.factories import Make
from tests.support.clients import page, sign_in
from tests.support.till import TestTill, make_till
from tests.support.till_js import known, office, ring_up, sums
from tests.web.shop.test_cart import line_of

JUNE_1, JUNE_8 = datetime(2026, 5, 31, 22, tzinfo=UTC), datetime(2026, 6, 7, 22, tzinfo=UTC)
BEFORE, INSIDE, AFTER = (
    datetime(2026, month, day, 12, tzinfo=UTC) for month, day in ((5, 31), (6, 3), (6, 8))
)
FIFTEEN = {
    "actions": [{"effect": "item_percent", "value": 150_000, "where": {"having": [["category:t-shirts"]]}}]
}
BUYER = {
    "email": "ann@example.com", "delivery": {"method": "standard"}, "payment": {"method": "test", "token": "tok_approve"},
    "shipping_address": {"name": "Ann", "line1": "X 1", "city": "Berlin", "postal_code": "10115", "country": "DE"},
}  # fmt: skip


@pytest.fixture
def till(make: Make) -> TestTill:
    found = make_till(make)
    found.open(10_000)
    return found


@pytest.mark.req("UC-12", "CHN-02", "PRC-08")
def test_one_promotion_begins_and_ends_everywhere_together(
    make: Make, till: TestTill, api: Any, run_jobs: Any, frozen_clock: Any
) -> None:
    shirts = make.category(name="T-shirts", slug="t-shirts")
    make.product(sku="TEE", price=1995, stock=50, location=till.store, category=shirts)
    make.product(sku="MUG", price=1000, stock=50, location=till.store)
    with office(till):
        made = promotions.write(Draft("T-shirt week", FIFTEEN, starts_at=JUNE_1, ends_at=JUNE_8))
        promotions.switch(made.id, "active")
    run_jobs()
    frozen_clock(BEFORE)
    kept = known(till)
    for at, discount in ((BEFORE, 0), (INSIDE, 599), (AFTER, 0)):
        frozen_clock(at)
        told = [sums(ring_up(till, kept, ("TEE", 2), ("MUG", 1))), in_a_cart(till), by_quote(api)]
        assert [each["discount"] for each in told] == [discount] * 3, at
        assert told[0] == told[1] == told[2]


def in_a_cart(till: TestTill) -> dict[str, int]:
    with office(till):
        quote = fill_cart.open_cart("web", [("TEE", Decimal(2)), ("MUG", Decimal(1))]).quote.totals
        return {name: getattr(quote, name) for name in ("subtotal", "discount", "tax", "total")}


def by_quote(api: Any) -> dict[str, int]:
    lines = [{"sku": "TEE", "quantity": 2}, {"sku": "MUG", "quantity": 1}]
    told = api.post("/api/v1/quotes", json={"lines": lines}).json["totals"]
    return {name: told[name]["amount"] for name in ("subtotal", "discount", "tax", "total")}


@pytest.mark.req("INV-02", "INV-04")
def test_the_last_one_sold_at_a_till_is_sold_out_everywhere_and_refused_without_any_event(
    make: Make, till: TestTill, api: Any, shop: Any, run_jobs: Any, unit: Any
) -> None:
    make.product(sku="MUG", slug="mug", price=1000, stock=1, location=till.store)
    run_jobs()
    cart = api.post("/api/v1/carts", json={"lines": [{"sku": "MUG", "quantity": 1}]}).json["id"]
    assert "Put in cart" in page(shop.get("/p/mug"))
    assert till.send(till.sale(("MUG", 1, 1000)))[0].status == "accepted"
    with unit(till.tenant):
        db.session.query(OutboxRow).update({"leased_until": JUNE_8.replace(year=2099)})
    refused = api.post(f"/api/v1/carts/{cart}/checkout", json=BUYER, headers={"Idempotency-Key": "k-1"})
    assert (refused.status_code, refused.json["code"]) == (409, "inventory.out_of_stock"), (
        "the events are lost, not the stock"
    )
    with unit(till.tenant):
        db.session.query(OutboxRow).update({"leased_until": None})
    run_jobs()
    assert "Put in cart" not in page(shop.get("/p/mug"))
    assert api.get("/api/v1/products?in_stock=true").json["items"] == []
    assert api.get("/api/v1/availability?sku=MUG&channel=web").json["available"] == 0


@pytest.mark.req("ROL-05")
def test_who_packs_sees_only_orders_of_their_place(
    make: Make, app: Any, tenant: Any, api: Any, run_jobs: Any, unit: Any
) -> None:
    here, far = make.main_location(), make.location(code="far", name="Far", kind="warehouse", ships=True)
    make.product(sku="HERE", price=1000, stock=3, location=here)
    make.product(sku="FAR", price=1000, stock=3, location=far)
    for key, sku in (("k-1", "HERE"), ("k-2", "FAR")):
        cart = api.post("/api/v1/carts", json={"lines": [{"sku": sku, "quantity": 1}]}).json["id"]
        placed = api.post(f"/api/v1/carts/{cart}/checkout", json=BUYER, headers={"Idempotency-Key": key})
        assert placed.status_code == 201, placed.text
    run_jobs()
    with unit(tenant):
        order = {each.location_id: each.order_id for each in db.session.query(Shipment)}
        parcel = {each.location_id: each.id for each in db.session.query(Shipment)}
        number = dict(db.session.query(Order.id, Order.number).all())
        assert db.session.query(Pickup).count() == 0
    packer = sign_in(app, tenant, make.staff(role="fulfillment_user", locations=[here]))
    listed = page(packer.get("/admin/shipments/"))
    assert number[order[here.id]] in listed
    assert number[order[far.id]] not in listed
    assert packer.get(f"/admin/orders/{order[here.id]}").status_code == 200
    assert packer.get(f"/admin/orders/{order[far.id]}").status_code == 404
    assert packer.get(f"/admin/shipments/{parcel[here.id]}").status_code == 200
    assert packer.get(f"/admin/shipments/{parcel[far.id]}").status_code == 404
    assert packer.get("/admin/settings/").status_code == 403


@pytest.mark.req("WEB-01")
def test_a_block_that_fails_leaves_the_page_selling(make: Make, shop: Any, monkeypatch: Any) -> None:
    make.product(sku="MUG", slug="mug", price=1000, stock=5)

    def broken(*_a: Any, **_k: Any) -> Any:
        return run(text("select 1 / 0"))

    monkeypatch.setattr("app.queries.recommended.found", broken)
    answer = shop.get("/p/mug")
    assert "Put in cart" in page(answer)
    assert answer.headers["Cache-Control"] == "private, no-store", "what lacks a part is not kept"
    taken = shop.post("/cart/lines", data={"product": "mug", "quantity": "1"})
    assert taken.status_code == 303, taken.text
    assert "€10.00" in page(shop.get("/cart"))


@pytest.mark.parametrize("status", [200, 500], ids=["by itself", "in the database"])
def test_a_change_goes_on_without_a_part_unless_the_database_gave_it_up(
    make: Make, shop: Any, monkeypatch: Any, count: Any, status: int
) -> None:
    make.product(sku="MUG", slug="mug", price=1000, stock=5)

    def broken(*_a: Any, **_k: Any) -> Any:
        if status == 200:
            raise LookupError
        return run(text("select * from nowhere"))

    shop.post("/cart/lines", data={"product": "mug", "quantity": "1"})
    line = line_of(shop)
    monkeypatch.setattr("app.queries.recommended.found", broken)
    changed = shop.post(f"/cart/lines/{line}", data={"quantity": "3"}, headers={"HX-Request": "true"})
    assert changed.status_code == status
    assert count(CartLine, CartLine.quantity == 3) == (1 if status == 200 else 0), "all of it or nothing"
