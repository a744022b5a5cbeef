"""Who may adjust how much: by role and program, over the limit a colleague decides, and no way around."""

import io
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.principal import Principal, acting_as
from app.core.tenancy import tenant_scope
from app.domains.identity.models import ApiClient, Role, StaffRole
from app.domains.inventory import service as inventory
from app.domains.inventory.models import AdjustmentRequest, StockLedger, StockLevel, StockValue
from app.flows import count_stock, import_stock
from app.flows.import_stock import Choices
from app.queries import adjust_limits
from tests.support.clients import page, program, sign_in

GUARD = {"csrf_token": "test-csrf"}


@pytest.fixture
def shelf(make, sender):
    return make.product(sku="MUG", stock=100)


@pytest.fixture
def limit(unit, tenant):
    """Let a role adjust only so much."""

    def run(role, **limits):
        with unit(tenant):
            db.session.scalars(select(Role).where(Role.code == role)).one().stock_limits = limits

    return run


@pytest.fixture
def people(app, tenant, make, shelf):
    """A store manager, and an inventory manager."""
    store = make.main_location()
    clerk = make.staff(role="store_manager", name="Clerk", locations=[store])
    boss = make.staff(role="inventory_manager", name="Boss")
    return sign_in(app, tenant, clerk), sign_in(app, tenant, boss), clerk, boss


@pytest.fixture
def adjust(unit, tenant, shelf, make):
    def run(browser, quantity, kind="add", reason="found"):
        url = f"/admin/stock/{shelf.stock_item.id}/{make.main_location().id}/adjust"
        return browser.post(url, data={**GUARD, "kind": kind, "quantity": quantity, "reason": reason})

    return run


def on_hand(unit, tenant):
    with unit(tenant):
        item = inventory.find_item("MUG").id
        return int(db.session.scalar(select(StockLevel.on_hand).where(StockLevel.stock_item_id == item)))


def waiting(unit, tenant):
    with unit(tenant):
        return [
            row.id
            for row in db.session.scalars(select(AdjustmentRequest).where(AdjustmentRequest.status == "open"))
        ]


@pytest.mark.req("INV-13")
def test_within_the_limit_it_is_done_beyond_it_waits_for_somebody_with_a_higher_one(
    people, limit, adjust, unit, tenant
):
    clerk, boss, _clerk, _boss = people
    limit("store_manager", units="10")
    assert adjust(clerk, 10).status_code == 303
    assert on_hand(unit, tenant) == 110
    assert adjust(clerk, 11).status_code == 303
    assert adjust(clerk, 99, kind="count").status_code == 303
    assert on_hand(unit, tenant) == 110
    (first, second) = waiting(unit, tenant)
    url = "/admin/stock/approvals/"
    assert "Clerk" in page(boss.get(url))
    refused = clerk.post(f"{url}{first}/approval", data=GUARD)
    assert "Somebody else decides" in page(refused, 403)
    assert boss.post(f"{url}{first}/approval", data=GUARD).status_code == 303
    assert on_hand(unit, tenant) in (121, 99)
    assert boss.post(f"{url}{first}/approval", data=GUARD).status_code == 409
    assert boss.post(f"{url}{second}/refusal", data={**GUARD, "note": "counted again"}).status_code == 303
    assert waiting(unit, tenant) == []
    assert "counted again" in page(boss.get(f"{url}?show=all"))
    with unit(tenant):
        booked = db.session.scalars(select(StockLedger).where(StockLedger.reason.contains("Clerk"))).one()
        assert booked.actor == f"staff:{people[3].id}"


def test_where_nobody_may_more_it_is_refused_in_clear_words(people, limit, adjust, unit, tenant):
    limit("store_manager", units="10")
    limit("inventory_manager", units="10")
    assert "nobody here may adjust more" in page(adjust(people[0], 11), 403)
    assert (waiting(unit, tenant), on_hand(unit, tenant)) == ([], 100)


def test_whoever_approves_has_a_limit_too(people, limit, adjust, unit, tenant, app, make):
    sign_in(app, tenant, make.staff(role="administrator"))
    limit("store_manager", units="10")
    limit("inventory_manager", units="20")
    adjust(people[0], 30)
    (asked,) = waiting(unit, tenant)
    answer = people[1].post(f"/admin/stock/approvals/{asked}/approval", data=GUARD)
    assert "more than you may adjust" in page(answer, 403)
    assert on_hand(unit, tenant) == 100


def test_worth_counts_beside_pieces(people, limit, adjust, unit, tenant, make):
    with unit(tenant):
        db.session.add(
            StockValue(
                stock_item_id=inventory.find_item("MUG").id, location_id=make.main_location().id, quantity=100,
                average=50_000, fifo=50_000, month=date(2030, 1, 1), folded_to=0,
            )
        )  # fmt: skip
    limit("store_manager", value=2_000)
    assert adjust(people[0], 4, kind="remove").status_code == 303
    assert adjust(people[0], 5, kind="remove").status_code == 303
    assert (on_hand(unit, tenant), len(waiting(unit, tenant))) == (96, 1)


def test_of_two_roles_the_wider_holds(unit, tenant, make, limit, shelf):
    person = make.staff(role="store_manager")
    limit("store_manager", units="10", percent="5")
    who = Principal("staff", str(person.id), "Sam")
    with unit(tenant):
        bounds = adjust_limits.of(who)
        assert (bounds.units, bounds.value, bounds.percent) == (Decimal(10), None, Decimal(5))
    make.staff(role="inventory_manager")
    with unit(tenant):
        wide = db.session.scalars(select(Role).where(Role.code == "inventory_manager")).one()
        db.session.add(StaffRole(staff_id=person.id, role_id=wide.id))
        db.session.flush()
        assert adjust_limits.of(who) is None


@pytest.mark.req("INV-13")
def test_a_count_that_is_far_off_is_posted_by_somebody_with_a_higher_limit(people, limit, unit, tenant, make):
    clerk, boss, _row, _boss = people
    limit("store_manager", percent="5")
    with unit(tenant):
        opened = count_stock.open_count(
            location=make.main_location().id, kind="all", value="", tolerance=50
        ).id
        count_stock.tally(opened, code="MUG", quantity=94)
        inventory.finish_count(opened)
    url = f"/admin/counts/{opened}/posting"
    assert "Somebody with a higher limit posts them" in page(
        clerk.post(url, data={**GUARD, "reason": "stocktake"}), 403
    )
    assert on_hand(unit, tenant) == 100
    assert boss.post(url, data={**GUARD, "reason": "stocktake"}).status_code == 303
    assert on_hand(unit, tenant) == 94


def test_files_lots_and_write_offs_are_no_way_around(people, limit, unit, tenant, shelf, make):
    clerk, _boss, row, _ = people
    limit("store_manager", units="10")
    who = Principal("staff", str(row.id), "Clerk", frozenset({"inventory:stock:adjust"}))
    with tenant_scope(tenant), acting_as(who):
        text = b"sku,location,quantity,lot\nMUG,main,50,\n"
        report = import_stock.import_data(text, Choices(reason="x"))
        assert [str(each.message) for each in report.errors] == [
            "MUG by -50 is more than you may adjust at once"
        ]
        lot = import_stock.import_data(b"sku,location,quantity,lot\nMUG,main,50,A\n", Choices(reason="x"))
        assert len(lot.errors) == 1
    receive = f"/admin/stock/{shelf.stock_item.id}/lots/new"
    assert (
        clerk.post(receive, data={**GUARD, "lot": "B", "quantity": "11", "location": "main"}).status_code
        == 403
    )
    assert on_hand(unit, tenant) == 100
    sent = {**GUARD, "reason": "x", "file": (io.BytesIO(text), "s.csv")}
    place = clerk.post("/admin/stock/imports/", data=sent).headers["Location"]
    assert "more than you may adjust" in page(clerk.get(place))


@pytest.mark.req("INV-14")
def test_a_program_is_refused_with_a_code(app, tenant, unit, shelf):
    api = program(app, tenant)
    with unit(tenant):
        db.session.scalars(select(ApiClient)).one().stock_limits = {"units": "10"}
    said = {"sku": "MUG", "location": "main", "quantity": 11, "reason": "x"}
    refused = api.post("/api/v1/stock-adjustments", json=said)
    assert (refused.status_code, refused.json["code"]) == (403, "inventory.over_limit")
    assert (refused.json["sku"], refused.json["delta"]) == ("MUG", "+11")
    changes = [{"sku": "MUG", "location": "main", "quantity": 11, "kind": "adjust"}]
    told = api.post("/api/v1/stock-changes", json={"changes": changes, "reason": "x"}).json
    assert [each["code"] for each in told["errors"]] == ["inventory.over_limit"]
    assert api.post("/api/v1/stock-adjustments", json={**said, "quantity": 10}).status_code == 201
    assert on_hand(unit, tenant) == 110


def test_the_limits_are_kept_by_role_and_program_on_one_screen(app, tenant, make, unit, shelf):
    make.staff(role="store_manager")
    program(app, tenant)
    admin = sign_in(app, tenant, make.staff(role="administrator"))
    url = "/admin/people/stock-limits"
    assert "Difference of a count" in page(admin.get(url))
    with unit(tenant):
        client: UUID = db.session.scalar(select(ApiClient.id))
    said = {**GUARD, "role-store_manager.units": "12,5", "role-store_manager.value": "200",
            "role-store_manager.percent": "5", f"program-{client}.units": "7"}  # fmt: skip
    assert admin.post(url, data=said).status_code == 303
    with unit(tenant):
        role = db.session.scalars(select(Role).where(Role.code == "store_manager")).one()
        assert role.stock_limits == {"units": "12.5", "value": 20_000, "percent": "5"}
        assert db.session.scalars(select(ApiClient)).one().stock_limits == {"units": "7"}
    assert "12.5" in page(admin.get(url))
    assert "Write an amount" in page(admin.post(url, data={**GUARD, "role-store_manager.value": "x"}), 422)
    boss = sign_in(app, tenant, make.staff(role="inventory_manager"))
    assert boss.get(url).status_code == 403
