"""Operators see what fails behind the scenes of each tenant, and have it tried again."""

import pytest
from sqlalchemy import insert, select

from app.core import clock
from app.core.db import db, unit_of_work
from app.core.events import EventFailure, OutboxRow
from app.core.tenancy import tenant_scope
from app.flows.gather_figures import gather_figures
from tenants.models import ControlAudit
from tests.tenancy.test_console import console, inside, operator, post, shared  # noqa: F401 - fixtures

PAGE = "/console/tenants/alpha/reactions"


@pytest.fixture
def failing(tenant):
    """A given-up reaction and one that is still tried."""
    with tenant_scope(tenant), unit_of_work():
        for number, dead in ((1, clock.now()), (2, None)):
            row = {
                "name": "orders.order_placed.v1",
                "payload": {"x": "zq-secret"},
                "actor": "system",
                "at": clock.now(),
            }
            event = db.session.execute(insert(OutboxRow).values(row).returning(OutboxRow.id)).scalar_one()
            db.session.execute(
                insert(EventFailure).values(
                    event_id=event,
                    reaction=f"tests.reaction_{number}",
                    tries=3,
                    error="ValueError at x.py:1",
                    first_at=clock.now(),
                    next_try_at=clock.now(),
                    dead_at=dead,
                )
            )


def dead(tenant):
    with tenant_scope(tenant), unit_of_work():
        return [row.reaction for row in db.session.query(EventFailure) if row.dead_at is not None]


def test_without_failures_it_says_so(inside, tenant):  # noqa: F811
    assert "Nothing fails" in inside.get(PAGE).text


def test_failures_are_listed_counted_and_tried_again(inside, failing, tenant, sender):  # noqa: F811
    page = inside.get(PAGE).text
    assert "Given up" in page
    assert "tests.reaction_2" in page
    assert "ValueError at x.py:1" in page
    assert "zq-secret" not in page
    gather_figures()
    assert "2 reactions fail" in inside.get("/console/tenants/").text
    assert PAGE in inside.get("/console/tenants/alpha").text
    assert "1 reaction given up" in inside.get("/console/health/").text
    sender.messages.clear()
    event = page.split('name="event" value="')[1].split('"')[0]
    assert post(inside, PAGE, event=event, reaction="tests.reaction_1").status_code == 303
    assert dead(tenant) == []
    assert [kwargs["reaction"] for actor, kwargs in sender.messages if actor == "events.react"] == [
        "tests.reaction_1"
    ]
    assert "relay.revived" in shared(select(ControlAudit.action))


def test_all_are_tried_again_at_once(inside, failing, tenant, sender):  # noqa: F811
    sender.messages.clear()
    assert post(inside, PAGE).status_code == 303
    assert [actor for actor, _kwargs in sender.messages].count("events.react") == 2
    assert dead(tenant) == []


def test_nobody_else_reaches_it(console, admin, failing):  # noqa: F811
    assert console.get(PAGE).status_code == 303
    assert console.post(PAGE).status_code in (303, 401, 403)
    assert admin.get(PAGE).status_code == 404
