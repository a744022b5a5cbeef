"""When changes reached the tills, for the report on how long that takes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete

from app.core import clock
from app.core.db import add_all, db
from app.domains.pos.models import TillArrival

KEPT_FOR = timedelta(days=30)


def note_arrivals(register_id: UUID, oldest: Mapping[str, datetime]) -> None:
    """A till learnt of changes: kind -> when the oldest of them was made."""
    at = clock.now()
    add_all(
        TillArrival,
        [
            {"register_id": register_id, "kind": kind, "changed_at": changed, "reached_at": at}
            for kind, changed in oldest.items()
        ],
    )


def forget_arrivals() -> None:
    """Forget those of more than 30 days ago."""
    db.session.execute(delete(TillArrival).where(TillArrival.reached_at < clock.now() - KEPT_FOR))
