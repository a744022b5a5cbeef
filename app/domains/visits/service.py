"""Keeps what happened in the shop, in batches."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from app.core.db import db
from app.core.ids import new_id
from app.domains.visits.models import Visit


@dataclass(frozen=True, slots=True)
class Step:
    """A row of `Visit`."""

    at: datetime
    kind: str
    channel: str = "web"
    path: str = ""
    subject: str = ""
    consent: str = ""
    visitor: str | None = None
    reference: str | None = None
    amount: int | None = None


def record(steps: Sequence[Step]) -> None:
    """Keep them in one statement; an order is counted once, and what the browser said of consent stays."""
    rows = [{"id": new_id(), **asdict(step)} for step in steps]
    if not rows:
        return
    adding = insert(Visit)
    said = {"consent": adding.excluded.consent, "visitor": adding.excluded.visitor}
    once = adding.on_conflict_do_update(
        index_elements=[Visit.reference], index_where=Visit.reference.is_not(None), set_=said,
        where=adding.excluded.consent != "",
    )  # fmt: skip
    db.session.execute(once.returning(Visit.id), rows)  # returning: one statement for all
