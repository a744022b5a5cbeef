"""What the stock people of the demo shops are at today: goods on their way, a count, thresholds that are watched."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product
from uuid import UUID

from sqlalchemy import select, text

from app.core.clock import frozen
from app.core.db import db, unit_of_work
from app.domains.fulfillment.models import Pickup
from app.domains.inventory import service as inventory
from app.domains.inventory.models import StockLevel
from app.domains.inventory.service import Arrived, BinFacts, Wish
from app.domains.orders import rerouting
from app.flows import keep_serials, miss_pickup, report_stock

BINS = [
    BinFacts(f"{zone}-{shelf:02d}", zone, 10 * place)
    for place, (zone, shelf) in enumerate(product("AB", range(1, 7)))
]
LEAST = 14
"""So many plentiful items a shop needs before some are set aside."""
PLENTY = text(
    """
    select i.id, i.sku from stock_item i join stock_level l on l.stock_item_id = i.id
    where l.location_id = :main and i.tracked and l.free >= 12 order by i.sku limit 16
    """
)
LEVELS = text(
    """
    select l.stock_item_id, l.on_hand from stock_level l
    where l.location_id = :place and l.stock_item_id = any(cast(:items as uuid[])) order by l.stock_item_id
    """
)


def begin(main: UUID, store: UUID, now: datetime) -> None:
    """A transfer in each state, one with a discrepancy, half a count, a few thresholds. In the open unit of work."""
    there = db.session.execute(PLENTY, {"main": main}).all()
    skus, items = [row.sku for row in there], [row.id for row in there]
    for age, skip, steps in ((6, 0, 4), (2, 2, 3), (1, 4, 2), (1, 6, 1), (0, 8, 0)):
        _transfer(main, store, skus[skip : skip + 2], now - timedelta(days=age, hours=2), steps)
    for place, sku in enumerate(skus[9:13]):
        row = inventory.find_item(sku)
        inventory.set_threshold(
            row, Decimal(500 if place == 0 else 4), location_id=main if place < 3 else None
        )
    with frozen(now - timedelta(hours=1)):
        _count(store, items[:8])
    inventory.save_bins(main, BINS)
    if skus:
        _partner(skus[:4], now)
    if len(skus) > LEAST:
        _serials(skus[12])
        _hold(main, skus[13], now - timedelta(hours=5))
        _lots(main, skus[14], now)


def miss_one() -> None:
    """A store does not find what somebody comes for: its buyer is asked, the exception waits. Opens its own units."""
    with unit_of_work():
        waiting = select(Pickup).where(Pickup.status == "new").order_by(Pickup.created_at.desc())
        pickup = db.session.scalars(waiting.limit(1)).first()
        missing = rerouting.awaiting(pickup.order_id, pickup.location_id) if pickup else []
    if pickup is not None and missing:
        miss_pickup.report(pickup.id, [missing[0].id], note="Shelf and back room")


def _partner(skus: Sequence[str], now: datetime) -> None:
    """A 3PL that holds some of it, and its report of this morning: one too few, one too many, one that nobody knows."""
    with frozen(now - timedelta(days=20)):
        place = inventory.add_location(code="3pl", name="Fulfilment partner", kind="3pl", ships=False)
        lies = {inventory.find_item(sku).id: Decimal(12 + 6 * number) for number, sku in enumerate(skus)}
        inventory.receive({(item, place.id): units for item, units in lies.items()}, reason="Opening stock")
    told = [(sku, Decimal(12 + 6 * number)) for number, sku in enumerate(skus)]
    told[0], told[-1] = (told[0][0], told[0][1] - 1), (told[-1][0], told[-1][1] + 2)
    at = now - timedelta(hours=3)
    with frozen(at):
        report_stock.receive(
            place.id, [*told, ("PALLET-17", Decimal(1))], as_of=at, source="upload", name="stock.csv"
        )


def _serials(sku: str) -> None:
    """An item whose every unit is known by its number."""
    item = inventory.find_item(sku)
    levels = select(StockLevel).where(StockLevel.stock_item_id == item.id, StockLevel.on_hand > 0)
    numbers = {
        level.location_id: [f"{sku}-{place}{number:04d}" for number in range(1, int(level.on_hand) + 1)]
        for place, level in enumerate(db.session.scalars(levels.order_by(StockLevel.location_id)), 1)
    }
    keep_serials.begin(item, numbers)


def _hold(place: UUID, sku: str, at: datetime) -> None:
    """Two units that somebody looks at before they are sold."""
    with frozen(at):
        inventory.put_on_hold(inventory.find_item(sku), place, Decimal(2), reason="quality")


def _lots(place: UUID, sku: str, now: datetime) -> None:
    """Two lots of an item: one to be used up soon."""
    item = inventory.find_item(sku)
    for age, days, quantity in ((40, 12, 5), (3, 240, 18)):
        with frozen(now - timedelta(days=age)):
            code = f"L{now - timedelta(days=age):%y%m%d}"
            lot = inventory.open_lot(item, code, (now + timedelta(days=days)).date())
            inventory.receive_lot(lot, place, Decimal(quantity), reason=code)


def _transfer(source: UUID, destination: UUID, skus: Sequence[str], at: datetime, steps: int) -> None:
    """Asked for, then so many further steps: approved, picked, dispatched, received with one missing."""
    with frozen(at):
        wishes = [Wish(sku, Decimal(4)) for sku in skus]
        made = inventory.request_transfer(source=source, destination=destination, wishes=wishes)
    for step, take in enumerate(
        (inventory.approve_transfer, inventory.pick_transfer, inventory.dispatch_transfer)[:steps]
    ):
        with frozen(at + timedelta(minutes=20 * (step + 1))):
            take(made.id)
    if steps > 3:
        with frozen(at + timedelta(hours=20)):
            short = inventory.transfer_lines(made.id)[0].id
            inventory.receive_transfer(made.id, {short: Arrived(Decimal(3))})


def _count(place: UUID, items: Sequence[UUID]) -> None:
    """Half of it is counted, one too few in one place."""
    scope = {"kind": "skus", "value": ""}
    made = inventory.open_count(location_id=place, items=items, scope=scope, tolerance=Decimal(2))
    found = db.session.execute(LEVELS, {"place": place, "items": list(items)}).all()[:4]
    for number, row in enumerate(found):
        inventory.tally(made.id, row.stock_item_id, max(Decimal(0), row.on_hand - (1 if number == 1 else 0)))
