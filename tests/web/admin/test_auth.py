"""The door of the console, as browsers use it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from sqlalchemy import select

from app.core import clock
from app.core.audit import AuditRow
from app.core.db import db
from app.core.events import OutboxRow
from app.domains.identity import service as identity
from app.web import ratelimit
from tests.factories.people import PASSWORD
from tests.support.clients import sign_in as signed_in
from tests.support.clients import visit

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
DOOR = "/admin/sign-in"


@pytest.fixture(autouse=True)
def _full_buckets() -> None:
    ratelimit.forget()


def enter(client: Any, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(DOOR, data={"email": email, "password": password, **more})


def test_the_console_asks_for_a_sign_in_and_leads_back(shop: Any, make: Any) -> None:
    asked = shop.get("/admin/people/")
    assert asked.status_code == 303
    assert asked.location.startswith(DOOR)
    wanted = parse_qs(urlsplit(asked.location).query)["next"][0]
    assert wanted == "/admin/people/"
    answer = enter(shop, make.staff().mail, next=wanted)
    assert (answer.status_code, answer.location) == (303, "/admin/people/")
    assert shop.get("/admin/people/").status_code == 200


def test_the_cookie_is_for_this_host_and_not_for_scripts(shop: Any, make: Any) -> None:
    cookie = enter(shop, make.staff().mail).headers["Set-Cookie"]
    assert cookie.startswith("galleria_staff=ss_")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/account/",
        "/admin\\@evil",
        "javascript:x",
    ],
)
def test_nobody_is_led_to_another_site(shop: Any, make: Any, target: str) -> None:
    assert enter(shop, make.staff().mail, next=target).location == "/admin/"


@pytest.mark.req("SEC-08")
def test_wrong_and_unknown_read_alike(shop: Any, make: Any, count: Any) -> None:
    staff = make.staff()
    wrong, unknown = enter(shop, staff.mail, "wrong"), enter(shop, "nobody@example.com", "wrong")
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    plain = [
        answer.get_data(as_text=True).replace(staff.mail, "X").replace("nobody@example.com", "X")
        for answer in (wrong, unknown)
    ]
    assert plain[0] == plain[1]
    assert count(AuditRow, AuditRow.action == "identity.sign_in_failed", AuditRow.ip == "127.0.0.1") == 2


@pytest.mark.req("SEC-07")
def test_five_wrong_tries_close_the_door(shop: Any, make: Any) -> None:
    staff = make.staff()
    for _try in range(5):
        enter(shop, staff.mail, "wrong")
    assert enter(shop, staff.mail).status_code == 401


def test_a_flood_of_tries_is_slowed(shop: Any, make: Any) -> None:
    answers = [enter(shop, "nobody@example.com", "wrong").status_code for _try in range(12)]
    assert set(answers) == {401, 429}


@pytest.mark.req("SEC-07")
def test_the_second_factor_stands_between(app: Any, tenant: Any, make: Any, unit: Any) -> None:
    staff = make.staff()
    with unit(tenant), clock.frozen(NOON):
        setup = identity.begin_totp(staff_id=staff.id, issuer="Alpha")
        identity.confirm_totp(staff_id=staff.id, code=pyotp.TOTP(setup.secret).at(NOON))
    browser, later = visit(app, tenant), NOON + timedelta(minutes=3)
    with clock.frozen(later):
        first = enter(browser, staff.mail, next="/admin/profile/")
        assert urlsplit(first.location).path == "/admin/sign-in/code"
        assert browser.get("/admin/profile/").status_code == 303
        assert browser.post("/admin/sign-in/code", data={"code": "000000"}).status_code == 401
        code = pyotp.TOTP(setup.secret).at(later)
        answer = browser.post("/admin/sign-in/code", data={"code": code, "next": "/admin/profile/"})
        assert answer.location == "/admin/profile/"
        assert browser.get("/admin/profile/").status_code == 200


def mailed_token(unit: Any, tenant: Any, staff: Any) -> str:
    with unit(tenant):
        row = db.session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc())).first()
        assert row is not None
        mail = identity.token_mail(staff_id=staff.id, sealed_token=row.payload["sealed_token"])
        assert mail is not None
        return mail.token


@pytest.mark.req("SEC-14")
def test_a_forgotten_password(app: Any, tenant: Any, make: Any, unit: Any, shop: Any) -> None:
    staff = make.staff()
    inside = signed_in(app, tenant, staff)
    known = shop.post("/admin/forgot", data={"email": staff.mail}).get_data(as_text=True)
    token = mailed_token(unit, tenant, staff)
    assert shop.post("/admin/forgot", data={"email": "nobody@example.com"}).get_data(as_text=True) == known
    assert shop.get(f"/admin/reset/{token}").status_code == 200
    assert shop.post(f"/admin/reset/{token}", data={"password": "short"}).status_code == 422
    assert shop.post(f"/admin/reset/{token}", data={"password": "a new one by mail"}).location == DOOR
    assert inside.get("/admin/profile/").status_code == 303
    assert shop.get(f"/admin/reset/{token}").status_code == 400
    assert enter(shop, staff.mail, "a new one by mail").status_code == 303


def test_an_invitation(shop: Any, tenant: Any, unit: Any) -> None:
    with unit(tenant):
        made = identity.invite(email="kim@example.com", name="Kim", roles=["finance"])
    page = f"/admin/invitation/{made.secret}"
    assert "kim@example.com" in shop.get(page).get_data(as_text=True)
    assert shop.post(page, data={"name": "Kim", "password": "password1"}).status_code == 422
    assert shop.post(page, data={"name": "Kim", "password": "a fine password"}).status_code == 303
    assert shop.get("/admin/profile/").status_code == 200
    assert shop.get(page).status_code == 400


@pytest.mark.req("SEC-14")
def test_signing_out_ends_the_session_itself(shop: Any, make: Any) -> None:
    enter(shop, make.staff().mail)
    cookie = shop.get_cookie("galleria_staff", domain="alpha.localhost")
    page = shop.get("/admin/profile/").get_data(as_text=True)
    csrf = page.split('name="csrf_token" value="')[1].split('"')[0]
    assert shop.post("/admin/sign-out", data={"csrf_token": csrf}).location == DOOR
    shop.set_cookie("galleria_staff", cookie.value, domain="alpha.localhost")
    assert shop.get("/admin/profile/").status_code == 303


@pytest.mark.req("SEC-15")
def test_forged_requests_are_refused(admin: Any, app: Any, tenant: Any, make: Any, count: Any) -> None:
    data = {"name": "Forged", "locale": "en"}
    assert admin.post("/admin/profile/", data=data).status_code == 403
    assert admin.post("/admin/profile/", data={**data, "csrf_token": "guess"}).status_code == 403
    stranger = {"Sec-Fetch-Site": "cross-site"}
    token = {**data, "csrf_token": "test-csrf"}
    assert admin.post("/admin/profile/", data=token, headers=stranger).status_code == 403
    assert admin.post("/admin/profile/", data=token).status_code == 303


@pytest.mark.req("SEC-07")
def test_sensitive_acts_ask_for_the_password_again(app: Any, tenant: Any, make: Any) -> None:
    staff, back = make.staff(), {"Referer": f"http://{tenant.host}/admin/people/"}
    with clock.frozen(NOON):
        browser = signed_in(app, tenant, staff)
    with clock.frozen(NOON + timedelta(hours=1)):
        asked = browser.post("/admin/profile/second-factor", data={"csrf_token": "test-csrf"}, headers=back)
        assert asked.location == "/admin/prove?next=/admin/people/"
        wrong = browser.post("/admin/prove", data={"password": "wrong", "csrf_token": "test-csrf"})
        assert wrong.status_code == 422
        right = {"password": PASSWORD, "csrf_token": "test-csrf", "next": "/admin/people/"}
        assert browser.post("/admin/prove", data=right).location == "/admin/people/"
        done = browser.post("/admin/profile/second-factor", data={"csrf_token": "test-csrf"})
        assert done.location == "/admin/profile/second-factor"


@pytest.mark.req("TEN-06")
def test_a_session_opens_no_other_shop(app: Any, tenant: Any, other_tenant: Any, make: Any) -> None:
    token = make.staff_session(staff=make.staff())
    stranger = visit(app, other_tenant)
    stranger.set_cookie("galleria_staff", token, domain=other_tenant.host)
    assert stranger.get("/admin/profile/").status_code == 303


@pytest.mark.req("SEC-08")
def test_the_audit_log_cannot_be_rewritten_by_the_tenant(tenant: Any, unit: Any, make: Any) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import ProgrammingError

    make.staff()
    for statement in ("update audit set action = 'x'", "delete from audit", "truncate audit"):
        with pytest.raises(ProgrammingError, match="permission denied"), unit(tenant):
            db.session.execute(text(statement))


def test_the_profile_page(admin: Any) -> None:
    page = admin.get("/admin/profile/").get_data(as_text=True)
    assert "This one" in page
    data = {"name": "Sam Second", "locale": "de", "csrf_token": "test-csrf"}
    assert admin.post("/admin/profile/", data=data).status_code == 303
    assert "Sam Second" in admin.get("/admin/profile/").get_data(as_text=True)


def test_setting_up_the_second_factor_in_the_browser(admin: Any) -> None:
    guard = {"csrf_token": "test-csrf"}
    admin.post("/admin/profile/second-factor", data=guard)
    page = admin.get("/admin/profile/second-factor").get_data(as_text=True)
    assert 'class="qr"' in page
    assert "style=" not in page
    secret = page.split("<code>")[1].split("</code>")[0]
    wrong = admin.post("/admin/profile/second-factor/confirm", data={**guard, "code": "000000"})
    assert wrong.status_code == 422
    code = pyotp.TOTP(secret).at(clock.now())
    done = admin.post("/admin/profile/second-factor/confirm", data={**guard, "code": code})
    assert done.status_code == 200
    assert done.get_data(as_text=True).count("-") > 10
    assert secret not in admin.get("/admin/profile/second-factor").get_data(as_text=True)
