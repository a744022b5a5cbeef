"""Licence keys reach their buyers: each unit paid for gets one, and gives it back with the money."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from app.core import events
from app.core.events import on, on_several
from app.domains.catalog import service as catalog
from app.domains.catalog.events import LicenceKeysHandedOut, LicenceKeysLow
from app.domains.orders import downloads
from app.domains.orders import service as orders
from app.domains.orders.events import OrderCancelled, OrderLinesCancelled, OrderPaid, OrderRefunded


@on_several(OrderPaid)
def hand_out_keys(told: Sequence[OrderPaid]) -> None:
    """Each unit of a product that is sold with keys gets one; what is missing follows when keys are added."""
    wanted = [
        (variant_id, line_id, order_id, units)
        for order_id in sorted(downloads.sold_in([UUID(paid.order_id) for paid in told]))
        for variant_id, line_id, units in _keyed_lines(order_id)
    ]
    given: dict[UUID, list[UUID]] = {}
    for variant_id, line_id, order_id, units in sorted(wanted):  # pools are held in one order
        got = catalog.licences.grant(order_id, line_id, variant_id, units)
        given.setdefault(order_id, []).extend(got)
    for order_id, keys in given.items():
        _told(order_id, keys)
    for variant_id in sorted({each[0] for each in wanted}):
        _warn(variant_id)


def _keyed_lines(order_id: UUID) -> Iterator[tuple[UUID, UUID, int]]:
    """Variant, line and units of the lines that get keys."""
    if orders.lock(order_id).status == "cancelled":
        return
    for line in orders.lines_of(order_id):
        product = catalog.product_of(line.variant_id) if line.digital and line.variant_id else None
        if product is not None and product.keyed and line.variant_id:
            yield line.variant_id, line.id, int(line.quantity - line.cancelled - line.refunded)


def add_keys(variant_id: UUID, keys: Sequence[str]) -> int:
    """Fill a variant's pool; who waits for keys gets theirs at once. Returns how many were new. Raises Invalid."""
    added = catalog.licences.add(variant_id, keys)
    for order_id, given in catalog.licences.hand_out_due(variant_id).items():
        _told(order_id, given)
    return added


@on(OrderRefunded)
def take_back_refunded(refunded: OrderRefunded) -> None:
    """Units that were paid back lose their keys."""
    _take_back(UUID(refunded.order_id))


@on(OrderCancelled)
def take_back_cancelled(cancelled: OrderCancelled) -> None:
    """An order that is off has no keys."""
    _take_back(UUID(cancelled.order_id))


@on(OrderLinesCancelled)
def take_back_lines(cancelled: OrderLinesCancelled) -> None:
    """Units that are off have no keys."""
    _take_back(UUID(cancelled.order_id))


def _take_back(order_id: UUID) -> None:
    off = orders.lock(order_id).status == "cancelled"
    for line in orders.lines_of(order_id):
        if line.digital:
            catalog.licences.keep(line.id, 0 if off else int(line.quantity - line.cancelled - line.refunded))


def _told(order_id: UUID, given: Sequence[UUID]) -> None:
    if given:
        orders.note(order_id, "keys_handed_out", {"keys": len(given)})
        events.record(LicenceKeysHandedOut(order_id=str(order_id), key_ids=[str(each) for each in given]))


def _warn(variant_id: UUID) -> None:
    """Say that few keys are left: when the threshold is reached, and whenever some are missing."""
    product, pool = catalog.product_of(variant_id), catalog.licences.pools([variant_id])[variant_id]
    if product is not None and (pool.due or pool.free <= product.keys_low):
        events.record(LicenceKeysLow(variant_id=str(variant_id), free=pool.free, due=pool.due))
