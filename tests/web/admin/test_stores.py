"""What managers see and do about tills."""

import re
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from app.core.audit import AuditRow
from app.core.db import db
from app.domains.inventory.models import StockLevel
from app.domains.orders.models import Order
from app.domains.pos.models import Device, PosOperation, Register
from tests.factories import Make
from tests.support.clients import sign_in, visit
from tests.support.till import TestTill, make_till

GUARD = {"csrf_token": "test-csrf"}
STORES = "/admin/stores/"


@pytest.fixture
def till(make: Make) -> TestTill:
    found = make_till(make, name="Mitte")
    found.open(10_000)
    make.product(sku="MUG", price=1190, stock=10, location=found.store)
    return found


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    found: str = answer.get_data(as_text=True)
    return found


def code_in(page: str) -> str:
    return re.sub(r"\s", "", re.findall(r'id="pairing-code"[^>]*>([^<]+)<', page)[0])


def test_stores_with_registers_and_tablets(admin: Any, till: TestTill) -> None:
    page = text(admin.get(STORES))
    assert "Mitte" in page
    assert till.register.name in page
    assert "Open" in page


def test_the_board_costs_the_same_for_many(admin: Any, make: Make, query_budget: Any) -> None:
    for _ in range(12):
        make.device(register=make.register())
    with query_budget(5):
        text(admin.get(STORES))


def test_a_register_is_added_and_a_taken_code_is_named(admin: Any, till: TestTill, count: Any) -> None:
    url = f"{STORES}{till.store.id}/registers/new"
    made = admin.post(url, data=GUARD | {"name": "Back till", "code": "k2"})
    taken = admin.post(url, data=GUARD | {"name": "Again", "code": "K2"})
    odd = admin.post(url, data=GUARD | {"name": "Odd", "code": "no spaces"})
    assert (made.status_code, count(Register, Register.code == "K2")) == (303, 1)
    assert "Choose another code" in text(taken, 422)
    assert "Use up to 20 letters" in text(odd, 422)


def test_a_tablet_is_paired_by_the_code_on_the_page(admin: Any, shop: Any, till: TestTill) -> None:
    page = text(admin.post(f"{STORES}registers/{till.register.id}/pairing-code", data=GUARD))
    assert "/pos/" in page
    assert shop.post("/api/v1/pos/pairings", json={"code": code_in(page)}).status_code == 201


def test_a_revoked_tablet_sells_no_more(admin: Any, app: Any, shop: Any, till: TestTill) -> None:
    page = text(admin.post(f"{STORES}registers/{till.register.id}/pairing-code", data=GUARD))
    paired = shop.post("/api/v1/pos/pairings", json={"code": code_in(page)}).json
    client = visit(app, till.tenant, authorization=f"Bearer {paired['token']}")
    assert client.get("/api/v1/pos/state").status_code == 200
    admin.post(f"{STORES}devices/{paired['device']}/revocation", data=GUARD)
    assert client.get("/api/v1/pos/state").status_code == 401


@pytest.mark.req("POS-02")
def test_the_report_shows_store_and_cashier(admin: Any, till: TestTill) -> None:
    sale = till.sale(("MUG", 3, 1190))
    till.send(sale, till.refund(sale, (1, 1, 1190)), till.cash("cash_out", 500))
    board = text(admin.get(f"{STORES}shifts/"))
    report = text(admin.get(f"{STORES}shifts/{till.shift}"))
    for words in ("Mitte", "Ada Lind", "€35.70", "€11.90"):
        assert words in board
        assert words in report
    assert "€118.80" in report, "cash expected: 100.00 + 35.70 - 11.90 - 5.00"


def test_a_closed_shift_names_its_difference_and_what_never_arrived(admin: Any, till: TestTill) -> None:
    till.seq = 3  # two entries are still on the tablet
    closing = till.close(9_900)
    till.send(replace(closing, payload=closing.payload | {"last_seq": 3}, hash=None))
    report = text(admin.get(f"{STORES}shifts/{till.shift}"))
    assert "-€1.00" in report
    assert "2 entries of this till have not arrived yet" in report


@pytest.mark.req("POS-11")
def test_what_needs_attention_is_listed_and_leaves_when_dealt_with(admin: Any, till: TestTill) -> None:
    till.send(till.sale(("MUG", 12, 1190), offline=True), till.sale(("GONE", 1, 100)))
    page = text(admin.get(f"{STORES}attention/"))
    assert "More was sold than the store had" in page
    assert "No article has this SKU" in page
    assert "2 entries need attention" in text(admin.get(STORES))
    first = re.findall(r"/admin/stores/attention/([0-9a-f-]{36})", page)[0]
    done = admin.post(f"{STORES}attention/{first}/resolution", data=GUARD | {"note": "counted"})
    assert done.status_code == 303
    assert first not in text(admin.get(f"{STORES}attention/"))
    assert first in text(admin.get(f"{STORES}attention/?state=resolved"))


def test_a_refused_sale_is_booked_once_its_cause_is_gone(
    admin: Any, till: TestTill, make: Make, unit: Any, count: Any
) -> None:
    sale = till.sale(("LATE", 1, 500))
    assert till.send(sale)[0].status == "refused"
    url = f"{STORES}attention/{sale.id}/booking"
    still = admin.post(url, data=GUARD)
    assert (still.status_code, count(Order)) == (303, 0)
    assert "Still refused" in text(admin.get(still.location))
    make.product(sku="LATE", price=500, stock=5, location=till.store)
    admin.post(url, data=GUARD)
    assert till.send(sale)[0].order is not None
    assert (count(Order), count(PosOperation, PosOperation.verdict == "refused")) == (1, 0)
    assert count(Order, Order.offline) == 1


def test_a_sale_refused_for_stock_is_booked_as_oversold(admin: Any, till: TestTill, unit: Any) -> None:
    with unit(till.tenant):
        db.session.execute(update(StockLevel).values(held=10))
    sale = till.sale(("MUG", 1, 1190))
    assert till.send(sale)[0].code == "inventory.out_of_stock"
    admin.post(f"{STORES}attention/{sale.id}/booking", data=GUARD)
    assert till.send(sale)[0].status in ("accepted", "accepted_with_exception")


def test_a_manager_sees_only_the_own_store(app: Any, make: Make, till: TestTill) -> None:
    other = make_till(make, name="Hamburg")
    other.open()
    other.send(other.sale(("NOPE", 1, 100)))
    manager = sign_in(app, till.tenant, make.staff(role="store_manager", locations=[till.store]))
    for path in ("", "shifts/", "attention/"):
        page = text(manager.get(STORES + path))
        assert "Hamburg" not in page
    assert manager.get(f"{STORES}shifts/{other.shift}").status_code == 404
    assert manager.post(f"{STORES}registers/{other.register.id}/pairing-code", data=GUARD).status_code == 404
    assert manager.post(f"{STORES}devices/{other.device.id}/revocation", data=GUARD).status_code == 404
    assert manager.get(f"{STORES}{other.store.id}/registers/new").status_code == 404


def test_operations_of_other_stores_are_neither_resolved_nor_booked(
    app: Any, make: Make, till: TestTill, count: Any
) -> None:
    other = make_till(make)
    other.open()
    refused = other.sale(("NOPE", 1, 100))
    other.send(refused)
    manager = sign_in(app, till.tenant, make.staff(role="store_manager", locations=[till.store]))
    for act in ("resolution", "booking"):
        assert manager.post(f"{STORES}attention/{refused.id}/{act}", data=GUARD).status_code in (303, 404)
    assert count(PosOperation, PosOperation.resolved_at.is_not(None)) == 0
    assert count(PosOperation, PosOperation.verdict == "refused") == 1


def test_who_may_only_look_changes_nothing(app: Any, make: Make, till: TestTill, count: Any) -> None:
    rights = ["identity:console:enter", "pos:till:view"]
    looker = sign_in(app, till.tenant, make.staff(permissions=rights))
    assert looker.get(STORES).status_code == 200
    assert looker.post(f"{STORES}devices/{till.device.id}/revocation", data=GUARD).status_code == 403
    assert looker.post(f"{STORES}registers/{till.register.id}/retirement", data=GUARD).status_code == 403
    assert (
        count(Device, Device.revoked_at.is_not(None)),
        count(Register, Register.retired_at.is_not(None)),
    ) == (0, 0)


def test_a_retired_register_leaves_the_board_and_its_tablets_fall_silent(
    admin: Any, till: TestTill, count: Any
) -> None:
    admin.post(f"{STORES}registers/{till.register.id}/retirement", data=GUARD)
    assert till.register.name not in text(admin.get(STORES))
    assert count(AuditRow, AuditRow.action == "pos.register_retired") == 1


@pytest.mark.req("PRC-06")
def test_price_changes_are_listed_by_store_person_and_reason(
    admin: Any, make: Make, till: TestTill, app: Any
) -> None:
    for each, reason in ((till, "Scratched"), (make_till(make, name="Nord"), "Goodwill")):
        if each is not till:
            each.open()
            make.product(sku="CUP", title="Cup", price=1000, stock=5, location=each.store)
        sku, price = ("MUG", 1190) if each is till else ("CUP", 1000)
        sale = each.sale((sku, 1, price), offline=True, overrides=[], basket="b")
        line = {"id": "l0", "line": "l0", "kind": "price", "value": price // 2, "reason": reason}
        sale.payload["overrides"], sale.payload["lines"][0]["id"] = [line], "l0"
        each.send(replace(sale, hash=None))
    page = text(admin.get(f"{STORES}price-changes/"))
    assert "Scratched" in page
    assert "Goodwill" in page
    assert "New price €5.95" in page
    mine = text(
        admin.get(f"{STORES}price-changes/?store={till.store.id}&person={till.cashier.id}&reason=Scratched")
    )
    assert "New price €5.95" in mine
    assert "New price €5.00" not in mine
    here = sign_in(app, till.tenant, make.staff(role="store_manager", locations=[till.store]))
    assert "New price €5.00" not in text(here.get(f"{STORES}price-changes/"))
