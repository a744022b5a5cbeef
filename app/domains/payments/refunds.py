"""Refunds: intents, written before a gateway is asked, and their outcomes. Reached through the service."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from app.core import clock
from app.core.db import db
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.payments.errors import RefundTooMuch
from app.domains.payments.models import Payment, Refund
from app.domains.payments.strategies.registry import BALANCES


@dataclass(frozen=True, slots=True)
class RefundPart:
    """What of an order a refund pays back, minor units; `line_id` is None for delivery.

    `withheld` of the line's share stays for a lost benefit, below 0 goes back after all; `amount` is without it.
    """

    line_id: UUID | None
    quantity: Decimal
    amount: int
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """What to ask a gateway to pay back, and what depends on its answer."""

    id: UUID
    booking: UUID
    order_id: UUID
    method: str
    key: str
    charge_key: str
    amount: int
    currency: str
    reason: str
    parts: tuple[RefundPart, ...]
    restock_at: UUID | None
    payment_id: UUID
    paid_by: str

    @property
    def whole(self) -> bool:
        """Whether its parts are all that it pays: it shares its booking with no other refund."""
        return sum(part.amount for part in self.parts) == self.amount


def intend_refunds(
    *,
    order_id: UUID,
    amount: int,
    reason: str,
    parts: Sequence[RefundPart],
    restock_at: UUID | None = None,
    method: str | None = None,
    booking: UUID | None = None,
) -> list[UUID]:
    """Write refund intents over the order's paid payments. Raises RefundTooMuch.

    What balances paid goes back first, then the newest payment. Money goes back the way it came, or all of it by
    `method`; but what a balance paid goes back to that balance, whatever was asked.
    """
    payments = db.session.scalars(
        select(Payment).where(Payment.order_id == order_id, Payment.status == "paid")
        .order_by(Payment.method.in_(BALANCES).desc(), Payment.id.desc()).with_for_update()
    ).all()  # fmt: skip
    refundable = sum(payment.amount - payment.refunded for payment in payments)
    if amount > refundable:
        raise RefundTooMuch(_("More than was paid cannot go back"), refundable=refundable)
    made: list[UUID] = []
    booking, left = booking or new_id(), amount
    for payment in payments:
        part = min(left, payment.amount - payment.refunded)
        if part <= 0:
            continue
        payment.refunded += part
        left -= part
        refund = Refund(
            id=new_id(), booking=booking, payment_id=payment.id, order_id=order_id, amount=part,
            currency=payment.currency, reason=reason,
            method=payment.method if payment.method in BALANCES else method or payment.method,
            lines=[] if made else [_written(each) for each in parts], restock_at=None if made else restock_at,
            gateway_key=f"{payment.gateway_key}-r{new_id().hex[-8:]}", actor=current_principal().label,
        )  # fmt: skip
        db.session.add(refund)
        made.append(refund.id)
    db.session.flush()
    return made


def _written(part: RefundPart) -> dict[str, Any]:
    line = str(part.line_id) if part.line_id else None
    kept = {"withheld": part.withheld} if part.withheld else {}
    return {"line_id": line, "quantity": str(part.quantity), "amount": part.amount, **kept}


def _read(part: dict[str, Any]) -> RefundPart:
    line = UUID(part["line_id"]) if part["line_id"] else None
    return RefundPart(line, Decimal(part["quantity"]), part["amount"], part.get("withheld", 0))


def find_refund(refund_id: UUID) -> RefundOrder | None:
    """An open refund; None once settled."""
    row = db.session.execute(
        select(Refund, Payment.gateway_key.label("charge_key"), Payment.method.label("paid_by"))
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Refund.id == refund_id, Refund.status == "intent")
    ).first()
    if row is None:
        return None
    refund = row.Refund
    return RefundOrder(
        refund.id, refund.booking, refund.order_id, refund.method, refund.gateway_key, row.charge_key,
        refund.amount, refund.currency, refund.reason, tuple(map(_read, refund.lines)), refund.restock_at,
        refund.payment_id, row.paid_by,
    )  # fmt: skip


def finish_refund(refund_id: UUID, *, done: bool) -> bool:
    """Write a refund's outcome, once; a failed one gives its amount back to the payment."""
    changed = db.session.execute(
        update(Refund).where(Refund.id == refund_id, Refund.status == "intent")
        .values(status="done" if done else "failed", settled_at=clock.now())
        .returning(Refund.payment_id, Refund.amount)
    ).first()  # fmt: skip
    if changed is not None and not done:
        db.session.execute(
            update(Payment)
            .where(Payment.id == changed.payment_id)
            .values(refunded=Payment.refunded - changed.amount)
        )
    return changed is not None


def open_refunds(older_than: timedelta) -> list[UUID]:
    """Refunds that a crash or time-out left open."""
    return list(
        db.session.scalars(
            select(Refund.id)
            .where(Refund.status == "intent", Refund.created_at < clock.now() - older_than)
            .limit(100)
        )
    )


def refunds_of(order_id: UUID) -> list[Refund]:
    """An order's refunds, oldest first, failed ones too."""
    return list(
        db.session.scalars(
            select(Refund).where(Refund.order_id == order_id).order_by(Refund.created_at, Refund.id)
        )
    )


def in_booking(booking: UUID) -> list[Refund]:
    """The refunds that one decision was split into, the first at the front."""
    return list(
        db.session.scalars(
            select(Refund).where(Refund.booking == booking).order_by(Refund.id)
            .execution_options(populate_existing=True)
        )
    )  # fmt: skip


def lines_under_way(order_id: UUID) -> set[UUID]:
    """Lines with a refund whose outcome nobody knows yet."""
    return {
        part.line_id
        for refund in refunds_of(order_id)
        if refund.status == "intent"
        for part in map(_read, refund.lines)
        if part.line_id
    }
