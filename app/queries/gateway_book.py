"""The test gateway's own book against our payments: it is kept apart, so the two can disagree (DESIGN 5.2)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import db
from app.core.engines import engine_of
from app.core.tenancy import current_tenant

BOOK = text(
    "select key, kind, parent, amount, currency, status from shared.test_gateway_charge where tenant = :tenant"
)
PAYMENTS = text(
    """
    select p.gateway_key as key, p.amount, p.currency, p.status, p.settled_at, p.order_id, o.number, o.cart_id, o.total
    from payment p join "order" o on o.id = p.order_id where p.method = 'test'
    """
)
REFUNDS = text(
    """
    select r.gateway_key as key, r.amount, r.currency, r.status, r.settled_at, p.gateway_key as parent, o.number
    from refund r join payment p on p.id = r.payment_id join "order" o on o.id = r.order_id where r.method = 'test'
    """
)
OPEN = ("intent", "pending", "requires_action")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the gateway's book."""

    key: str
    kind: str
    parent: str | None
    amount: int
    currency: str
    status: str


@dataclass(frozen=True, slots=True)
class Book:
    """The bound tenant's entries by key, as they stood at `read_at`."""

    entries: dict[str, Entry]
    read_at: datetime


def read() -> Book:
    """Read the book through the gateway's own connection: before the unit that it is compared in begins."""
    at = clock.now()
    with engine_of("default").connect() as connection:
        rows = connection.execute(BOOK, {"tenant": current_tenant().id}).all()
    return Book({row.key: Entry(*row) for row in rows}, at)


def compare(book: Book) -> tuple[int, list[str]]:
    """Entries looked at, and where book and payments disagree. What is still being asked about may differ."""
    payments = {row.key: row for row in db.session.execute(PAYMENTS)}
    refunds = {row.key: row for row in db.session.execute(REFUNDS)}
    found = [
        *_charges(book, payments),
        *_unknown_to_gateway(book, payments, refunds),
        *_refunds(book, refunds),
    ]
    found += _charged_twice(book, payments)
    return len(book.entries), [f"gateway: {line}" for line in sorted(found)]


def _charges(book: Book, payments: dict[str, Any]) -> Iterator[str]:
    """Every charge belongs to a payment, is over its amount, and the payment knows of it or asks."""
    for entry in book.entries.values():
        if entry.kind != "charge" or entry.status != "paid":
            continue
        payment = payments.get(entry.key)
        if payment is None:
            yield f"charge {entry.key} over {entry.amount} {entry.currency} belongs to no payment"
        elif (payment.amount, payment.currency) != (entry.amount, entry.currency):
            yield _differs(f"order {payment.number}", entry, payment)
        elif payment.status != "paid" and payment.status not in OPEN:
            yield f"order {payment.number}: charge {entry.key} was paid, its payment is {payment.status}"


def _unknown_to_gateway(book: Book, payments: dict[str, Any], refunds: dict[str, Any]) -> Iterator[str]:
    """Nothing counts as paid, or paid back, that the gateway does not know of."""
    for kind, rows, done, booked in (
        ("payment", payments, "paid", "paid"),
        ("refund", refunds, "done", "refunded"),
    ):
        for row in rows.values():
            if row.status != done or (row.settled_at and row.settled_at > book.read_at):
                continue
            entry = book.entries.get(row.key)
            if entry is None or entry.status != booked:
                told = entry.status if entry else "nothing"
                yield f"order {row.number}: {kind} {row.key} is {done}, the gateway says {told}"


def _refunds(book: Book, refunds: dict[str, Any]) -> Iterator[str]:
    for entry in book.entries.values():
        if entry.kind != "refund":
            continue
        refund = refunds.get(entry.key)
        if refund is None:
            yield f"refund {entry.key} over {entry.amount} {entry.currency} belongs to no refund of ours"
        elif (refund.amount, refund.currency, refund.parent) != (entry.amount, entry.currency, entry.parent):
            yield _differs(f"order {refund.number}", entry, refund)
        elif refund.status == "failed":
            yield f"order {refund.number}: refund {entry.key} was paid back, ours is failed"


def _charged_twice(book: Book, payments: dict[str, Any]) -> Iterator[str]:
    """No order is charged more than its total, no cart for two orders."""
    charged: dict[UUID, int] = defaultdict(int)
    orders: dict[UUID, Any] = {}
    carts: dict[UUID, set[str]] = defaultdict(set)
    for key, payment in payments.items():
        entry = book.entries.get(key)
        if entry is not None and entry.status == "paid":
            charged[payment.order_id] += entry.amount
            orders[payment.order_id] = payment
            if payment.cart_id is not None:
                carts[payment.cart_id].add(payment.number)
    for order_id, amount in charged.items():
        if amount > orders[order_id].total:
            yield f"order {orders[order_id].number}: charged {amount} for a total of {orders[order_id].total}"
    for numbers in carts.values():
        if len(numbers) > 1:
            yield f"orders {', '.join(sorted(numbers))} of one cart were all charged"


def _differs(where: str, entry: Entry, row: Any) -> str:
    theirs, ours = f"{entry.amount} {entry.currency}", f"{row.amount} {row.currency}"
    return f"{where}: {entry.kind} {entry.key} is over {theirs}, ours over {ours}"
