"""What a person must look at: sold beyond stock, missing at a count."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import insert

from app.core import clock
from app.core.db import db
from app.core.ids import new_id
from app.domains.inventory.models import StockException


def note_exception(
    kind: str,
    stock_item_id: UUID,
    location_id: UUID,
    quantity: Decimal,
    *,
    order_id: UUID | None = None,
    note: str = "",
) -> None:
    """Put something on the list that a person must look at."""
    db.session.execute(
        insert(StockException).values(
            id=new_id(), kind=kind, stock_item_id=stock_item_id, location_id=location_id, quantity=quantity,
            order_id=order_id, note=note, created_at=clock.now(),
        )
    )  # fmt: skip
