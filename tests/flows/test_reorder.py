"""What is suggested follows from sales, lead time, safety stock and what is on its way; one click drafts it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from app.core import clock
from app.core.db import db, unit_of_work
from app.core.errors import Conflict
from app.core.ids import new_id
from app.core.principal import Principal, acting_as
from app.domains.inventory import service as inventory
from app.domains.inventory.models import StockItem
from app.domains.inventory.types import Change, Demand
from app.flows import reorder as reordering
from app.queries import purchase_board, reorder
from tests.flows.test_purchasing import SUPPLIER


@pytest.fixture
def selling(inside, make):
    """Mugs sell one a day, 12 are left, the supplier takes ten days and packs them by twelve."""
    make.product(sku="MUG", price=1190, stock=72)
    with unit_of_work():
        known = inventory.save_supplier(None, SUPPLIER)
        dearer = inventory.save_supplier(None, {**SUPPLIER, "name": "Dear & Co", "lead_days": 1})
        inventory.set_offer(known.id, "MUG", cost=1200, pack_size=Decimal(12))
        inventory.set_offer(dearer.id, "MUG", cost=101)
        db.session.query(StockItem).update({"created_at": clock.now() - timedelta(days=400)})
        item, place = inventory.find_item("MUG").id, inventory.find_location("main").id
        for days, units in ((90, 30), (5, 61)):
            with clock.frozen(clock.now() - timedelta(days=days)):
                inventory.change(
                    [Change(item, place, on_hand=Decimal(units))], kind="receipt", document="import"
                )
                inventory.sell(new_id(), [Demand(item, place, Decimal(units))])
        inventory.take_back(new_id(), [Demand(item, place, Decimal(1))], reason="unwanted")
        inventory.change(
            [Change(item, place, on_hand=Decimal(-61))], kind="adjustment", document="adjustment"
        )
    return item, place


def suggested(**asked):
    with unit_of_work():
        return reorder.suggestions(**asked).items


def test_the_figure_and_its_terms(selling):
    assert suggested() == []  # 12 last longer than ten days
    with unit_of_work():
        inventory.change([Change(*selling, on_hand=Decimal(-3))], kind="adjustment", document="adjustment")
    (found,) = suggested()
    assert (found.supplier, int(found.sold), found.days, found.rate) == ("Clay & Co", 60, 60, 1)
    assert (int(found.free), int(found.incoming), int(found.point), int(found.quantity)) == (9, 0, 10, 36)


def test_enough_is_no_suggestion_and_safety_stock_counts(selling):
    with unit_of_work():
        item = inventory.find_item("MUG")
        inventory.set_safety(item, Decimal(5))
    (found,) = suggested()
    assert (int(found.point), int(found.quantity)) == (15, 36)  # 15 + 30 days - 12, in dozens

    with unit_of_work():
        inventory.set_safety(inventory.find_item("MUG"), Decimal(1))
    assert suggested() == []


def test_one_click_drafts_it_once(selling):
    with unit_of_work():
        inventory.set_safety(inventory.find_item("MUG"), Decimal(5))
    with unit_of_work():
        (made,) = reordering.draft_orders({selling})
    with unit_of_work():
        page = purchase_board.purchase(made)
        assert [(line.sku, int(line.quantity), line.pack_cost) for line in page.lines] == [("MUG", 36, 1200)]
        inventory.send_purchase(made)
    assert suggested() == []
    with unit_of_work(), pytest.raises(Conflict):
        reordering.draft_orders({selling})


def test_others_places_are_not_suggested(selling, make):
    with unit_of_work():
        inventory.set_safety(inventory.find_item("MUG"), Decimal(5))
    elsewhere = make.location(kind="store").id
    with acting_as(Principal("staff", locations=frozenset({elsewhere}))):
        assert suggested() == []
