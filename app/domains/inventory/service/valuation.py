"""Folds the ledger into what stock is worth: a worker's job, one at a time in a tenant. Selling never waits for it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core import clock
from app.core.db import run
from app.core.money import milli, round_div
from app.core.tenancy import current_tenant
from app.domains.inventory import value_repo as repo
from app.domains.inventory.valuing import Amounts, Layer, Worth

Level = tuple[UUID, UUID]
ITEMS_AT_ONCE = 200


@dataclass(slots=True)
class Away:
    """What left under a document and did not come back: what comes back is worth that again."""

    quantity: int = 0
    amounts: Amounts = field(default_factory=Amounts)

    def back(self, quantity: int) -> Amounts:
        came = self.amounts.part(quantity, self.quantity)
        self.quantity, self.amounts = max(0, self.quantity - quantity), self.amounts + -came
        return came


@dataclass(slots=True)
class Fold:
    """Some items' worth, read, moved on, written. `costs`: the catalogue's cost of a unit, where it is known."""

    items: Sequence[UUID]
    costs: Mapping[UUID, int]
    zone: ZoneInfo
    worth: dict[Level, Worth] = field(default_factory=lambda: defaultdict(Worth))
    away: dict[tuple[UUID, UUID], Away] = field(default_factory=lambda: defaultdict(Away))
    entries: list[tuple[int, Amounts]] = field(default_factory=list)
    ends: dict[tuple[Level, date], tuple[int, Amounts]] = field(default_factory=dict)

    def read(self) -> list[Any]:
        """What is known of the items; answers their ledger rows that are not folded yet."""
        known = {"items": list(self.items)}
        for row in run(repo.STATES, known):
            self.worth[row.stock_item_id, row.location_id] = Worth(
                milli(row.quantity), row.average, row.month, row.folded_to
            )
        for row in run(repo.LAYERS, known):
            left = Layer(row.ledger_id, milli(row.came), milli(row.quantity), row.value)
            self.worth[row.stock_item_id, row.location_id].layers.append(left)
        rows = list(run(repo.ROWS, known))
        documents = list({row.document_id for row in rows if row.document_id})
        for row in run(repo.AWAY, {**known, "documents": documents}):
            self.away[row.document_id, row.stock_item_id] = Away(
                max(0, milli(row.quantity)), Amounts(int(row.average), int(row.fifo))
            )
        return rows

    def move(self, row: Any) -> None:
        """One ledger row more."""
        level = self._level(row.stock_item_id, row.location_id, row.at)
        level.folded_to = row.id
        quantity = milli(row.on_hand)
        away = self.away[row.document_id, row.stock_item_id] if row.document_id else None
        if quantity > 0:
            cost = self._cost(row, level, quantity, away)
            self.entries.append((row.id, level.arrive(row.id, quantity, cost)))
        elif quantity < 0:
            gone = level.leave(-quantity)
            self.entries.append((row.id, -gone))
            if away is not None:
                away.quantity, away.amounts = away.quantity - quantity, away.amounts + gone

    def _cost(self, row: Any, level: Worth, quantity: int, away: Away | None) -> Amounts:
        """What an arrival costs: its receipt's cost, what it was worth when it left, the catalogue's, the average."""
        if row.cost is not None:
            return Amounts(int(row.cost), int(row.cost))
        if away is not None and away.quantity:
            return away.back(quantity)
        listed = self.costs.get(row.stock_item_id)
        if listed is not None and (row.kind == "receipt" or level.quantity <= 0):
            return Amounts(*[round_div(listed * quantity, 1000)] * 2)
        others = [each for (item, _place), each in self.worth.items() if item == row.stock_item_id]
        like = [level] if level.quantity > 0 else [each for each in others if each.quantity > 0]
        whole = sum(each.quantity for each in like)
        if not whole:
            return Amounts()
        average, fifo = sum(each.average for each in like), sum(each.fifo for each in like)
        return Amounts(round_div(average * quantity, whole), round_div(fifo * quantity, whole))

    def _level(self, item_id: UUID, location_id: UUID, at: datetime) -> Worth:
        """A level at a time; when its month ends with that, what it was worth is kept for the month before."""
        level = self.worth[item_id, location_id]
        month = at.astimezone(self.zone).date().replace(day=1)
        if level.month is not None and level.month < month:
            self.ends[(item_id, location_id), level.month] = level.quantity, level.amounts
        level.month = max(level.month or month, month)
        return level

    def revalue(self) -> None:
        """Costs that came late."""
        for row in list(run(repo.LATE, {"items": list(self.items)})):
            level = self._level(row.stock_item_id, row.location_id, row.created_at)
            share = level.revalue(row.source, milli(row.quantity), row.amount)
            run(
                repo.SETTLE_LATE,
                {"id": row.id, "average": share.average, "fifo": share.fifo, "now": clock.now()},
            )

    def write(self) -> None:
        """Keep it all, in a few statements."""
        levels = list(self.worth.items())
        run(
            repo.KEEP_STATES,
            {
                "items": [item for (item, _place), _worth in levels],
                "places": [place for (_item, place), _worth in levels],
                "quantities": [_units(worth.quantity) for _level, worth in levels],
                "averages": [worth.average for _level, worth in levels],
                "fifos": [worth.fifo for _level, worth in levels],
                "months": [worth.month for _level, worth in levels],
                "folded": [worth.folded_to for _level, worth in levels],
            },
        )
        run(repo.FORGET_LAYERS, {"items": list(self.items)})
        layers = [(level, layer) for level, worth in levels for layer in worth.layers]
        run(
            repo.KEEP_LAYERS,
            {
                "sources": [layer.source for _level, layer in layers],
                "items": [item for (item, _place), _layer in layers],
                "places": [place for (_item, place), _layer in layers],
                "came": [_units(layer.came) for _level, layer in layers],
                "quantities": [_units(layer.quantity) for _level, layer in layers],
                "values": [layer.value for _level, layer in layers],
            },
        )
        self._write_history()

    def _write_history(self) -> None:
        run(
            repo.KEEP_ENTRIES,
            {
                "sources": [source for source, _amounts in self.entries],
                "averages": [amounts.average for _source, amounts in self.entries],
                "fifos": [amounts.fifo for _source, amounts in self.entries],
            },
        )
        ends = list(self.ends.items())
        run(
            repo.KEEP_SNAPSHOTS,
            {
                "items": [item for ((item, _place), _month), _worth in ends],
                "places": [place for ((_item, place), _month), _worth in ends],
                "months": [month for (_level, month), _worth in ends],
                "quantities": [_units(quantity) for _key, (quantity, _amounts) in ends],
                "averages": [amounts.average for _key, (_quantity, amounts) in ends],
                "fifos": [amounts.fifo for _key, (_quantity, amounts) in ends],
            },
        )


def items_to_value(limit: int = ITEMS_AT_ONCE) -> list[UUID]:
    """Items whose worth is behind the ledger; none while somebody else folds."""
    if not run(repo.ONE_AT_A_TIME).scalar():
        return []
    return [row.stock_item_id for row in run(repo.TO_FOLD, {"limit": limit})]


def value_items(items: Sequence[UUID], costs: Mapping[UUID, int]) -> int:
    """Fold what happened to these items since the last time, in the unit of `items_to_value`; how many rows."""
    if not items:
        return 0
    fold = Fold(items, costs, ZoneInfo(current_tenant().timezone))
    rows = fold.read()
    for row in rows:
        fold.move(row)
    fold.revalue()
    fold.write()
    return len(rows)


def _units(quantity: int) -> Decimal:
    return Decimal(quantity).scaleb(-3)
