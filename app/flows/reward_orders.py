"""Paid orders bring members points; what is cancelled or refunded takes them back and gives spent ones back."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from app.core import clock
from app.core.events import on, on_several
from app.domains.channels import service as channels
from app.domains.channels.types import LoyaltyRules
from app.domains.loyalty import rules
from app.domains.loyalty import service as loyalty
from app.domains.loyalty.types import Earned, Program, Tier
from app.domains.orders.events import OrderCancelled, OrderPaid, OrderRefunded
from app.queries import rewarded

A_MONTH = timedelta(days=365) / 12


def program() -> Program | None:
    """How the shop rewards; None where it does not."""
    kept = channels.setting(LoyaltyRules)
    if not kept.on:
        return None
    tiers = sorted((tier_of(row) for row in kept.tiers), key=lambda tier: tier.points)
    return Program(kept.points_per_unit, kept.worth, kept.pending_days, kept.months, tuple(tiers))


def tier_of(row: str) -> Tier:
    """A tier as settings write it: "Gold: 1000 + 10". Raises ValueError."""
    name, _, facts = row.rpartition(":")
    points, _, bonus = facts.partition("+")
    if not name.strip() or int(points) < 1 or int(bonus or 0) < 0:
        raise ValueError(row)
    return Tier(name.strip(), int(points), int(bonus or 0))


@on_several(OrderPaid)
def earn_points(told: Sequence[OrderPaid]) -> None:
    """Write the points of paid orders, of members only."""
    found = program()
    if found is None:
        return
    now = clock.now()
    due = now + timedelta(days=found.pending_days)
    ends = due + found.months * A_MONTH if found.months else None
    for bought in rewarded.purchases([UUID(each.order_id) for each in told]):
        points = rules.earned(bought.goods, bought.currency, loyalty.balance(bought.customer_id).year, found)
        loyalty.earn([Earned(bought.id, bought.customer_id, points, due, ends)])


@on(OrderRefunded)
def follow_refund(told: OrderRefunded) -> None:
    """Take back and give back the part that goes with all that was refunded so far."""
    order_id = UUID(told.order_id)
    for bought in rewarded.purchases([order_id]):
        undo(order_id, bought.refunded, bought.total)


@on(OrderCancelled)
def follow_cancelling(told: OrderCancelled) -> None:
    """A whole order is undone: all of it."""
    undo(UUID(told.order_id), 1, 1)


def undo(order_id: UUID, refunded: int, total: int) -> None:
    """Undo the points that go with `refunded` of `total`, counting what was undone before."""
    found = loyalty.of_order(order_id)
    if found is not None:
        taken, given = (rules.share(points, refunded, total) for points in (found.earned, found.spent))
        loyalty.settle(order_id, taken_back=taken, given_back=given)
