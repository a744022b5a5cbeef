"""The door of the recommendations: what sells best, kept as counted last."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, insert, text

from app.core.db import db
from app.domains.recommendations.models import Bestseller

ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('bestsellers'), hashtext(current_schema()))")
Place = tuple[UUID, int, UUID, int]  # category, position, product, units


def keep_bestsellers(places: Sequence[Place]) -> None:
    """Replace what was counted before."""
    db.session.execute(ONE_AT_A_TIME)
    db.session.execute(delete(Bestseller))
    if places:
        names = ("category_id", "position", "product_id", "units")
        db.session.execute(insert(Bestseller), [dict(zip(names, place, strict=True)) for place in places])
