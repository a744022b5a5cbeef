"""People, roles, API clients and the audit log in the browser."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.audit import AuditRow
from app.domains.identity.models import ApiClient, Role, Staff
from tests.support.clients import sign_in, visit

GUARD = {"csrf_token": "test-csrf"}
PEOPLE, PROGRAMS, AUDIT = "/admin/people/", "/admin/programs/", "/admin/audit/"


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    found: str = answer.get_data(as_text=True)
    return found


def test_the_list_searches_and_filters(admin: Any, make: Any) -> None:
    make.staff(name="Ada Ash", role="finance", email="ada@example.com")
    make.staff(name="Bo Birch", role="catalog_manager")
    assert "Ada Ash" in text(admin.get(PEOPLE + "?q=ash"))
    assert "Bo Birch" not in text(admin.get(PEOPLE + "?q=ash"))
    assert "Ada Ash" in text(admin.get(PEOPLE + "?q=ADA@example.com"))
    assert "Bo Birch" in text(admin.get(PEOPLE + "?role=catalog_manager"))
    assert "Ada Ash" not in text(admin.get(PEOPLE + "?role=catalog_manager"))
    assert "Ada Ash" not in text(admin.get(PEOPLE + "?state=inactive"))
    assert "Nobody fits" in text(admin.get(PEOPLE + "?q=100%25"))


def test_the_list_costs_the_same_for_many(admin: Any, make: Any, query_budget: Any) -> None:
    for _each in range(30):
        make.staff(role="finance")
    with query_budget(5):
        text(admin.get(PEOPLE))


def test_the_list_turns_pages(admin: Any, make: Any) -> None:
    names = [f"Person {number:03}" for number in range(120)]
    for name in names:
        make.staff(name=name, role="finance")
    seen, url, pages = [], PEOPLE, 0
    while url:
        page = text(admin.get(url))
        seen += re.findall(r">(Person \d{3})<", page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        url, pages = (found[1].replace("&amp;", "&") if found else ""), pages + 1
    assert (seen, pages) == (names, 3)


@pytest.mark.req("SEC-15")
def test_names_are_shown_as_text(admin: Any, make: Any) -> None:
    make.staff(name="<script>alert(1)</script>", role="finance")
    assert "<script>alert" not in text(admin.get(PEOPLE))


def test_inviting(admin: Any, count: Any) -> None:
    form = {
        **GUARD,
        "name": "Kim Kay",
        "email": "kim@example.com",
        "roles": ["finance"],
        "reach": "everywhere",
    }
    assert admin.post(PEOPLE + "new", data={**form, "email": "kim"}).status_code == 422
    assert admin.post(PEOPLE + "new", data={**form, "roles": []}).status_code == 422
    assert count(Staff, Staff.name == "Kim Kay") == 0
    assert admin.post(PEOPLE + "new", data=form).status_code == 303
    assert "Invited" in text(admin.get(PEOPLE + "?q=kim"))
    again = admin.post(PEOPLE + "new", data=form)
    assert again.status_code == 409
    assert "is here already" in again.get_data(as_text=True)


@pytest.mark.req("ROL-12", "ROL-14")
def test_changing_access_in_the_browser_holds_at_the_next_request(
    admin: Any, app: Any, tenant: Any, make: Any
) -> None:
    staff, store = make.staff(role="catalog_manager", name="Kim"), make.location(kind="store")
    browser = sign_in(app, tenant, staff)
    assert browser.get(PEOPLE).status_code == 403
    change = {**GUARD, "roles": ["store_manager"], "reach": "chosen", "locations": [str(store.id)]}
    assert admin.post(f"{PEOPLE}{staff.id}", data=change).status_code == 303
    assert "Kim" in text(browser.get(PEOPLE))
    change["locations"] = []
    assert admin.post(f"{PEOPLE}{staff.id}", data=change).status_code == 422


@pytest.mark.req("ROL-09", "ROL-14", "SEC-16")
def test_a_store_manager_meets_the_own_store_only(app: Any, tenant: Any, make: Any) -> None:
    north, south = make.location(kind="store"), make.location(kind="store")
    manager = sign_in(app, tenant, make.staff(role="store_manager", locations=[north]))
    mine = make.staff(role="store_associate", locations=[north], name="Mine")
    theirs = make.staff(role="store_associate", locations=[south], name="Theirs")
    page = text(manager.get(PEOPLE))
    assert "Mine" in page
    assert "Theirs" not in page
    assert manager.get(f"{PEOPLE}{theirs.id}").status_code == 404
    assert manager.post(f"{PEOPLE}{theirs.id}/disable", data=GUARD).status_code == 404
    assert str(south.id) not in text(manager.get(f"{PEOPLE}{mine.id}"))
    grant = {**GUARD, "reach": "chosen", "locations": [str(north.id)], "roles": ["administrator"]}
    assert manager.post(f"{PEOPLE}{mine.id}", data=grant).status_code == 403
    assert manager.post(f"{PEOPLE}{mine.id}/disable", data=GUARD).status_code == 303


@pytest.mark.req("TEN-06")
def test_the_last_administrator_is_kept_and_told_why(app: Any, tenant: Any, make: Any) -> None:
    boss, _other = make.staff(), make.staff()
    browser = sign_in(app, tenant, boss)
    page = text(browser.get(PEOPLE + "?role=administrator"))
    others = set(re.findall(rf'href="{PEOPLE}([0-9a-f-]{{36}})"', page)) - {str(boss.id)}
    demote = {**GUARD, "roles": ["finance"], "reach": "everywhere"}
    assert {browser.post(f"{PEOPLE}{each}", data=demote).status_code for each in others} == {303}
    refused = browser.post(f"{PEOPLE}{boss.id}", data=demote)
    assert refused.status_code == 409
    assert "last administrator" in refused.get_data(as_text=True)
    assert browser.get(PEOPLE).status_code == 200


def test_a_new_role_opens_the_console_unless_told_otherwise(admin: Any) -> None:
    assert re.search(r'value="identity:console:enter"[^>]*checked', text(admin.get(PEOPLE + "roles/new")))


def test_a_role_of_ones_own(admin: Any, count: Any) -> None:
    form = {**GUARD, "name": "50% analyst", "description": "Looks", "rights": ["catalog:product:view"]}
    assert admin.post(PEOPLE + "roles/new", data=form).status_code == 303
    page = text(admin.get(PEOPLE + "roles/"))
    assert "50% analyst" in page
    code = re.search(r"roles/(own-[0-9a-f]+)", page)
    assert code
    change = {**form, "rights": ["catalog:product:view", "pricing:price:view"]}
    assert admin.post(f"{PEOPLE}roles/{code[1]}", data=change).status_code == 303
    assert admin.post(f"{PEOPLE}roles/{code[1]}", data={**form, "rights": []}).status_code == 422
    assert "50% analyst" in text(admin.get(PEOPLE))
    assert admin.post(f"{PEOPLE}roles/{code[1]}/delete", data=GUARD).status_code == 303
    assert count(Role, Role.builtin.is_(False)) == 0
    assert admin.post(f"{PEOPLE}roles/finance", data=change).status_code == 409
    assert admin.get(f"{PEOPLE}roles/nothing").status_code == 404


@pytest.mark.req("API-03")
def test_the_secret_is_shown_once_and_works(admin: Any, app: Any, tenant: Any, count: Any) -> None:
    form = {**GUARD, "name": "ERP", "kind": "key", "scopes": ["orders:read"], "rate": ""}
    page = text(admin.post(PROGRAMS + "new", data=form))
    key = re.search(r"<pre>(gk_[\w-]+)</pre>", page)
    assert key
    assert key[1] not in text(admin.get(PROGRAMS))
    assert count(ApiClient, ApiClient.rate == 50) == 1
    program = visit(app, tenant, authorization=f"Bearer {key[1]}")
    assert program.get("/api/v1/orders").status_code == 200
    found = re.search(rf'action="{PROGRAMS}([0-9a-f-]{{36}})/revoke"', text(admin.get(PROGRAMS)))
    assert found
    assert admin.post(f"{PROGRAMS}{found[1]}/revoke", data=GUARD).status_code == 303
    assert program.get("/api/v1/orders").status_code == 401


@pytest.mark.req("SEC-10")
def test_the_audit_log_is_searched_and_exported(admin: Any, make: Any) -> None:
    staff = make.staff(role="finance", name="Kim")
    admin.post(f"{PEOPLE}{staff.id}", data={**GUARD, "roles": ["catalog_manager"], "reach": "everywhere"})
    page = text(admin.get(f"{AUDIT}?object=staff:{staff.id}"))
    assert "identity.access_changed" in page
    assert "catalog_manager" in page
    assert "Nothing fits" in text(admin.get(f"{AUDIT}?action=orders."))
    assert "access_changed" in text(admin.get(f"{AUDIT}?actor=Sam&action=identity."))
    tomorrow = (clock.now() + timedelta(days=2)).date().isoformat()
    assert "Nothing fits" in text(admin.get(f"{AUDIT}?first_day={tomorrow}"))
    assert admin.get(f"{AUDIT}?first_day=yesterday").status_code == 422
    rows = list(csv.DictReader(io.StringIO(text(admin.get(f"{AUDIT}export.csv?object=staff:{staff.id}")))))
    assert [row["action"] for row in rows] == ["identity.access_changed"]
    assert "finance" in rows[0]["before"]


@pytest.mark.req("SEC-10")
def test_taking_the_log_away_is_noted(admin: Any, count: Any) -> None:
    admin.get(AUDIT + "export.csv")
    assert count(AuditRow, AuditRow.action == "identity.audit_exported") == 1
    assert admin.post(AUDIT, data=GUARD).status_code == 405
    assert admin.delete(AUDIT, headers={"X-CSRF-Token": "test-csrf"}).status_code == 405


@pytest.mark.req("TEN-06")
def test_other_tenants_people_are_not_there(admin: Any, other_tenant: Any, make: Any, count: Any) -> None:
    stranger = make.of(other_tenant).staff(role="finance")
    for path in ("", "/disable", "/enable", "/pin", "/invitation", "/unlock", "/second-factor/off"):
        answer = admin.post(
            f"{PEOPLE}{stranger.id}{path}", data={**GUARD, "pin": "4071", "roles": ["finance"]}
        )
        assert answer.status_code == 404, path
    assert count(Staff, Staff.id == stranger.id, Staff.disabled_at.is_(None), tenant=other_tenant) == 1
