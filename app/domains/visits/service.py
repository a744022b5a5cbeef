"""Keeps what happened in the shop, in batches."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from app.core.db import add_all
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


ONCE = """
    on conflict (reference) where reference is not null
    do update set consent = excluded.consent, visitor = excluded.visitor where excluded.consent <> ''
"""


def record(steps: Sequence[Step]) -> None:
    """Keep them in one statement; an order is counted once, and what the browser said of consent stays."""
    add_all(Visit, [{"id": new_id(), **asdict(step)} for step in steps], then=ONCE)
