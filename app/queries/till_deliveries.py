"""What is on its way to a till's store: transfers and purchase orders, as a scanner counts them in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.queries import purchase_board, transfer_board
from app.queries.purchase_board import Purchase
from app.queries.transfer_board import Transfer

Kind = Literal["transfer", "purchase"]


@dataclass(frozen=True, slots=True)
class Coming:
    """A delivery on its way; `sender`: a place or a supplier."""

    kind: Kind
    id: UUID
    number: str
    sender: str
    expected_on: date | None
    pieces: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """What is expected of one article; `codes`: what a scanner may read for it.

    `by_serial`: each unit has a number of its own, which is named as it comes.
    """

    id: UUID
    sku: str
    title: str
    expected: Decimal
    codes: Sequence[str]
    by_serial: bool = False


def coming(store: UUID) -> list[Coming]:
    """What comes to a store: transfers that left, then purchase orders that were sent."""
    left = transfer_board.transfers(state="in_transit", destination=store).items
    sent = purchase_board.purchases(view="open", location=str(store)).items
    return [*map(_transfer, left), *map(_purchase, sent)]


def one(delivery_id: UUID, store: UUID) -> tuple[Coming, list[Line]]:
    """A delivery and what is still expected of it. Raises NotFound, also for what goes elsewhere or came whole."""
    found = _purchase_lines(delivery_id, store) or _transfer_lines(delivery_id, store)
    if found is None:
        raise NotFound(_("Nothing is expected under this number any more"), code="inventory.not_expected")
    return found


def _transfer_lines(transfer_id: UUID, store: UUID) -> tuple[Coming, list[Line]] | None:
    page = transfer_board.transfer(transfer_id)
    if page.head.destination_id != store or page.head.status != "in_transit":
        return None
    return _transfer(page.head), [
        Line(
            line.id, line.sku, _name(line.title, line.option_values), line.picked,
            [code for code in (line.sku, line.barcode) if code], line.by_serial,
        )
        for line in page.lines
        if line.picked
    ]  # fmt: skip


def _purchase_lines(purchase_id: UUID, store: UUID) -> tuple[Coming, list[Line]] | None:
    page = purchase_board.purchase(purchase_id)
    if (
        page is None
        or page.order.location_id != store
        or page.order.status not in ("sent", "partly_received")
    ):
        return None
    return _purchase(page.order), [
        Line(
            line.id,
            line.sku,
            _name(line.title, line.option_values),
            line.open,
            list(line.codes),
            line.by_serial,
        )
        for line in page.lines
        if line.open
    ]


def _transfer(row: Transfer) -> Coming:
    return Coming("transfer", row.id, row.number, row.source, None, row.pieces)


def _purchase(row: Purchase) -> Coming:
    return Coming("purchase", row.id, str(row.number), row.supplier, row.expected_on, row.units - row.came)


def _name(title: str, values: Sequence[str]) -> str:
    return ", ".join(filter(None, (title, " / ".join(values))))
