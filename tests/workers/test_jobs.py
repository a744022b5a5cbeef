"""Every job belongs to a tenant, in its scope, its unit and its log lines (TEN-02)."""

import io
import json
import logging

import pytest
from dramatiq import Message, Worker
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import CurrentMessage, Retries, TimeLimit
from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import current_unit, db, in_unit, unit_of_work
from app.core.errors import NoTenant
from app.core.principal import current_principal
from app.core.tenancy import current_tenant, shared_scope
from app.domains.channels.models import Setting
from app.web.observe import JsonLines
from tenants import registry
from workers import broker as brokers
from workers import middleware
from workers.broker import QUEUE


@pytest.fixture
def stub(directory, sender, monkeypatch):
    """A broker in memory on which the tests declare jobs of their own."""
    made = StubBroker(
        middleware=[TimeLimit(), CurrentMessage(), Retries(max_retries=8, min_backoff=1, max_backoff=5)]
    )
    made.declare_queue(QUEUE)
    monkeypatch.setattr(middleware, "broker", lambda: made)
    return made


@pytest.fixture
def lines():
    """What is logged, as it is written."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    handler.addFilter(middleware.JobFacts())
    logger = logging.getLogger("galleria.jobs")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logger.removeHandler(handler)


def work(stub, *messages):
    """Have workers do messages of (actor, kwargs, options) until none is left."""
    for actor, kwargs, *options in messages:
        stub.enqueue(
            Message(queue_name=QUEUE, actor_name=actor, args=(), kwargs=kwargs, options=dict(*options))
        )
    worker = Worker(stub, worker_timeout=20, worker_threads=2)
    worker.start()
    try:
        stub.join(QUEUE, timeout=10_000, fail_fast=False)
        worker.join()
    finally:
        worker.stop()


@pytest.mark.req("TEN-02")
@pytest.mark.parametrize("kwargs", [{}, {"tenant": ""}, {"tenant": "nobody"}])
def test_a_job_without_a_tenant_is_refused_and_kept(stub, lines, kwargs):
    ran = []
    middleware.tenant_actor("tests.work")(lambda **facts: ran.append(facts))

    work(stub, ("tests.work", kwargs))

    assert ran == []
    assert [letter.actor_name for letter in stub.dead_letters] == ["tests.work"]
    assert any(line["level"] == "ERROR" and "refused" in line["message"] for line in lines())


@pytest.mark.req("TEN-02")
def test_a_job_runs_in_its_tenant_and_says_so(stub, lines, tenant):
    seen = []

    @middleware.tenant_actor("tests.work")
    def run(*, what):
        seen.append((current_tenant().id, current_principal().label, in_unit(), what))
        middleware.log.info("working")

    work(stub, ("tests.work", {"tenant": tenant.id, "what": 1}, {"request": "a-request"}))

    assert seen == [(tenant.id, "system:tests.work", False, 1)]
    working, done = lines()
    assert working["tenant"] == tenant.id
    assert (working["job"], working["request"]) == ("tests.work", "a-request")
    assert len(working["job_id"]) == 36
    assert done["ms"] >= 0


def test_a_job_in_a_unit_commits_or_leaves_nothing(stub, tenant, count):
    @middleware.tenant_actor("tests.write", unit=True, max_retries=0)
    def write(*, key, fails):
        db.session.add(Setting(key=key, value={}, updated_at=now()))
        assert current_unit()
        if fails:
            raise ValueError(key)

    work(
        stub,
        ("tests.write", {"tenant": tenant.id, "key": "kept", "fails": False}),
        ("tests.write", {"tenant": tenant.id, "key": "lost", "fails": True}),
    )

    assert count(Setting, Setting.key == "kept") == 1
    assert count(Setting, Setting.key == "lost") == 0


def test_a_job_is_tried_again_unless_its_error_is_final(stub, tenant):
    tries = {"shaky": 0, "final": 0}

    @middleware.tenant_actor("tests.shaky", max_retries=5)
    def shaky():
        tries["shaky"] += 1
        if tries["shaky"] < 3:
            raise OSError

    @middleware.tenant_actor("tests.final", max_retries=5, throws=(ValueError,))
    def final():
        tries["final"] += 1
        raise ValueError

    work(stub, ("tests.shaky", {"tenant": tenant.id}), ("tests.final", {"tenant": tenant.id}))

    assert tries == {"shaky": 3, "final": 1}


@pytest.mark.req("TEN-05")
def test_a_suspended_tenants_job_waits(stub, tenant, sender, directory):
    ran = []
    middleware.tenant_actor("tests.work")(lambda **facts: ran.append(facts))
    with shared_scope(), unit_of_work():
        registry.suspend(tenant.slug, reason="test")

    work(stub, ("tests.work", {"tenant": tenant.id, "what": 1}))
    assert ran == []
    [(actor, kwargs)] = sender.take()
    assert (actor, kwargs) == ("tests.work", {"tenant": tenant.id, "what": 1})

    with shared_scope(), unit_of_work():
        registry.reactivate(tenant.slug)
    directory.forget()
    work(stub, (actor, kwargs))
    assert ran == [{"what": 1}]


def test_one_tenants_failure_does_not_leak_into_the_next_job(stub, tenant, other_tenant):
    seen = []

    @middleware.tenant_actor("tests.work", unit=True, max_retries=0)
    def run(*, fails):
        seen.append((current_tenant().id, db.session.scalar(select(func.current_schema()))))
        if fails:
            raise ValueError

    work(
        stub,
        *(
            ("tests.work", {"tenant": each.id, "fails": fails})
            for fails in (True, False)
            for each in (tenant, other_tenant)
        ),
    )

    assert sorted(seen) == sorted([(tenant.id, tenant.schema), (other_tenant.id, other_tenant.schema)] * 2)


def test_a_control_plane_job_belongs_to_no_tenant(stub):
    seen = []

    @middleware.shared_actor("tests.shared")
    def run():
        with pytest.raises(NoTenant):
            current_tenant()
        seen.append(current_principal().label)

    work(stub, ("tests.shared", {}))

    assert seen == ["system:tests.shared"]


def test_every_job_of_the_house_names_its_tenant(directory, sender):
    """Direct calls, as a forged message would: each job but the control plane's refuses."""
    from tests.support.jobs import _declared

    before = brokers._broker
    actors = _declared().actors
    shared = {name for name in actors if name.startswith("control.")}
    for name, actor in actors.items():
        if name not in shared:
            with pytest.raises(NoTenant):
                actor.fn()
    assert {"events.relay", "events.react", "payments.recover", "mail.send", "audit.seal"} <= set(actors)
    assert before is None or brokers._broker is before
