"""The door of the stock: reserve, allocate, release, ship, sell, give back, adjust. Nothing here commits."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from app.core import audit, clock, events
from app.core.db import db, run
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.inventory import repo, rules
from app.domains.inventory.errors import BelowZero, DrawsOthers, OutOfStock, UnknownItem, UnknownLocation
from app.domains.inventory.events import StockChanged
from app.domains.inventory.models import (
    Location,
    Reservation,
    StockException,
    StockItem,
    StockLedger,
    StockLevel,
    VariantStock,
)
from app.domains.inventory.types import Change, Demand, Shortage

RESERVED_FOR = timedelta(minutes=15)


def reserve(order_id: UUID, demands: Iterable[Demand]) -> None:
    """Promise stock to an order that is not paid yet: the last statement before COMMIT.

    Expired reservations are released and the taking tried once more before it is refused.
    Raises OutOfStock with `shortages`, and the caller's unit rolls back.
    """
    wanted = rules.summed(demands)
    if not wanted:
        return
    now = clock.now()
    if repo.reserve(order_id, wanted, now=now, expires=now + RESERVED_FOR):
        return
    repo.release_expired([demand.stock_item_id for demand in wanted], now=now)
    if repo.reserve(order_id, wanted, now=now, expires=now + RESERVED_FOR):
        return
    raise OutOfStock(_("There is not enough left"), shortages=shortages(wanted))


def shortages(demands: Iterable[Demand]) -> list[Shortage]:
    """Which demands exceed what is free right now."""
    found = repo.free_for(rules.summed(demands))
    return [Shortage(item, place, wanted, free) for item, place, wanted, free in found if free < wanted]


def allocate(order_id: UUID) -> int:
    """The order is paid: its reservations become allocations. Returns how many; 0 when they had expired."""
    return repo.allocate(order_id, now=clock.now(), actor=current_principal().label)


def release(order_id: UUID) -> None:
    """The order will not be: its reservations are free again."""
    repo.release(order_id, now=clock.now())


def release_expired() -> int:
    """Give back every expired reservation; returns of how many items. Reserving does not depend on it."""
    items = list(
        db.session.scalars(
            select(Reservation.stock_item_id)
            .where(Reservation.released_at.is_(None), Reservation.expires_at < clock.now())
            .distinct()
            .limit(1000)
        )
    )
    if items:
        repo.release_expired(items, now=clock.now())
    return len(items)


def change(
    changes: Iterable[Change],
    *,
    kind: str,
    reason: str = "",
    document: str = "",
    document_id: UUID | None = None,
) -> None:
    """Apply counter changes with ledger rows; missing level rows are made. Raises BelowZero."""
    summed = rules.summed_changes(changes)
    if not summed:
        return
    repo.open_levels([(each.stock_item_id, each.location_id) for each in summed])
    try:
        with db.session.begin_nested():
            _apply(summed, kind, reason, document, document_id)
    except IntegrityError as error:
        raise BelowZero(
            _("This would take stock below zero"), fields={"quantity": _("There is less than that")}
        ) from error


def _apply(changes: list[Change], kind: str, reason: str, document: str, document_id: UUID | None) -> int:
    return repo.apply(
        changes,
        now=clock.now(),
        kind=kind,
        reason=reason,
        document=document,
        document_id=document_id,
        actor=current_principal().label,
    )


def deallocate(order_id: UUID, demands: Iterable[Demand]) -> None:
    """Paid lines are cancelled before they left: allocations become free again."""
    change(
        [Change(d.stock_item_id, d.location_id, allocated=-d.quantity) for d in demands],
        kind="release", document="order", document_id=order_id,
    )  # fmt: skip


def ship(order_id: UUID, demands: Iterable[Demand], *, kind: str = "ship") -> None:
    """Allocated goods leave: on_hand and allocated fall together; what is not there becomes oversold."""
    wanted = rules.summed(demands)
    there = _on_hand_locked(wanted)
    changes = []
    for demand in wanted:
        took = min(there.get((demand.stock_item_id, demand.location_id), Decimal(0)), demand.quantity)
        changes.append(
            Change(
                demand.stock_item_id, demand.location_id,
                on_hand=-took, allocated=-demand.quantity, oversold=demand.quantity - took,
            )
        )  # fmt: skip
    change(changes, kind=kind, document="order", document_id=order_id)


def sell(order_id: UUID, demands: Iterable[Demand], *, offline: bool = False) -> list[Shortage]:
    """Goods leave over the counter. Raises OutOfStock; an offline sale is always taken and its shortages returned."""
    wanted = rules.summed(demands)
    repo.open_levels([(demand.stock_item_id, demand.location_id) for demand in wanted])
    there = _on_hand_locked(wanted, promised=not offline)
    short = [
        Shortage(
            d.stock_item_id, d.location_id, d.quantity, max(there[d.stock_item_id, d.location_id], Decimal(0))
        )
        for d in wanted
        if not d.unlimited and there[d.stock_item_id, d.location_id] < d.quantity
    ]
    if short and not offline:
        raise OutOfStock(_("There is not enough left"), shortages=short)
    physical = _on_hand_locked(wanted)
    change(rules.offline_sale(wanted, physical), kind="sale", document="order", document_id=order_id)
    for lack in short:
        note_exception(
            "oversold", lack.stock_item_id, lack.location_id, lack.wanted - lack.free, order_id=order_id
        )
    return short


def take_back(order_id: UUID, demands: Iterable[Demand], *, reason: str) -> None:
    """Goods come back to the shelf."""
    change(
        [Change(d.stock_item_id, d.location_id, on_hand=d.quantity) for d in demands],
        kind="return", reason=reason, document="order", document_id=order_id,
    )  # fmt: skip


def note_exception(
    kind: str,
    stock_item_id: UUID,
    location_id: UUID,
    quantity: Decimal,
    *,
    order_id: UUID | None = None,
    note: str = "",
) -> None:
    """Put something on the list that a person must look at."""
    db.session.execute(
        insert(StockException).values(
            id=new_id(), kind=kind, stock_item_id=stock_item_id, location_id=location_id, quantity=quantity,
            order_id=order_id, note=note, created_at=clock.now(),
        )
    )  # fmt: skip


def _on_hand_locked(wanted: Sequence[Demand], *, promised: bool = False) -> dict[tuple[UUID, UUID], Decimal]:
    """on_hand by (item, location), rows locked in id order; with `promised`, less what is promised to others."""
    rows = db.session.execute(
        text(
            """
            select l.stock_item_id, l.location_id, l.on_hand, l.on_hand - l.allocated - l.reserved - l.held as free
            from stock_level l
            join unnest(cast(:items as uuid[]), cast(:places as uuid[])) as w (item, place)
              on l.stock_item_id = w.item and l.location_id = w.place
            order by l.id for update of l
            """
        ),
        {"items": [d.stock_item_id for d in wanted], "places": [d.location_id for d in wanted]},
    )
    return {(row.stock_item_id, row.location_id): row.free if promised else row.on_hand for row in rows}


def ensure_items(rows: Sequence[Mapping[str, Any]]) -> dict[UUID, UUID]:
    """Make stock items for variants that have none, in two statements.

    Each row: `variant_id`, `sku`, `tracked`, `backorder`. Returns variant id -> stock item id. Existing items take
    the row's `tracked` and `backorder`.
    """
    if not rows:
        return {}
    made = repo.put_items(rows, now=clock.now())
    repo.link_items([(row["variant_id"], made[row["sku"]]) for row in rows])
    return {row["variant_id"]: made[row["sku"]] for row in rows}


def open_levels(pairs: Sequence[tuple[UUID, UUID]]) -> None:
    """Make the level rows of (stock item, location) pairs where they are missing."""
    repo.open_levels(pairs)


def receive(
    quantities: Mapping[tuple[UUID, UUID], Decimal], *, reason: str, document: str = "import"
) -> None:
    """Stock arrives: {(stock item, location): quantity}. One statement for many rows once levels exist."""
    pairs = list(quantities)
    repo.open_levels(pairs)
    change(
        [Change(item, place, on_hand=quantity) for (item, place), quantity in quantities.items() if quantity],
        kind="receipt", reason=reason, document=document,
    )  # fmt: skip


def set_on_hand(*, sku: str, location_code: str, quantity: Decimal, reason: str = "adjustment") -> int:
    """Say what is on the shelf. Below what is promised is allowed: a count tells the truth, the shortage is listed.

    An item that was not counted is from now on. Returns the ledger row's id (0 when nothing changed).
    Raises BelowZero, UnknownItem, UnknownLocation.
    """
    if quantity < 0:
        raise BelowZero(_("Stock cannot be below zero"), fields={"quantity": _("Enter 0 or more")})
    item, place = find_item(sku), find_location(location_code)
    before = _level_locked(item.id, place.id)
    _begin_counting(item)
    return _count(item.id, place.id, before, quantity - before.on_hand, reason)


def adjust(*, sku: str, location_code: str, delta: Decimal, reason: str) -> int:
    """Add or take away by hand; returns the ledger row's id. An item that was not counted is from now on.

    Raises BelowZero, UnknownItem, UnknownLocation.
    """
    if not delta:
        raise Invalid(_("Nothing would change"), fields={"quantity": _("Enter a number other than 0")})
    item, place = find_item(sku), find_location(location_code)
    before = _level_locked(item.id, place.id)
    if before.on_hand + delta < 0:
        raise BelowZero(
            _("This would take stock below zero"),
            fields={"quantity": _("There are only %(count)s", count=before.on_hand.normalize())},
        )
    _begin_counting(item)
    return _count(item.id, place.id, before, delta, reason)


def _begin_counting(item: StockItem) -> None:
    """Whoever says how many there are wants them counted."""
    if item.tracked:
        return
    item.tracked = True
    audit.record(
        "inventory.counting_began", object_type="stock_item", object_id=item.id,
        before={"tracked": False}, after={"tracked": True},
    )  # fmt: skip
    events.record(StockChanged(stock_item_ids=[str(item.id)], reason="counting began"))


def _level_locked(item_id: UUID, location_id: UUID) -> StockLevel:
    repo.open_levels([(item_id, location_id)])
    return db.session.scalars(
        select(StockLevel)
        .where(StockLevel.stock_item_id == item_id, StockLevel.location_id == location_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _count(item_id: UUID, location_id: UUID, before: StockLevel, delta: Decimal, reason: str) -> int:
    if not delta:
        return 0
    change(
        [Change(item_id, location_id, on_hand=delta)], kind="adjustment", reason=reason, document="adjustment"
    )
    after = before.on_hand + delta
    if lack := max(Decimal(0), before.allocated + before.reserved - after):
        note_exception("short", item_id, location_id, lack, note=reason)
    audit.record(
        "inventory.adjusted", object_type="stock_item", object_id=item_id, reason=reason,
        before={"on_hand": str(before.on_hand), "location": str(location_id)}, after={"on_hand": str(after)},
    )  # fmt: skip
    events.record(StockChanged(stock_item_ids=[str(item_id)], reason=reason))
    last = select(StockLedger.id).where(
        StockLedger.stock_item_id == item_id, StockLedger.location_id == location_id
    )
    return int(db.session.scalar(last.order_by(StockLedger.id.desc()).limit(1)) or 0)


def find_item(sku: str) -> StockItem:
    """The stock item that a variant's SKU draws, or the item of that SKU. Raises UnknownItem, DrawsOthers."""
    drawn = run(repo.FIND, {"sku": sku}).first()
    if drawn is not None and (drawn.draws > 1 or drawn.quantity != 1):
        raise DrawsOthers(_("%(sku)s is a bundle: count what it consists of instead", sku=sku), sku=sku)
    wanted = StockItem.id == drawn.id if drawn is not None else StockItem.sku == sku
    item = db.session.scalar(select(StockItem).where(wanted))
    if item is None:
        raise UnknownItem(_("No stock is kept under this SKU"), sku=sku)
    return item


def draws_of(variant_ids: Sequence[UUID]) -> dict[UUID, dict[UUID, Decimal]]:
    """What variants draw per unit: stock item -> quantity."""
    return repo.draws_of(variant_ids)


def has_own_stock(variant_id: UUID) -> bool:
    """Whether anything lies, is promised or comes of what a variant draws."""
    return bool(run(repo.OWN_STOCK, {"variant": variant_id}).scalar())


def set_draws(variant_id: UUID, draws: Mapping[UUID, Decimal]) -> None:
    """Let a variant draw these stock items, so many of each per unit, and no others."""
    db.session.execute(delete(VariantStock).where(VariantStock.variant_id == variant_id))
    if draws:
        db.session.execute(
            insert(VariantStock),
            [
                {"variant_id": variant_id, "stock_item_id": item, "quantity": quantity}
                for item, quantity in sorted(draws.items())
            ],
        )


def find_location(code: str) -> Location:
    """The active location of a code. Raises UnknownLocation."""
    location = db.session.scalar(select(Location).where(Location.code == code, Location.active))
    if location is None:
        raise UnknownLocation(_("There is no such location"), location=code)
    return location


def locations() -> list[Location]:
    """Active locations, warehouses first, then by priority and name."""
    found = db.session.scalars(select(Location).where(Location.active))
    return sorted(found, key=lambda place: (place.kind != "warehouse", place.priority, place.name))


def add_location(*, code: str, name: str, kind: str, **facts: Any) -> Location:
    """Open a location. Stores offer pickup, warehouses ship, unless said otherwise. Raises Invalid at `code`."""
    if db.session.scalar(select(Location.id).where(Location.code == code)) is not None:
        raise Invalid(
            _("This code is taken"),
            fields={"code": _("Choose another code")},
            code="inventory.location_taken",
        )
    facts = {"ships": kind in ("warehouse", "3pl"), "offers_pickup": kind == "store", **facts}
    location = Location(id=new_id(), code=code, name=name, kind=kind, **facts)
    db.session.add(location)
    db.session.flush()
    audit.record(
        "inventory.location_added",
        object_type="location",
        object_id=location.id,
        after={"code": code, "kind": kind},
    )
    return location


def rename_item(old_sku: str, new_sku: str) -> None:
    """Follow a variant's SKU."""
    db.session.execute(update(StockItem).where(StockItem.sku == old_sku).values(sku=new_sku))
