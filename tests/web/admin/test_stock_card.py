"""An item's own page: its figure with the terms, who waits, what comes, how it went, and its ledger with filters."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest

from app.core import clock
from app.core.db import unit_of_work
from app.core.ids import new_id
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.inventory import service as inventory
from app.flows import fill_cart, hold_cart, place_order
from app.queries import item_card
from tests.outbound.conftest import ANN
from tests.support.clients import page


@pytest.fixture
def inside(tenant, sender):
    with tenant_scope(tenant), acting_as(system("test")):
        yield tenant


@pytest.fixture
def mug(make, inside):
    """20 came ten days ago, 5 more five days ago and 3 today; 4 are ordered, a cart holds 2."""
    make.product(sku="MUG", title="Mug", price=1190, stock=0)
    with unit_of_work():
        item = inventory.find_item("MUG").id
    for days, units in ((10, 20), (5, 5), (0, 3)):
        with clock.frozen(clock.now() - timedelta(days=days)), unit_of_work():
            inventory.adjust(sku="MUG", location_code="main", delta=Decimal(units), reason="came")
    with unit_of_work():
        mine, other = (fill_cart.open_cart("web", [("MUG", Decimal(units))]).cart.id for units in (4, 2))
    place_order.place_order(mine, place_order.Checkout(ANN, "standard", None, "test", "tok_approve"))
    with unit_of_work():
        hold_cart.hold_cart(other)
    return item


def text(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\N{MINUS SIGN}", "-")


@pytest.mark.req("INV-05")
def test_the_figure_is_told_with_its_terms(mug, admin):
    shown = text(page(admin.get(f"/admin/stock/{mug}")))
    assert "On hand 28 Promised to orders - 4 Held for orders and carts being paid - 2 Free 22" in shown
    assert "Carts in the checkout - 2" in shown
    assert re.search(r"Order \S+ .{0,40}- 4", shown)
    assert "On hand at the end of each of the last 90 days" in shown
    assert "system:test" not in shown


def test_the_course_ends_with_what_lies_there_today(mug, inside):
    with unit_of_work():
        units = [int(there) for _day, there in item_card.course(mug)]
    assert (len(units), units[0], units[-1]) == (90, 0, 28)
    assert (units[-2], units[-5], units[-8]) == (25, 25, 20)


def test_the_ledger_is_filtered_and_exported(mug, admin):
    def rows(**wish):
        answer = admin.get(f"/admin/stock/{mug}/ledger.csv", query_string=wish)
        assert answer.mimetype == "text/csv"
        return [(row["kind"], row["on_hand"]) for row in csv.DictReader(io.StringIO(page(answer)))]

    came = [("adjustment", "3"), ("adjustment", "5"), ("adjustment", "20")]
    assert rows() == [("allocate", "0"), *came]
    assert rows(kind="adjustment") == came
    assert rows(document="order") == [("allocate", "0")]
    assert rows(days="7", kind="adjustment") == came[:2]
    assert rows(place=str(new_id())) == []
    assert rows(kind="nonsense", days="x") == [("allocate", "0"), *came]
    shown = page(admin.get(f"/admin/stock/{mug}?kind=allocate"))
    assert "came" not in text(shown).split("Every change")[1]
    assert "Nothing fits" in page(admin.get(f"/admin/stock/{mug}?kind=return"))


def test_an_item_that_nobody_wants_says_so(make, inside, admin):
    make.product(sku="CUP", stock=1)
    with unit_of_work():
        item = inventory.find_item("CUP").id
    assert "Nobody waits for it" in page(admin.get(f"/admin/stock/{item}"))
    assert admin.get(f"/admin/stock/{new_id()}").status_code == 404
    assert admin.get(f"/admin/stock/{new_id()}/ledger.csv").status_code == 404
