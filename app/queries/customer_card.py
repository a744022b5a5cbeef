"""One customer with their orders and addresses, as staff see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from app.core.db import db
from app.core.tenancy import current_tenant
from app.domains.customers import service as customers
from app.domains.customers.types import Address, CompanyFacts, CustomerFacts
from app.domains.orders.models import Order
from app.queries import card_board
from app.queries.order_board import seen


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """`spent` is what was paid and kept, in minor units of the tenant's currency."""

    facts: CustomerFacts
    addresses: list[Address]
    orders: Sequence[Any]
    order_count: int
    spent: int
    credits: Sequence[Any] = ()
    company: CompanyFacts | None = None


def card(customer_id: UUID) -> CustomerCard:
    """Raises NotFound."""
    facts = customers.customer(customer_id)
    mine = (Order.customer_id == customer_id, seen())
    newest = (
        select(Order.id, Order.number, Order.placed_at, Order.status, Order.payment_status, Order.total, Order.currency)
        .where(*mine).order_by(Order.placed_at.desc()).limit(20)
    )  # fmt: skip
    paid = Order.payment_status.in_(("paid", "partially_refunded", "refunded"))
    spent = and_(paid, Order.currency == current_tenant().currency)
    sums = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Order.total - Order.refunded).filter(spent), 0)).where(
            *mine
        )
    ).one()
    return CustomerCard(
        facts,
        customers.addresses(customer_id),
        db.session.execute(newest).all(),
        sums[0],
        int(sums[1]),
        card_board.credits_of(customer_id),
        customers.company(facts.company_id) if facts.company_id else None,
    )
