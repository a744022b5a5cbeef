"""The clock only enqueues, for those who have something to do; one of many schedulers ticks."""

import threading
import time

import psycopg
import pytest
from sqlalchemy import text

from app.core import audit, jobs
from app.core.db import db, unit_of_work
from app.core.engines import dispose_engines, set_databases
from app.core.tenancy import shared_scope, tenant_scope
from app.domains.payments.models import Payment
from tenants import databases, registry
from tests.workers.conftest import WORKER, eventually, running
from workers import schedule
from workers.activity import Activity
from workers.schedule import Clock, Rule


def flushed():
    """Counters of written rows reach the server's memory a moment after the commit."""
    dispose_engines()
    time.sleep(0.2)


def write_audit(tenant):
    with tenant_scope(tenant), unit_of_work():
        audit.record("tests.done", object_type="test", object_id="1")
    flushed()


def test_activity_sees_who_wrote_what(tenant, other_tenant):
    activity = Activity(["audit", "outbox"])
    flushed()
    activity.look(["default"])
    time.sleep(1)
    write_audit(tenant)
    activity.look(["default"])

    assert activity.moved(tenant.schema, "audit", within=0.9)
    assert not activity.moved(tenant.schema, "outbox", within=0.9)
    assert not activity.moved(other_tenant.schema, "audit", within=0.9)
    assert activity.moved(tenant.schema, "audit", within=60)


def test_a_database_that_is_away_is_passed_over(tenant):
    set_databases(databases.addresses() | {"gone": "postgresql+psycopg://nobody@127.0.0.1:1/none"})
    activity = Activity(["audit"])
    activity.look(["gone", "default"])

    assert activity.moved(tenant.schema, "audit", within=60)
    set_databases(databases.addresses())


def test_a_rule_concerns_those_who_wrote_lately(tenant, other_tenant, sender):
    clock = Clock((Rule("audit.seal", 5, "audit", 0.9), Rule("tenant.sweep", 300)))
    clock.fire(clock.rules[0])
    time.sleep(1)
    sender.take()
    write_audit(tenant)
    clock._looked = 0

    assert clock.fire(clock.rules[0]) == 1
    assert clock.fire(clock.rules[1]) == 2

    assert sender.take() == [
        ("audit.seal", {"tenant": tenant.id}),
        ("tenant.sweep", {"tenant": tenant.id}),
        ("tenant.sweep", {"tenant": other_tenant.id}),
    ]


def test_a_suspended_tenant_is_left_alone(tenant, other_tenant, sender):
    with shared_scope(), unit_of_work():
        registry.suspend(tenant.slug, reason="test")

    Clock().fire(Rule("tenant.sweep", 300))

    assert sender.take() == [("tenant.sweep", {"tenant": other_tenant.id})]


def test_nothing_is_added_to_a_queue_that_is_not_worked_off(tenant, sender, monkeypatch):
    monkeypatch.setattr(
        sender, "backlog", lambda: jobs.Backlog(schedule.MOST_WAITING + 1, 1.0, 0, 0), raising=False
    )
    clock = Clock()

    assert clock.fire(Rule("tenant.sweep", 300)) == 0
    monkeypatch.undo()
    clock._looked = 0
    assert clock.fire(Rule("tenant.sweep", 300)) == 2


def test_one_scheduler_leads_and_the_next_follows(database):
    with schedule.leadership() as first:
        assert first is not None
        with schedule.leadership() as second:
            assert second is None
    with schedule.leadership() as third:
        assert third is not None


def test_a_leader_whose_connection_dies_stops_ticking(database, tenant, sender):
    stop, ended = threading.Event(), []
    leader = threading.Thread(target=lambda: ended.append(_lead(stop)))
    leader.start()
    with psycopg.connect(database.superuser_url.replace("+psycopg", ""), autocommit=True) as connection:
        kill = (
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'galleria-clock'"
        )
        eventually(lambda: connection.execute(kill).fetchall(), seconds=10)
    leader.join(10)

    assert ended == ["lost"]


def _lead(stop):
    try:
        schedule.lead(Clock(), stop)
    except psycopg.OperationalError:
        return "lost"
    return "stopped"


@pytest.mark.timeout(120)
def test_a_silent_gateways_payment_is_settled_within_a_minute(queue, environment, tenant, place, tmp_path):
    """Real scheduler, a second one waiting, a real worker: nobody is nudged, asking does it."""
    order = place("tok_timeout")
    began = time.monotonic()
    log = tmp_path / "log"
    command = ["-m", "workers.schedule"]
    with (
        running(WORKER, environment, log),
        running(command, environment, log) as one,
        running(command, environment, log) as other,
    ):
        eventually(lambda: _status(tenant, order.id) == "paid", seconds=60, log=log)
        assert time.monotonic() - began < 60
        assert (one.poll(), other.poll()) == (None, None)
        leaders = "select count(*) from pg_locks where locktype = 'advisory' and granted and pid in"
        leaders += " (select pid from pg_stat_activity where application_name = 'galleria-clock')"
        assert queue.execute(leaders).fetchone()[0] == 1
        eventually(lambda: _sealed(tenant), seconds=30, log=log)


def _status(tenant, order_id):
    with tenant_scope(tenant), unit_of_work():
        return db.session.query(Payment.status).filter(Payment.order_id == order_id).scalar()


def _sealed(tenant):
    with tenant_scope(tenant), unit_of_work():
        return db.session.scalar(text("select sum(rows) from audit_seal")) or 0
