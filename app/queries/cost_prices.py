"""What the catalogue says that things cost."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.core.tenancy import current_tenant

LISTED = text(
    """
    select distinct on (s.stock_item_id) s.stock_item_id, p.cost
    from variant_stock s join variant v on v.id = s.variant_id join base_price p on p.variant_id = v.id
    where s.stock_item_id = any(cast(:items as uuid[])) and s.quantity = 1 and p.currency = :currency
      and p.cost is not null
    order by s.stock_item_id, v.id
    """
)


def listed(items: Sequence[UUID]) -> dict[UUID, int]:
    """Cost of a unit by stock item, in minor units of the shop's currency; only where one is written down."""
    known = {"items": list(items), "currency": current_tenant().currency}
    return {row.stock_item_id: row.cost for row in run(LISTED, known)}
