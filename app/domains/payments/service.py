"""The door of the payments: intents, outcomes, refunds. Gateways are called by flows, between units."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text, update

from app.core import clock, crypto
from app.core.db import db, run
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.tenancy import current_tenant
from app.domains.payments.errors import UnknownPayment
from app.domains.payments.models import Payment
from app.domains.payments.ports import Charge, Gateway, Outcome
from app.domains.payments.refunds import (
    RefundOrder,
    RefundPart,
    find_refund,
    finish_refund,
    in_booking,
    intend_refunds,
    lines_under_way,
    open_refunds,
    refunds_of,
)
from app.domains.payments.strategies import registry

__all__ = [
    "Intent", "RefundOrder", "RefundPart", "Settled", "by_gateway_key", "check_method", "exists", "find_intent",
    "find_refund", "finish_refund", "in_booking", "intend", "intend_refunds", "lines_under_way",
    "of_order", "open_refunds", "refunds_of", "settle", "take", "unsettled", "void_balances",
]  # fmt: skip

OPEN = ("intent", "pending", "requires_action")
INTEND = text(
    """
    insert into payment (id, order_id, method, status, amount, currency, gateway_key, token, details, created_at)
    values (:id, :order_id, :method, 'intent', :amount, :currency, :key, :token, cast(:details as jsonb), :now)
    """
)
SETTLE = text(
    """
    update payment set status = :status, reference = coalesce(nullif(:reference, ''), reference),
           next_action = cast(:next_action as jsonb), details = details || cast(:details as jsonb),
           token = case when :final then null else token end, settled_at = case when :final then :now end
    where id = :id and status in ('intent', 'pending', 'requires_action')
    returning order_id, amount, currency, method, details
    """
)


@dataclass(frozen=True, slots=True)
class Intent:
    """A payment that was written down and not settled yet."""

    id: UUID
    order_id: UUID
    method: str
    charge: Charge

    @property
    def gateway(self) -> Gateway:
        return registry.gateway(self.method)


@dataclass(frozen=True, slots=True)
class Settled:
    """The order and amount of a payment whose outcome was just written."""

    order_id: UUID
    amount: int
    currency: str
    method: str
    details: dict[str, Any]


def check_method(method: str) -> None:
    """Raises Invalid unless `method` may be used online by this tenant (the test gateway only in test mode)."""
    if method not in registry.ONLINE or (method == "test" and not current_tenant().test_mode):
        registry.gateway("")


def online() -> tuple[str, ...]:
    """The methods that an online order of any shop may be paid with."""
    return registry.ONLINE


def intend(
    *,
    order_id: UUID,
    method: str,
    amount: int,
    currency: str,
    token: str,
    details: dict[str, Any] | None = None,
) -> Intent:
    """Write an intent with its gateway key, before anybody is asked for money."""
    payment_id = new_id()
    key = f"{current_tenant().id}-{payment_id.hex}"
    run(
        INTEND,
        {
            "id": payment_id, "order_id": order_id, "method": method, "amount": amount, "currency": currency, "key": key,
            "token": crypto.seal_secret(token) if token else None, "details": json.dumps(details or {}),
            "now": clock.now(),
        },
    )  # fmt: skip
    return Intent(payment_id, order_id, method, Charge(key, current_tenant().id, amount, currency, token))


def take(
    *,
    order_id: UUID,
    method: str,
    amount: int,
    currency: str,
    reference: str = "",
    details: dict[str, Any] | None = None,
    payment_id: UUID | None = None,
) -> UUID:
    """Money that is already there (cash, external card, a gift card's share): one paid row."""
    payment_id, now = payment_id or new_id(), clock.now()
    db.session.execute(
        insert(Payment).values(
            id=payment_id, order_id=order_id, method=method, status="paid", amount=amount, currency=currency,
            gateway_key=f"{current_tenant().id}-{payment_id.hex}", reference=reference or None,
            details=details or {}, created_at=now, settled_at=now,
        )
    )  # fmt: skip
    return payment_id


def settle(payment_id: UUID, status: str, outcome: Outcome) -> Settled | None:
    """Write an outcome, once: None when the payment was settled before. The row stays locked."""
    final = status in ("paid", "declined", "cancelled", "failed")
    row = run(
        SETTLE,
        {
            "id": payment_id, "status": status, "reference": outcome.reference, "final": final,
            "next_action": json.dumps(outcome.next_action) if outcome.next_action else None,
            "details": json.dumps({**outcome.details, **({"code": outcome.code} if outcome.code else {})}),
            "now": clock.now(),
        },
    ).first()  # fmt: skip
    return Settled(row.order_id, row.amount, row.currency, row.method, row.details) if row else None


def exists(payment_id: UUID) -> bool:
    """Whether there is such a payment."""
    return db.session.scalar(select(Payment.id).where(Payment.id == payment_id)) is not None


def void_balances(order_id: UUID) -> list[UUID]:
    """Take back what balances paid of an order that came to nothing; returns all their payments."""
    own = (Payment.order_id == order_id, Payment.method.in_(registry.BALANCES))
    db.session.execute(update(Payment).where(*own, Payment.status == "paid").values(status="cancelled"))
    return list(db.session.scalars(select(Payment.id).where(*own)))


def unsettled(older_than: timedelta, *, limit: int = 100) -> list[UUID]:
    """Payments that a crash or time-out left open; those that wait for their payer come last."""
    return list(
        db.session.scalars(
            select(Payment.id)
            .where(Payment.status.in_(OPEN), Payment.created_at < clock.now() - older_than)
            .order_by(Payment.status == "requires_action", Payment.created_at)
            .limit(limit)
        )
    )


def find_intent(payment_id: UUID) -> tuple[Intent, Payment] | None:
    """An open payment, to ask its gateway about; None once settled."""
    payment = db.session.get(Payment, payment_id)
    if payment is None or payment.status not in OPEN:
        return None
    token = crypto.open_secret(payment.token) if payment.token else ""
    charge = Charge(payment.gateway_key, current_tenant().id, payment.amount, payment.currency, token)
    return Intent(payment.id, payment.order_id, payment.method, charge), payment


def by_gateway_key(key: str) -> Payment:
    """Raises UnknownPayment."""
    payment = db.session.scalar(select(Payment).where(Payment.gateway_key == key))
    if payment is None:
        raise UnknownPayment(_("There is no such payment"))
    return payment


def of_order(order_id: UUID) -> list[Payment]:
    """An order's payments, oldest first."""
    return of_orders([order_id])[order_id]


def of_orders(order_ids: Collection[UUID]) -> dict[UUID, list[Payment]]:
    """The payments of each order, oldest first."""
    found: dict[UUID, list[Payment]] = {order_id: [] for order_id in order_ids}
    rows = select(Payment).where(Payment.order_id.in_(order_ids)).order_by(Payment.created_at)
    for payment in db.session.scalars(rows):
        found[payment.order_id].append(payment)
    return found
