"""Pickups whose goods the store did not find: noted once, answered once. Nothing here commits."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.core import clock, events
from app.core.db import db
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.fulfillment.errors import UnknownPickup, WrongStep
from app.domains.fulfillment.events import PickupMissing
from app.domains.fulfillment.models import MissingPickup, Pickup


def note_missing(pickup: Pickup, line_ids: Sequence[UUID], note: str) -> MissingPickup:
    """These lines are not there: the pickup is not ready. Raises WrongStep."""
    if pickup.status not in ("new", "ready"):
        raise WrongStep(_("This pickup is %(status)s already", status=_(pickup.status)), state=pickup.status)
    require_answered(pickup.id)
    pickup.status, pickup.ready_at = "new", None
    made = MissingPickup(
        id=new_id(), pickup_id=pickup.id, location_id=pickup.location_id, line_ids=list(line_ids), hold_ids=[],
        note=note, reported_by=current_principal().label, status="asked", created_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def ask_buyer(missing: MissingPickup, order_id: UUID) -> None:
    """The buyer is to say what becomes of it."""
    events.record(PickupMissing(missing_id=str(missing.id), order_id=str(order_id)))


def require_answered(pickup_id: UUID) -> None:
    """Raises WrongStep while the buyer is asked about a pickup."""
    if open_of(pickup_id) is not None:
        raise WrongStep(_("Something of it is missing, and the buyer has not said what to do"), state="asked")


def open_of(pickup_id: UUID) -> MissingPickup | None:
    """What the buyer is asked about."""
    return db.session.scalar(
        select(MissingPickup).where(MissingPickup.pickup_id == pickup_id, MissingPickup.status == "asked")
    )


def lock_open(pickup: Pickup) -> MissingPickup:
    """What waits for an answer, held until the unit ends. Raises UnknownPickup, WrongStep once it is answered."""
    found = db.session.scalar(
        select(MissingPickup)
        .where(MissingPickup.pickup_id == pickup.id)
        .order_by(MissingPickup.created_at.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise UnknownPickup(_("There is no such pickup"))
    if found.status != "asked" or pickup.status != "new":
        raise WrongStep(_("This was answered already"), state=found.status)
    return found


def settle(missing: MissingPickup, status: str, place_id: UUID | None = None) -> None:
    """What became of it."""
    missing.status, missing.place_id = status, place_id
    missing.answered_at, missing.answered_by = clock.now(), current_principal().label
    db.session.flush()


def move_pickup(pickup: Pickup, location_id: UUID) -> None:
    """The order waits at another store now."""
    pickup.location_id = location_id
    db.session.flush()
