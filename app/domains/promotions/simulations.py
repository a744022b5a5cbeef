"""What a promotion would have cost, as a worker reckoned it: kept with the promotion."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from app.core.db import db
from app.domains.promotions.models import Promotion

RUNNING = {"running": True}


def begin(promotion_id: UUID) -> None:
    """Note that it is being reckoned."""
    keep(promotion_id, RUNNING)


def keep(promotion_id: UUID, outcome: Mapping[str, Any]) -> None:
    """Keep what came out."""
    db.session.execute(update(Promotion).where(Promotion.id == promotion_id).values(simulation=dict(outcome)))


def of(promotion_id: UUID) -> dict[str, Any]:
    """What came out last; empty where nobody asked."""
    return dict(db.session.scalar(select(Promotion.simulation).where(Promotion.id == promotion_id)) or {})
