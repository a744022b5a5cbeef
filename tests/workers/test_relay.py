"""Facts leave through the outbox: at least once on the way, once in effect, whoever else fails (API-12)."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from app.core import clock, events, relay
from app.core.db import current_unit, db, unit_of_work
from app.core.events import EventClaim, EventFailure, OutboxRow
from app.domains.channels.models import Setting
from tests.workers.conftest import Happened

PREFIX = "relayed-"


def happen(*whats):
    with unit_of_work():
        for what in whats:
            events.record(Happened(what=what))


def write(fact):
    """A reaction with an effect that must not happen twice: the key would clash."""
    db.session.execute(insert(Setting).values(key=PREFIX + fact.what, value={}, updated_at=clock.now()))


def effects():
    with unit_of_work():
        keys = db.session.scalars(select(Setting.key).where(Setting.key.startswith(PREFIX)))
        return sorted(key.removeprefix(PREFIX) for key in keys)


def drain():
    done = 0
    while batch := relay.relay_batch():
        done += batch
    return done


def test_each_reaction_runs_once(inside, react, count):
    seen = []
    react("first", lambda fact: seen.append(("first", fact.what)))
    react("second", lambda fact: seen.append(("second", fact.what)))
    happen("a", "b")

    assert drain() == 2
    assert drain() == 0

    assert seen == [("first", "a"), ("first", "b"), ("second", "a"), ("second", "b")]
    assert count(EventClaim) == 4
    assert count(OutboxRow, OutboxRow.relayed_at.is_(None)) == 0


def test_facts_share_a_unit_until_one_of_them_fails(inside, react, count):
    """The one at fault is found by itself; what it shared the unit with takes effect once."""

    def fussy(fact):
        if fact.what == "b":
            raise ValueError
        write(fact)

    react("fussy", fussy)
    happen(*"abcdefghijkl")

    assert drain() == 12

    assert effects() == list("acdefghijkl")
    assert count(EventClaim) == 11
    assert count(EventFailure) == 1


def test_ten_facts_cost_a_reaction_one_unit(inside, react, count):
    units = set()
    react("writing", lambda fact: units.add(current_unit()))
    happen(*"abcdefghij")

    drain()

    assert len(units) == 1
    assert count(EventClaim) == 10


def test_a_fact_of_a_unit_that_failed_never_happened(inside, count):
    with pytest.raises(ZeroDivisionError), unit_of_work():
        events.record(Happened(what="a"))
        raise ZeroDivisionError

    assert count(OutboxRow) == 0


@pytest.mark.req("API-12")
def test_a_failing_reaction_leaves_the_others_and_later_facts_alone(inside, react, sender, count):
    def fail(fact):
        write(fact)
        raise ValueError("ann@example.com is no good")

    name = react("failing", fail)
    seen = []
    react("other", lambda fact: seen.append(fact.what))
    happen("a", "b")

    drain()

    assert seen == ["a", "b"]
    assert effects() == []
    assert count(OutboxRow, OutboxRow.relayed_at.is_(None)) == 0
    with unit_of_work():
        failures = relay.failures()
        assert relay.lag() == relay.Lag(waiting=0, oldest_seconds=0, failing=2, dead=0)
    assert [(each.reaction, each.event, each.tries, each.dead) for each in failures] == [
        (name, Happened.NAME, 1, False)
    ] * 2
    assert "ValueError at test_relay.py" in failures[0].error
    assert "ann" not in failures[0].error
    assert [actor for actor, _ in sender.messages].count("events.react") == 2


def test_a_failed_reaction_is_tried_again_and_then_forgotten(inside, react, sender, count):
    broken = True

    def sometimes(fact):
        if broken:
            raise ValueError
        write(fact)

    react("sometimes", sometimes)
    happen("a")
    drain()
    [again] = [kwargs for actor, kwargs in sender.messages if actor == "events.react"]
    again.pop("tenant")

    assert not relay.react_again(**again)
    broken = False
    assert relay.react_again(**again)
    assert relay.react_again(**again)

    assert effects() == ["a"]
    assert count(EventFailure) == 0


def test_pauses_grow_to_hours_and_then_a_person_is_asked(inside, react):
    react("broken", lambda fact: 1 / 0)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    pauses = []
    with clock.frozen(at):
        happen("a")
        drain()
    for _ in range(100):
        with unit_of_work():
            [failure] = relay.failures()
        if failure.dead:
            break
        pauses.append(failure.next_try_at - at)
        at = failure.next_try_at + timedelta(seconds=1)
        with clock.frozen(at):
            assert relay.retry_due() == 1

    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(seconds=5), timedelta(hours=4))
    assert sum(pauses, timedelta()) > timedelta(hours=12)
    with clock.frozen(at + timedelta(days=9)):
        assert relay.retry_due() == 0


def test_a_given_up_reaction_can_be_revived(inside, react, run_jobs, count):
    react("broken", lambda fact: 1 / 0)
    happen("a")
    drain()
    with unit_of_work():
        db.session.execute(update(EventFailure).values(dead_at=clock.now(), tries=12))
        assert relay.lag().dead == 1
    name = react("broken", lambda fact: None)

    with unit_of_work():
        relay.revive(relay.failures()[0].event_id, name)
    run_jobs()

    assert count(EventFailure) == 0


def test_what_old_code_left_behind_does_not_stop_the_relay(inside, react, count):
    react("failing", lambda fact: 1 / 0)
    happen("a")
    drain()
    events.REACTIONS[Happened.NAME].clear()
    with unit_of_work():
        row = {"payload": {"x": 1}, "actor": "system", "at": clock.now()}
        db.session.execute(insert(OutboxRow).values(name="gone.event.v1", **row))
        db.session.execute(
            insert(OutboxRow).values(name=Happened.NAME, **row | {"payload": {"what": "b", "old": 1}})
        )
        db.session.execute(insert(OutboxRow).values(name=Happened.NAME, **row))
    seen = []
    react("now", lambda fact: seen.append(fact.what))

    assert drain() == 3
    with clock.frozen(clock.now() + timedelta(days=1)):
        relay.retry_due()

    assert seen == ["b"], "fields that are gone are dropped, facts that lack one are a failure"
    with unit_of_work():
        assert [each.reaction for each in relay.failures()] == ["tests.now"]


def test_rows_leased_by_a_dead_worker_come_back(inside, react, count):
    seen = []
    react("first", lambda fact: seen.append(fact.what))
    happen("a")
    assert len(relay._lease(10)) == 1

    assert drain() == 0
    with clock.frozen(clock.now() + relay.LEASE + timedelta(seconds=1)):
        assert drain() == 1
    assert seen == ["a"]


def test_a_worker_killed_after_reacting_does_not_react_twice(inside, react):
    react("writing", write)
    happen("a")
    [fact] = relay._lease(10)
    relay._attempt(fact, "tests.writing")

    with clock.frozen(clock.now() + relay.LEASE + timedelta(seconds=1)):
        assert drain() == 1
    assert effects() == ["a"]


def test_many_workers_share_one_outbox(inside, react, count):
    react("writing", write)
    for begin in range(0, 200, 20):
        happen(*(f"{number:03d}" for number in range(begin, begin + 20)))

    with ThreadPoolExecutor(6) as pool:
        done = [pool.submit(copy_context().run, drain) for _ in range(6)]

    assert sum(each.result() for each in done) == 200
    assert effects() == [f"{number:03d}" for number in range(200)]
    assert count(EventFailure) == 0


def test_the_same_fact_in_two_hands_takes_effect_once(inside, react, count):
    react("writing", write)
    happen("a")
    [fact] = relay._lease(10)

    with ThreadPoolExecutor(8) as pool:
        tries = [pool.submit(copy_context().run, relay._attempt, fact, "tests.writing") for _ in range(8)]

    assert all(each.result() for each in tries)
    assert effects() == ["a"]
    assert count(EventFailure) == 0
