"""What a person looked at is made good: sold beyond stock, promised beyond what is there."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.core import audit, clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.inventory.errors import ExceptionResolved, UnknownException
from app.domains.inventory.models import StockException
from app.domains.inventory.service.levels import locked_level
from app.domains.inventory.service.moving import change
from app.domains.inventory.types import Change


def settle_exception(exception_id: UUID, resolution: str) -> StockException:
    """Say how an exception was made good; what was oversold is written off the level's `oversold`.

    Raises UnknownException, ExceptionResolved, Invalid at `resolution`.
    """
    found = db.session.scalar(
        select(StockException).where(StockException.id == exception_id).with_for_update()
    )
    if found is None or not current_principal().may_at(found.location_id):
        raise UnknownException(_("There is no such exception"))
    if found.resolved_at is not None:
        raise ExceptionResolved(_("Somebody has dealt with it already"))
    if not resolution:
        raise Invalid(
            _("Say how it was made good"),
            fields={"resolution": _("Say how it was made good, for the record")},
        )
    found.resolved_at, found.resolved_by = clock.now(), current_principal().label
    found.resolution = resolution
    if found.kind == "oversold":
        _write_off(found)
    audit.record(
        "inventory.exception_settled", object_type="stock_item", object_id=found.stock_item_id, reason=resolution,
        after={"kind": found.kind, "quantity": str(found.quantity), "location": str(found.location_id)},
    )  # fmt: skip
    return found


def settle_of_order(order_id: UUID, kind: str, resolution: str) -> None:
    """Every open exception of a kind that an order caused is made good."""
    of_order = select(StockException.id).where(
        StockException.order_id == order_id, StockException.kind == kind, StockException.resolved_at.is_(None)
    )
    for exception_id in db.session.scalars(of_order).all():
        settle_exception(exception_id, resolution)


def _write_off(found: StockException) -> None:
    owed = min(found.quantity, locked_level(found.stock_item_id, found.location_id).oversold)
    if owed > Decimal(0):
        change(
            [Change(found.stock_item_id, found.location_id, oversold=-owed)],
            kind="settle", reason=found.resolution, document="exception", document_id=found.id,
        )  # fmt: skip
