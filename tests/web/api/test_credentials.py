"""Keys and tokens at the API: 401 without, 403 beyond, nothing more to learn; limits by caller."""

import base64
from datetime import timedelta
from typing import Any

import pytest

from app.config import override
from app.core import clock
from app.core.audit import AuditRow
from app.domains.identity import service as identity
from app.domains.identity.models import ApiToken
from app.web import auth, ratelimit
from tests.support.clients import visit

ORDERS, TOKEN = "/api/v1/orders", "/oauth/token"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    ratelimit.forget()
    auth.forget_verified()


def issued(unit: Any, tenant: Any, **given: Any) -> Any:
    with unit(tenant):
        return identity.create_client(**{"name": "ERP", "scopes": ["orders:read"], **given})


def call(app: Any, tenant: Any, key: str, path: str = ORDERS) -> Any:
    return visit(app, tenant, authorization=f"Bearer {key}").get(path)


@pytest.mark.req("API-03")
def test_missing_expired_wrong_scope_and_revoked(app: Any, tenant: Any, unit: Any) -> None:
    good, narrow = issued(unit, tenant), issued(unit, tenant, scopes=["stock:read"])
    old = issued(unit, tenant, expires_at=clock.now() - timedelta(seconds=1))
    gone = issued(unit, tenant)
    with unit(tenant):
        identity.revoke_client(gone.id)
    assert visit(app, tenant).get(ORDERS).status_code == 401
    assert call(app, tenant, good.secret).status_code == 200
    assert call(app, tenant, narrow.secret).status_code == 403
    refused = [call(app, tenant, key) for key in (old.secret, gone.secret, "gk_made-up", "nonsense", "")]
    assert [answer.status_code for answer in refused] == [401] * 5
    assert len({answer.json["code"] for answer in refused}) == 1
    assert refused[0].headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.req("API-03", "TEN-06")
def test_a_key_of_another_tenant_is_a_stranger(app: Any, tenant: Any, other_tenant: Any, unit: Any) -> None:
    key = issued(unit, tenant).secret
    assert call(app, tenant, key).status_code == 200
    assert call(app, other_tenant, key).status_code == 401


@pytest.mark.req("API-03")
def test_the_api_ignores_cookies(app: Any, tenant: Any, make: Any) -> None:
    browser = visit(app, tenant)
    browser.set_cookie("galleria_staff", make.staff_session(staff=make.staff()), domain=tenant.host)
    assert browser.get(ORDERS).status_code == 401


@pytest.mark.req("ROL-22")
def test_a_program_does_not_enter_the_console(app: Any, tenant: Any, unit: Any) -> None:
    key = issued(unit, tenant, scopes=["all"]).secret
    assert call(app, tenant, key, "/admin/people/").status_code == 303


def test_a_verified_key_costs_no_statement_for_half_a_second(app: Any, tenant: Any, unit: Any) -> None:
    key = issued(unit, tenant).secret
    with app.test_request_context(ORDERS, headers={"Authorization": f"Bearer {key}"}) as context:
        from app.core.tenancy import tenant_scope
        from tests.support.budget import counted_statements

        with tenant_scope(tenant), counted_statements() as first:
            auth.authenticate(context.request)
        with tenant_scope(tenant), counted_statements() as second:
            auth.authenticate(context.request)
    assert len(first) == 2, "look-up, and the note of its use"
    assert len(second) == 0


def ask(app: Any, tenant: Any, client: Any, **form: str) -> Any:
    data = {"grant_type": "client_credentials", "client_id": str(client.id), "client_secret": client.secret}
    return visit(app, tenant).post(TOKEN, data={**data, **form})


@pytest.mark.req("API-03")
def test_client_credentials(app: Any, tenant: Any, unit: Any, count: Any) -> None:
    client = issued(unit, tenant, kind="oauth", scopes=["orders:read", "stock:read"])
    answer = ask(app, tenant, client)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["token_type"] == "Bearer"
    assert answer.json["expires_in"] == 3600
    assert answer.json["scope"] == "orders:read stock:read"
    assert call(app, tenant, answer.json["access_token"]).status_code == 200
    with unit(tenant):
        stored = count(ApiToken)
    assert stored == 1
    actor = AuditRow.actor == f"api:{client.id}"
    assert count(AuditRow, AuditRow.action == "identity.token_issued", actor) == 1


def test_client_credentials_by_basic_and_for_fewer_scopes(app: Any, tenant: Any, unit: Any) -> None:
    client = issued(unit, tenant, kind="oauth", scopes=["orders:read", "stock:read"])
    basic = base64.b64encode(f"{client.id}:{client.secret}".encode()).decode()
    browser = visit(app, tenant, authorization=f"Basic {basic}")
    answer = browser.post(TOKEN, data={"grant_type": "client_credentials", "scope": "stock:read pos:write"})
    assert answer.json["scope"] == "stock:read"
    assert call(app, tenant, answer.json["access_token"]).status_code == 403


@pytest.mark.req("API-03")
def test_refused_client_credentials(app: Any, tenant: Any, other_tenant: Any, unit: Any, count: Any) -> None:
    client, key = issued(unit, tenant, kind="oauth"), issued(unit, tenant)
    assert ask(app, tenant, client, client_secret="gs_wrong").status_code in (400, 401)
    assert ask(app, tenant, client, client_id="nonsense").status_code in (400, 401)
    assert ask(app, tenant, key).status_code in (400, 401)
    assert ask(app, other_tenant, client).status_code in (400, 401)
    assert ask(app, tenant, client, grant_type="password").json["error"] == "unsupported_grant_type"
    with unit(tenant):
        identity.revoke_client(client.id)
    assert ask(app, tenant, client).status_code in (400, 401)
    assert count(ApiToken) == 0


@pytest.mark.req("API-04")
def test_a_flood_is_answered_429_and_others_go_on(
    app: Any, tenant: Any, other_tenant: Any, unit: Any, make: Any
) -> None:
    with override(web_processes=1):
        slow, fast = issued(unit, tenant, rate=2).secret, issued(unit, tenant).secret
        answers = [call(app, tenant, slow) for _each in range(12)]
        assert [answer.status_code for answer in answers[:8]] == [200] * 8
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["Retry-After"]) >= 1
        assert call(app, tenant, fast).status_code == 200
        assert call(app, other_tenant, make.of(other_tenant).api_key()).status_code == 200


@pytest.mark.req("API-04")
def test_anonymous_callers_are_limited_by_address(app: Any, tenant: Any) -> None:
    with override(web_processes=1, rate_limit_anonymous=5):
        answers = [visit(app, tenant).get(ORDERS).status_code for _each in range(15)]
    assert answers[0] == 401
    assert answers[-1] == 429


def test_buckets_fill_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.core.errors import TooMany

    moment = [100.0]
    monkeypatch.setattr(ratelimit.time, "monotonic", lambda: moment[0])
    with override(web_processes=2):
        for _each in range(5):
            ratelimit.take(("x",), rate=4, burst=10)
        with pytest.raises(TooMany) as refused:
            ratelimit.take(("x",), rate=4, burst=10)
        assert refused.value.retry_after == 1
        moment[0] += 0.5
        ratelimit.take(("x",), rate=4, burst=10)
