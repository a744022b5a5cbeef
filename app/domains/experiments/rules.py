"""Who gets which variant, and what a difference between the variants says."""

import hashlib
from collections.abc import Iterable
from math import sqrt
from statistics import NormalDist
from uuid import UUID

from app.domains.experiments.types import Difference, Group, Running

BUCKETS = 10_000
FEWEST = 100
"""Visitors of each variant below which no interval is shown: the normal distribution does not hold yet."""
NORMAL = NormalDist().inv_cdf(0.975)


def visitor_of(visitor: str) -> bytes:
    """A visitor's name as it is kept: enough to tell visitors apart, nothing to find one by."""
    return hashlib.sha256(f"visitor:{visitor}".encode()).digest()[:16]


def variant(experiment_id: UUID, share: int, visitor: str) -> str:
    """`b` for so many percent of visitors, the same one each time; of each test apart."""
    drawn = hashlib.sha256(experiment_id.bytes + visitor_of(visitor)).digest()
    return "b" if int.from_bytes(drawn[:8]) % BUCKETS < share * BUCKETS // 100 else "a"


def facts(running: Iterable[Running], visitor: str) -> frozenset[str]:
    """What promotions and prices ask of a sale: `test:<code>=b`."""
    return frozenset(f"test:{each.code}={variant(each.id, each.share, visitor)}" for each in running)


def enough(a: Group, b: Group) -> bool:
    """Whether there are so many visitors that an interval says anything."""
    return min(a.visitors, b.visitors) >= FEWEST


def rate_difference(a: Group, b: Group) -> Difference:
    """Of the share of visitors who order.

    The interval is Newcombe's (Statistics in Medicine 17, 1998, method 10): of two Wilson score intervals.
    """
    (low_a, high_a), (low_b, high_b) = (_wilson(group.buyers, group.visitors) for group in (a, b))
    value = b.rate - a.rate
    below = sqrt((b.rate - low_b) ** 2 + (high_a - a.rate) ** 2)
    above = sqrt((high_b - b.rate) ** 2 + (a.rate - low_a) ** 2)
    return Difference(value, value - below, value + above)


def _wilson(hits: int, tries: int) -> tuple[float, float]:
    """Wilson's score interval of a share (JASA 22, 1927)."""
    share, square = hits / tries, NORMAL**2
    middle = (share + square / (2 * tries)) / (1 + square / tries)
    half = NORMAL * sqrt(share * (1 - share) / tries + square / (4 * tries**2)) / (1 + square / tries)
    return middle - half, middle + half


def spend_difference(a: Group, b: Group) -> Difference:
    """Of what a visitor spends, in minor units: Welch's interval, by large numbers."""
    spread = sqrt(sum(_variance(group) / group.visitors for group in (a, b)))
    value = b.mean - a.mean
    return Difference(value, value - NORMAL * spread, value + NORMAL * spread)


def _variance(group: Group) -> float:
    return max(0.0, group.squares - group.visitors * group.mean**2) / (group.visitors - 1)
