"""Paid downloads are there at once; what is paid back is taken back."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from app.core import audit, clock, events
from app.core.events import on, on_several
from app.domains.catalog import service as catalog
from app.domains.catalog.downloads import Terms
from app.domains.inventory import service as inventory
from app.domains.orders import downloads
from app.domains.orders import service as orders
from app.domains.orders.downloads import Granted
from app.domains.orders.events import OrderCompleted, OrderPaid, OrderRefunded
from app.flows.refresh_listings import refresh_listings


@on_several(OrderPaid)
def hand_out_downloads(told: Sequence[OrderPaid]) -> None:
    """The digital lines of paid orders: their files can be fetched, and the lines are done.

    A till's sale is done already; its buyer gets the files all the same.
    """
    for order_id in downloads.sold_in([UUID(paid.order_id) for paid in told]):
        _hand_out(order_id)


def _hand_out(order_id: UUID) -> None:
    order = orders.lock(order_id)
    carried = order.delivery_kind == "carry"
    lines = [
        line
        for line in orders.lines_of(order_id)
        if line.digital and (carried or line.quantity > line.fulfilled + line.cancelled)
    ]
    if not lines or order.status == "cancelled":
        return
    downloads.grant(order_id, {line.id: _files(line.variant_id, int(line.quantity)) for line in lines})
    if carried:
        return
    open_ = {line.id: line.quantity - line.fulfilled - line.cancelled for line in lines}
    orders.fulfilled(order, open_, complete=True)
    orders.note(order_id, "downloads_granted", {"lines": len(lines)})
    if order.status == "completed":
        events.record(OrderCompleted(order_id=str(order_id)))


def _files(variant_id: UUID | None, units: int) -> list[Granted]:
    product = catalog.product_of(variant_id) if variant_id else None
    if product is None:
        return []
    until = clock.now() + timedelta(days=product.download_days)
    return [
        Granted(file.name, file.file_key, file.size, product.download_most * max(1, units), until)
        for file in catalog.downloads.files_of(product.id)
    ]


@on(OrderRefunded)
def take_back_downloads(refunded: OrderRefunded) -> None:
    """What was paid back as a whole cannot be fetched any more."""
    downloads.revoke_refunded(UUID(refunded.order_id))


def sell_as_files(product_id: UUID, terms: Terms) -> None:
    """Sell a product as its files and keys, never counted, or as a thing again. Raises Invalid naming what to mend."""
    product, digital = catalog.product(product_id), terms.digital
    changes = product.digital != digital
    catalog.downloads.sell_as_files(product, terms)
    if changes:
        inventory.count_items([variant.id for variant in catalog.variants(product_id)], counted=not digital)
        audit.record(
            "inventory.counting_changed",
            object_type="product",
            object_id=product_id,
            after={"counted": not digital},
        )
        refresh_listings([product_id])
