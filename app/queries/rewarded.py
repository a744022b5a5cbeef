"""Orders as points are reckoned from them: what members paid for goods, and what went back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from app.core.db import run

READ = text(
    """
    select o.id, o.customer_id, o.currency, o.total, o.refunded,
        o.total - o.duties - o.shipping - case when o.prices_include_tax then 0 else o.shipping_tax end as goods
    from "order" o join customer c on c.id = o.customer_id
    where o.id = any(cast(:orders as uuid[])) and c.password_hash is not null
    order by o.placed_at, o.id
    """
)


@dataclass(frozen=True, slots=True)
class Purchase:
    """A member's order; amounts in minor units. `goods` is what was paid for what is neither delivery nor duties."""

    id: UUID
    customer_id: UUID
    currency: str
    total: int
    refunded: int
    goods: int


def purchases(order_ids: Sequence[UUID]) -> list[Purchase]:
    """Those of these orders that customers with an account placed: guests earn nothing."""
    return [Purchase(*row) for row in run(READ, {"orders": list(order_ids)})]
