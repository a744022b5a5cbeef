"""The stock's lists find by words and state, page by page, whatever else there is."""

import pytest
from sqlalchemy import update

from app.core.db import db, unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.inventory import locations
from app.domains.inventory import service as inventory
from app.domains.inventory.models import StockLevel
from app.queries import stock_matrix, stock_sheet


@pytest.fixture
def shelves(tenant, make):
    """A to F: plenty, few, none, more promised than there, on hold, on its way; B lies in the south, too."""
    figures = {
        "A": {"on_hand": 90},
        "B": {"on_hand": 3},
        "C": {},
        "D": {"on_hand": 2, "allocated": 5},
        "E": {"on_hand": 5, "held": 2},
        "F": {"on_hand": 70, "incoming": 4},
    }
    with tenant_scope(tenant), acting_as(system("test")):
        for sku in figures:
            make.product(sku=f"{sku}_1", title=f"Thing {sku} 100%", stock=0)
        with unit_of_work():
            south = inventory.add_location(code="south", name="South", kind="warehouse")
            inventory.open_levels([(inventory.find_item("B_1").id, south.id)])
            for sku, counters in figures.items():
                item = inventory.find_item(f"{sku}_1").id
                mine = (StockLevel.stock_item_id == item, StockLevel.location_id != south.id)
                db.session.execute(update(StockLevel).where(*mine).values({"on_hand": 0, **counters}))
        yield


def found(**wish):
    """SKUs and locations over all pages, two lines a page."""
    cursor, seen = None, []
    while True:
        with unit_of_work():
            page = stock_sheet.rows(cursor=cursor, limit=2, **wish)
        seen += [(row.sku[0], row.location) for row in page.items]
        if (cursor := page.next) is None:
            return seen


def columns(**wish):
    with unit_of_work():
        places = [place.id for place in locations.every_location()]
        return [line.sku[0] for line in stock_matrix.lines(places, **wish).items]


def test_the_list_is_paged_by_sku_and_location(shelves):
    seen = found()
    assert [sku for sku, _place in seen] == list("ABBCDEF")
    assert len(set(seen)) == 7
    with unit_of_work():
        place = locations.every_location()[0].id
    assert len(found(location_id=place)) in (1, 6)


@pytest.mark.parametrize(
    ("state", "skus"),
    [
        ("low", "BE"),
        ("out", "BCD"),
        ("short", "D"),
        ("promised", "D"),
        ("held", "E"),
        ("incoming", "F"),
        ("x", "ABBCDEF"),
    ],
)
def test_the_list_tells_states(shelves, state, skus):
    assert [sku for sku, _place in found(state=state)] == list(skus)
    if state in stock_matrix.STATES:
        assert columns(state=state) == list(dict.fromkeys(skus))


@pytest.mark.parametrize(
    ("words", "skus"),
    [("thing", "ABBCDEF"), ("thing d", "D"), ("e_1", "E"), ("100%", "ABBCDEF"), ("1_0", ""), ("zebra", "")],
)
def test_the_list_finds_words_in_sku_and_title(shelves, words, skus):
    assert [sku for sku, _place in found(q=words)] == list(skus)
    assert columns(q=words) == list(dict.fromkeys(skus))


def test_words_and_state_hold_together(shelves):
    assert found(q="thing e", state="held")[0][0] == "E"
    assert found(q="thing e", state="short") == []
    assert columns(q="thing b", state="low") == ["B"]
