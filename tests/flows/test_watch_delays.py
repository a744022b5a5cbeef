"""How long changes take to each channel: measured by what reactions and tills leave behind, told when it is too long."""

from datetime import timedelta
from decimal import Decimal

import pytest

from app.core import clock
from app.core.db import db
from app.core.events import REACTIONS, EventClaim, EventFailure, OutboxRow
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.inventory import service as inventory
from app.domains.inventory.events import StockChanged
from app.domains.pos import service as pos
from app.domains.pos.models import TillArrival
from app.flows.watch_delays import watch_delays
from app.outbound.notifications.models import Mail
from app.queries import on_time
from tests.support.clients import page, sign_in
from tests.support.till import make_till
from tests.web.pos.test_api import paired
from workers import wiring

GUARD = {"csrf_token": "test-csrf"}
WEB, PROGRAMS = (path[3] for path in on_time.PATHS if path[2] == StockChanged.NAME)


@pytest.fixture
def told(unit, tenant):
    """A change of stock two minutes ago, which reached the web shop after a second and programs after `seconds`."""

    def change(seconds=1, *, programs=True):
        with unit(tenant):
            at = clock.now() - timedelta(minutes=2)
            row = OutboxRow(name=StockChanged.NAME, payload={}, actor="test", at=at, relayed_at=clock.now())
            db.session.add(row)
            db.session.flush()
            db.session.add(EventClaim(event_id=row.id, reaction=WEB, at=at + timedelta(seconds=1)))
            if programs:
                reached = at + timedelta(seconds=seconds)
                db.session.add(EventClaim(event_id=row.id, reaction=PROGRAMS, at=reached))
            return row.id

    return change


def seen(unit, tenant):
    with unit(tenant):
        return {(each.channel, each.kind): each for each in on_time.delays(timedelta(minutes=15))}


def test_each_path_is_a_reaction_to_its_fact():
    wiring.declare_jobs()
    for _channel, _kind, name, reaction in on_time.PATHS:
        assert reaction in REACTIONS[name]


@pytest.mark.req("KPI-10")
def test_a_channel_that_is_late_is_shown_and_told_once_and_others_are_not(
    told, unit, tenant, other_tenant, app, make, run_jobs, count, desk
):
    reader = sign_in(app, tenant, make.staff(role="inventory_manager"))
    assert reader.post("/admin/alerts/mail", data=GUARD | {"mail": "1"}).status_code == 303
    for _change in range(3):
        told()
    assert _watch(tenant) == []
    told(90)
    found = seen(unit, tenant)
    web, programs = found["web", "stock"], found["programs", "stock"]
    assert (web.changes, web.median, web.p95, web.late) == (4, 1.0, 1.0, False)
    assert (programs.changes, programs.median, programs.slowest, programs.late) == (4, 1.0, 90.0, True)
    assert seen(unit, other_tenant) == {}
    assert [(each.channel, each.kind) for each in _watch(tenant)] == [("programs", "stock")]
    assert _watch(tenant) == [], "once an hour"
    run_jobs()
    assert count(Mail, Mail.kind == "channel_late") == 1
    shown = page(desk.get("/admin/reports/on-time/"))
    assert shown.count(">Late<") == 1
    assert "Nothing changed" not in shown


def _watch(tenant):
    with tenant_scope(tenant), acting_as(system("test")):
        return watch_delays()


@pytest.mark.req("KPI-10")
def test_what_still_fails_counts_as_it_waits(told, unit, tenant):
    event = told(programs=False)
    assert ("programs", "stock") not in seen(unit, tenant), "passed over for good: nothing waits"
    with unit(tenant):
        now = clock.now()
        db.session.add(
            EventFailure(
                event_id=event, reaction=PROGRAMS, tries=1, error="Timeout", first_at=now, next_try_at=now
            )
        )
    waiting = seen(unit, tenant)["programs", "stock"]
    assert (waiting.waiting, waiting.late) == (1, True)
    assert waiting.slowest >= 120


@pytest.mark.req("KPI-10")
def test_a_till_that_asks_notes_what_it_learnt(app, make, unit, tenant, count, frozen_clock):
    till = make_till(make)
    make.product(sku="MUG", price=1190, stock=3, location=till.store)
    client = paired(app, till)
    version = client.get("/api/v1/pos/catalog").json["version"]
    assert count(TillArrival) == 0, "the first filling is no change"
    began = clock.now()
    frozen_clock(began)
    with unit(tenant):
        inventory.adjust(sku="MUG", location_code=till.store.code, delta=Decimal(2), reason="test")
    frozen_clock(began + timedelta(seconds=20))
    client.get(f"/api/v1/pos/catalog?since={version}")
    arrived = seen(unit, tenant)["pos", "stock"]
    assert (arrived.place, arrived.changes) == (till.store.name, 1)
    assert arrived.slowest == 20
    with unit(tenant):
        db.session.query(TillArrival).update({"reached_at": clock.now() - timedelta(days=31)})
        pos.forget_arrivals()
    assert count(TillArrival) == 0
