"""The queues of hands: parcels to pick, pack and ship, and pickups at the counter. Only the caller's locations."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, true, tuple_

from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.domains.fulfillment.models import Pickup, Shipment, ShipmentLine
from app.domains.inventory.models import Location
from app.domains.orders.models import Order, OrderLine
from app.domains.orders.types import Picked, picked
from app.queries.bin_board import LAST, lying

GONE = frozenset({"shipped", "delivered", "collected", "cancelled"})


@dataclass(frozen=True, slots=True)
class Job:
    """A parcel or a pickup in its queue."""

    id: UUID
    order_id: UUID
    number: str
    customer: str
    location: str
    status: str
    created_at: datetime
    items: Decimal


@dataclass(frozen=True, slots=True)
class Piece:
    """What to take from the shelf."""

    sku: str
    title: str
    options: str
    quantity: Decimal
    components: list[dict[str, str]]
    stock: list[list[str]]
    bins: tuple[tuple[int, str], ...] = ()

    @property
    def bin(self) -> str:
        """Where it lies, or where its parts do."""
        return ", ".join(code for _order, code in self.bins)

    @property
    def parts(self) -> list[Picked]:
        """A bundle's parts as they are taken from the shelf."""
        return picked(self.components, self.quantity)


@dataclass(frozen=True, slots=True)
class JobPage:
    """One job with its pieces and the row behind it."""

    job: Job
    pieces: list[Piece]
    row: Any


def shipments(
    *, state: str = "", q: str = "", cursor: str | None = None, limit: int | None = None
) -> Page[Job]:
    """Parcels, oldest first while they wait, newest first once they left."""
    wanted = Shipment.status.in_(("open", "picked", "packed")) if not state else Shipment.status == state
    items = _pieces_of(Shipment.id)
    return _page(
        Shipment, and_(_here(Shipment), wanted, _search(q)), items, cursor, limit, gone=state in GONE
    )


def pickups(
    *, state: str = "", q: str = "", cursor: str | None = None, limit: int | None = None
) -> Page[Job]:
    """Pickups of the store's queue, oldest first."""
    wanted = Pickup.status.in_(("new", "ready")) if not state else Pickup.status == state
    items = (
        select(func.coalesce(func.sum(OrderLine.quantity - OrderLine.cancelled), 0))
        .where(OrderLine.order_id == Pickup.order_id, _at_pickup())
        .scalar_subquery()
    )
    return _page(Pickup, and_(_here(Pickup), wanted, _search(q)), items, cursor, limit, gone=state in GONE)


def shipment(shipment_id: UUID) -> JobPage:
    """One parcel. Raises NotFound, also outside the caller's locations."""
    rows = (
        select(
            OrderLine.sku,
            OrderLine.title,
            OrderLine.options,
            ShipmentLine.quantity,
            OrderLine.components,
            OrderLine.stock,
        )
        .join(ShipmentLine, ShipmentLine.order_line_id == OrderLine.id)
        .where(ShipmentLine.shipment_id == shipment_id)
        .order_by(OrderLine.position)
    )
    return _one(Shipment, shipment_id, _pieces_of(Shipment.id), rows)


def elsewhere(shipment: Shipment) -> list[Job]:
    """The order's other parcels that nobody has begun to pick, whatever location they are of."""
    others = and_(
        Shipment.order_id == shipment.order_id, Shipment.id != shipment.id, Shipment.status == "open"
    )
    found = _jobs(Shipment, others, _pieces_of(Shipment.id)).order_by(Location.name)
    return [Job(**row._mapping) for row in db.session.execute(found)]


def pickup(pickup_id: UUID) -> JobPage:
    """One pickup. Raises NotFound, also outside the caller's locations."""
    rows = (
        select(
            OrderLine.sku,
            OrderLine.title,
            OrderLine.options,
            (OrderLine.quantity - OrderLine.cancelled).label("quantity"),
            OrderLine.components,
            OrderLine.stock,
        )
        .join(Pickup, Pickup.order_id == OrderLine.order_id)
        .where(Pickup.id == pickup_id, _at_pickup())
        .order_by(OrderLine.position)
    )
    return _one(Pickup, pickup_id, func.coalesce(0, 0), rows)


def _at_pickup() -> ColumnElement[bool]:
    """Lines that wait at the store, not those that another place sends."""
    return OrderLine.location_id.is_(None) | (OrderLine.location_id == Pickup.location_id)


def _pieces_of(shipment_id: Any) -> Any:
    return (
        select(func.coalesce(func.sum(ShipmentLine.quantity), 0))
        .where(ShipmentLine.shipment_id == shipment_id)
        .scalar_subquery()
    )


def _here(model: Any) -> ColumnElement[bool]:
    places = current_principal().locations
    return true() if places is None else model.location_id.in_(places)


def _search(q: str) -> ColumnElement[bool]:
    q = q.strip()
    return (Order.number == q.lstrip("#")) | Order.name.istartswith(q, autoescape=True) if q else true()


def _jobs(model: Any, wanted: ColumnElement[bool], items: Any) -> Any:
    return (
        select(
            model.id, model.order_id, Order.number, Order.name.label("customer"), Location.name.label("location"),
            model.status, model.created_at, items.label("items"),
        )
        .join(Order, Order.id == model.order_id)
        .join(Location, Location.id == model.location_id)
        .where(wanted)
    )  # fmt: skip


def _page(
    model: Any, wanted: ColumnElement[bool], items: Any, cursor: str | None, limit: int | None, *, gone: bool
) -> Page[Job]:
    """Oldest first while they wait, newest first once they are gone."""
    size, keys = clamp(limit), decode_cursor(cursor, datetime, UUID)
    order = (model.created_at.desc(), model.id.desc()) if gone else (model.created_at, model.id)
    found = _jobs(model, wanted, items).order_by(*order).limit(size + 1)
    if keys:
        place, last = tuple_(model.created_at, model.id), tuple_(*keys)
        found = found.where(place < last if gone else place > last)
    counted = select(func.count()).select_from(model).join(Order, Order.id == model.order_id).where(wanted)
    rows = [Job(**row._mapping) for row in db.session.execute(found)]
    return cut(rows, size, lambda row: (row.created_at.isoformat(), str(row.id)), db.session.scalar(counted))


def _one(model: Any, job_id: UUID, items: Any, pieces: Any) -> JobPage:
    found = db.session.execute(_jobs(model, and_(model.id == job_id, _here(model)), items)).first()
    if found is None:
        raise NotFound(_("There is no such job here"))
    job = db.session.get_one(model, job_id)
    rows = [Piece(*row) for row in db.session.execute(pieces)]
    return JobPage(Job(**found._mapping), _along_the_way(rows, job.location_id), job)


def _along_the_way(pieces: Sequence[Piece], location_id: UUID) -> list[Piece]:
    """The pieces with their bins, in the order in which one walks past them; those without a bin last."""
    lies = lying(location_id, [UUID(item) for piece in pieces for item, _each in piece.stock])
    told = [
        replace(piece, bins=tuple(sorted(lies[item] for item, _each in piece.stock if item in lies)))
        for piece in pieces
    ]
    return sorted(told, key=lambda piece: piece.bins or ((LAST, ""),))
