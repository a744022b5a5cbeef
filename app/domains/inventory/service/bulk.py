"""Thousands of levels told by another system at once: a few statements, and one bad row stops no other."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import audit, events
from app.core.db import db
from app.core.errors import AppError
from app.core.i18n import gettext as _
from app.domains.inventory import repo
from app.domains.inventory.errors import BelowZero, DrawsOthers, UnknownItem, UnknownLocation
from app.domains.inventory.events import StockChanged
from app.domains.inventory.service.exceptions import note_exception
from app.domains.inventory.service.limits import over_limit, unit_costs
from app.domains.inventory.service.moving import change
from app.domains.inventory.service.places import locations
from app.domains.inventory.service.serials import needed
from app.domains.inventory.types import Booking, Bounds, Change, Moved, Refused, Report, Told

Spot = tuple[UUID, UUID]
FIND_ALL = text(
    """
    select w.sku, coalesce(d.item, case when d.draws is null then i.id end) as item,
           exists (select from stock_item k where k.id = coalesce(d.item, i.id) and k.by_serial) as by_serial
    from unnest(cast(:skus as text[])) as w (sku)
    left join lateral (
        select (array_agg(s.stock_item_id) filter (where s.quantity = 1))[1] as item, count(*) as draws
        from variant v join variant_stock s on s.variant_id = v.id where v.sku = w.sku having count(*) > 0
    ) d on true
    left join stock_item i on i.sku = w.sku
    where d.draws is not null or i.id is not null
    """
)
BUNDLES = text(
    """
    select v.sku from variant v join variant_stock s on s.variant_id = v.id
    where v.sku = any(cast(:skus as text[])) group by v.id having count(*) > 1 or min(s.quantity) <> 1
    """
)
LOCK = text(
    """
    select l.stock_item_id, l.location_id, l.on_hand, l.allocated + l.reserved as promised
    from stock_level l join unnest(cast(:items as uuid[]), cast(:places as uuid[])) as w (item, place)
      on l.stock_item_id = w.item and l.location_id = w.place
    order by l.id for update of l
    """
)
COUNT_THEM = text(
    "update stock_item set tracked = true where id = any(cast(:ids as uuid[])) and not tracked returning id"
)
FACTS_AN_EVENT = 1000
BULK = Booking()


def change_levels(
    rows: Sequence[Told],
    *,
    reason: str,
    within: Collection[UUID] | None = None,
    booking: Booking = BULK,
    bounds: Bounds | None = None,
) -> Report:
    """Set or adjust many levels, in the order of the rows; each row is done or refused for itself.

    Refusals: UnknownItem, UnknownLocation (also outside of `within`), DrawsOthers, BelowZero, SerialsNeeded,
    OverLimit (of `bounds`).
    Items that were not counted are from now on. A shortage that this shows is listed.
    """
    spots, refused = _resolve(rows, within)
    there = _locked(sorted(set(spots.values())))
    now = {spot: level.on_hand for spot, level in there.items()}
    costs = unit_costs({item for item, _ in there}) if bounds and bounds.value is not None else {}
    moves, reasons = [], {}
    for number, spot in spots.items():
        told = rows[number]
        after = told.quantity if told.sets else now[spot] + told.quantity
        if after < 0:
            refused.append(Refused(number, BelowZero(_("This would take stock below zero"))))
        elif bounds and not bounds.cover(after - now[spot], costs.get(spot[0])):
            refused.append(Refused(number, over_limit(told.sku, after - now[spot])))
        else:
            moves.append(Moved(number, *spot, now[spot], after))
            now[spot], reasons[spot] = after, told.reason or reason
    moved = {spot: after - there[spot].on_hand for spot, after in now.items() if after != there[spot].on_hand}
    _write(moved, there, reasons, booking)
    changed = len(moved)
    return Report(
        changed, len(there) - changed, tuple(sorted(refused, key=lambda each: each.row)), tuple(moves)
    )


def lock_told(
    rows: Sequence[Told], *, within: Collection[UUID] | None = None
) -> tuple[dict[int, Spot], list[Refused]]:
    """Find the (item, location) of each row and lock the levels in the order of locks, before they are changed one
    by one. Refusals as of `change_levels`."""
    spots, refused = _resolve(rows, within)
    _locked(sorted(set(spots.values())))
    return spots, refused


def _resolve(rows: Sequence[Told], within: Collection[UUID] | None) -> tuple[dict[int, Spot], list[Refused]]:
    """Each row's level, or why it has none."""
    skus = sorted({row.sku for row in rows})
    found = db.session.execute(FIND_ALL, {"skus": skus}).all()
    items = {row.sku: row.item for row in found}
    numbered = {row.sku for row in found if row.by_serial}
    bundles = set(db.session.scalars(BUNDLES, {"skus": skus}))
    places = {place.code: place.id for place in locations() if within is None or place.id in within}
    spots: dict[int, Spot] = {}
    refused = []
    for number, row in enumerate(rows):
        if row.sku in numbered:
            refused.append(Refused(number, needed(row.sku, abs(row.quantity), nameable=False)))
        elif error := _refusal(row, items, bundles, places):
            refused.append(Refused(number, error))
        else:
            spots[number] = (items[row.sku], places[row.location])
    return spots, refused


def _refusal(
    row: Told, items: Mapping[str, UUID], bundles: Collection[str], places: Mapping[str, UUID]
) -> AppError | None:
    if row.sku in bundles:
        return DrawsOthers(_("%(sku)s is a bundle: count what it consists of instead", sku=row.sku))
    if row.sku not in items:
        return UnknownItem(_("No stock is kept under this SKU"))
    if row.location not in places:
        return UnknownLocation(_("There is no such location"))
    return None


def _locked(spots: Sequence[Spot]) -> dict[Spot, Any]:
    if not spots:
        return {}
    repo.open_levels(spots)
    facts = {"items": [item for item, _ in spots], "places": [place for _, place in spots]}
    return {(row.stock_item_id, row.location_id): row for row in db.session.execute(LOCK, facts)}


def _write(
    moved: Mapping[Spot, Decimal], there: Mapping[Spot, Any], reasons: Mapping[Spot, str], booking: Booking
) -> None:
    """Counters, ledger, what is short by it, and the word to everybody else."""
    items = {item for item, _place in reasons}
    counted = list(db.session.scalars(COUNT_THEM, {"ids": sorted(items)})) if items else []
    for reason in dict.fromkeys(reasons[spot] for spot in moved):
        change(
            [Change(*spot, on_hand=delta) for spot, delta in moved.items() if reasons[spot] == reason],
            kind="adjustment", reason=reason, document=booking.document, document_id=booking.document_id,
        )  # fmt: skip
    for spot, delta in moved.items():
        level = there[spot]
        if delta < 0 and (lack := level.promised - level.on_hand - delta) > 0:
            note_exception("short", *spot, lack, note=reasons[spot])
    changed = sorted({*counted, *(item for item, _place in moved)})
    if not changed:
        return
    for start in range(0, len(changed), FACTS_AN_EVENT):
        some = [str(item) for item in changed[start : start + FACTS_AN_EVENT]]
        events.record(StockChanged(stock_item_ids=some, reason=next(iter(reasons.values()))))
    audit.record(
        "inventory.levels_changed", object_type="stock", object_id=str(booking.document_id or booking.document),
        reason=next(iter(reasons.values())),
        after={"levels": len(moved), "counting_began": [str(item) for item in counted]},
    )  # fmt: skip
