"""What new variants begin with: level and ledger agree, and stock that was known keeps its history."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.inventory import service as inventory
from app.domains.inventory.models import StockItem, StockLedger, StockLevel
from app.flows.opening_stock import open_stock


@pytest.fixture
def items(unit, tenant):
    def make(*names, **facts):
        with unit(tenant):
            made = [StockItem(sku=name, **facts) for name in names]
            db.session.add_all(made)
            db.session.flush()
            return [each.id for each in made]

    return make


@pytest.fixture
def opened(unit, tenant):
    def run(counts):
        with unit(tenant), acting_as(system("test")):
            open_stock({item: Decimal(count) for item, count in counts.items()})
        with unit(tenant):
            levels = db.session.execute(select(StockLevel.stock_item_id, StockLevel.on_hand))
            ledger = db.session.execute(
                select(StockLedger.stock_item_id, StockLedger.on_hand, StockLedger.kind)
            )
            return dict(map(tuple, levels)), sorted(map(tuple, ledger))

    return run


def test_a_level_is_made_with_what_lies_there_and_says_so_in_the_ledger(items, opened, unit, tenant):
    some, none = items("some", "none")
    levels, ledger = opened({some: 7, none: 0})
    assert levels == {some: 7, none: 0}
    assert ledger == [(some, 7, "receipt")]


def test_known_stock_is_brought_to_the_count_and_keeps_its_history(items, opened):
    (item,) = items("known")
    opened({item: 7})
    levels, ledger = opened({item: 4})
    assert levels == {item: 4}
    assert ledger == [(item, -3, "receipt"), (item, 7, "receipt")]


def test_what_may_be_sold_past_zero_may_be_so_from_the_start(items, opened, unit, tenant):
    (item,) = items("late", backorder_limit=Decimal(5))
    opened({item: 2})
    with tenant_scope(tenant), unit(tenant):
        assert db.session.scalar(select(StockLevel.free).where(StockLevel.stock_item_id == item)) == 7


@pytest.mark.parametrize("kept", ["by_lot", "by_serial"])
def test_items_kept_more_closely_are_left_to_the_door_that_asks_for_more(kept, items, unit, tenant):
    (item,) = items("kept", **{kept: True})
    with unit(tenant), acting_as(system("test")):
        place = inventory.find_location("main").id
        assert inventory.open_filled({item: Decimal(3)}, place, reason="", document="") == set()
        assert not db.session.scalars(select(StockLevel)).all()
