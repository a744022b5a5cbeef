"""Who gets which variant, and what a difference between the variants says."""

import hashlib
from collections.abc import Iterable
from math import sqrt
from uuid import UUID

from app.domains.experiments.types import Difference, Group, Running

BUCKETS = 10_000
FEWEST = 100
"""Visitors of each variant below which no interval is shown: so few say nothing."""
UPPER = 0.975
"""Where the upper bound of an interval of 95 % lies."""


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
    from scipy.special import ndtri  # noqa: PLC0415 - read with the first result: most processes never need it

    normal = float(ndtri(UPPER))
    share, square = hits / tries, normal**2
    middle = (share + square / (2 * tries)) / (1 + square / tries)
    half = normal * sqrt(share * (1 - share) / tries + square / (4 * tries**2)) / (1 + square / tries)
    return middle - half, middle + half


def spend_difference(a: Group, b: Group) -> Difference:
    """Of what a visitor spends, in minor units.

    The interval is Welch's with Satterthwaite's degrees of freedom (Biometrics Bulletin 2, 1946).
    """
    from scipy.special import stdtrit  # noqa: PLC0415 - as above

    errors = [_variance(group) / group.visitors for group in (a, b)]
    value, spread = b.mean - a.mean, sqrt(sum(errors))
    if not spread:
        return Difference(value, value, value)
    freedom = sum(errors) ** 2 / sum(
        error**2 / (group.visitors - 1) for error, group in zip(errors, (a, b), strict=True)
    )
    reach = float(stdtrit(freedom, UPPER)) * spread
    return Difference(value, value - reach, value + reach)


def _variance(group: Group) -> float:
    return max(0.0, group.squares - group.visitors * group.mean**2) / (group.visitors - 1)
