"""One amount off several items: who bears which part of it, exact to the unit."""

from collections.abc import Sequence

from app.core.money import allocate, round_div
from app.domains.pricing.engine.basket import Item, Shares, ranked
from app.domains.pricing.engine.rounding import Rules, Sharing
from app.domains.pricing.engine.taxing import gross_of


def share_out(amount: int, items: Sequence[Item], rules: Rules) -> Shares:
    """Split an amount over items in proportion to what is left of each, none beyond its lowest price.

    What an item cannot take is lost, or passed on to the others where the shop says so (`Rules.pass_on`).
    """
    parts = {id(item): 0 for item in items}
    open_items = [item for item in items if item.room]
    while amount > 0 and open_items:
        given = 0
        for item, part in _split(amount, open_items, rules):
            takes = min(part, item.room - parts[id(item)])
            parts[id(item)] += takes
            given += takes
        amount -= given
        open_items = [item for item in open_items if parts[id(item)] < item.room]
        if not rules.pass_on or not given:
            break
    return [(item, parts[id(item)]) for item in items if parts[id(item)]]


def _split(amount: int, items: Sequence[Item], rules: Rules) -> Shares:
    if rules.sharing is Sharing.LARGEST_REMAINDER:
        items = ranked(items)
    weights = [gross_of(item) if rules.weigh_gross else item.left for item in items]
    if rules.sharing is Sharing.LARGEST_REMAINDER:
        parts = allocate(amount, weights)
    elif rules.sharing is Sharing.LAST:
        parts = _last_takes_rest(amount, weights)
    else:
        parts = _first_take_rest(amount, weights)
    return list(zip(items, parts, strict=True))


def _last_takes_rest(amount: int, weights: Sequence[int]) -> list[int]:
    whole, parts = sum(weights), list[int]()
    for weight in weights[:-1]:
        parts.append(min(round_div(amount * weight, whole), amount - sum(parts)))
    return [*parts, amount - sum(parts)]


def _first_take_rest(amount: int, weights: Sequence[int]) -> list[int]:
    whole = sum(weights)
    parts = [amount * weight // whole for weight in weights]
    for place in range(amount - sum(parts)):
        parts[place] += 1
    return parts
