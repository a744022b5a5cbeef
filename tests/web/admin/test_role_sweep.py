"""Every route of the console, by every standard role: the guard lets through exactly who holds the right."""

from typing import Any
from uuid import UUID

import pytest

from app.domains.identity.roles import CONSOLE, EVERYTHING, STANDARD_ROLES
from app.domains.identity.scopes import SCOPES
from app.web.permissions import Access, access_of
from tests.support.clients import sign_in

NOBODY = UUID(int=0)
VALUES = {"uuid": NOBODY, "integer": 1, "string": "x", "default": "x", "path": "x", "any": "x"}


def rules(app: Any) -> list[tuple[str, str, Access]]:
    """(method, address, access) of every route under /admin."""
    adapter = app.url_map.bind("alpha.localhost")
    found = []
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/admin") or rule.endpoint == "static":
            continue
        values = {
            name: VALUES.get(type(converter).__name__.removesuffix("Converter").lower(), "x")
            for name, converter in rule._converters.items()
        }
        access = access_of(app.view_functions[rule.endpoint])
        assert access is not None, f"{rule.rule} declares no permission"
        address = adapter.build(rule.endpoint, values, method=next(iter(rule.methods - {"HEAD", "OPTIONS"})))
        found += [(method, address, access) for method in sorted(rule.methods - {"HEAD", "OPTIONS"})]
    return found


def permits(access: Access, rights: frozenset[str]) -> bool:
    if access.kind == "public":
        return True
    held = rights if CONSOLE in rights else frozenset()
    return access.kind == "staff" or any(right in held for right in access.permissions)


@pytest.mark.parametrize("role", sorted(STANDARD_ROLES))
@pytest.mark.req("SEC-06", "ROL-20", "ROL-21", "ROL-10", "ROL-11", "ROL-16")
def test_the_guard_is_the_matrix(app: Any, tenant: Any, make: Any, kept_pages: None, role: str) -> None:
    rights = STANDARD_ROLES[role].permissions
    places = [make.location(kind="store")] if STANDARD_ROLES[role].local else None
    browser, wrong = sign_in(app, tenant, make.staff(role=role, locations=places)), []
    for method, address, access in rules(app):
        if access.kind == "public":
            continue
        allowed = permits(access, rights)
        if allowed and method != "GET":
            continue
        briefly = {} if allowed else {"HX-Request": "true"}  # a refusal then is a line and no page
        answer = browser.open(address, method=method, data={"csrf_token": "test-csrf"}, headers=briefly)
        if allowed != (answer.status_code != 403) or answer.status_code >= 500:
            wrong.append((method, address, answer.status_code))
    assert not wrong


@pytest.mark.req("ROL-21")
def test_the_menu_shows_what_may_be_used_and_no_more(app: Any, tenant: Any, make: Any) -> None:
    browser = sign_in(app, tenant, make.staff(role="marketing_manager"))
    page = browser.get("/admin/profile/").get_data(as_text=True)
    assert "/admin/people/" not in page
    assert "/admin/stock/" not in page
    assert browser.get("/admin/people/").status_code == 403


@pytest.mark.req("SEC-06")
def test_every_route_declares_rights_that_roles_and_scopes_know(app: Any) -> None:
    known = EVERYTHING | frozenset(SCOPES)
    for rule in app.url_map.iter_rules():
        access = access_of(app.view_functions[rule.endpoint])
        assert access is not None, f"{rule.rule} declares no permission"
        assert not set(access.permissions) - known, rule.rule
