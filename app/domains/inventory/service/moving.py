"""Stock moves: one door for every change of counters, each with its ledger row."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.db import db
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.inventory import repo, rules
from app.domains.inventory.errors import BelowZero, OutOfStock
from app.domains.inventory.models import Lot
from app.domains.inventory.service import lots, serials
from app.domains.inventory.service.exceptions import note_exception
from app.domains.inventory.types import Change, Demand, Kept, Shortage

LOCKED = text(
    """
    select l.stock_item_id, l.location_id, l.on_hand, l.on_hand - l.held as movable, l.free - w.keep as free
    from stock_level l
    join unnest(cast(:items as uuid[]), cast(:places as uuid[]), cast(:keeps as numeric[]))
      as w (item, place, keep)
      on l.stock_item_id = w.item and l.location_id = w.place
    order by l.id for update of l
    """
)


def change(
    changes: Iterable[Change],
    *,
    kind: str,
    reason: str = "",
    document: str = "",
    document_id: UUID | None = None,
    lot_id: UUID | None = None,
) -> None:
    """Apply counter changes with ledger rows; missing level rows are made. Raises BelowZero.

    Of an item that is kept by lot, what expires first leaves first; with `lot_id`, this lot comes or leaves. Of one
    kept by serial number, the units move that the document named; raises SerialsNeeded.
    """
    summed = rules.summed_changes(changes)
    if not summed:
        return
    serials.lock_named(document_id)
    repo.open_levels([(each.stock_item_id, each.location_id) for each in summed])
    try:
        with db.session.begin_nested():
            kept = _apply(summed, kind, reason, document, document_id)
            if lot_id is not None:
                lots.put(lot_id, summed[0], kind=kind, document=document, document_id=document_id)
            elif kept.by_lot:
                lots.draw(summed, kind=kind, document=document, document_id=document_id)
            if kept.by_serial:
                serials.follow(summed, kind=kind, document=document, document_id=document_id)
    except IntegrityError as error:
        raise BelowZero(
            _("This would take stock below zero"), fields={"quantity": _("There is less than that")}
        ) from error


def _apply(changes: list[Change], kind: str, reason: str, document: str, document_id: UUID | None) -> Kept:
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
    """Paid lines are cancelled before they left: allocations become free again, and serial numbers chosen for them."""
    gone = list(demands)
    serials.let_go_named(order_id, sorted({d.stock_item_id for d in gone}))
    change(
        [Change(d.stock_item_id, d.location_id, allocated=-d.quantity) for d in gone],
        kind="release", document="order", document_id=order_id,
    )  # fmt: skip


def ship(
    order_id: UUID,
    demands: Iterable[Demand],
    *,
    kind: str = "ship",
    beyond: bool = False,
    sender: UUID | None = None,
) -> None:
    """Allocated goods leave: on_hand and allocated fall together, but on_hand at `sender` where one is named.

    Raises OutOfStock with `shortages` where less lies there, not on hold, than leaves; with `beyond` (they are in
    the buyer's hands) holds do not count and the rest becomes oversold instead.
    """
    wanted = rules.summed(demands)
    leaving = rules.summed([replace(each, location_id=sender) for each in wanted]) if sender else wanted
    serials.lock_named(order_id)
    there = _locked("on_hand" if beyond else "movable", [*wanted, *leaving])
    changes = [Change(each.stock_item_id, each.location_id, allocated=-each.quantity) for each in wanted]
    short = []
    for demand in leaving:
        lies = there.get((demand.stock_item_id, demand.location_id), Decimal(0))
        took = max(Decimal(0), min(lies, demand.quantity))
        if took < demand.quantity:
            short.append(Shortage(demand.stock_item_id, demand.location_id, demand.quantity, lies))
        changes.append(
            Change(
                demand.stock_item_id, demand.location_id,
                on_hand=-took, oversold=demand.quantity - took,
            )
        )  # fmt: skip
    if short and not beyond:
        raise OutOfStock(
            _("There is less on the shelf than leaves: count it, or release what is on hold"), shortages=short
        )
    change(changes, kind=kind, document="order", document_id=order_id)


def unship(order_id: UUID, demands: Iterable[Demand]) -> None:
    """What was said to have left is still there, and still the order's."""
    change(
        [Change(d.stock_item_id, d.location_id, on_hand=d.quantity, allocated=d.quantity) for d in demands],
        kind="unship", document="order", document_id=order_id,
    )  # fmt: skip


def sell(order_id: UUID, demands: Iterable[Demand], *, offline: bool = False) -> list[Shortage]:
    """Goods leave over the counter. Raises OutOfStock; an offline sale is always taken and its shortages returned.

    What expired reservations still hold is given back before a sale is refused. Of an item kept by serial number the
    units leave that were named for the order; what an offline sale did not name is oversold.
    """
    wanted = rules.summed(demands)
    serials.lock_named(order_id)
    levels = [(demand.stock_item_id, demand.location_id) for demand in wanted]
    repo.open_levels(levels)
    short = _lacking(wanted, promised=not offline)
    if short and not offline:
        repo.release_expired(levels, now=clock.now())
        short = _lacking(wanted, promised=True)
    if short and not offline:
        raise OutOfStock(_("There is not enough left"), shortages=short)
    physical = _locked("on_hand", wanted)
    if offline:
        named = serials.named_here(order_id, wanted)
        short += _unnamed(wanted, named, {(lack.stock_item_id, lack.location_id) for lack in short})
        physical |= named
    change(rules.offline_sale(wanted, physical), kind="sale", document="order", document_id=order_id)
    for lack in short:
        note_exception(
            "oversold", lack.stock_item_id, lack.location_id, lack.wanted - lack.free, order_id=order_id
        )
    return short


def _unnamed(
    wanted: Sequence[Demand], named: Mapping[tuple[UUID, UUID], Decimal], told: Collection[tuple[UUID, UUID]]
) -> list[Shortage]:
    """Units that were sold without a serial number that lies here."""
    return [
        Shortage(d.stock_item_id, d.location_id, d.quantity, named[d.stock_item_id, d.location_id])
        for d in wanted
        if (spot := (d.stock_item_id, d.location_id)) not in told and named.get(spot, d.quantity) < d.quantity
    ]


def _lacking(wanted: Sequence[Demand], *, promised: bool) -> list[Shortage]:
    there = _locked("free" if promised else "on_hand", wanted)
    return [
        Shortage(
            d.stock_item_id, d.location_id, d.quantity, max(there[d.stock_item_id, d.location_id], Decimal(0))
        )
        for d in wanted
        if not d.unlimited and there[d.stock_item_id, d.location_id] < d.quantity
    ]


def take_back(order_id: UUID, demands: Iterable[Demand], *, reason: str) -> None:
    """Goods come back to the shelf."""
    change(
        [Change(d.stock_item_id, d.location_id, on_hand=d.quantity) for d in demands],
        kind="return", reason=reason, document="order", document_id=order_id,
    )  # fmt: skip


def _locked(
    count: Literal["on_hand", "movable", "free"], wanted: Sequence[Demand]
) -> dict[tuple[UUID, UUID], Decimal]:
    """What lies there, may leave (is not on hold) or is free, by (item, location); rows locked in id order."""
    rows = db.session.execute(
        LOCKED,
        {
            "items": [d.stock_item_id for d in wanted],
            "places": [d.location_id for d in wanted],
            "keeps": [d.keep for d in wanted],
        },
    )
    return {(row.stock_item_id, row.location_id): getattr(row, count) for row in rows}


def movable(demands: Iterable[Demand]) -> dict[tuple[UUID, UUID], Decimal]:
    """What lies there and is not on hold, by (item, location); rows locked in id order."""
    return _locked("movable", rules.summed(demands))


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


def receive_lot(
    lot: Lot,
    location_id: UUID,
    quantity: Decimal,
    *,
    reason: str,
    document: str = "lot",
    document_id: UUID | None = None,
) -> None:
    """Units of a lot arrive at a location."""
    change(
        [Change(lot.stock_item_id, location_id, on_hand=quantity)],
        kind="receipt", reason=reason, document=document, document_id=document_id, lot_id=lot.id,
    )  # fmt: skip
