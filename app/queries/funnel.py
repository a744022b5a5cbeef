"""How many steps of a visit led to the next, in a period: one statement."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from app.core.db import run

KINDS = ("page", "product", "cart", "checkout", "purchase")
FUNNEL = text(
    """
    select kind, count(*) as steps, count(distinct visitor) as visitors, coalesce(sum(amount), 0) as amount
    from visit where at >= :begin and at < :end and channel = 'web' group by kind
    """
)
SEEN = text(
    """
    select subject, count(*) filter (where kind = 'product') as seen, count(*) filter (where kind = 'cart') as taken
    from visit where at >= :begin and at < :end and subject <> '' group by subject
    order by seen desc, subject limit 20
    """
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One kind of step: how often, and by how many visitors who agreed to be counted."""

    kind: str
    steps: int
    visitors: int
    amount: int


def funnel(begin: datetime, end: datetime) -> list[Stage]:
    """Every stage from the first look to the purchase."""
    found = {row.kind: row for row in run(FUNNEL, {"begin": begin, "end": end})}
    return [
        Stage(kind, found[kind].steps, found[kind].visitors, int(found[kind].amount))
        if kind in found
        else Stage(kind, 0, 0, 0)
        for kind in KINDS
    ]


def most_seen(begin: datetime, end: datetime) -> list[tuple[str, int, int]]:
    """(product's name in addresses, times seen, times put into a cart), the most seen first."""
    return [(row.subject, row.seen, row.taken) for row in run(SEEN, {"begin": begin, "end": end})]
