"""Cycle counts: blind, by several people, undisturbed by what is sold meanwhile, posted once."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.audit import AuditRow
from app.core.db import db
from app.core.errors import Invalid
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import CountedByOther, CountState
from app.domains.inventory.models import CountLine, StockException, StockLedger, StockLevel
from app.domains.inventory.types import Change
from app.flows import count_stock
from app.queries import count_board, count_scope, invariants
from tests.support.clients import sign_in
from tests.support.units import unit as make_unit

GUARD = {"csrf_token": "test-csrf"}


@pytest.fixture
def shelf(make):
    """MUG 10 and CUP 5 at main."""
    return make.product(sku="MUG", stock=10), make.product(sku="CUP", stock=5)


@pytest.fixture
def on_hand(unit, tenant):
    def read(sku="MUG"):
        with unit(tenant):
            item = inventory.find_item(sku).id
            return int(db.session.scalar(select(StockLevel.on_hand).where(StockLevel.stock_item_id == item)))

    return read


@pytest.fixture
def opened(shelf, unit, tenant):
    """A count of all at main; tolerance 3."""
    with unit(tenant):
        place = inventory.find_location("main").id
        return count_stock.open_count(location=place, kind="all", value="", tolerance=3).id


def enter(tenant, count_id, **figures):
    with make_unit(tenant):
        for sku, quantity in figures.items():
            count_stock.tally(count_id, code=sku, quantity=quantity)


def sell(tenant, shelf, make, quantity=1):
    with make_unit(tenant):
        inventory.change(
            [Change(shelf[0].stock_item.id, make.main_location().id, on_hand=-quantity)],
            kind="sale",
            document="order",
        )


def finish(tenant, count_id, missing="leave"):
    with make_unit(tenant):
        return inventory.finish_count(count_id, missing=missing)


def post(tenant, count_id, reason="stocktake"):
    with make_unit(tenant):
        return count_stock.post(count_id, reason=reason)


@pytest.mark.req("INV-13")
@pytest.mark.parametrize("when", ["before", "after"])
def test_what_is_sold_meanwhile_is_no_difference(opened, shelf, make, tenant, on_hand, count, when):
    if when == "before":
        sell(tenant, shelf, make)
    enter(tenant, opened, MUG=9 if when == "before" else 10, CUP=5)
    if when == "after":
        sell(tenant, shelf, make)
    assert finish(tenant, opened) == 0
    assert post(tenant, opened) == 0
    assert on_hand() == 9
    assert count(StockLedger, StockLedger.kind == "count") == 0


@pytest.mark.req("INV-13")
def test_a_difference_is_posted_once_with_its_reason(opened, tenant, on_hand, count, unit):
    enter(tenant, opened, MUG=8, CUP=6)
    assert finish(tenant, opened) == 0
    with pytest.raises(Invalid):
        post(tenant, opened, reason=" ")
    assert (on_hand(), count(StockLedger, StockLedger.kind == "count")) == (10, 0)
    assert post(tenant, opened, reason="monthly") == 2
    assert (on_hand(), on_hand("CUP")) == (8, 6)
    with unit(tenant):
        told = db.session.scalars(
            select(AuditRow).where(AuditRow.action == "inventory.counted").order_by(AuditRow.id)
        ).all()
        assert {row.reason for row in told} == {"monthly"}
        assert {(row.before["on_hand"], row.after["on_hand"]) for row in told} == {
            ("10.000", "8.000"),
            ("5.000", "6.000"),
        }
        assert invariants.check(invariants.LEDGER)[1] == []
    with pytest.raises(CountState):
        post(tenant, opened)
    assert on_hand() == 8


def test_a_figure_far_off_is_counted_twice(opened, tenant, on_hand):
    enter(tenant, opened, MUG=2, CUP=5)
    assert finish(tenant, opened) == 1
    with pytest.raises(CountState):
        post(tenant, opened)
    enter(tenant, opened, MUG=2)
    assert finish(tenant, opened) == 0
    assert post(tenant, opened) == 1
    assert on_hand() == 2


def test_a_till_that_was_offline_is_no_difference(opened, shelf, make, tenant, on_hand):
    sold_at = clock.now() - timedelta(minutes=5)
    enter(tenant, opened, MUG=9, CUP=5)
    order = make.order(placed_at=sold_at)
    with make_unit(tenant):
        inventory.change(
            [Change(shelf[0].stock_item.id, make.main_location().id, on_hand=-1)],
            kind="sale", document="order", document_id=order.id,
        )  # fmt: skip
    assert on_hand() == 9
    finish(tenant, opened)
    assert post(tenant, opened) == 0
    assert on_hand() == 9


def test_what_nobody_counted_is_left_or_is_none(opened, tenant, on_hand):
    enter(tenant, opened, MUG=10)
    with pytest.raises(Invalid):
        finish(tenant, opened, missing="")
    assert finish(tenant, opened, missing="leave") == 0
    post(tenant, opened)
    assert on_hand("CUP") == 5


def test_posting_below_what_is_promised_is_listed(opened, shelf, make, tenant, on_hand, count):
    with make_unit(tenant):
        inventory.change(
            [Change(shelf[1].stock_item.id, make.main_location().id, allocated=5)], kind="allocate"
        )
    enter(tenant, opened, MUG=10, CUP=3)
    finish(tenant, opened)
    post(tenant, opened)
    assert (on_hand("CUP"), count(StockException, StockException.kind == "short")) == (3, 1)


def test_parts_of_a_place(shelf, make, unit, tenant):
    with unit(tenant):
        place, mug, cup = make.main_location().id, shelf[0].stock_item.id, shelf[1].stock_item.id
        count_id = count_stock.open_count(location=place, kind="skus", value="MUG, CUP", tolerance=0).id
        count_stock.tally(count_id, code="MUG", quantity=10, bin_="A-03-1")
        assert count_scope.items(place, "zone", "a-03") == [mug]
        assert set(count_scope.items(place, "abc", "C")) == {mug, cup}
        assert count_scope.items(place, "abc", "A") == []
        with pytest.raises(Invalid):
            count_scope.items(place, "skus", "NOWHERE")


def test_the_best_sold_are_class_a(shelf, make, unit, tenant, api):
    cart = api.post("/api/v1/carts", json={"lines": [{"sku": "CUP", "quantity": 2}]}).json["id"]
    body = {
        "email": "a@example.com", "delivery": {"method": "standard"}, "payment": {"method": "test", "token": "tok_approve"},
        "shipping_address": {"name": "A B", "line1": "X 1", "city": "Berlin", "postal_code": "10115", "country": "DE"},
    }  # fmt: skip
    done = api.post(f"/api/v1/carts/{cart}/checkout", json=body, headers={"Idempotency-Key": "abc"})
    assert done.status_code == 201, done.json
    with unit(tenant):
        place = make.main_location().id
        assert count_scope.items(place, "abc", "A") == [shelf[1].stock_item.id]
        assert count_scope.items(place, "abc", "C") == [shelf[0].stock_item.id]


def test_two_people_on_one_shelf(opened, make, app, tenant, unit):
    one, two = (
        sign_in(app, tenant, make.staff(role="inventory_manager", name=name)) for name in ("Ann", "Bo")
    )
    url, htmx = f"/admin/counts/{opened}/tallies", {"HX-Request": "true"}
    assert "kept" in one.post(url, data=GUARD | {"code": "MUG", "quantity": "4"}, headers=htmx).text
    refused = two.post(url, data=GUARD | {"code": "MUG", "quantity": "3"}, headers=htmx)
    assert refused.status_code == 409
    assert "Ann counted 4" in refused.text
    assert (
        two.post(url, data=GUARD | {"code": "MUG", "quantity": "3", "how": "add"}, headers=htmx).status_code
        == 200
    )
    with unit(tenant):
        assert {line.sku: line.counted for line in count_board.lines(opened)}["MUG"] == 7
        assert count_board.one(opened).people == 1
    assert issubclass(CountedByOther, Exception)


@pytest.mark.req("INV-13")
def test_from_opening_to_posting_on_the_screens(admin, shelf, make, tenant, on_hand, count):
    form = {"location": str(make.main_location().id), "kind": "skus", "value": "MUG\nCUP", "tolerance": "1"}
    assert admin.get("/admin/counts/new").status_code == 200
    made = admin.post("/admin/counts/", data=GUARD | form)
    assert made.status_code == 303
    where = made.headers["Location"]
    sheet = admin.get(f"{where}/sheet").text
    assert re.search(r'data-codes="MUG', sheet)
    assert not re.search(r">\s*10\s*<", sheet), "blind: what should be there is not told"
    admin.post(f"{where}/tallies", data=GUARD | {"code": "MUG", "quantity": "9"})
    odd = admin.post(
        f"{where}/tallies", data=GUARD | {"code": "NOWHERE", "quantity": "9"}, headers={"HX-Request": "true"}
    )
    assert odd.status_code == 404
    assert admin.post(f"{where}/finish", data=GUARD).status_code == 422
    admin.post(f"{where}/finish", data=GUARD | {"missing": "leave"})
    assert "Post differences: 1" in admin.get(where).text
    with make_unit(tenant):
        line = db.session.scalar(select(CountLine.id).where(CountLine.counted == 9))
    assert admin.post(f"{where}/recounts", data=GUARD | {"ids": str(line)}).status_code == 303
    admin.post(f"{where}/tallies", data=GUARD | {"code": "MUG", "quantity": "8"})
    admin.post(f"{where}/finish", data=GUARD | {"missing": "leave"})
    assert admin.post(f"{where}/posting", data=GUARD | {"reason": ""}).status_code == 422
    assert admin.post(f"{where}/posting", data=GUARD | {"reason": "Stocktake"}).status_code == 303
    assert admin.post(f"{where}/posting", data=GUARD | {"reason": "Stocktake"}).status_code == 409
    assert (on_hand(), on_hand("CUP")) == (8, 5)
    assert "/admin/counts/" in admin.get("/admin/counts/?state=posted").text


def test_a_count_elsewhere_is_not_there(opened, make, app, tenant):
    away = sign_in(app, tenant, make.staff(role="store_manager", locations=[make.location(code="berlin")]))
    assert away.get(f"/admin/counts/{opened}").status_code == 404
    assert (
        away.post(
            f"/admin/counts/{opened}/tallies", data=GUARD | {"code": "MUG", "quantity": "1"}
        ).status_code
        == 404
    )
