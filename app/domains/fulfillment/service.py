"""The door of fulfilment: parcels by location, pickups by store, and their steps. Nothing here commits."""

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert

from app.core import clock, crypto, events
from app.core.db import add_all, db
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.fulfillment.errors import UnknownPickup, UnknownShipment, WrongPickupCode, WrongStep
from app.domains.fulfillment.events import PickupCollected, PickupReady, ShipmentSent
from app.domains.fulfillment.models import Pickup, Shipment, ShipmentLine

NEXT = {"open": "picked", "picked": "packed", "packed": "shipped"}
CODE_TRIES = 10


@dataclass(frozen=True, slots=True)
class Part:
    """A quantity of an order line."""

    line_id: UUID
    quantity: Decimal


def open_shipments(parts: Mapping[UUID, Mapping[UUID, Sequence[Part]]]) -> list[UUID]:
    """One open parcel a location for each order (order -> location -> parts) that has no parcels already."""
    have = set(db.session.scalars(select(Shipment.order_id).where(Shipment.order_id.in_(parts))))
    boxes: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for order_id, by_location in parts.items():
        for location_id, inside in by_location.items() if order_id not in have else ():
            box = new_id()
            boxes.append({"id": box, "order_id": order_id, "location_id": location_id})
            lines += [
                {"shipment_id": box, "order_line_id": p.line_id, "quantity": p.quantity} for p in inside
            ]
    add_all(Shipment, boxes)
    add_all(ShipmentLine, lines)
    return [box["id"] for box in boxes]


def open_parcel(order_id: UUID, location_id: UUID, inside: Sequence[Part]) -> UUID:
    """One more parcel of an order."""
    box = new_id()
    add_all(Shipment, [{"id": box, "order_id": order_id, "location_id": location_id}])
    add_all(
        ShipmentLine,
        [{"shipment_id": box, "order_line_id": part.line_id, "quantity": part.quantity} for part in inside],
    )
    return box


def open_pickup(order_id: UUID, location_id: UUID) -> UUID:
    """Put the order on the store's queue with a fresh six-digit code; idempotent."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    db.session.execute(
        pg_insert(Pickup)
        .values(
            id=new_id(), order_id=order_id, location_id=location_id, status="new", code=crypto.seal_secret(code),
            created_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=[Pickup.order_id])
    )  # fmt: skip
    return db.session.scalars(select(Pickup.id).where(Pickup.order_id == order_id)).one()


def lock_shipment(shipment_id: UUID) -> Shipment:
    """Held until the unit ends. Raises UnknownShipment, also outside the caller's locations."""
    shipment = db.session.scalar(
        select(Shipment)
        .where(Shipment.id == shipment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if shipment is None or not current_principal().may_at(shipment.location_id):
        raise UnknownShipment(_("There is no such parcel"))
    return shipment


def shipment_parts(shipment_id: UUID) -> list[Part]:
    """What is in a parcel."""
    rows = db.session.scalars(select(ShipmentLine).where(ShipmentLine.shipment_id == shipment_id))
    return [Part(row.order_line_id, row.quantity) for row in rows]


def step(shipment: Shipment, to: str) -> None:
    """Move a parcel one step on: picked, packed. Raises WrongStep."""
    if NEXT.get(shipment.status) != to or to == "shipped":
        raise WrongStep(
            _("This parcel is %(status)s already", status=_(shipment.status)), state=shipment.status
        )
    shipment.status = to
    if to == "picked":
        shipment.picked_at = clock.now()
    else:
        shipment.packed_at = clock.now()
    db.session.flush()


def send(shipment: Shipment, *, carrier: str, tracking_number: str, tracking_url: str = "") -> None:
    """The parcel leaves, from any step before. Raises WrongStep."""
    if shipment.status not in NEXT:
        raise WrongStep(
            _("This parcel is %(status)s already", status=_(shipment.status)), state=shipment.status
        )
    shipment.status, shipment.shipped_at = "shipped", clock.now()
    shipment.carrier, shipment.tracking_number, shipment.tracking_url = carrier, tracking_number, tracking_url
    db.session.flush()
    events.record(ShipmentSent(shipment_id=str(shipment.id), order_id=str(shipment.order_id)))


def take_over(shipment: Shipment) -> list[UUID]:
    """Put what is in the order's untouched parcels into this one; answers which ended. Raises WrongStep."""
    others = list(
        db.session.scalars(
            select(Shipment)
            .where(
                Shipment.order_id == shipment.order_id, Shipment.status == "open", Shipment.id != shipment.id
            )
            .order_by(Shipment.id)
            .with_for_update()
        )
    )
    if shipment.status not in NEXT or not others:
        raise WrongStep(_("Nothing of this order waits elsewhere"), state=shipment.status)
    ended = [other.id for other in others]
    db.session.execute(
        update(ShipmentLine).where(ShipmentLine.shipment_id.in_(ended)).values(shipment_id=shipment.id)
    )
    for other in others:
        other.status = "cancelled"
    shipment.status, shipment.picked_at, shipment.packed_at = "open", None, None
    db.session.flush()
    return ended


def lock_pickup(pickup_id: UUID) -> Pickup:
    """Held until the unit ends. Raises UnknownPickup, also outside the caller's locations."""
    pickup = db.session.scalar(
        select(Pickup)
        .where(Pickup.id == pickup_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if pickup is None or not current_principal().may_at(pickup.location_id):
        raise UnknownPickup(_("There is no such pickup"))
    return pickup


def make_ready(pickup: Pickup) -> None:
    """The order lies ready at the counter; its buyer is told. Raises WrongStep."""
    if pickup.status != "new":
        raise WrongStep(_("This pickup is %(status)s already", status=_(pickup.status)), state=pickup.status)
    pickup.status, pickup.ready_at = "ready", clock.now()
    db.session.flush()
    events.record(PickupReady(pickup_id=str(pickup.id), order_id=str(pickup.order_id)))


def code_fits(pickup: Pickup, code: str) -> bool:
    """Whether it is the buyer's code; counts wrong ones. After ten, only a manager's word opens (`collect`)."""
    if pickup.attempts >= CODE_TRIES:
        raise WrongPickupCode(_("Too many wrong codes"), fields={"code": _("Ask a manager")})
    fits = hmac.compare_digest(crypto.open_secret(pickup.code).encode(), "".join(code.split()).encode())
    if not fits:
        pickup.attempts += 1
        db.session.flush()
    return fits


def collect(pickup: Pickup, *, by: str = "") -> None:
    """Handed over. Raises WrongStep."""
    if pickup.status not in ("new", "ready"):
        raise WrongStep(_("This pickup is %(status)s already", status=_(pickup.status)), state=pickup.status)
    pickup.status, pickup.collected_at, pickup.collected_by = "collected", clock.now(), by
    db.session.flush()
    events.record(PickupCollected(pickup_id=str(pickup.id), order_id=str(pickup.order_id)))


def pickup_code(pickup: Pickup) -> str:
    """The buyer's code, for their mail and order page."""
    return crypto.open_secret(pickup.code)


def cancel(order_id: UUID, quantities: Mapping[UUID, Decimal]) -> None:
    """Take cancelled quantities out of parcels that have not left; empty parcels and pickups end."""
    waiting = list(
        db.session.scalars(
            select(Shipment)
            .where(Shipment.order_id == order_id, Shipment.status.in_(tuple(NEXT)))
            .with_for_update()
        )
    )
    for shipment in waiting:
        for part in shipment_parts(shipment.id):
            _take_out(shipment.id, part, quantities.get(part.line_id, Decimal(0)))
        if not shipment_parts(shipment.id):
            shipment.status = "cancelled"
    db.session.flush()


def cancel_pickup(order_id: UUID) -> None:
    """The whole order is off: its pickup too."""
    db.session.execute(
        update(Pickup)
        .where(Pickup.order_id == order_id, Pickup.status.in_(("new", "ready")))
        .values(status="cancelled")
    )


def _take_out(shipment_id: UUID, part: Part, quantity: Decimal) -> None:
    if not quantity:
        return
    here = (ShipmentLine.shipment_id == shipment_id, ShipmentLine.order_line_id == part.line_id)
    if quantity >= part.quantity:
        db.session.execute(delete(ShipmentLine).where(*here))
    else:
        db.session.execute(update(ShipmentLine).where(*here).values(quantity=part.quantity - quantity))
