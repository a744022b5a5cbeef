"""Past sales at tills are made by the flow of today's, so every book agrees."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.core.principal import system
from app.domains.identity import rules
from app.domains.inventory.models import StockLevel
from app.domains.orders.models import Order
from app.domains.pos.models import PosOperation, Shift
from app.samples.tills import PastSale, TillHistory
from tests.factories import Make

DAY = datetime(2025, 3, 5, 11, 0, tzinfo=UTC)


def test_two_days_with_a_return_are_two_counted_shifts(make: Make, count: Any, unit: Any) -> None:
    store = make.location(code="mitte", name="Mitte")
    make.staff(role="store_associate", locations=[store], pin_hash=rules.pin_hash("2580"))
    product = make.product(sku="MUG", price=1190, stock=5, location=store)
    history = TillHistory(make.tenant, system("samples"))
    first = history.sell(PastSale(DAY, "mitte", (("MUG", 2),), cash=True, returned=True))
    second = history.sell(PastSale(DAY + timedelta(days=1), "mitte", (("MUG", 1),)))
    too_many = history.sell(PastSale(DAY + timedelta(days=1, hours=1), "mitte", (("MUG", 9),)))
    history.finish()
    assert (first, second, too_many) == (True, True, False)
    assert count(Shift, Shift.closed_at.is_not(None), Shift.counted == Shift.expected) == 2
    assert count(PosOperation, PosOperation.verdict != "accepted") == 0
    assert (count(Order), count(Order, Order.payment_status == "partially_refunded")) == (2, 1)
    assert count(StockLevel, StockLevel.stock_item_id == product.stock_item.id, StockLevel.on_hand == 3) == 1


def test_an_offline_sale_beyond_stock_is_there_for_somebody_to_find(make: Make, count: Any) -> None:
    store = make.location(code="mitte")
    make.staff(role="store_associate", locations=[store], pin_hash=rules.pin_hash("2580"))
    make.product(sku="MUG", price=1190, stock=1, location=store)
    history = TillHistory(make.tenant, system("samples"))
    assert history.sell(PastSale(DAY, "mitte", (("MUG", 2),), offline=True))
    assert count(PosOperation, PosOperation.code == "pos.oversold") == 1


def test_a_store_without_cashiers_sells_nothing(make: Make, count: Any) -> None:
    make.location(code="empty")
    history = TillHistory(make.tenant, system("samples"))
    assert not history.sell(PastSale(DAY, "empty", (("MUG", 1),)))
    assert count(Order) == 0
