"""The price that is told beside a reduced one: the lowest of the 30 days before the reduction began. Pure.

Directive 98/6/EC (price indication), Article 6a, put in by Directive (EU) 2019/2161; docs/prices.md tells how it is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

DAYS = timedelta(days=30)
ASKED_IN = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU",
    "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
"""Where the law asks for it: the European Economic Area."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one piece costs anyone from a time on; `amount` None: it is not sold, `former`: what is struck through."""

    at: datetime
    amount: int | None
    former: int | None = None

    @property
    def is_reduced(self) -> bool:
        return self.amount is not None and self.former is not None


def prior_price(steps: Sequence[Step], at: datetime, *, first: bool = True) -> int | None:
    """The lowest price of the 30 days before the reduction that holds at a time; None where none is announced.

    `first`: a reduction that grows without a break counts from its first step, else from the latest. What was not sold
    in those days tells its last price before; what never cost anything else, the price that it has.
    """
    past = [step for step in steps if step.at <= at]
    place = _began(past, first=first)
    if place is None:
        return None
    since = past[place].at - DAYS
    before = [
        step.amount
        for step, following in pairwise(past[: place + 1])
        if following.at > since and step.amount is not None
    ]
    earlier = [step.amount for step in past[:place] if step.amount is not None]
    return min(before) if before else earlier[-1] if earlier else past[-1].amount


def reduced_since(steps: Sequence[Step], at: datetime, *, first: bool = True) -> datetime | None:
    """When the reduction that holds at a time began; None where none does."""
    past = [step for step in steps if step.at <= at]
    place = _began(past, first=first)
    return past[place].at if place is not None else None


def _began(past: Sequence[Step], *, first: bool) -> int | None:
    """The place of the step with which the reduction of the last one began."""
    if not past or not past[-1].is_reduced:
        return None
    place = len(past) - 1
    while place and _continues(past[place - 1], past[place], first):
        place -= 1
    return place


def _continues(earlier: Step, later: Step, first: bool) -> bool:
    """Whether two steps are one reduction: the same price, or a lower one straight after."""
    if not earlier.is_reduced or earlier.amount is None or later.amount is None:
        return False
    return earlier.amount == later.amount or (first and earlier.amount > later.amount)
