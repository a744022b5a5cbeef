"""Pure rules of stock."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from app.domains.inventory.types import Batch, Change, Demand


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
        took = max(Decimal(0), min(there, demand.quantity))
        changes.append(
            Change(demand.stock_item_id, demand.location_id, on_hand=-took, oversold=demand.quantity - took)
        )
    return changes


def first_expired(batches: Sequence[Batch], gone: Decimal, loose: Decimal) -> dict[UUID, Decimal]:
    """What each lot gave of the `gone` units; `batches` by expiry, `loose` units there belong to none.

    What may be sold leaves first, then what belongs to no lot, then what is expired or on hold: what is not there
    cannot be in a lot.
    """
    taken: dict[UUID, Decimal] = {}
    for batch in batches:
        took = min(batch.usable, gone)
        gone -= took
        taken[batch.lot_id] = took
    gone = max(Decimal(0), gone - max(Decimal(0), loose))
    for batch in batches:
        took = min(batch.on_hand - taken[batch.lot_id], gone)
        gone -= took
        taken[batch.lot_id] += took
    return {lot: took for lot, took in taken.items() if took}
