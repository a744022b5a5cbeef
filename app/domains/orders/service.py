"""The door of the orders: write one, move it along, note what happened to it. Nothing here commits."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import insert, select, text, update

from app.core import clock
from app.core.db import db, run
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.orders import rules
from app.domains.orders.errors import UnknownOrder, WrongState
from app.domains.orders.models import Order as OrderRow
from app.domains.orders.models import OrderEvent, OrderLine
from app.domains.orders.opening import Extras, guest_link, open_order

CONFIRM = text(
    """
    with moved as (
        update "order" set status = :status, payment_status = :payment_status, listed = true
        where id = :id and payment_status in ('pending', 'requires_action', 'failed')
        returning id
    )
    insert into order_event (order_id, at, kind, actor, actor_name, data)
    select id, :now, :kind, :actor, :actor_name, cast(:data as jsonb) from moved
    """
)


def payment_moved(
    order_id: UUID, *, payment_status: str, status: str, kind: str, data: Mapping[str, Any]
) -> bool:
    """Note the payment's outcome on an order that waits for it, with a line in its story; False when it did not wait."""
    actor = current_principal()
    done = run(
        CONFIRM,
        {
            "id": order_id, "status": status, "payment_status": payment_status, "kind": kind, "now": clock.now(),
            "actor": actor.label, "actor_name": actor.name, "data": orjson.dumps(dict(data), default=str).decode(),
        },
    )  # fmt: skip
    return bool(done.rowcount)


def fail(order_id: UUID, *, reason: str) -> None:
    """The payment was declined or never made: the attempt is kept unlisted and its stock is no longer its own."""
    db.session.execute(
        update(OrderRow)
        .where(OrderRow.id == order_id)
        .values(
            status="cancelled",
            payment_status="failed",
            listed=False,
            cancel_reason=reason,
            cancelled_at=clock.now(),
        )
    )
    note(order_id, "payment_failed", {"reason": reason})


def lock(order_id: UUID) -> OrderRow:
    """The order, held until the unit ends. Raises UnknownOrder, also outside the caller's locations."""
    row = db.session.scalar(
        select(OrderRow).where(OrderRow.id == order_id, OrderRow.listed).with_for_update()
        .execution_options(populate_existing=True)
    )  # fmt: skip
    if row is None or (not current_principal().may_at(row.location_id) and not _touches(order_id)):
        raise UnknownOrder(_("There is no such order"))
    return row


def _touches(order_id: UUID) -> bool:
    """Whether the caller's locations serve any line of the order."""
    places = current_principal().locations or frozenset()
    line = (
        select(OrderLine.id).where(OrderLine.order_id == order_id, OrderLine.location_id.in_(places)).limit(1)
    )
    return db.session.scalar(line) is not None


def lines_of(order_id: UUID) -> list[OrderLine]:
    """An order's lines in their order."""
    return list(
        db.session.scalars(
            select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.position)
            .execution_options(populate_existing=True)
        )
    )  # fmt: skip


def cancel_lines(order: OrderRow, quantities: Mapping[UUID, Decimal], *, reason: str) -> list[OrderLine]:
    """Cancel quantities of lines that have not left; returns the lines touched. Raises WrongState."""
    touched = []
    for line in lines_of(order.id):
        if not (quantity := quantities.get(line.id, Decimal(0))):
            continue
        if quantity < 0 or quantity > line.quantity - line.fulfilled - line.cancelled:
            raise WrongState(
                _("More than is left of %(sku)s cannot be cancelled", sku=line.sku), state=order.status
            )
        line.cancelled += quantity
        touched.append(line)
    db.session.flush()
    _settle_status(order, reason)
    return touched


def _settle_status(order: OrderRow, reason: str = "") -> None:
    """Let the order's states follow from its lines."""
    state = rules.states(
        order.status, [(line.quantity, line.fulfilled, line.cancelled) for line in lines_of(order.id)]
    )
    order.fulfillment_status = state.fulfillment
    if state.status != order.status:
        order.status = state.status
        if state.status == "cancelled":
            order.cancelled_at, order.cancel_reason = clock.now(), reason
    db.session.flush()


def fulfilled(order: OrderRow, quantities: Mapping[UUID, Decimal], *, complete: bool) -> None:
    """Goods left: add to the lines' fulfilled quantities. `complete`: handed over, not only sent."""
    for line in lines_of(order.id):
        line.fulfilled += quantities.get(line.id, Decimal(0))
    db.session.flush()
    _settle_status(order)
    if order.fulfillment_status == "fulfilled":
        order.status = "completed" if complete else "shipped"
        order.completed_at = clock.now() if complete else order.completed_at
    db.session.flush()


def start_fulfillment(order: OrderRow) -> None:
    """Somebody began to pick."""
    if order.status == "confirmed":
        order.status = "in_fulfillment"
        db.session.flush()


def refund_lines(
    order: OrderRow, shares: Mapping[UUID, tuple[Decimal, int]], *, shipping: int = 0,
    withheld: Mapping[UUID, int] | None = None,
) -> None:  # fmt: skip
    """Book what goes back: line id -> (quantity, amount), and delivery. The order's payment status follows.

    `withheld`: what of a line's share is kept back with it, below 0 what goes back after all.
    """
    kept = withheld or {}
    for line in lines_of(order.id):
        line.withheld += kept.get(line.id, 0)
        quantity, amount = shares.get(line.id, (Decimal(0), 0))
        line.refunded += quantity
        line.refunded_amount += amount
    order.shipping_refunded += shipping
    order.refunded += sum(amount for _quantity, amount in shares.values()) + shipping
    if order.payment_status in ("paid", "partially_refunded", "refunded"):
        order.payment_status = rules.paid_state(order.total, order.refunded)
    db.session.flush()


def take_back_refund(
    order: OrderRow, shares: Mapping[UUID, tuple[Decimal, int]], *, shipping: int = 0,
    withheld: Mapping[UUID, int] | None = None,
) -> None:  # fmt: skip
    """The money did not go back after all: undo what `refund_lines` booked."""
    refund_lines(
        order, {line: (-quantity, -amount) for line, (quantity, amount) in shares.items()}, shipping=-shipping,
        withheld={line: -amount for line, amount in (withheld or {}).items()},
    )  # fmt: skip


def note(order_id: UUID, kind: str, data: Mapping[str, Any] | None = None) -> None:
    """Add a line to the order's story."""
    note_all([(order_id, kind, data or {})])


def note_all(rows: Iterable[tuple[UUID, str, Mapping[str, Any]]]) -> None:
    actor = current_principal()
    values: Sequence[dict[str, Any]] = [
        {
            "order_id": order_id,
            "at": clock.now(),
            "kind": kind,
            "actor": actor.label,
            "actor_name": actor.name,
            "data": dict(data),
        }
        for order_id, kind, data in rows
    ]
    if values:
        db.session.execute(insert(OrderEvent), list(values))


__all__ = [
    "Extras",
    "cancel_lines",
    "fail",
    "fulfilled",
    "guest_link",
    "lines_of",
    "lock",
    "note",
    "note_all",
    "open_order",
    "payment_moved",
    "refund_lines",
    "start_fulfillment",
    "take_back_refund",
]
