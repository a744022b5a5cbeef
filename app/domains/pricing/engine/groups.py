"""Offers on units rather than lines: buy some and get others, groups for a price, the cheapest free.

Units are whole. What an offer used up, bought or given, counts for no later one.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction

from app.core.money import RATE_ONE, mul_rate, round_div
from app.domains.pricing.engine.basket import THOUSANDTHS, Basket, Item, Shares
from app.domains.pricing.engine.matching import matching
from app.domains.pricing.engine.offers import Action, Effect
from app.domains.pricing.engine.rounding import Rules
from app.domains.pricing.engine.sharing import share_out

MOST = 1000
"""How often one offer is applied to a cart at most: nobody buys more, and a cart of millions costs no minutes."""

Runs = list[tuple[Item, int]]
"""So many units of each."""


def unit_rank(item: Item) -> Fraction:
    """What a unit of it costs now."""
    return Fraction(item.left * THOUSANDTHS, item.milli)


def _free(item: Item) -> int:
    return item.units - item.spoken_for


def _runs(items: Sequence[Item], *, dearest: bool) -> Runs:
    ordered = sorted(items, key=unit_rank, reverse=dearest)
    return [(item, _free(item)) for item in ordered if _free(item) > 0]


def _first(runs: Runs, units: int) -> Runs:
    """The first so many units of them."""
    found = Runs()
    for item, there in runs:
        takes = min(there, units)
        if takes:
            found.append((item, takes))
        units -= takes
    return found


def _count(runs: Runs) -> int:
    return sum(units for _, units in runs)


def _without(runs: Runs, taken: Runs) -> Runs:
    used = Counter({id(item): units for item, units in taken})
    return [(item, units - used[id(item)]) for item, units in runs if units > used[id(item)]]


def _use_up(runs: Runs) -> None:
    for item, units in runs:
        item.spoken_for += units


def _worth(item: Item, units: int) -> int:
    return round_div(item.left * units * THOUSANDTHS, item.milli)


def _off_units(runs: Runs, value: int, *, percent: bool) -> Shares:
    """So much off each unit, at most its price and the line's lowest."""
    shares = []
    for item, units in runs:
        worth = _worth(item, units)
        off = mul_rate(worth, min(value, RATE_ONE)) if percent else min(value * units, worth)
        shares.append((item, min(off, item.room)))
    return [(item, off) for item, off in shares if off]


def _buy_get(action: Action, value: int, items: Sequence[Item], basket: Basket, rules: Rules) -> Shares:
    """Buy N of one set, get M of another: where the sets overlap, the dearest are bought and the cheapest given."""
    del rules
    buying = _runs([item for item in matching(action.buy, basket) if item.left >= 0], dearest=True)
    overlap = bool({id(item) for item, _ in buying} & {id(item) for item in items})
    getting, given = _runs(items, dearest=not overlap), Runs()
    for _ in range(MOST if action.times is None else min(action.times, MOST)):
        gets = _first(getting, action.get_units)
        buys = _first(_without(buying, gets), action.buy_units)
        if _count(gets) < action.get_units or _count(buys) < action.buy_units:
            break
        _use_up([*buys, *gets])
        buying, getting = (_without(_without(runs, buys), gets) for runs in (buying, getting))
        given += gets
    return _off_units(_joined(given), value, percent=action.effect is Effect.BUY_GET_PERCENT)


def _joined(runs: Runs) -> Runs:
    """One entry an item."""
    units, items = Counter[int](), dict[int, Item]()
    for item, some in runs:
        items[id(item)] = item
        units[id(item)] += some
    return [(item, units[key]) for key, item in items.items()]


def _groups(action: Action, items: Sequence[Item], rules: Rules) -> list[Runs]:
    """Complete groups of units: filled as the lines stand, or the dearest units first."""
    runs = [(item, _free(item)) for item in items] if rules.fill_in_cart_order else _runs(items, dearest=True)
    found = list[Runs]()
    there = _count(runs) // action.group_size
    for _ in range(min(there, MOST if action.times is None else action.times)):
        group = _first(runs, action.group_size)
        runs = _without(runs, group)
        found.append(group)
    return found


def _group_price(action: Action, value: int, items: Sequence[Item], basket: Basket, rules: Rules) -> Shares:
    """Every complete group costs the value, never more than before."""
    del basket
    shares = Shares()
    for group in _groups(action, items, rules):
        worths = [_worth(item, units) for item, units in group]
        off = max(0, sum(worths) - value)
        if off:
            _use_up(group)
            shares += share_out(min(off, sum(item.room for item, _ in group)), [i for i, _ in group], rules)
    return _summed(shares)


def _summed(shares: Shares) -> Shares:
    sums, items = Counter[int](), dict[int, Item]()
    for item, amount in shares:
        items[id(item)] = item
        sums[id(item)] += amount
    return [(item, min(sums[key], item.room)) for key, item in items.items()]


def _cheapest_free(action: Action, value: int, items: Sequence[Item], basket: Basket, rules: Rules) -> Shares:
    """The cheapest unit of every complete group is free, or as many of the cheapest of all as there are groups."""
    del value, basket
    made = _groups(action, items, rules)
    if action.per_group:
        free = _joined([(min(group, key=lambda run: unit_rank(run[0]))[0], 1) for group in made])
    else:
        free = _first(_runs(items, dearest=False), len(made))
    for group in made:
        _use_up(group)
    return _off_units(free, RATE_ONE, percent=True)


def _group_off(action: Action, value: int, items: Sequence[Item], basket: Basket, rules: Rules) -> Shares:
    """So much off each unit that is part of a complete group."""
    del basket
    made = _joined([run for group in _groups(action, items, rules) for run in group])
    _use_up(made)
    return _off_units(made, value, percent=action.effect is Effect.GROUP_PERCENT)


Group = Callable[[Action, int, Sequence[Item], Basket, Rules], Shares]
GROUPS: dict[Effect, Group] = {
    Effect.BUY_GET_FIXED: _buy_get,
    Effect.BUY_GET_PERCENT: _buy_get,
    Effect.CHEAPEST_FREE: _cheapest_free,
    Effect.GROUP_PRICE: _group_price,
    Effect.GROUP_FIXED: _group_off,
    Effect.GROUP_PERCENT: _group_off,
}
