"""A shop that demands a second factor of everybody lets nobody go on without one."""

from typing import Any

import pyotp
import pytest

from app.core import clock
from app.core.audit import AuditRow
from app.domains.identity.models import StaffPolicy
from tests.factories.people import PASSWORD
from tests.support.clients import sign_in, visit

pytestmark = pytest.mark.req("SEC-07")
GUARD = {"csrf_token": "test-csrf"}
SETTING, ENROL = "/admin/settings/security", "/admin/profile/second-factor"


def demand(admin: Any, how: str = "1") -> Any:
    return admin.post(SETTING, data={**GUARD, **({"second_factor": how} if how else {})})


def enrol(browser: Any, csrf: str = "test-csrf") -> Any:
    """Set the second factor up as the pages lead; answers the page with the recovery codes."""
    assert browser.post(ENROL, data={"csrf_token": csrf}).status_code == 303
    secret = browser.get(ENROL).text.split("<code>")[1].split("</code>")[0]
    code = pyotp.TOTP(secret).at(clock.now())
    return browser.post(f"{ENROL}/confirm", data={"csrf_token": csrf, "code": code})


@pytest.fixture
def demanded(app: Any, tenant: Any, make: Any) -> None:
    assert demand(sign_in(app, tenant, make.staff(role="administrator"))).status_code == 303


def test_only_administrators_may_demand_it(app: Any, tenant: Any, make: Any, admin: Any, count: Any) -> None:
    manager = sign_in(app, tenant, make.staff(role="order_manager"))
    assert manager.get(SETTING).status_code == 403
    assert demand(manager).status_code == 403
    assert count(StaffPolicy) == 0
    assert "Everybody needs a second factor" in admin.get(SETTING).text
    assert demand(admin).status_code == 303
    assert count(StaffPolicy, StaffPolicy.second_factor) == 1
    assert count(AuditRow, AuditRow.action == "identity.second_factor_policy") == 1


@pytest.mark.usefixtures("demanded")
def test_who_signs_in_without_one_reaches_nothing_but_the_setup(app: Any, tenant: Any, make: Any) -> None:
    browser, staff = visit(app, tenant), make.staff(role="administrator")
    answer = browser.post("/admin/sign-in", data={"email": staff.mail, "password": PASSWORD})
    assert answer.status_code == 303
    for path in ("/admin/", "/admin/orders/", "/admin/profile/", "/admin/people/", "/admin/sign-in"):
        assert browser.get(path).location == ENROL, path
    page = browser.get(ENROL).text
    assert "the rest of the console opens once it is on" in page
    assert "/admin/orders/" not in page, "the menu offers nothing that is shut"
    csrf = page.split('name="csrf_token" value="')[1].split('"')[0]
    told = {"csrf_token": csrf}
    assert browser.post("/admin/profile/", data={**told, "name": "X", "locale": "en"}).location == ENROL
    assert browser.post(f"{ENROL}/off", data={**told, "code": "1"}).location == ENROL
    assert "recovery codes" in enrol(browser, csrf).text
    assert browser.get("/admin/orders/").status_code == 200


@pytest.mark.usefixtures("demanded")
def test_it_cannot_be_turned_off_again_and_signing_out_is_always_possible(
    app: Any, tenant: Any, make: Any
) -> None:
    browser = sign_in(app, tenant, make.staff())
    enrol(browser)
    assert "Turn off" not in browser.get(ENROL).text
    assert browser.post(f"{ENROL}/off", data={**GUARD, "code": "123456"}).status_code == 409
    stuck = sign_in(app, tenant, make.staff())
    assert stuck.post("/admin/sign-out", data=GUARD).location == "/admin/sign-in"


def test_running_sessions_are_led_too_and_let_go_when_it_is_no_longer_demanded(
    app: Any, tenant: Any, make: Any, admin: Any
) -> None:
    colleague = sign_in(app, tenant, make.staff(role="order_manager"))
    assert colleague.get("/admin/orders/").status_code == 200
    demand(admin)
    assert colleague.get("/admin/orders/").location == ENROL
    assert admin.get("/admin/").location == ENROL, "whoever demands it is no exception"
    enrol(admin)
    assert demand(admin, "").status_code == 303
    assert colleague.get("/admin/orders/").status_code == 200


@pytest.mark.req("TEN-06")
@pytest.mark.usefixtures("demanded")
def test_it_is_demanded_in_this_shop_only(other_admin: Any) -> None:
    assert other_admin.get("/admin/").status_code == 200
