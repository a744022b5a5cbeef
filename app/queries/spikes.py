"""Unusual patterns of the last minute: failed payments and failed sign-ins, by count alone."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from app.core import clock
from app.core.db import db

WITHIN = timedelta(minutes=1)
UNUSUAL = {"failed_payments": 50, "failed_sign_ins": 50}
COUNTS = text(
    """
    select
        (select count(*) from order_event
         where id > coalesce((select max(id) from order_event), 0) - 5000 and at > :since and kind = 'payment_failed'
        ) as failed_payments,
        (select count(*) from audit where at > :since and action in (
            'identity.sign_in_failed', 'identity.second_factor_failed', 'customers.sign_in_failed'
        )) as failed_sign_ins
    """
)


@dataclass(frozen=True, slots=True)
class Spike:
    """So many of a kind within a minute."""

    kind: str
    count: int


def spikes() -> list[Spike]:
    """Kinds that happened unusually often in the bound tenant's last minute."""
    row = db.session.execute(COUNTS, {"since": clock.now() - WITHIN}).one()
    counted = [Spike(kind, getattr(row, kind)) for kind in UNUSUAL]
    return [spike for spike in counted if spike.count >= UNUSUAL[spike.kind]]
