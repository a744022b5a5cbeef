"""What buyers of downloads take home from the till: the address of their order's page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.domains.orders import service as orders
from app.domains.pos import service as pos
from app.domains.pos.types import Till


@dataclass(frozen=True, slots=True)
class BookedSale:
    """A sale of a till that the shop has booked as an order."""

    order_id: UUID
    received_at: datetime


def sale_of_till(till: Till, operation_id: UUID) -> BookedSale:
    """A sale that this till sent, locked. Raises NotFound for one of another till, or one that is not booked."""
    row = pos.lock_known(operation_id)
    if row.device_id != till.device_id or row.kind != "sale" or row.order_id is None:
        raise NotFound(_("There is no such sale at this till"))
    return BookedSale(row.order_id, row.received_at)


def order_token(till: Till, operation_id: UUID) -> str | None:
    """What opens the page of a sale's order, with its files and keys; None where it sold nothing to download.

    Raises NotFound as `sale_of_till`.
    """
    sale = sale_of_till(till, operation_id)
    digital = any(line.digital for line in orders.lines_of(sale.order_id))
    return orders.guest_link(sale.order_id) if digital else None
