"""Stock promised for a time: to carts in the checkout, to orders that are being paid; and allocated once they are."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select

from app.core import clock
from app.core.db import db, run
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.inventory import repo, rules
from app.domains.inventory.errors import OutOfStock
from app.domains.inventory.models import Reservation
from app.domains.inventory.types import Demand, Shortage

RESERVED_FOR = timedelta(minutes=15)


def reserve(order_id: UUID, demands: Iterable[Demand]) -> None:
    """Promise stock to an order that is not paid yet: the last statement before COMMIT.

    Expired reservations are released and the taking tried once more before it is refused.
    Raises OutOfStock with `shortages`, and the caller's unit rolls back.
    """
    _take(rules.summed(demands), order_id=order_id, lasting=RESERVED_FOR)


def hold(cart_id: UUID, demands: Iterable[Demand], *, lasting: timedelta) -> datetime:
    """Promise stock to a cart in the checkout, instead of what it held before; answers until when.

    Raises OutOfStock with `shortages`: what it held before stays, as the caller's unit rolls back.
    """
    wanted = rules.summed(demands)
    let_go(cart_id, wanted)
    return _take(wanted, cart_id=cart_id, lasting=lasting)


def keep_holding(cart_id: UUID, *, lasting: timedelta) -> datetime | None:
    """Let what a cart still holds last anew; None when it holds nothing any more."""
    until = clock.now() + lasting
    facts = {"cart_id": cart_id, "now": clock.now(), "expires": until}
    return until if run(repo.EXTEND, facts).rowcount else None


def let_go(cart_id: UUID, wanted: Iterable[Demand] = ()) -> None:
    """The cart holds nothing any more: right before its order reserves what is `wanted`, or when the buyer leaves."""
    repo.let_go(cart_id, list(wanted), now=clock.now())


def held_by(cart_id: UUID) -> list[Reservation]:
    """What a cart holds at present."""
    own = select(Reservation).where(Reservation.cart_id == cart_id, Reservation.released_at.is_(None))
    return list(db.session.scalars(own.order_by(Reservation.location_id)))


def _take(
    wanted: Sequence[Demand], *, lasting: timedelta, order_id: UUID | None = None, cart_id: UUID | None = None
) -> datetime:
    now = clock.now()
    expires = now + lasting
    reserve = partial(repo.reserve, wanted, order_id=order_id, cart_id=cart_id, now=now, expires=expires)
    if not wanted:
        return expires
    met, expired = reserve()
    if expired:
        repo.release_expired([(demand.stock_item_id, demand.location_id) for demand in wanted], now=now)
        met, _left = reserve()
    if not met:
        raise OutOfStock(_("There is not enough left"), shortages=shortages(wanted))
    return expires


def shortages(demands: Iterable[Demand]) -> list[Shortage]:
    """Which demands exceed what is free right now."""
    return [found for found in repo.free_for(rules.summed(demands)) if found.free < found.wanted]


def allocate(order_id: UUID) -> int:
    """The order is paid: its reservations become allocations. Returns how many; 0 when they had expired."""
    return repo.allocate(order_id, now=clock.now(), actor=current_principal().label)


def release(order_id: UUID) -> None:
    """The order will not be: its reservations are free again."""
    repo.release(order_id, now=clock.now())


def release_expired() -> int:
    """Give back every expired reservation; returns of how many levels. Reserving does not depend on it."""
    due = (
        select(Reservation.stock_item_id, Reservation.location_id)
        .where(Reservation.released_at.is_(None), Reservation.expires_at < clock.now())
        .distinct()
        .limit(1000)
    )
    levels = [(row.stock_item_id, row.location_id) for row in db.session.execute(due)]
    if levels:
        repo.release_expired(levels, now=clock.now())
    return len(levels)
