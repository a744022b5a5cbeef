"""Pure rules of stock."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from app.domains.inventory.types import Change, Demand


def summed(demands: Iterable[Demand]) -> list[Demand]:
    """Demand per (stock item, location): two lines or bundles that share an item ask for it once, together."""
    sums: dict[tuple[UUID, UUID], Decimal] = defaultdict(Decimal)
    first: dict[tuple[UUID, UUID], Demand] = {}
    for demand in demands:
        key = (demand.stock_item_id, demand.location_id)
        sums[key] += demand.quantity
        first.setdefault(key, demand)
    return [replace(first[key], quantity=sums[key]) for key in sorted(sums)]


def summed_changes(changes: Iterable[Change]) -> list[Change]:
    """One change a level, so that a statement meets each row once."""
    told = list(changes)
    each = {(change.stock_item_id, change.location_id): change for change in told}
    if len(each) == len(told):
        return [each[level] for level in sorted(each)]
    sums: dict[tuple[UUID, UUID], dict[str, Decimal]] = {}
    names = ("on_hand", "allocated", "held", "damaged", "incoming", "oversold")
    for change in told:
        row = sums.setdefault((change.stock_item_id, change.location_id), dict.fromkeys(names, Decimal(0)))
        for name in names:
            row[name] += getattr(change, name)
    return [Change(item, place, **sums[item, place]) for item, place in sorted(sums)]


def offline_sale(demands: Sequence[Demand], on_hand: dict[tuple[UUID, UUID], Decimal]) -> list[Change]:
    """What an offline sale takes: on_hand stops at 0 and the rest is oversold (DESIGN 5.1)."""
    changes = []
    for demand in demands:
        there = on_hand.get((demand.stock_item_id, demand.location_id), Decimal(0))
        took = min(there, demand.quantity)
        changes.append(
            Change(demand.stock_item_id, demand.location_id, on_hand=-took, oversold=demand.quantity - took)
        )
    return changes
