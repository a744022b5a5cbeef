"""How many points a purchase brings, what they are worth, and which tier a year of them makes."""

from app.core.money import minor_digits, round_div
from app.domains.loyalty.types import Program


def earned(amount: int, currency: str, year: int, program: Program) -> int:
    """Points for `amount` minor units paid, by the member's tier: whole ones, the rest is dropped."""
    whole: int = 10 ** minor_digits(currency)
    return max(0, amount * program.points_per_unit * (100 + bonus(year, program)) // (whole * 100))


def worth(points: int, program: Program) -> int:
    """Minor units that points take off."""
    return points * program.worth


def points_for(amount: int, program: Program) -> int:
    """The fewest points that are worth an amount."""
    return -(-amount // program.worth)


def share(points: int, refunded: int, total: int) -> int:
    """The points that go with `refunded` of `total`, half up; all of them when nothing was to pay."""
    return points if total <= 0 else min(points, round_div(points * refunded, total))


def tier(year: int, program: Program) -> str:
    """The name of the highest tier reached; empty below the first."""
    return max(((each.points, each.name) for each in program.tiers if year >= each.points), default=(0, ""))[
        1
    ]


def bonus(year: int, program: Program) -> int:
    """Percent more points that the tier brings."""
    return max(((each.points, each.bonus) for each in program.tiers if year >= each.points), default=(0, 0))[
        1
    ]
