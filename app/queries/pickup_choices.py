"""Which other places have what a store did not find."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.postal import postal_lines
from app.domains.fulfillment.models import MissingPickup
from app.domains.inventory.models import Location
from app.domains.orders import rerouting
from app.domains.orders.models import OrderLine

EARTH = 6371
MOST_STORES = 3
HAVE = text(
    """
    select p.id, p.name, p.address, p.ships, p.offers_pickup, p.priority, p.latitude, p.longitude
    from location p
    where p.active and p.id <> :here and p.kind <> 'virtual'
      and not exists (
          select from unnest(cast(:items as uuid[]), cast(:quantities as numeric[])) as w (item, quantity)
          left join stock_level l on l.stock_item_id = w.item and l.location_id = p.id
          where coalesce(least(l.free, l.on_hand - l.allocated - l.reserved - l.held), 0) < w.quantity)
    order by p.priority, p.id
    """
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that has it; `km` from the store, as the crow flies, None where one of them has no geo-point."""

    id: UUID
    name: str
    address: tuple[str, ...]
    km: int | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be done: `fetch` it from there, `send` it from there, pick all of the order up at one of `stores`."""

    fetch: Spot | None = None
    send: Spot | None = None
    stores: Sequence[Spot] = ()

    def __bool__(self) -> bool:
        return bool(self.fetch or self.send or self.stores)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is missing."""

    id: UUID
    sku: str
    title: str
    options: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Question:
    """What a buyer is asked: what is missing, and what can be done."""

    id: UUID
    lines: Sequence[Line]
    choices: Choices


def choices(here: UUID, missing: Sequence[OrderLine], whole: Sequence[OrderLine]) -> Choices:
    """What can be done about `missing` lines, of a pickup of the `whole`; nearest places first."""
    store = db.session.get_one(Location, here)
    those = _have(store, missing)
    spots = [_spot(store, row) for row in those]
    senders = [_spot(store, row) for row in those if row.ships]
    stores = [_spot(store, row) for row in _have(store, whole) if row.offers_pickup]
    return Choices(
        next(iter(_nearest(spots)), None) if store.receives else None,
        next(iter(_nearest(senders)), None),
        _nearest(stores)[:MOST_STORES],
    )


def asked(order_id: UUID) -> Question | None:
    """What the buyer of an order is asked at present."""
    row = db.session.execute(
        text(
            "select m.id from missing_pickup m join pickup p on p.id = m.pickup_id"
            " where p.order_id = :order and m.status = 'asked' and p.status = 'new'"
        ),
        {"order": order_id},
    ).first()
    return question(db.session.get_one(MissingPickup, row.id), order_id) if row else None


def asked_of(pickup_ids: Sequence[UUID]) -> set[UUID]:
    """Those of some pickups whose buyer is asked at present."""
    rows = db.session.execute(
        text(
            "select pickup_id from missing_pickup where status = 'asked' and pickup_id = any(cast(:ids as uuid[]))"
        ),
        {"ids": list(pickup_ids)},
    )
    return {row.pickup_id for row in rows}


def question(missing: MissingPickup, order_id: UUID) -> Question:
    """What is asked about this."""
    lines = rerouting.awaiting(order_id, missing.location_id)
    gone = [line for line in lines if line.id in missing.line_ids]
    told = [
        Line(line.id, line.sku, line.title, line.options, line.quantity - line.fulfilled - line.cancelled)
        for line in gone
    ]
    return Question(missing.id, told, choices(missing.location_id, gone, lines))


def of_pickup(pickup_id: UUID) -> Sequence[Mapping[str, Any]]:
    """What was not found of a pickup, newest first, with what became of it."""
    found = db.session.execute(
        text(
            "select m.status, m.note, m.created_at, m.answered_at, m.line_ids, coalesce(l.name, '') as place"
            " from missing_pickup m left join location l on l.id = m.place_id"
            " where m.pickup_id = :pickup order by m.created_at desc"
        ),
        {"pickup": pickup_id},
    )
    return [dict(row._mapping) for row in found]


def _have(store: Location, lines: Sequence[OrderLine]) -> list[Any]:
    needed: dict[UUID, Decimal] = {}
    for line in lines:
        units = line.quantity - line.fulfilled - line.cancelled
        for item, each in line.stock:
            needed[UUID(item)] = needed.get(UUID(item), Decimal(0)) + units * Decimal(each)
    if not needed:
        return []
    facts = {"here": store.id, "items": list(needed), "quantities": list(needed.values())}
    return list(db.session.execute(HAVE, facts))


def _spot(store: Location, row: Any) -> Spot:
    address: dict[str, str] = row.address or {}
    lines = postal_lines(
        **{
            key: str(address.get(key) or "")
            for key in ("line1", "line2", "postal_code", "city", "region", "country")
        },
        home=str(address.get("country") or ""),
    )
    return Spot(row.id, row.name, tuple(lines), _km(store, row))


def _nearest(spots: Sequence[Spot]) -> list[Spot]:
    """Those with a distance first, nearest first; the others as they stand."""
    return sorted(spots, key=lambda spot: (spot.km is None, spot.km or 0))


def _km(one: Any, other: Any) -> int | None:
    points = (one.latitude, one.longitude, other.latitude, other.longitude)
    if any(point is None for point in points):
        return None
    north, east, to_north, to_east = (radians(float(point)) for point in points)
    half = sin((to_north - north) / 2) ** 2 + cos(north) * cos(to_north) * sin((to_east - east) / 2) ** 2
    return round(2 * EARTH * asin(sqrt(half)))
