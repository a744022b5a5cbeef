"""The stock sheet: SKUs by location, within a statement budget, adjusted in place."""

import re

import pytest

from app.core.db import db
from app.queries import stock_matrix
from tests.support.clients import page, sign_in
from tests.support.units import unit

TOKEN = {"csrf_token": "test-csrf"}
SHEET = "/admin/stock/sheet"


@pytest.fixture
def berlin(make):
    return make.location(code="berlin", name="Berlin")


@pytest.fixture
def mug(make, berlin):
    made = make.product(sku="MUG", title="Blue mug", stock=7)
    make.stock_at(made.stock_item, berlin, 2)
    return made


def test_a_sku_stands_in_one_line_with_a_column_a_place(desk, mug, make):
    make.product(sku="CUP", stock=1)
    shown = page(desk.get(SHEET))
    assert "Berlin" in shown
    line = next(row for row in re.findall(r"<tr>.*?</tr>", shown, re.DOTALL) if ">MUG<" in row)
    assert re.findall(r">(\d+)</", line) == ["9", "2", "7"]  # free, then place by place
    assert ">CUP<" not in page(desk.get(f"{SHEET}?q=blue+mu"))
    assert ">MUG<" in page(desk.get(f"{SHEET}?q=blue+mu"))
    assert "Nothing fits" in page(desk.get(f"{SHEET}?q=nothing"))


@pytest.mark.parametrize(
    ("state", "there"), [("low", True), ("out", False), ("held", False), ("short", False)]
)
def test_states_narrow_it(desk, mug, state, there):
    assert (">MUG<" in page(desk.get(f"{SHEET}?state={state}"))) is there


def test_a_number_is_changed_where_it_stands(desk, mug, berlin):
    address = f"/admin/stock/{mug.stock_item.id}/{berlin.id}/adjust?back=sheet&q=MUG"
    shown = page(desk.get(address))
    assert "back=sheet" in shown
    answer = desk.post(address, data={**TOKEN, "kind": "count", "quantity": "5", "reason": "Stocktake"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{SHEET}?q=MUG")
    assert ">5<" in page(desk.get(SHEET))


def test_only_ones_own_places_are_shown(app, tenant, make, mug, berlin):
    clerk = make.staff(role="store_manager", locations=[berlin])
    shown = page(sign_in(app, tenant, clerk).get(SHEET))
    assert "Berlin" in shown
    assert ">7<" not in shown


def test_pages_go_on_by_sku_with_one_statement_each(make, tenant, query_budget):
    with unit(tenant):
        place = make.main_location()
        for number in range(25):
            make.stock_at(make.stock_item(sku=f"PART-{number:02}"), place, number)
        db.session.flush()
        seen, cursor = [], None
        for _ in range(3):
            with query_budget(1):
                found = stock_matrix.lines([place.id], cursor=cursor, limit=10)
            seen += [line.sku for line in found.items]
            cursor = found.next
    assert seen == [f"PART-{number:02}" for number in range(25)]
    assert cursor is None
