"""Lots: what comes with a batch, which batch leaves, and which may not be sold any more."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, text

from app.core import clock
from app.core.db import db, run
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.tenancy import current_tenant
from app.domains.inventory import rules
from app.domains.inventory.errors import ByLot, UnknownLot
from app.domains.inventory.models import Lot, StockItem
from app.domains.inventory.types import Batch, Change

THERE = text(
    """
    select v.lot_id, l.stock_item_id, v.location_id, v.on_hand, v.held, l.expires_on < :today as expired, s.on_hand as level
    from lot_level v join lot l on l.id = v.lot_id
    join unnest(cast(:items as uuid[]), cast(:places as uuid[])) as w (item, place)
      on l.stock_item_id = w.item and v.location_id = w.place
    join stock_level s on s.stock_item_id = w.item and s.location_id = w.place
    where v.on_hand > 0
    order by l.expires_on nulls last, l.created_at, l.id for update of v
    """
)
MOVE = text(
    """
    with wanted as (
        select * from unnest(cast(:lots as uuid[]), cast(:places as uuid[]), cast(:quantities as numeric[]))
            as w (lot, place, quantity)
    ), moved as (
        insert into lot_level (lot_id, location_id, on_hand) select lot, place, 0 from wanted
        on conflict (lot_id, location_id) do nothing
    )
    insert into lot_ledger (at, kind, lot_id, location_id, on_hand, document, document_id)
    select :now, :kind, lot, place, quantity, :document, :document_id from wanted
    """
)
RAISE = text(
    """
    update lot_level v set on_hand = v.on_hand + w.quantity
    from unnest(cast(:lots as uuid[]), cast(:places as uuid[]), cast(:quantities as numeric[])) as w (lot, place, quantity)
    where v.lot_id = w.lot and v.location_id = w.place
    """
)
HOLD = text("update lot_level set held = held + :quantity where lot_id = :lot and location_id = :place")


def today() -> date:
    """The day it is where the tenant is at home."""
    here: datetime = clock.now().astimezone(ZoneInfo(current_tenant().timezone))
    return here.date()


def open_lot(item: StockItem, code: str, expires_on: date | None) -> Lot:
    """The lot of a code, made if new; the item is kept by lot from then on.

    Raises ByLot, Invalid at `lot`, `expires_on`.
    """
    code = code.strip()
    if item.by_serial:
        raise ByLot(_("This item is kept by serial number, so it has no lots"))
    if not code:
        raise Invalid(_("Say which lot it is"), fields={"lot": _("Fill this in")})
    lot = db.session.scalar(select(Lot).where(Lot.stock_item_id == item.id, Lot.code == code))
    if lot is None:
        lot = Lot(
            id=new_id(), stock_item_id=item.id, code=code, expires_on=expires_on, created_at=clock.now()
        )
        db.session.add(lot)
        item.by_lot = True
        db.session.flush()
    elif expires_on is not None and lot.expires_on != expires_on:
        raise Invalid(
            _("This lot is known with another date"), fields={"expires_on": _("It says another date")}
        )
    return lot


def find_lot(item: StockItem, code: str) -> Lot:
    """A lot of an item by its code. Raises UnknownLot."""
    lot = db.session.scalar(select(Lot).where(Lot.stock_item_id == item.id, Lot.code == code))
    if lot is None:
        raise UnknownLot(_("There is no such lot"), lot=code)
    return lot


def put(lot_id: UUID, change: Change, *, kind: str, document: str, document_id: UUID | None) -> None:
    """Units come to a lot, or leave this one of all."""
    _move({(lot_id, change.location_id): change.on_hand}, kind, document, document_id)


def draw(changes: Sequence[Change], *, kind: str, document: str, document_id: UUID | None) -> None:
    """Goods left: say of which lots, what expires first before the rest. The levels are locked and lowered already."""
    gone = {(c.stock_item_id, c.location_id): -c.on_hand for c in changes if c.on_hand < 0}
    if not gone:
        return
    items, places = zip(*gone, strict=True)
    rows = run(THERE, {"items": list(items), "places": list(places), "today": today()})
    there: dict[tuple[UUID, UUID], list[Batch]] = {}
    level: dict[tuple[UUID, UUID], Decimal] = {}
    for row in rows:
        key = row.stock_item_id, row.location_id
        there.setdefault(key, []).append(Batch(row.lot_id, row.on_hand, row.held, bool(row.expired)))
        level[key] = row.level
    taken: dict[tuple[UUID, UUID], Decimal] = {}
    for key, batches in there.items():
        loose = level[key] + gone[key] - sum((batch.on_hand for batch in batches), Decimal(0))
        for lot, quantity in rules.first_expired(batches, gone[key], loose).items():
            taken[lot, key[1]] = -quantity
    _move(taken, kind, document, document_id)


def hold(lot_id: UUID, location_id: UUID, quantity: Decimal) -> None:
    """So many more of a lot are on hold; below 0: fewer."""
    run(HOLD, {"lot": lot_id, "place": location_id, "quantity": quantity})


def _move(
    quantities: Mapping[tuple[UUID, UUID], Decimal], kind: str, document: str, document_id: UUID | None
) -> None:
    if not quantities:
        return
    facts: dict[str, Any] = {
        "lots": [lot for lot, _place in quantities],
        "places": [place for _lot, place in quantities],
        "quantities": list(quantities.values()),
    }
    told = {"now": clock.now(), "kind": kind, "document": document, "document_id": document_id}
    run(MOVE, facts | told)
    run(RAISE, facts)
