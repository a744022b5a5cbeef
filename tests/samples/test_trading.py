"""The year of trade as a plan: the same every time, in order, with seasons, opening hours and growth."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from app.samples import stocking
from app.samples.places import HALM_TON, SHOPS, Shop
from app.samples.trading import year

NOW = datetime(2026, 6, 17, 15, 30, tzinfo=UTC)
every_shop = pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.slug)


@every_shop
def test_the_plan_is_the_same_at_every_run(shop: Shop) -> None:
    assert year(shop, NOW, 60) == year(shop, NOW, 60)


@every_shop
def test_it_is_in_order_and_ends_now(shop: Shop) -> None:
    plan = year(shop, NOW)
    assert len(plan) == shop.orders
    assert all(one.at <= other.at for one, other in pairwise(plan))
    assert NOW - timedelta(days=367) < plan[0].at
    assert plan[-1].at < NOW


@every_shop
def test_all_ways_and_fates_occur(shop: Shop) -> None:
    plan = year(shop, NOW, 400)
    assert {purchase.way for purchase in plan} == {"web", "pickup", "pos"}
    assert {purchase.fate for purchase in plan} == {"done", "open", "ready", "cancelled", "returned"}


@every_shop
@pytest.mark.parametrize("day", range(1, 8))
def test_every_store_has_pickups_to_fetch_and_ready(shop: Shop, day: int) -> None:
    """On whatever weekday the demo is first started."""
    now = datetime(2026, 6, day, 9, tzinfo=UTC)
    waiting = {
        (p.store, p.fate) for p in year(shop, now) if p.way == "pickup" and p.fate in ("open", "ready")
    }
    assert waiting >= {(store, fate) for store in range(len(shop.stores)) for fate in ("open", "ready")}


@every_shop
def test_tills_sell_while_the_store_is_open(shop: Shop) -> None:
    hours = shop.stores[0].hours or {}
    for purchase in year(shop, NOW, 300):
        if purchase.way == "pos":
            local = purchase.at.astimezone(ZoneInfo(shop.timezone))
            begin, end = hours[str(local.weekday())].split("-")
            assert begin <= f"{local:%H:%M}" <= end


@every_shop
def test_only_what_the_shop_sells_is_bought(shop: Shop) -> None:
    sold = set(stocking.skus(shop))
    assert {line.sku for purchase in year(shop, NOW) for line in purchase.lines} <= sold


def test_trade_grows_over_the_year() -> None:
    plan = year(HALM_TON, NOW, 4000)
    middle = NOW - timedelta(days=182)
    late = sum(purchase.at > middle for purchase in plan)
    assert late > 0.52 * len(plan)


def test_deliveries_cover_the_plan() -> None:
    plan = year(HALM_TON, NOW, 120)
    begin = NOW - timedelta(days=366)
    stock: dict[tuple[str, int], int] = {}
    waiting = stocking.deliveries(HALM_TON, plan, begin, NOW)
    for purchase in plan:
        while waiting and waiting[0].at <= purchase.at:
            for key, count in waiting.pop(0).counts.items():
                stock[key] = stock.get(key, 0) + count
        for line in purchase.lines:
            key = line.sku, -1 if purchase.way == "web" else purchase.store
            stock[key] = stock.get(key, 0) - line.quantity
            assert stock[key] >= 0, line.sku
