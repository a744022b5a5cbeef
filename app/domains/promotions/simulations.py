"""What a promotion would have cost, as a worker reckoned it: kept with the promotion."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from app.core.db import db
from app.domains.promotions.models import Promotion


def begin(promotion_id: UUID, *, at: str, done: int = 0, of: int = 0) -> None:
    """Note that it is being reckoned, and how far: `at` is when that was, in ISO form."""
    keep(promotion_id, {"running": True, "at": at, "done": done, "of": of})


def keep(promotion_id: UUID, outcome: Mapping[str, Any]) -> None:
    """Keep what came out."""
    db.session.execute(update(Promotion).where(Promotion.id == promotion_id).values(simulation=dict(outcome)))


def kept(promotion_id: UUID) -> dict[str, Any]:
    """What came out last; empty where nobody asked."""
    return dict(db.session.scalar(select(Promotion.simulation).where(Promotion.id == promotion_id)) or {})
