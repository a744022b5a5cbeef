"""One amount off several items: who bears which part of it, exact to the unit."""

from collections.abc import Iterable, Sequence

from app.core.money import allocate, round_div
from app.domains.pricing.engine.basket import Item, Shares, ranking
from app.domains.pricing.engine.rounding import Rules, Sharing
from app.domains.pricing.engine.taxing import with_tax


def all_of(items: Sequence[Item]) -> Shares:
    """Each item with all that is left of it."""
    return [(item, item.left) for item in items]


def share_out(amount: int, parts: Shares, rules: Rules) -> Shares:
    """Split an amount over items in proportion to what of each takes part, none beyond that.

    What an item cannot take because of its lowest price is lost, or passed on to the others where the shop says so
    (`Rules.pass_on`).
    """
    most = [min(of, item.room) if rules.pass_on else of for item, of in parts]
    given, left = [0] * len(parts), amount
    while left > 0 and (places := [place for place, limit in enumerate(most) if given[place] < limit]):
        for place, part in _split(left, parts, places, rules):
            takes = min(part, most[place] - given[place])
            given[place] += takes
            left -= takes
    return [
        (item, min(part, item.room))
        for (item, _), part in zip(parts, given, strict=True)
        if part and item.room
    ]


def _split(amount: int, parts: Shares, places: list[int], rules: Rules) -> Iterable[tuple[int, int]]:
    """Which of the places gets how much."""
    if rules.sharing is Sharing.LARGEST_REMAINDER:
        places = ranking(parts, places)
    chosen = [parts[place] for place in places]
    weights = [with_tax(item, of) if rules.weigh_gross else of for item, of in chosen]
    return zip(places, split_amount(amount, weights, rules.sharing), strict=True)


def split_amount(amount: int, weights: Sequence[int], sharing: Sharing) -> list[int]:
    """An amount in proportion to weights, exact to the unit; a negative one mirrors it.

    A weight of 0 bears nothing; where all are 0, the parts are equal. Raises ValueError for no or a negative weight.
    """
    if not weights or min(weights) < 0:
        raise ValueError("weights must not be negative, nor lack")
    weights = weights if any(weights) else [1] * len(weights)
    if sharing is Sharing.LAST:
        split = _last_takes_rest(abs(amount), weights)
    elif sharing is Sharing.FIRST:
        split = _first_take_rest(abs(amount), weights)
    else:
        split = allocate(abs(amount), weights)
    return split if amount >= 0 else [-part for part in split]


def _last_takes_rest(amount: int, weights: Sequence[int]) -> list[int]:
    whole, split, left = sum(weights), [0] * len(weights), amount
    *bearing, last = [place for place, weight in enumerate(weights) if weight]
    for place in bearing:
        split[place] = min(round_div(amount * weights[place], whole), left)
        left -= split[place]
    split[last] = left
    return split


def _first_take_rest(amount: int, weights: Sequence[int]) -> list[int]:
    whole = sum(weights)
    split = [amount * weight // whole for weight in weights]
    bearing = [place for place, weight in enumerate(weights) if weight]
    for place in bearing[: amount - sum(split)]:
        split[place] += 1
    return split
