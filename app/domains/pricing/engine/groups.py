"""Offers on units rather than lines: buy some and get others, groups for a price, the cheapest free.

Units are whole. What an offer used up, bought or given, counts for no later one.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from app.core.money import RATE_ONE
from app.domains.pricing.engine.basket import Basket, Item, Shares, by_price
from app.domains.pricing.engine.matching import matching
from app.domains.pricing.engine.offers import Action, Effect
from app.domains.pricing.engine.rounding import PercentRounding, Rules, percent_of
from app.domains.pricing.engine.sharing import share_out

MOST = 1000
"""How often one offer is applied to a cart at most: nobody buys more, and a cart of millions costs no minutes."""

Runs = list[tuple[Item, int]]
"""So many units of each."""


def _most(action: Action) -> int:
    return MOST if action.times is None else min(action.times, MOST)


class _Units:
    """The whole units of items that no offer used up, handed out in the order that is asked for."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.free = {id(item): max(0, item.units - item.spoken_for) for item in items}

    def take(self, order: Iterable[Item], wanted: int) -> Runs:
        """The first so many in that order; fewer where there are no more."""
        found = Runs()
        for item in order:
            if not wanted:
                break
            if takes := min(self.free[id(item)], wanted):
                self.free[id(item)] -= takes
                wanted -= takes
                found.append((item, takes))
        return found

    def put_back(self, runs: Runs) -> None:
        for item, units in runs:
            self.free[id(item)] += units


def _count(runs: Runs) -> int:
    return sum(units for _, units in runs)


def _joined(runs: Iterable[tuple[Item, int]]) -> Runs:
    """One entry an item."""
    sums, items = Counter[int](), dict[int, Item]()
    for item, some in runs:
        items[id(item)] = item
        sums[id(item)] += some
    return [(item, sums[key]) for key, item in items.items()]


def _off_units(runs: Runs, value: int, rounding: PercentRounding | None) -> Shares:
    """A percentage of so many units, or (no rounding) an amount off each; at most their price and the lowest."""
    shares = []
    for item, units in runs:
        worth = item.worth(units)
        off = percent_of(worth, value, rounding) if rounding else min(value * units, worth)
        shares.append((item, min(off, item.room)))
    return [(item, off) for item, off in shares if off]


def _buy_get(action: Action, value: int, items: Sequence[Item], basket: Basket, rules: Rules) -> Shares:
    """Buy N of one set, get M of another: where the sets overlap, the dearest are bought and the cheapest given."""
    buying = by_price([item for item in matching(action.buy, basket) if item.left >= 0], dearest=True)
    overlap = not {id(item) for item in buying}.isdisjoint(id(item) for item in items)
    getting, units, given = by_price(items, dearest=not overlap), _Units([*buying, *items]), Runs()
    for _ in range(_most(action)):
        pair = (
            _pair(units, (getting, action.get_units), (buying, action.buy_units))
            or _pair(units, (buying, action.buy_units), (getting, action.get_units))[::-1]
        )
        if not pair:
            break
        gets, buys = pair
        for item, some in [*gets, *buys]:
            basket.use_up(item, some)
        given += gets
    return _off_units(
        _joined(given), value, rules.percent_rounding if action.effect is Effect.BUY_GET_PERCENT else None
    )


def _pair(units: _Units, *wanted: tuple[Sequence[Item], int]) -> tuple[Runs, ...]:
    """So many units of the one and of the other order; nothing where either has too few."""
    found = tuple(units.take(order, number) for order, number in wanted)
    if all(_count(runs) == number for runs, (_, number) in zip(found, wanted, strict=True)):
        return found
    for runs in found:
        units.put_back(runs)
    return ()


def _groups(action: Action, items: Sequence[Item], rules: Rules) -> list[Runs]:
    """Complete groups of units: filled as the lines stand, or the dearest units first."""
    order = items if rules.fill_in_cart_order else by_price(items, dearest=True)
    units = _Units(items)
    there = sum(units.free.values()) // action.group_size
    return [units.take(order, action.group_size) for _ in range(min(there, _most(action)))]


def _group_price(action: Action, value: int, items: Sequence[Item], basket: Basket, rules: Rules) -> Shares:
    """Every complete group costs the value, never more than before."""
    shares, cut = Shares(), Counter[int]()
    for group in _groups(action, items, rules):
        parts = [(item, _slice(item, cut, units)) for item, units in group]
        off = sum(part for _, part in parts) - value
        if off > 0:
            for item, units in group:
                basket.use_up(item, units)
            shares += share_out(off, parts, rules)
    return [(item, min(off, item.room)) for item, off in _joined(shares)]


def _slice(item: Item, cut: Counter[int], units: int) -> int:
    """What the next units of it are worth: all slices of an item sum to what is left of it."""
    before = cut[id(item)]
    cut[id(item)] += units
    return item.worth(before + units) - item.worth(before)


def _cheapest_free(action: Action, value: int, items: Sequence[Item], basket: Basket, rules: Rules) -> Shares:
    """The cheapest unit of every complete group is free, or as many of the cheapest of all as there are groups."""
    del value
    made, cheapest = _groups(action, items, rules), by_price(items, dearest=False)
    if action.per_group:
        place = {id(item): at for at, item in enumerate(cheapest)}
        free = _joined((min(group, key=lambda run: place[id(run[0])])[0], 1) for group in made)
    else:
        free = _Units(items).take(cheapest, len(made))
    bought = [run for group in made for run in group]
    for item, units in _joined(bought if action.per_group else [*bought, *free]):
        basket.use_up(item, min(units, item.units - item.spoken_for))
    return _off_units(free, RATE_ONE, rules.percent_rounding)


def _group_off(action: Action, value: int, items: Sequence[Item], basket: Basket, rules: Rules) -> Shares:
    """So much off each unit that is part of a complete group."""
    made = _joined(run for group in _groups(action, items, rules) for run in group)
    for item, units in made:
        basket.use_up(item, units)
    return _off_units(made, value, rules.percent_rounding if action.effect is Effect.GROUP_PERCENT else None)


Group = Callable[[Action, int, Sequence[Item], Basket, Rules], Shares]
GROUPS: dict[Effect, Group] = {
    Effect.BUY_GET_FIXED: _buy_get,
    Effect.BUY_GET_PERCENT: _buy_get,
    Effect.CHEAPEST_FREE: _cheapest_free,
    Effect.GROUP_PRICE: _group_price,
    Effect.GROUP_FIXED: _group_off,
    Effect.GROUP_PERCENT: _group_off,
}
