"""A level under lock, for whoever decides by what it says."""

from uuid import UUID

from sqlalchemy import select

from app.core.db import db
from app.domains.inventory import repo
from app.domains.inventory.models import StockLevel


def locked_level(item_id: UUID, location_id: UUID) -> StockLevel:
    """The level of an item at a location, made if missing, locked until the unit ends."""
    repo.open_levels([(item_id, location_id)])
    return db.session.scalars(
        select(StockLevel)
        .where(StockLevel.stock_item_id == item_id, StockLevel.location_id == location_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
