"""Stock on hold is sold nowhere, stays where it is, and only whoever may lets it go (INV-07)."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.audit import AuditRow
from app.core.db import db, unit_of_work
from app.core.errors import Invalid
from app.core.principal import Principal, acting_as
from app.core.tenancy import tenant_scope
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import BelowZero, HoldReleased, OutOfStock
from app.domains.inventory.models import StockException, StockHold, StockLevel
from app.domains.inventory.types import Change, Demand
from app.flows import hold_stock
from app.flows.reconcile import reconcile
from app.queries.availability import availability
from tests.support.clients import program, sign_in


@pytest.fixture
def mug(make):
    return make.product(slug="mug", sku="MUG", stock=10)


def free():
    with unit_of_work():
        return [availability("MUG", channel=channel).available for channel in ("web", "pos", "api")]


def hold(quantity, reason="quality", location="main", note=""):
    with unit_of_work():
        return hold_stock.hold_stock(
            sku="MUG", location=location, quantity=quantity, reason=reason, note=note
        )


def release(held, **how):
    keeper = Principal("staff", "", "Kim", frozenset({"inventory:stock:adjust"}))
    with unit_of_work(), acting_as(keeper):
        return hold_stock.release_stock(held.id, **how)


def violations():
    return [each for each in reconcile().violations if each.startswith(("holds", "stock ledger"))]


@pytest.mark.req("INV-07")
def test_what_is_held_is_sold_nowhere_until_it_is_released(inside, mug):
    [held] = hold(Decimal(4))
    assert (free(), held.open, violations()) == ([6, 6, 6], 4, [])
    release(held, quantity=Decimal(1))
    assert (free(), violations()) == ([7, 7, 7], [])
    release(held)
    assert (free(), violations()) == ([10, 10, 10], [])
    with pytest.raises(HoldReleased):
        release(held)


@pytest.mark.req("INV-07")
def test_the_shop_says_so_at_once(inside, mug, shop):
    [held] = hold(None, reason="recall")
    assert shop.get("/api/v1/products").json["items"][0]["in_stock"] is False
    release(held)
    assert shop.get("/api/v1/products").json["items"][0]["in_stock"] is True


@pytest.mark.req("INV-07")
def test_a_recall_reaches_every_location(inside, mug, make):
    make.stock_at(mug.stock_item, make.location(code="berlin"), 5)
    make.location(code="empty")
    held = hold(None, reason="recall", location=None)
    assert sorted((each.location, each.open) for each in held) == [("berlin", 5), ("main", 10)]
    assert free() == [0, 0, 0]


def test_no_more_is_held_than_lies_there(inside, mug):
    hold(Decimal(7))
    for wrong in (Decimal(4), Decimal(0)):
        with pytest.raises(BelowZero):
            hold(wrong)
    with pytest.raises(Invalid) as refused:
        hold(Decimal(1), reason="other")
    assert "note" in refused.value.fields


def test_held_goods_do_not_leave_with_an_order(inside, mug, make, count):
    order, place = make.order(), make.main_location()
    wanted = [Demand(mug.stock_item.id, place.id, Decimal(3))]
    with unit_of_work():
        inventory.reserve(order.id, wanted)
        inventory.allocate(order.id)
    hold(Decimal(8), reason="recall")
    assert count(StockException, StockException.kind == "held", StockException.quantity == 1) == 1
    with pytest.raises(OutOfStock), unit_of_work():
        inventory.ship(order.id, wanted)


def test_what_is_written_off_is_gone(inside, mug, count):
    [held] = hold(Decimal(4), reason="damage")
    release(held, quantity=Decimal(3), written_off=True)
    assert count(StockLevel, StockLevel.on_hand == 7, StockLevel.held == 1) == 1
    assert (free(), violations()) == ([6, 6, 6], [])
    assert count(AuditRow, AuditRow.action == "inventory.stock_written_off") == 1


@pytest.mark.req("INV-07")
def test_a_break_is_found(inside, mug):
    hold(Decimal(4))
    with unit_of_work():
        inventory.change(
            [Change(mug.stock_item.id, inventory.find_location("main").id, held=Decimal(1))],
            kind="hold",
        )
    assert any("open holds sum to 4" in each for each in violations())


@pytest.mark.req("INV-07")
def test_programs_hold_and_release_by_scope(app, tenant, mug, api):
    body = {"sku": "MUG", "location": "main", "quantity": 4, "reason": "quality"}
    writer = program(app, tenant, "stock:read", "stock:write")
    made = writer.post("/api/v1/stock-holds", json=body)
    assert made.status_code == 201, made.json
    held = made.json["items"][0]
    assert api.get("/api/v1/availability?sku=MUG").json["available"] == 6
    assert writer.post(f"/api/v1/stock-holds/{held['id']}/release", json={}).status_code == 403
    releaser = program(app, tenant, "stock:release")
    gone = {"outcome": "write_off"}
    assert releaser.post(f"/api/v1/stock-holds/{held['id']}/release", json=gone).status_code == 403
    done = releaser.post(f"/api/v1/stock-holds/{held['id']}/release", json={})
    assert (done.status_code, done.json["open"]) == (200, 0)
    assert api.get("/api/v1/availability?sku=MUG").json["available"] == 10
    assert api.get("/api/v1/stock-holds?sku=MUG").json["items"] == []
    assert len(api.get("/api/v1/stock-holds?sku=MUG&state=all").json["items"]) == 1


@pytest.mark.req("INV-07")
def test_staff_hold_by_screen_and_only_some_release(app, tenant, mug, make, count):
    store = make.main_location()
    manager = sign_in(app, tenant, make.staff(role="store_manager", locations=[store]))
    address = f"/admin/stock/{mug.stock_item.id}/{store.id}/hold"
    assert manager.get(address).status_code == 200
    sent = {"csrf_token": "test-csrf", "quantity": "4", "reason": "quality", "note": "Glaze"}
    wrong = manager.post(address, data={**sent, "quantity": "11"})
    assert (wrong.status_code, "There are only 10" in wrong.text) == (422, True)
    assert manager.post(address, data=sent).status_code == 303
    listed = manager.get("/admin/stock/holds/?q=Glaze&reason=quality").text
    assert "Glaze" in listed
    assert "/release" not in listed
    with tenant_scope(tenant), unit_of_work():
        hold_id = db.session.scalar(select(StockHold.id))
    release = f"/admin/stock/holds/{hold_id}/release"
    assert manager.post(release, data={"csrf_token": "test-csrf", "outcome": "sale"}).status_code == 403
    keeper = sign_in(app, tenant, make.staff(role="inventory_manager"))
    assert "Release" in keeper.get(release).text
    assert keeper.post(release, data={"csrf_token": "test-csrf", "outcome": "sale"}).status_code == 303
    assert count(StockLevel, StockLevel.held == 0, StockLevel.on_hand == 10) == 1
    assert "Nothing is on hold" in keeper.get("/admin/stock/holds/").text


def test_another_stores_hold_is_not_there(app, tenant, mug, make, inside):
    [held] = hold(Decimal(1))
    stranger = sign_in(
        app, tenant, make.staff(role="inventory_manager", locations=[make.location(code="far")])
    )
    assert "MUG" not in stranger.get("/admin/stock/holds/").text
    assert stranger.get(f"/admin/stock/holds/{held.id}/release").status_code == 404
