"""Forgets what was relayed long ago: outbox rows and their claims, in small batches, oldest first.

Rows that wait, or that a reaction still fails on, stay however old they are.
"""

from datetime import timedelta

from sqlalchemy import text

from app.core import clock
from app.core.db import db, unit_of_work

KEPT_FOR = timedelta(days=30)
"""How long a relayed event stays, to look into what happened."""
BATCH, MOST_BATCHES = 1000, 100
NEXT = text(
    """
    with page as materialized (
        select id, at, relayed_at from outbox where id > :after order by id limit :batch
    ), old as materialized (
        select p.id from page p
        where p.at < :before and p.relayed_at < :before
          and not exists (select 1 from event_failure f where f.event_id = p.id)
    ), claims as (
        delete from event_claim where event_id in (select id from old)
    ), gone as (
        delete from outbox where id in (select id from old) returning id
    )
    select coalesce((select max(id) from page), 0) as last, (select count(*) from gone) as gone,
        coalesce((select bool_or(at >= :before) from page), true) as at_the_end
    """
)


def purge(batch: int = BATCH, most: int = MOST_BATCHES) -> int:
    """Delete old relayed events of the bound tenant; returns how many. A unit of work a batch.

    Stops at the first batch that reaches into the kept time, or after `most` batches: the rest waits for next time.
    """
    before, after, gone = clock.now() - KEPT_FOR, 0, 0
    for _batch in range(most):
        with unit_of_work():
            row = db.session.execute(NEXT, {"after": after, "batch": batch, "before": before}).one()
        gone += row.gone
        after = row.last
        if row.at_the_end:
            break
    return gone
