"""The door of the payments: intents, outcomes, refunds. Gateways are called by flows, between units."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text, update

from app.core import clock, crypto
from app.core.db import db, run
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.core.tenancy import current_tenant
from app.domains.payments.errors import RefundTooMuch, UnknownPayment
from app.domains.payments.models import Payment, Refund
from app.domains.payments.ports import Charge, Gateway, Outcome
from app.domains.payments.strategies import registry

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
) -> UUID:
    """Money that is already there (cash, external card): one paid row."""
    payment_id, now = new_id(), clock.now()
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
    return list(
        db.session.scalars(select(Payment).where(Payment.order_id == order_id).order_by(Payment.created_at))
    )


def intend_refunds(
    *, order_id: UUID, amount: int, reason: str, lines: Sequence[dict[str, Any]]
) -> list[UUID]:
    """Write refund intents over the order's paid payments, newest first. Raises RefundTooMuch."""
    payments = db.session.scalars(
        select(Payment).where(Payment.order_id == order_id, Payment.status == "paid")
        .order_by(Payment.id.desc()).with_for_update()
    ).all()  # fmt: skip
    refundable = sum(payment.amount - payment.refunded for payment in payments)
    if amount > refundable:
        raise RefundTooMuch(_("More than was paid cannot go back"), refundable=refundable)
    made: list[UUID] = []
    left = amount
    for payment in payments:
        part = min(left, payment.amount - payment.refunded)
        if part <= 0:
            continue
        payment.refunded += part
        left -= part
        refund = Refund(
            id=new_id(), payment_id=payment.id, order_id=order_id, amount=part, currency=payment.currency,
            reason=reason, lines=list(lines) if not made else [], gateway_key=f"{payment.gateway_key}-r{new_id().hex[-8:]}",
            actor=current_principal().label,
        )  # fmt: skip
        db.session.add(refund)
        made.append(refund.id)
    db.session.flush()
    return made


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """What to ask a gateway to pay back."""

    id: UUID
    order_id: UUID
    method: str
    key: str
    charge_key: str
    amount: int
    currency: str


def find_refund(refund_id: UUID) -> RefundOrder | None:
    """An open refund; None once settled."""
    row = db.session.execute(
        select(Refund, Payment.method, Payment.gateway_key.label("charge_key"))
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Refund.id == refund_id, Refund.status == "intent")
    ).first()
    if row is None:
        return None
    refund = row.Refund
    return RefundOrder(
        refund.id,
        refund.order_id,
        row.method,
        refund.gateway_key,
        row.charge_key,
        refund.amount,
        refund.currency,
    )


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
