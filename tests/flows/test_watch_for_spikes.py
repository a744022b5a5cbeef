"""A spike of failures alerts the operators once; an ordinary day alerts nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import audit, clock
from app.core.db import db, unit_of_work
from app.core.tenancy import shared_scope, tenant_scope
from app.domains.orders import service as orders
from app.flows.watch_for_spikes import QUIET_FOR, watch_for_spikes
from app.queries.spikes import Spike
from tenants.models import ControlAudit

pytestmark = pytest.mark.req("SEC-09")


@pytest.fixture
def inside(tenant):
    with tenant_scope(tenant):
        yield


def alerts():
    with shared_scope(), unit_of_work():
        rows = select(ControlAudit.action, ControlAudit.tenant_id).where(
            ControlAudit.action.startswith("security.")
        )
        return [tuple(row) for row in db.session.execute(rows)]


def fail_payments(make, times):
    order = make.order()
    with unit_of_work():
        orders.note_all([(order.id, "payment_failed", {})] * times)


def test_fifty_failed_payments_in_a_minute_alert_once(inside, make, tenant):
    fail_payments(make, 50)

    assert watch_for_spikes() == [Spike("failed_payments", 50)]
    fail_payments(make, 50)
    assert watch_for_spikes() == []

    assert alerts() == [("security.failed_payments", tenant.id)]


def test_a_later_spike_is_another_alert(inside, make):
    fail_payments(make, 60)
    watch_for_spikes()
    with clock.frozen(clock.now() + QUIET_FOR + timedelta(seconds=1)):
        fail_payments(make, 60)
        assert watch_for_spikes() != []

    assert len(alerts()) == 2


def test_failed_sign_ins_count_too(inside, tenant):
    with unit_of_work():
        for _ in range(50):
            audit.record("customers.sign_in_failed", object_type="customer", object_id="x")

    assert watch_for_spikes() == [Spike("failed_sign_ins", 50)]


def test_ordinary_failures_alert_nobody(inside, make):
    fail_payments(make, 49)
    assert watch_for_spikes() == []
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        fail_payments(make, 10)
        assert watch_for_spikes() == []

    assert alerts() == []
