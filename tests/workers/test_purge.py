"""Events that were relayed long ago are forgotten with their claims; what waits or fails is not."""

from datetime import timedelta

from sqlalchemy import update

from app.core import clock, purge, relay
from app.core.db import db, unit_of_work
from app.core.events import EventClaim, EventFailure, OutboxRow
from tests.workers.test_relay import drain, happen


def later():
    return clock.frozen(clock.now() + purge.KEPT_FOR + timedelta(hours=1))


def test_old_relayed_events_and_their_claims_go_in_batches(inside, react, count):
    react("first", lambda fact: None)
    happen(*"abcdefg")
    drain()
    assert (count(OutboxRow), count(EventClaim)) == (7, 7)

    assert purge.purge() == 0
    with later():
        assert purge.purge(batch=2, most=2) == 4
        assert (count(OutboxRow), count(EventClaim)) == (3, 3)
        assert purge.purge(batch=2) == 3
    assert (count(OutboxRow), count(EventClaim)) == (0, 0)


def test_what_waits_fails_or_is_young_stays(inside, react, count):
    react("broken", lambda fact: 1 / 0)
    happen("failing")
    drain()
    react("broken", lambda fact: None)
    happen("done")
    drain()
    happen("waiting")
    with later():
        happen("young")
        with unit_of_work():
            db.session.execute(
                update(OutboxRow)
                .where(OutboxRow.payload["what"].astext == "young")
                .values(relayed_at=clock.now())
            )
        assert purge.purge(batch=1) == 1
    with unit_of_work():
        left = {row.payload["what"] for row in db.session.query(OutboxRow)}
    assert left == {"failing", "waiting", "young"}
    assert count(EventFailure) == 1


def test_a_given_up_reaction_can_still_be_revived_after_the_purge(inside, react, run_jobs, count):
    react("broken", lambda fact: 1 / 0)
    happen("a")
    drain()
    with later():
        purge.purge()
    name = react("broken", lambda fact: None)
    with unit_of_work():
        relay.revive(relay.failures()[0].event_id, name)
    run_jobs()
    assert count(EventFailure) == 0


def test_it_is_scheduled_for_every_tenant():
    from workers.schedule import RULES

    assert [rule.table for rule in RULES if rule.job == "events.purge"] == [None]
